import { shardOf } from '../shared/shard.ts';

/**
 * Where a notice is on its way; forward only. `uncertain` waits for a person: it may have been sent. `left-out` was overtaken while it
 * waited for its time; `combined` left as an entry of the list that `combinedIn` names. `withheld` was not given to SES on purpose: its recipient
 * cannot be reached, or the environment does not send.
 */
export type NoticeStatus =
  | 'queued'
  | 'left-out'
  | 'combined'
  | 'withheld'
  | 'claimed'
  | 'sent'
  | 'delivered'
  | 'bounced'
  | 'complained'
  | 'failed'
  | 'uncertain';

/**
 * Which status may follow which; forward only, so that an event that comes late, twice or out of order changes nothing (R141).
 *
 * `queued` may be followed by what SES says, because a claim that was judged unsent may turn out to have been sent; it then
 * must not go out again. A delivery may be followed by a bounce, a bounce never by a delivery.
 */
export const NEXT_STATUSES: Record<NoticeStatus, readonly NoticeStatus[]> = {
  queued: ['claimed', 'left-out', 'combined', 'withheld', 'sent', 'delivered', 'bounced', 'complained', 'failed'],
  'left-out': [],
  combined: [],
  withheld: [],
  claimed: ['queued', 'sent', 'delivered', 'bounced', 'complained', 'failed', 'uncertain'],
  uncertain: ['queued', 'sent', 'delivered', 'bounced', 'complained', 'failed'],
  sent: ['delivered', 'bounced', 'complained', 'failed'],
  delivered: ['bounced', 'complained'],
  bounced: ['complained'],
  complained: [],
  failed: [],
};

/** Where a notice has to be followed until SES has spoken; the store keeps these in the index `on-the-way`. */
export const ON_THE_WAY = ['queued', 'claimed', 'uncertain'] as const satisfies readonly NoticeStatus[];
export type OnTheWayStatus = (typeof ON_THE_WAY)[number];

/** Where a queued notice stands in that index while it waits for its time. */
export const WAITING = 'waiting';

/** What is queued or waits comes in bursts, and lies in so many partitions of the index; what is claimed comes at the rate of the mail. */
const SHARDS = 4;
const isSpread = (progress: NoticeStatus | typeof WAITING): boolean => progress === 'queued' || progress === WAITING;

/** The first shard has the bare name, which was that of all notices before there were more. */
const placeOf = (progress: NoticeStatus | typeof WAITING, shard: number): string =>
  shard === 0 ? progress : `${progress}#${shard}`;

/** A notice's partition in the index: its status, or `waiting`, and its shard, for example `queued#3`. */
export const placeOnTheWay = (id: string, progress: NoticeStatus | typeof WAITING): string =>
  placeOf(progress, isSpread(progress) ? shardOf(id, SHARDS) : 0);

/** All partitions of the index in which such notices may stand. */
export const placesOnTheWay = (progress: OnTheWayStatus | typeof WAITING): string[] =>
  Array.from({ length: isSpread(progress) ? SHARDS : 1 }, (_, shard) => placeOf(progress, shard));

/** Whether a notice waits for its time. */
export const isWaiting = ({ progress }: { progress?: string }): boolean => progress?.split('#')[0] === WAITING;

/** Says whether a notice in this status is still on its way. */
export const isOnTheWay = (status: NoticeStatus): status is OnTheWayStatus =>
  ON_THE_WAY.some((onTheWay) => onTheWay === status);

/** The statuses from which one may be reached: the condition of the write that reaches it. */
export const statusesBefore = (status: NoticeStatus): NoticeStatus[] =>
  (Object.keys(NEXT_STATUSES) as NoticeStatus[]).filter((from) => NEXT_STATUSES[from].includes(status));
