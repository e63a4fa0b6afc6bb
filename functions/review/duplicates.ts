import { DAY } from '../clocks/time-zone.ts';
import { type Request, type Suggestion, isOver } from '../requests/request.ts';

/** Most requests that are suggested for one. */
export const MOST_CANDIDATES = 5;

/** How long before a request another may have ended, days, that it comes again after: half a year (R153). */
const DAYS_AGAIN = 183;

/** How long before a request the others are looked for, days, by when they came: what ended within half a year may have taken as long. */
export const DAYS_LOOKED_BACK = 2 * DAYS_AGAIN;

/** What of a request that lies near decides whether it is a candidate. */
export interface Near {
  request: Request;
  meters: number;
}

/**
 * Judges what lies near: open ones are candidates (R40), those that ended with something done are as long as they can be opened again
 * (R46), and after that a report is a new case (R153); one that follows another stands for its leader (R45). Open ones first, then the
 * nearest; at most five; never the request itself, and never work that a partner found itself, because it has no reporter to tell (R172).
 */
export const judgeCandidates = (
  request: Pick<Request, 'id' | 'catalogue'>,
  near: readonly Near[],
  now: number,
): Suggestion[] => {
  const judged = near.flatMap(({ request: found, meters }): Suggestion[] => {
    if (found.id === request.id || found.catalogue !== request.catalogue || found.origin) return [];
    const requestId = found.follows?.requestId ?? found.id;
    if (requestId === request.id) return [];
    if (!isOver(found)) return [{ requestId, kind: 'open', meters }];
    const reopens = found.status === 'resolved' && found.outcome === 'done' && now < found.closesAt;
    return reopens ? [{ requestId, kind: 'reopen', meters }] : [];
  });
  judged.sort((a, b) => (a.kind === b.kind ? a.meters - b.meters : a.kind === 'open' ? -1 : 1));
  return judged
    .filter(({ requestId }, index) => judged.findIndex((other) => other.requestId === requestId) === index)
    .slice(0, MOST_CANDIDATES);
};

/** The latest of what was looked at that had ended within half a year, with something done, when a request came: the same has come again at its place (R153). */
export const judgeRecurrence = (
  request: Pick<Request, 'id' | 'catalogue' | 'receivedAt'>,
  near: readonly Near[],
): string | undefined => {
  const ended = near.flatMap(({ request: found }) =>
    found.id !== request.id &&
    found.catalogue === request.catalogue &&
    !found.origin &&
    !found.follows &&
    isOver(found) &&
    found.outcome === 'done' &&
    found.resolvedAt <= request.receivedAt &&
    request.receivedAt - found.resolvedAt <= DAYS_AGAIN * DAY
      ? [found]
      : [],
  );
  return ended.toSorted((one, other) => other.resolvedAt - one.resolvedAt)[0]?.id;
};
