import type { ClockKind } from '../clocks/agreement.ts';
import { holdingOf } from '../clocks/watch-milestones.ts';
import { aboutForStaff, aboutRequest, unlessPrivate } from '../notices/constituent-notice.ts';
import { draftNotice } from '../notices/message-values.ts';
import type { NoticeDraft } from '../notices/notice.ts';
import { staffLinkEnd } from '../pages/link-life.ts';
import { type Request, typeNameOf } from '../requests/request.ts';
import type { TransferReason, WorkOrder } from '../requests/work-order.ts';
import { type AcceptedRequest, type OfferContext, aboutOffer, queueOf, toDesk } from './offer-work.ts';

/** Tells the review desk that a part of the work was sent back, while others are still at work; a request without any work left is announced as a review. */
export const sentBackNotices = (
  after: Request,
  workOrder: WorkOrder,
  reason: string,
  request: AcceptedRequest,
  context: OfferContext,
  now: number,
): NoticeDraft[] =>
  after.status === 'in-review'
    ? []
    : [
        draftNotice('work-sent-back', {
          id: `${request.id}#${workOrder.cycle}#work-sent-back#${workOrder.id}`,
          ...toReviewDesk(request, context, now),
          values: {
            ...aboutRequest(request, request.typeName),
            partner: nameOf(workOrder.partner, context.catalogue),
            sentBack: reason,
          },
        }),
      ];

/**
 * Tells a partner's desk of work that another one has passed on to it: from whom, why, since when, and until when which clock runs (R58).
 * The partner that gave it away gets no letter: its page said so. `clocks` are those of the request as the transfer leaves it.
 */
export const transferredNotices = (
  request: AcceptedRequest,
  { workOrder, clocks }: { workOrder: WorkOrder; clocks: Request['clocks'] },
  { from, reason, text }: { from: string; reason: TransferReason; text: string },
  context: OfferContext,
  now: number,
): NoticeDraft[] => [
  draftNotice('work-transferred', {
    id: `${request.id}#${workOrder.cycle}#work-transferred#${holdingOf(workOrder)}`,
    ...toDesk(workOrder, context, now),
    queue: queueOf(request, workOrder, now),
    values: {
      ...aboutOffer({ ...request, clocks }, workOrder, context.catalogue),
      from: nameOf(from, context.catalogue),
      transferReason: reason,
      remark: unlessPrivate(request, text),
      askedAt: { instant: request.receivedAt },
      since: { instant: workOrder.offeredAt },
      ...endOf('acceptBy', 'accept', workOrder),
      ...endOf('completeBy', 'complete', workOrder),
    },
  }),
];

/** Until when a clock of a work order runs, under a name; nothing where it promises nothing. */
const endOf = <Name extends string>(
  name: Name,
  kind: ClockKind,
  { clocks }: WorkOrder,
): Partial<Record<Name, { instant: number }>> => {
  const dueAt = clocks.find((clock) => clock.kind === kind)?.dueAt;
  return dueAt === undefined ? {} : ({ [name]: { instant: dueAt } } as Record<Name, { instant: number }>);
};

/**
 * Tells a partner's desk that the work which stays with it is of another type or urgency by now, and until when it is promised instead. Both
 * requests are as they go on, so that no day of a hold is told.
 */
export const changedWorkNotices = (
  before: AcceptedRequest,
  after: AcceptedRequest,
  workOrder: WorkOrder,
  context: OfferContext,
  now: number,
): NoticeDraft[] => {
  const [was, is] = [before, after].map(({ clocks }) => clocks.find(({ kind }) => kind === 'resolve')?.dueAt);
  return [
    draftNotice('work-changed', {
      id: `${after.id}#${workOrder.cycle}#work-changed#${before.version + 1}#${holdingOf(workOrder)}`,
      ...toDesk(workOrder, context, now),
      queue: queueOf(after, workOrder, now),
      values: {
        ...aboutOffer(after, workOrder, context.catalogue),
        ...(before.typeCode === after.typeCode ? {} : { wasType: before.typeName }),
        ...(before.priority === after.priority ? {} : { priority: after.priority }),
        ...(was === undefined || was === is ? {} : { wasDue: { instant: was } }),
      },
    }),
  ];
};

