import type { Catalogue } from '../catalogue/catalogue.ts';
import type { RequestType } from '../catalogue/request-type.ts';
import { calendarOf } from '../clocks/calendars.ts';
import { explainDue, startClock, stopClock } from '../clocks/clock.ts';
import { recipientAt } from '../clocks/contact.ts';
import { describeTarget } from '../clocks/target.ts';
import { withNextMilestone } from '../clocks/watch-milestones.ts';
import { aboutRequest, noticeForConstituent, promiseOf } from '../notices/constituent-notice.ts';
import { draftNotice } from '../notices/message-values.ts';
import type { NoticeDraft } from '../notices/notice.ts';
import { STAFF_LINK_LIFE_MS } from '../pages/link-life.ts';
import type { Change } from '../requests/change.ts';
import type { Actor } from '../requests/event.ts';
import type { InProgressRequest, InReviewRequest, ReceivedRequest } from '../requests/request.ts';
import type { WorkOrder } from '../requests/work-order.ts';
import type { Office } from './office.ts';

/** What an acceptance settles. */
export interface Acceptance {
  type: RequestType;
  /** The partner that is asked; the type's owner unless a person chose another. */
  partner: string;
  by: Actor;
  /** True when a person decided it outside the workflow, which then has to be woken. */
  wakes: boolean;
}

/**
 * Accepts a request: freezes the agreement in force on the day of receipt (R111), starts the resolve clock from the receipt,
 * offers one work order and tells the partner and the constituent.
 */
export const accept = (
  request: ReceivedRequest | InReviewRequest,
  { type, partner, by, wakes }: Acceptance,
  { catalogue, office }: { catalogue: Catalogue; office: Office },
  now: number,
): Change => {
  const agreement = catalogue.agreementFor(type, request.receivedAt);
  const calendar = calendarOf(agreement.calendar);
  const resolve = startClock('resolve', agreement, calendar, request.receivedAt);
  const { status: _, ...reported } = request;
  const accepted: InProgressRequest = withNextMilestone(
    {
      ...withoutReview(reported),
      status: 'in-progress',
      typeCode: type.code,
      typeName: type.name,
      typeClass: type.class,
      partner,
      private: request.private || type.privacy === 'private',
      agreement: { code: agreement.code, version: agreement.version },
      clocks: [...request.clocks.map((clock) => stopClock(clock, now, calendarOf(clock.calendar))), resolve],
      workOrderIds: [`${request.id}-1`],
      wakes,
    },
    catalogue,
  );
  const workOrder: WorkOrder = {
    id: `${request.id}-1`,
    requestId: request.id,
    partner,
    status: 'offered',
    version: 1,
    offeredAt: now,
    ...(resolve.dueAt === undefined ? {} : { dueAt: resolve.dueAt }),
  };
  return {
    request: accepted,
    workOrders: [workOrder],
    events: [
      {
        type: 'request-accepted',
        at: now,
        by,
        data: {
          typeCode: type.code,
          partner,
          agreement: agreement.code,
          agreementVersion: agreement.version,
          promise: describeTarget(resolve.target),
          dueAt: resolve.dueAt ?? null,
        },
      },
      { type: 'work-order-offered', at: now, by, data: { workOrder: workOrder.id, partner } },
    ],
    notices: [
      // Whoever waited for a review has been told of the receipt; the partner's acceptance will bring the promise.
      ...(request.status === 'received'
        ? noticeForConstituent(accepted, 'request-received', {
            ...aboutRequest(accepted, type.name),
            ...promiseOf(resolve),
            description: request.description,
            why: explainDue(resolve, calendar),
          })
        : []),
      offerNotice(accepted, workOrder, { catalogue, office }, now),
    ],
  };
};

/** The e-mail that offers a work order to its partner's desk. */
export const offerNotice = (
  request: InProgressRequest,
  workOrder: WorkOrder,
  { catalogue, office }: { catalogue: Catalogue; office: Office },
  now: number,
): NoticeDraft => {
  const desk = recipientAt('desk', workOrder.partner, catalogue, office);
  return draftNotice('work-offered', {
    id: `${request.id}#${request.cycle}#work-offered#${workOrder.id}`,
    requestId: request.id,
    audience: desk.level === 'service-operations-manager' ? 'manager' : 'partner',
    to: desk.email,
    language: 'en',
    timeZone: catalogue.timeZone,
    link: { purpose: 'work-order', id: workOrder.id, expiresAt: now + STAFF_LINK_LIFE_MS },
    values: {
      ...aboutRequest(request, request.typeName),
      ...promiseOf(request.clocks.find(({ kind }) => kind === 'resolve')),
      description: request.description,
      partner: catalogue.partner(workOrder.partner).name,
    },
  });
};

const withoutReview = <R extends object>(request: R): Omit<R, 'reviewReasons'> => {
  const { reviewReasons: _, ...rest } = request as R & { reviewReasons?: unknown };
  return rest;
};
