import { insteadOf, recipientAt } from '../clocks/contact.ts';
import { changed } from '../clocks/watch-milestones.ts';
import { aboutRequest, noticeForConstituent } from '../notices/constituent-notice.ts';
import { draftNotice } from '../notices/message-values.ts';
import type { NoticeDraft } from '../notices/notice.ts';
import { cutNow, staffLinkEnd } from '../pages/link-life.ts';
import { type Change, type Outcome, type RequestFile, wrongState } from '../requests/change.ts';
import type { Actor } from '../requests/event.ts';
import { partnerQueueId } from '../requests/queue-line.ts';
import type { Request } from '../requests/request.ts';
import { type WorkOrder, isFinished } from '../requests/work-order.ts';
import { type OfferContext, workOrderLink } from '../work-orders/offer-work.ts';
import { toReviewDesk } from '../work-orders/work-notices.ts';
import type { LinkHolder, LinksSeen } from './review-command.ts';

/**
 * Takes back the links of a request that some of its people hold: those sent up to now open nothing any more, and whoever still needs one
 * is written a fresh one, in the same transaction. The links of everybody else, and the request itself, stay as they are. What was taken
 * back since the form was `seen` is not taken back again: a double click is one.
 */
export const revokeLinks = (
  file: RequestFile,
  { whose, text, seen = AS_IT_IS }: { whose: LinkHolder; text: string; seen?: LinksSeen | undefined },
  by: Actor,
  context: OfferContext,
  now: number,
): Outcome => {
  const cut = cutOf[whose](file, context, now, seen);
  if (cut === 'done') return { kind: 'unchanged' };
  if (!cut) return wrongState('No work is open on this request, so no link of a partner opens a form.');
  const event = { type: 'links-revoked' as const, at: now, by, text, data: { whose, renewed: cut.notices.length } };
  return changed(file, { ...cut, request: { ...cut.request, wakes: false }, events: [event] }, context.catalogue);
};

type Cut = Omit<Change, 'events'>;

/** What a form without a memory has seen: everything that is there. */
const AS_IT_IS: LinksSeen = { partners: Infinity, resident: Infinity };

/** How far the links of a request have been taken back by now. */
export const linksSeen = ({ request, workOrders }: Pick<RequestFile, 'request' | 'workOrders'>): LinksSeen => ({
  partners: Math.max(0, ...workOrders.map(({ linksFrom = 0 }) => linksFrom)),
  resident: request.statusLinkTurn ?? 0,
});

const cutOf: Record<
  LinkHolder,
  (file: RequestFile, context: OfferContext, now: number, seen: LinksSeen) => Cut | 'done' | undefined
> = {
  partners: ({ request, workOrders }, context, now, seen) => {
    const open = workOrders.filter((workOrder) => !isFinished(workOrder));
    if (open.length === 0) return undefined;
    const known = open.filter(({ linksFrom = 0 }) => linksFrom <= seen.partners);
    if (known.length === 0) return 'done';
    const after = known.map((workOrder) => ({
      ...workOrder,
      version: workOrder.version + 1,
      linksFrom: cutNow(now, workOrder.linksFrom),
    }));
    return {
      request,
      workOrders: after,
      notices: after.map((workOrder) => forPartner(request, workOrder, context, now)),
    };
  },
  staff: ({ request }, context, now) => {
    const after: Request = { ...request, linksFrom: cutNow(now, request.linksFrom) };
    const notice = draftNotice('links-renewed', {
      id: `${request.id}#${request.cycle}#links-renewed#review#${after.linksFrom}`,
      ...toReviewDesk(after, context, now),
      values: about(request),
    });
    return { request: after, workOrders: [], notices: [notice] };
  },
  resident: ({ request }, _, __, seen) => {
    if ((request.statusLinkTurn ?? 0) > seen.resident) return 'done';
    const statusLinkTurn = (request.statusLinkTurn ?? 0) + 1;
    const after: Request = { ...request, statusLinkTurn };
    return {
      request: after,
      workOrders: [],
      notices: noticeForConstituent(after, 'links-renewed', about(request), statusLinkTurn),
    };
  },
};

/** A fresh link for the desk that has the work; it ends later than a link that was cut, so it opens. */
const forPartner = (
  request: Request,
  workOrder: WorkOrder,
  { catalogue, office }: OfferContext,
  now: number,
): NoticeDraft => {
  const desk = recipientAt('desk', workOrder.partner, catalogue, office, now);
  return draftNotice('links-renewed', {
    id: `${request.id}#${workOrder.cycle}#links-renewed#${workOrder.id}#${workOrder.linksFrom}`,
    requestId: request.id,
    audience: desk.level === 'service-operations-manager' ? 'manager' : 'partner',
    to: desk.email,
    ...insteadOf(desk),
    language: 'en',
    timeZone: catalogue.timeZone,
    link: workOrderLink(workOrder, now),
    queue: {
      purpose: 'queue',
      id: partnerQueueId(request.catalogue, workOrder.partner),
      expiresAt: staffLinkEnd(now),
    },
    values: about(request),
  });
};

const about = (request: Request) =>
  aboutRequest(request, 'typeName' in request && request.typeName ? request.typeName : request.reportedType);
