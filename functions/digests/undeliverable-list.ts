import type { Catalogue } from '../catalogue/catalogue.ts';
import { toLocal } from '../clocks/business-calendar.ts';
import { type UndeliverableEntry, draftNotice } from '../notices/message-values.ts';
import { type NoticeDraft, type NoticeEntry, RESIDENT_MESSAGES } from '../notices/notice.ts';
import type { ListedUndeliverable } from '../notices/recipients.store.ts';
import { staffLinkEnd } from '../pages/link-life.ts';
import { CONCERN_QUEUE } from '../requests/queue-line.ts';
import type { Office } from '../review/office.ts';
import { MOST_NAMED } from './partner-week.ts';

/** Stands where other notices name their request, and begins the ids. */
const UNDELIVERABLE_LIST = 'undeliverable-list';

/** The id of the list of a day, by an instant of it (R130). */
export const undeliverableListId = (at: number, { timeZone }: Pick<Catalogue, 'timeZone'>): string =>
  `${UNDELIVERABLE_LIST}#${toLocal(at, timeZone).slice(0, 10)}`;

/** What the id of a request looks like; a notice that lists many has none. */
const REQUEST_ID = /^R-/;

/**
 * The list for the Service Operations Manager of those whom e-mail does not reach, by the requests that showed it and with no address
 * (R140); undefined while nobody has come onto it since she was told. New ones stand first, and each group with the latest first.
 */
export const undeliverableList = (
  listed: readonly ListedUndeliverable[],
  { catalogue, office, now }: { catalogue: Catalogue; office: Office; now: number },
): NoticeDraft | undefined => {
  const fresh = listed.filter(({ untold }) => untold).length;
  if (fresh === 0) return undefined;
  const ordered = listed.toSorted(
    (one, other) => Number(other.untold) - Number(one.untold) || other.changedAt - one.changedAt,
  );
  const others = listed.length - MOST_NAMED;
  return {
    ...draftNotice(UNDELIVERABLE_LIST, {
      id: undeliverableListId(now, catalogue),
      requestId: UNDELIVERABLE_LIST,
      audience: 'manager',
      to: office.serviceOperationsManager,
      language: 'en',
      timeZone: catalogue.timeZone,
      link: { purpose: 'queue', id: CONCERN_QUEUE, expiresAt: staffLinkEnd(now) },
      values: { listed: listed.length, fresh, ...(others > 0 ? { others } : {}) },
    }),
    entries: ordered.slice(0, MOST_NAMED).map((entry): NoticeEntry => ({
      kind: entry.untold ? 'new' : 'known',
      values: entryOf(entry),
      link: REQUEST_ID.test(entry.requestId)
        ? { purpose: 'review', id: entry.requestId, expiresAt: staffLinkEnd(now) }
        : { purpose: 'queue', id: CONCERN_QUEUE, expiresAt: staffLinkEnd(now) },
    })),
  };
};

/**
 * Whether a list told of an entry that was noted for it: it names the entry, or it names some of many. A run that was stopped may have noted
 * one that the list of the day, by a run for which the index was behind, does not have.
 */
export const tellsOf = (
  { entries = [], values }: Pick<NoticeDraft, 'entries' | 'values'>,
  entry: ListedUndeliverable,
): boolean => {
  const wanted = entryOf(entry);
  const isWanted = ({ requestId, since }: Partial<UndeliverableEntry>): boolean =>
    requestId === wanted.requestId && since?.instant === wanted.since.instant;
  return values.others !== undefined || entries.some((one) => isWanted(one.values));
};

const entryOf = ({ requestId, message, status, changedAt }: ListedUndeliverable): UndeliverableEntry => ({
  ...(REQUEST_ID.test(requestId) ? { requestId } : {}),
  whom: RESIDENT_MESSAGES.some((one) => one === message) ? 'resident' : 'staff',
  unreachable: status,
  since: { instant: changedAt },
});
