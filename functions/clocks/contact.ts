import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Office } from '../review/office.ts';
import { type ContactLevel, contactLevels } from './agreement.ts';
import { toLocal } from './business-calendar.ts';

/** A notice that goes to the next level up, because nobody valid stands where it was meant for (R137). */
export interface MissingContact {
  partner: string;
  wanted: ContactLevel;
  written: ContactLevel;
}

/** Who is written to. */
export interface Recipient {
  level: ContactLevel;
  email: string;
  /** Set where this is not the level that was wanted; a notice carries it on, so that its transaction can put it on the record. */
  missing?: MissingContact;
}

/** What a notice has to say of its recipient besides the address. */
export const insteadOf = ({ missing }: Recipient): { missing?: MissingContact } => (missing ? { missing } : {});

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
  const missing = (written: ContactLevel) =>
    written === level ? {} : { missing: { partner, wanted: level, written } };
  for (const step of contactLevels.slice(contactLevels.indexOf(level), -1)) {
    const contact = valid.find((candidate) => candidate.level === step);
    if (contact) return { level: step, email: contact.email, ...missing(step) };
  }
  const top = 'service-operations-manager';
  return { level: top, email: office.serviceOperationsManager, ...missing(top) };
};
