import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Office } from '../review/office.ts';
import { type ContactLevel, contactLevels } from './agreement.ts';
import { toLocal } from './business-calendar.ts';

/** Who is written to. */
export interface Recipient {
  level: ContactLevel;
  email: string;
  /** The level that was wanted, where nobody valid stands there and the next one up is written to (R137). */
  missing?: ContactLevel;
}

/**
 * Who is written to at a level: the partner's contact that is valid on the city's date at `now`, or the next one up where there is
 * none (R137); never silently nobody.
 */
export const recipientAt = (
  level: ContactLevel,
  partner: string,
  catalogue: Catalogue,
  office: Office,
  now: number,
): Recipient => {
  const today = toLocal(now, catalogue.timeZone).slice(0, 10);
  const contacts = catalogue.partners.get(partner)?.contacts ?? [];
  const valid = contacts.filter(({ validFrom = '', validUntil = '9999' }) => validFrom <= today && today <= validUntil);
  const missing = (found: ContactLevel) => (found === level ? {} : { missing: level });
  for (const step of contactLevels.slice(contactLevels.indexOf(level), -1)) {
    const contact = valid.find((candidate) => candidate.level === step);
    if (contact) return { level: step, email: contact.email, ...missing(step) };
  }
  const top = 'service-operations-manager';
  return { level: top, email: office.serviceOperationsManager, ...missing(top) };
};
