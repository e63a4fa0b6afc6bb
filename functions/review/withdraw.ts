import { calendarOf } from '../clocks/calendars.ts';
import { type Clock, stopClock } from '../clocks/clock.ts';
import { changed } from '../clocks/watch-milestones.ts';
import { aboutRequest, noticeForConstituent } from '../notices/constituent-notice.ts';
import { type Outcome, type RequestFile, wrongState } from '../requests/change.ts';
import type { Actor } from '../requests/event.ts';
import { type ClosedRequest, type OnHoldRequest, isOver } from '../requests/request.ts';
import { type WorkOrder, isFinished } from '../requests/work-order.ts';
import type { OfferContext } from '../work-orders/offer-work.ts';
import { cancelledNotices } from '../work-orders/work-notices.ts';

/**
 * Withdraws a request for the person who asked: its work is cancelled, and nothing was promised any more. A follower of it asked too,
 * and goes back to a person (`followLeader`).
 */
export const withdrawRequest = (
  file: RequestFile,
  resolution: string,
  by: Actor,
  context: OfferContext,
  now: number,
): Outcome => {
  const { request } = file;
  // A double click is no error.
  if (request.status === 'closed' && request.outcome === 'withdrawn' && request.resolution === resolution)
    return { kind: 'unchanged' };
  if (isOver(request)) return wrongState('This request is over already.');
  if (request.status === 'received') return wrongState('This request is just coming in; try again in a minute.');
  const {
    nextMilestoneAt: _,
    holdReason: __,
    plan: ___,
    question: ____,
    follows: _____,
    ...rest
  } = request as OnHoldRequest & { reviewReasons?: unknown; candidates?: unknown };
  const { reviewReasons: ______, candidates: _______, ...accepted } = rest;
  const closed: ClosedRequest = {
    ...accepted,
    status: 'closed',
    outcome: 'withdrawn',
    resolution,
    resolvedAt: now,
    closedAt: now,
    clocks: request.clocks.map((clock) => withoutVerdict(stopClock(clock, now, calendarOf(clock.calendar)))),
    wakes: true,
  };
  const open = file.workOrders.filter((workOrder) => !isFinished(workOrder));
  return changed(
    file,
    {
      request: closed,
      workOrders: open.map((workOrder) => cancelled(workOrder, 'withdrawn', now)),
      events: [
        { type: 'request-withdrawn', at: now, by, text: resolution, data: { outcome: 'withdrawn' } },
        ...open.map(({ id, partner }) => ({
          type: 'work-order-cancelled' as const,
          at: now,
          by,
          data: { workOrder: id, partner, reason: 'withdrawn' },
        })),
      ],
      notices: [
        ...noticeForConstituent(request, 'request-withdrawn', {
          ...aboutRequest(request, 'typeName' in request && request.typeName ? request.typeName : request.reportedType),
          resolution,
        }),
        ...('typeCode' in request && request.typeCode
          ? open.flatMap((workOrder) =>
              cancelledNotices(request as Parameters<typeof cancelledNotices>[0], workOrder, context, now),
            )
          : []),
      ],
    },
    context.catalogue,
  );
};

/** A work order that the 311 office takes back, its clocks stopped without a verdict of their own. */
export const cancelled = (workOrder: WorkOrder, reason: string, now: number): WorkOrder => {
  const { holdReason: _, ...rest } = workOrder;
  return {
    ...rest,
    status: 'cancelled',
    version: workOrder.version + 1,
    endReason: reason,
    endedAt: now,
    clocks: workOrder.clocks.map((clock) => withoutVerdict(stopClock(clock, now, calendarOf(clock.calendar)))),
  };
};

/** Withdrawn in time is neither kept nor broken; what had been broken stays broken. */
const withoutVerdict = (clock: Clock): Clock => {
  if (clock.verdict === 'missed') return clock;
  const { verdict: _, ...rest } = clock;
  return rest;
};
