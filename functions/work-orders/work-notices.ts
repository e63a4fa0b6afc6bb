import { insteadOf, recipientAt } from '../clocks/contact.ts';
import { holdingOf } from '../clocks/watch-milestones.ts';
import { aboutRequest } from '../notices/constituent-notice.ts';
import { draftNotice } from '../notices/message-values.ts';
import type { NoticeDraft } from '../notices/notice.ts';
import { staffLinkEnd } from '../pages/link-life.ts';
import type { Request } from '../requests/request.ts';
import type { WorkOrder } from '../requests/work-order.ts';
import { type AcceptedRequest, type OfferContext, workOrderLink } from './offer-work.ts';

/** Tells the review desk that a part of the work was sent back, while others are still at work; a request without any work left is announced as a review. */
export const sentBackNotices = (
  after: Request,
  workOrder: WorkOrder,
  reason: string,
  request: AcceptedRequest,
  { catalogue, office }: OfferContext,
  now: number,
): NoticeDraft[] =>
  after.status === 'in-review'
    ? []
    : [
        draftNotice('work-sent-back', {
          id: `${request.id}#${workOrder.cycle}#work-sent-back#${workOrder.id}`,
          requestId: request.id,
          audience: 'reviewer',
          to: office.reviewDesk,
          language: 'en',
          timeZone: catalogue.timeZone,
          link: reviewLink(request, now),
          values: {
            ...aboutRequest(request, request.typeName),
            partner: nameOf(workOrder.partner, catalogue),
            sentBack: reason,
          },
        }),
      ];

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

/** Tells a partner's desk that its work is not wanted any more. */
export const cancelledNotices = (
  request: AcceptedRequest,
  workOrder: WorkOrder,
  { catalogue, office }: OfferContext,
  now: number,
): NoticeDraft[] => {
  const desk = recipientAt('desk', workOrder.partner, catalogue, office, now);
  return [
    draftNotice('work-cancelled', {
      id: `${request.id}#${workOrder.cycle}#work-cancelled#${workOrder.id}`,
      requestId: request.id,
      audience: desk.level === 'service-operations-manager' ? 'manager' : 'partner',
      to: desk.email,
      ...insteadOf(desk),
      language: 'en',
      timeZone: catalogue.timeZone,
      link: workOrderLink(workOrder, now),
      values: { ...aboutRequest(request, request.typeName), partner: nameOf(workOrder.partner, catalogue) },
    }),
  ];
};

/** The link to the page on which the 311 office decides about a request, whatever its state. */
export const reviewLink = ({ id, linksFrom }: Pick<Request, 'id' | 'linksFrom'>, now: number) => ({
  purpose: 'review' as const,
  id,
  expiresAt: staffLinkEnd(now, linksFrom),
});

const nameOf = (partner: string, catalogue: OfferContext['catalogue']): string =>
  catalogue.partners.get(partner)?.name ?? partner;
