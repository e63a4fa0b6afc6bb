import type { Catalogue } from '../catalogue/catalogue.ts';
import { type Recipient, recipientAt } from '../clocks/contact.ts';
import { MANAGER } from '../requests/concern.ts';
import { MANAGER_WORDS } from '../requests/concern-words.ts';
import type { Actor } from '../requests/event.ts';
import type { Office } from '../review/office.ts';
import { REVIEW_DESK } from './improvement.ts';

/** Whether somebody of this code can own an improvement: the manager, the review desk, or a partner. */
export const isOwner = (code: string, { partners }: Pick<Catalogue, 'partners'>): boolean =>
  code === MANAGER || code === REVIEW_DESK || partners.has(code);

/** An owner's name; the code itself of a partner that is no more. */
export const ownerName = (code: string, { partners }: Pick<Catalogue, 'partners'>): string => {
  if (code === MANAGER) return MANAGER_WORDS.en;
  return code === REVIEW_DESK ? 'the review desk' : (partners.get(code)?.name ?? code);
};

/** Who is written to: the office's own address, or the partner's supervisor, or whoever stands in for them (R137). */
export const ownerRecipient = (
  code: string,
  { catalogue, office }: { catalogue: Catalogue; office: Office },
  now: number,
): Pick<Recipient, 'email' | 'missing'> & { audience: 'manager' | 'reviewer' | 'partner' } => {
  if (code === MANAGER) return { email: office.serviceOperationsManager, audience: 'manager' };
  if (code === REVIEW_DESK) return { email: office.reviewDesk, audience: 'reviewer' };
  const recipient = recipientAt('supervisor', code, catalogue, office, now);
  return { ...recipient, audience: recipient.level === MANAGER ? 'manager' : 'partner' };
};

/** An owner as the history names whoever did something. */
export const actorOf = (code: string): Actor => {
  if (code === MANAGER) return { kind: 'manager', name: MANAGER };
  return code === REVIEW_DESK ? { kind: 'reviewer', name: REVIEW_DESK } : { kind: 'partner', name: code };
};
