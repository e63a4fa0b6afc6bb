import { createHash } from 'node:crypto';
import { holdingOf } from '../clocks/watch-milestones.ts';
import { STAFF_LINK_LIFE_MS } from '../pages/link-life.ts';
import type { RequestFile } from '../requests/change.ts';
import { CONCERN_QUEUE, REVIEW_QUEUE, partnerQueueId } from '../requests/queue-line.ts';
import { byImportance, isListable, placeOf } from './importance.ts';
import { draftNotice } from './message-values.ts';
import type { OnTheWay } from './notice.store.ts';
import type { Notice, NoticeDraft, NoticeEntry, NoticeValue } from './notice.ts';

/**
 * From so many on, the notices that one reader finds in the morning are one list. Two keep their own subjects, each with the one link that
 * is wanted; a third is where a reader begins to skim, and misses the one that has escalated.
 */
export const LISTED_FROM = 3;

/** Entries of one list: more are a second list. Fifty are about 40 KB, of the 100 at which mail programs cut a message off. */
export const MOST_LISTED = 50;

/** A notice whose time has come and that still stands, with the request that it is about. */
export interface Waiting {
  /** As the index has it. */
  seen: OnTheWay;
  notice: Notice;
  /** Absent where it is about no milestone, and not to a resident. */
  file?: RequestFile;
}

/** What leaves as one e-mail: one notice as it is, or several as the entries of one. */
export type Leaving = [Waiting, ...Waiting[]];

/** Two notices with the same value go to the same reader. */
const readerOf = ({ to, audience, language, timeZone }: Notice): string =>
  JSON.stringify([to, audience, language, timeZone]);

/** Two notices with the same value are levels of one ladder, told to the same reader; undefined for one that is no level. */
const ladderOf = ({ milestone, ...notice }: Notice): string | undefined =>
  milestone === undefined || milestone.kind === 'pause-over' || milestone.kind === 'no-answer'
    ? undefined
    : JSON.stringify([readerOf(notice), milestone.of, milestone.clock]);

/** Whether one is a later level than another of the same ladder: an escalation above what is due, and that above a warning. */
const isHigher = ({ notice: one }: Waiting, { notice: other }: Waiting): boolean =>
  placeOf(one.message) === placeOf(other.message)
    ? (one.milestone?.at ?? 0) > (other.milestone?.at ?? 0)
    : placeOf(one.message) < placeOf(other.message);

/** The notices below the highest level of their ladder, which alone is told (R131). */
export const lowerLevels = (waiting: readonly Waiting[]): Waiting[] => {
  const highest = new Map<string, Waiting>();
  for (const one of waiting) {
    const ladder = ladderOf(one.notice);
    const known = ladder === undefined ? undefined : highest.get(ladder);
    if (ladder !== undefined && (!known || isHigher(one, known))) highest.set(ladder, one);
  }
  return waiting.filter((one) => {
    const ladder = ladderOf(one.notice);
    return ladder !== undefined && highest.get(ladder) !== one;
  });
};

/** Notices as they leave, the most important first: alone, or from {@link LISTED_FROM} of one reader on together. */
export const leavingTogether = (waiting: readonly Waiting[]): Leaving[] => {
  const byReader = Map.groupBy(
    waiting.toSorted((one, other) => byImportance(one.seen, other.seen)),
    ({ notice }) => (isListable(notice.message) ? readerOf(notice) : notice.id),
  );
  return [...byReader.values()]
    .flatMap((all) => (all.length < LISTED_FROM ? all.map((one): Leaving => [one]) : inLists(all)))
    .sort(([one], [other]) => byImportance(one.seen, other.seen));
};

const inLists = (all: readonly Waiting[]): Leaving[] =>
  Array.from({ length: Math.ceil(all.length / MOST_LISTED) }, (_, index) =>
    all.slice(index * MOST_LISTED, (index + 1) * MOST_LISTED),
  ).flatMap((some) => (some.length < LISTED_FROM ? some.map((one): Leaving => [one]) : [some as Leaving]));

/**
 * The list of several notices to one reader. Its id is made of theirs, so that it is the same however often it is written (R130); how late
 * each is counts up to `now` (epoch ms), because their own texts are those of the night.
 */
export const morningList = (members: Leaving, now: number): NoticeDraft => {
  const [{ notice: first }] = members;
  const entries = members.map((member) => entryOf(member, now));
  // Several notices may be about one request: a promise of its work, and one of the request.
  const listed = new Set(members.map(({ notice }) => notice.requestId)).size;
  const late = new Set(members.flatMap(({ notice }, index) => (entries[index]!.values.late ? [notice.requestId] : [])))
    .size;
  const queues = new Set(members.map(queueOf));
  const [queue] = queues;
  return {
    ...draftNotice('morning-list', {
      id: `${LIST}#${digestOf(members)}`,
      requestId: LIST,
      audience: first.audience,
      to: first.to,
      language: first.language,
      timeZone: first.timeZone,
      link: first.link,
      ...(queues.size === 1 && queue
        ? { queue: { purpose: 'queue' as const, id: queue, expiresAt: now + STAFF_LINK_LIFE_MS } }
        : {}),
      values: { listed, emails: members.length, ...(late > 0 ? { late } : {}) },
    }),
    entries,
  };
};

/** Stands where other notices name their request. */
const LIST = 'morning-list';

const digestOf = (members: Leaving): string =>
  createHash('sha256')
    .update(JSON.stringify(members.map(({ notice }) => notice.id).toSorted()))
    .digest('hex')
    .slice(0, 32);

/** What an entry says of its notice: no words of the resident, and not what was tried, which its page tells. */
const SAID = [
  'requestId',
  'typeName',
  'place',
  'partner',
  'owner',
  'level',
  'promise',
  'dueAt',
  'contactBy',
  'reason',
  'heldSince',
  'longestPause',
  'reasons',
  'nth',
  'askedAt',
  'inVain',
];

const entryOf = ({ notice }: Waiting, now: number): NoticeEntry => {
  const said = Object.entries(notice.values).filter(([name]) => SAID.includes(name));
  const over = overSince(notice);
  const late: Record<string, NoticeValue> = over !== undefined && over < now ? { late: { span: now - over } } : {};
  return {
    kind: notice.message,
    values: { ...Object.fromEntries(said), ...late },
    notice: notice.id,
    link: notice.link,
  };
};

/** Since when the promise that a notice is about is over; undefined for a warning, and for what is no promise. */
const overSince = ({ message, milestone, values }: Notice): number | undefined => {
  const [over] =
    message === 'clock-due' || message === 'clock-escalated'
      ? [values.dueAt]
      : message === 'concern-due' && milestone?.kind !== 'at-risk'
        ? [values.contactBy]
        : [];
  return typeof over === 'object' && 'instant' in over ? over.instant : undefined;
};

/** The queue in which a reader sees everything that waits for them. */
const queueOf = ({ notice: { audience, milestone }, file }: Waiting): string | undefined => {
  if (audience === 'reviewer') return REVIEW_QUEUE;
  if (audience === 'manager') return CONCERN_QUEUE;
  if (!milestone || !file) return undefined;
  const { request, workOrders, concerns = [] } = file;
  const { of } = milestone;
  const workOrder = workOrders.find((one) => of === holdingOf(one) || of === `${holdingOf(one)}#reminders`);
  const partner =
    workOrder?.partner ??
    concerns.find(({ id }) => id === of)?.owner ??
    ('partner' in request ? request.partner : undefined);
  return partner && partnerQueueId(request.catalogue, partner);
};