/** Tells the Service Operations Manager that work came back to a partner that had given it away (R59). */
export const pingPongNotices = (
  request: AcceptedRequest,
  workOrder: WorkOrder,
  { catalogue, office }: OfferContext,
  now: number,
): NoticeDraft[] => [
  draftNotice('work-ping-pong', {
    id: `${request.id}#${workOrder.cycle}#work-ping-pong#${holdingOf(workOrder)}`,
    requestId: request.id,
    audience: 'manager',
    to: office.serviceOperationsManager,
    language: 'en',
    timeZone: catalogue.timeZone,
    link: reviewLink(request, now),
    values: {
      ...aboutRequest(request, request.typeName),
      partners: [...workOrder.owners.map(({ partner }) => partner), workOrder.partner].map((code) =>
        nameOf(code, catalogue),
      ),
    },
  }),
];

/**
 * Tells a partner's desk that the person who asked has said more about its work, as urgent where that is `alarming` (R49); `name` says which
 * of their details it is.
 */
export const detailNotices = (
  request: AcceptedRequest,
  workOrder: WorkOrder,
  { name, alarming }: { name: string; alarming: boolean },
  context: OfferContext,
  now: number,
): NoticeDraft[] => [
  draftNotice('detail-added', {
    id: `${request.id}#${workOrder.cycle}#detail-added#${name}#${holdingOf(workOrder)}`,
    ...toDesk(workOrder, context, now),
    values: {
      ...aboutRequest(request, request.typeName),
      partner: nameOf(workOrder.partner, context.catalogue),
      ...(alarming ? { urgent: 'Urgent' } : {}),
    },
  }),
];

/** Tells a partner's desk that its work is not wanted any more. */
export const cancelledNotices = (
  request: AcceptedRequest,
  workOrder: WorkOrder,
  context: OfferContext,
  now: number,
): NoticeDraft[] => [
  draftNotice('work-cancelled', {
    id: `${request.id}#${workOrder.cycle}#work-cancelled#${workOrder.id}`,
    ...toDesk(workOrder, context, now),
    values: { ...aboutRequest(request, request.typeName), partner: nameOf(workOrder.partner, context.catalogue) },
  }),
];

/**
 * Tells the review desk of a request that has to be decided on without anybody there having asked for it: it came back, or something was
 * written about it, in these `words`.
 */
export const backInReviewNotices = (
  request: Extract<Request, { status: 'in-review' }>,
  context: OfferContext,
  now: number,
  words = request.description,
): NoticeDraft[] => [
  draftNotice('review-needed', {
    id: `${request.id}#${request.cycle}#review-needed#${request.version + 1}`,
    ...toReviewDesk(request, context, now),
    values: {
      ...aboutForStaff(request, typeNameOf(request), words),
      reasons: request.reviewReasons,
    },
  }),
];

/** What every notice about a request to the review desk has in common. */
export const toReviewDesk = (
  request: Pick<Request, 'id' | 'linksFrom'>,
  { catalogue, office }: Pick<OfferContext, 'catalogue' | 'office'>,
  now: number,
) => ({
  requestId: request.id,
  audience: 'reviewer' as const,
  to: office.reviewDesk,
  language: 'en' as const,
  timeZone: catalogue.timeZone,
  link: reviewLink(request, now),
});

/** The link to the page on which the 311 office decides about a request, whatever its state. */
export const reviewLink = ({ id, linksFrom }: Pick<Request, 'id' | 'linksFrom'>, now: number) => ({
  purpose: 'review' as const,
  id,
  expiresAt: staffLinkEnd(now, linksFrom),
});

const nameOf = (partner: string, catalogue: OfferContext['catalogue']): string =>
  catalogue.partners.get(partner)?.name ?? partner;
