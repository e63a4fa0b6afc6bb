import type { Catalogue } from '../catalogue/catalogue.ts';
import { type ContactLevel, contactLevels } from '../clocks/agreement.ts';
import { type MissingContact, recipientAt } from '../clocks/contact.ts';
import type { Change, Outcome, RequestFile } from '../requests/change.ts';
import type { Actor, RequestEvent } from '../requests/event.ts';
import type { Office } from '../review/office.ts';
import type { Notice, NoticeDraft } from './notice.ts';
import type { RecipientReason } from './recipient.ts';

const MAIL: Actor = { kind: 'system', name: 'mail' };

/** What a second notice in place of one that did not arrive has after its id. */
const NEXT_LEVEL = '#next-level';

/**
 * What follows for a request from a notice that its recipient did not get: the resident's is a line of history, that they cannot be reached or
 * asked not to be written to about this, each once in a cycle; that of a
 * partner's contact goes to the next level up, which is a line as well (R137). Nobody stands above the 311 office: an alarm tells of that.
 */
export const noteUnreachable = (
  file: RequestFile & { events: readonly RequestEvent[] },
  { notice, reason }: { notice: Notice; reason: RecipientReason },
  context: { catalogue: Catalogue; office: Office },
  now: number,
): Outcome => {
  const change: Change = {
    request: { ...file.request, wakes: false },
    workOrders: [],
    events: [],
    notices: [],
  };
  if (notice.audience === 'constituent') {
    const type = reason === 'unwanted' ? 'reporter-opted-out' : 'reporter-unreachable';
    const known = file.events.some((event) => event.type === type && event.cycle === file.request.cycle);
    const line = { type, at: now, by: MAIL, data: { reason } } as const;
    return known ? { kind: 'unchanged' } : { kind: 'changed', change: { ...change, events: [line] } };
  }
  const next = toNextLevel(notice, file, context, now);
  const told = file.events.some(({ type, data }) => type === 'contact-missing' && data?.notice === next?.draft.id);
  if (!next || told) return { kind: 'unchanged' };
  const { draft, missing } = next;
  const data = { message: draft.message, ...missing, reason, notice: draft.id };
  const line = { type: 'contact-missing' as const, at: now, by: MAIL, data };
  return { kind: 'changed', change: { ...change, events: [line], notices: [draft] } };
};

/** The same notice to whoever stands above the contact that was not reached; undefined where the address is no contact of a partner. */
const toNextLevel = (
  notice: Notice,
  { request, workOrders }: RequestFile,
  { catalogue, office }: { catalogue: Catalogue; office: Office },
  now: number,
): { draft: NoticeDraft; missing: MissingContact } | undefined => {
  const partners = [...workOrders.map(({ partner }) => partner), 'partner' in request ? request.partner : undefined];
  for (const partner of new Set(partners)) {
    const level = partner && catalogue.partners.get(partner)?.contacts.find(({ email }) => email === notice.to)?.level;
    if (!partner || !level) continue;
    const next = recipientAt(above(level), partner, catalogue, office, now);
    const { id, requestId, message, language, timeZone, values, link } = notice;
    const draft: NoticeDraft = {
      id: `${id}${NEXT_LEVEL}`,
      requestId,
      message,
      audience: next.level === 'service-operations-manager' ? 'manager' : 'partner',
      to: next.email,
      language,
      timeZone,
      values,
      link,
    };
    return { draft, missing: { partner, wanted: level, written: next.level } };
  }
  return undefined;
};

const above = (level: ContactLevel): ContactLevel =>
  contactLevels[contactLevels.indexOf(level) + 1] ?? 'service-operations-manager';
