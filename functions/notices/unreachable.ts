import type { Catalogue } from '../catalogue/catalogue.ts';
import { type ContactLevel, contactLevels } from '../clocks/agreement.ts';
import { type MissingContact, recipientAt } from '../clocks/contact.ts';
import type { Change, Outcome, RequestFile } from '../requests/change.ts';
import type { Actor, RequestEvent } from '../requests/event.ts';
import type { Office } from '../review/office.ts';
import { RELEASE_EVERY_SECONDS } from './contract.ts';
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
  const next = toNextLevel(notice, partnersOf(file), context, now);
  const told = file.events.some(({ type, data }) => type === 'contact-missing' && data?.notice === next?.draft.id);
  if (!next || told) return { kind: 'unchanged' };
  const { draft, missing } = next;
  const data = { message: draft.message, ...missing, reason, notice: draft.id };
  const line = { type: 'contact-missing' as const, at: now, by: MAIL, data };
  return { kind: 'changed', change: { ...change, events: [line], notices: [draft] } };
};

/** The partners of which somebody may be written to about a request. */
const partnersOf = ({ request, workOrders, concerns = [] }: RequestFile): (string | undefined)[] => [
  ...workOrders.map(({ partner }) => partner),
  'partner' in request ? request.partner : undefined,
  // A concern may be handed on to a partner that has none of the work.
  ...concerns.map(({ owner }) => owner),
];

/** What becomes of a notice of no request, as the weekly list of a partner is: it goes to the next level up, too (R137). */
export const listToNextLevel = (
  notice: Notice,
  context: { catalogue: Catalogue; office: Office },
  now: number,
): NoticeDraft | undefined => {
  if (notice.audience !== 'partner') return undefined;
  const named = new Set(notice.link.id.split('~'));
  const codes = [...context.catalogue.partners.keys()];
  // Whoever answers for several partners gets the list of one of them.
  const draft = toNextLevel(notice, [...codes.filter((code) => named.has(code)), ...codes], context, now)?.draft;
  return draft && { ...draft, ...(notice.entries ? { entries: notice.entries } : {}) };
};

/**
 * The same notice to whoever stands above the contact that was not reached; undefined where the address is no contact of these partners. What
 * left in a list waits for the next release, which lists again what is for one reader.
 */
const toNextLevel = (
  notice: Notice,
  partners: readonly (string | undefined)[],
  { catalogue, office }: { catalogue: Catalogue; office: Office },
  now: number,
): { draft: NoticeDraft; missing: MissingContact } | undefined => {
  for (const partner of new Set(partners)) {
    const level = partner && levelOf(notice, catalogue.partners.get(partner)?.contacts ?? []);
    if (!partner || !level) continue;
    let next = recipientAt(above(level), partner, catalogue, office, now);
    // One person may stand at several levels.
    while (next.email === notice.to && next.level !== TOP)
      next = recipientAt(above(next.level), partner, catalogue, office, now);
    const { id, requestId, message, language, timeZone, values, link, milestone, combinedIn } = notice;
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
      ...(combinedIn && milestone ? { milestone, notBefore: now + RELEASE_EVERY_SECONDS * 1000 } : {}),
    };
    return { draft, missing: { partner, wanted: level, written: next.level } };
  }
  return undefined;
};

/**
 * The level at which a notice was not read: the lowest at which its address stands, but above those to which it had gone before, each of which
 * its id tells.
 */
const levelOf = (
  { id, to }: Pick<Notice, 'id' | 'to'>,
  contacts: readonly { level: ContactLevel; email: string }[],
): ContactLevel | undefined => {
  const before = id.split(NEXT_LEVEL).length - 1;
  return contactLevels
    .slice(before)
    .find((level) => contacts.some((contact) => contact.level === level && contact.email === to));
};

const TOP: ContactLevel = 'service-operations-manager';

const above = (level: ContactLevel): ContactLevel => contactLevels[contactLevels.indexOf(level) + 1] ?? TOP;
