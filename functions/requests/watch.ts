import type { Request } from './request.ts';

/** A moment that never comes: kept in the index so that an open request without a promise is still counted as open. */
export const NEVER = 8_640_000_000_000_000; // the last instant of ECMAScript

/** How long the stream may take to start a workflow before the reconciler looks, ms. */
export const START_GRACE_MS = 5 * 60_000;

/**
 * Whether something is still coming to a request. A closed one has nothing coming, but for the clock of a concern that somebody raised
 * about it: until the person has been contacted, or the last rung of the ladder was told.
 */
export const isWatched = (request: Request): boolean =>
  request.status !== 'closed' || request.nextMilestoneAt !== undefined;

/**
 * The next moment at which something must happen to an open request, UTC instant: what the timer waits for, and what the
 * reconciler compares with the time (reliability: a stuck execution is invisible, so the table says when it is late). A resolved
 * request has no milestones but a concern's, and is closed after those.
 */
export const wakeAt = (request: Request): number => {
  if (request.status === 'received') return request.recordedAt + START_GRACE_MS;
  if (request.nextMilestoneAt !== undefined) return request.nextMilestoneAt;
  return request.status === 'resolved' ? request.closesAt : NEVER;
};
