import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Office } from '../review/office.ts';
import { type ContactLevel, contactLevels } from './agreement.ts';

export interface Recipient {
  level: ContactLevel;
  email: string;
}

/** Who is written to at a level: the partner's contact, or the next one up where there is none (R137); never silently nobody. */
export const recipientAt = (level: ContactLevel, partner: string, catalogue: Catalogue, office: Office): Recipient => {
  const contacts = catalogue.partners.get(partner)?.contacts ?? [];
  for (const step of contactLevels.slice(contactLevels.indexOf(level), -1)) {
    const contact = contacts.find((candidate) => candidate.level === step);
    if (contact) return { level: step, email: contact.email };
  }
  return { level: 'service-operations-manager', email: office.serviceOperationsManager };
};
