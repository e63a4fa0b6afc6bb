import type { NoticeStatus } from './notice.ts';

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

/** Says whether a notice in this status is still on its way. */
export const isOnTheWay = (status: NoticeStatus): status is OnTheWayStatus =>
  ON_THE_WAY.some((onTheWay) => onTheWay === status);

/** The statuses from which one may be reached: the condition of the write that reaches it. */
export const statusesBefore = (status: NoticeStatus): NoticeStatus[] =>
  (Object.keys(NEXT_STATUSES) as NoticeStatus[]).filter((from) => NEXT_STATUSES[from].includes(status));
