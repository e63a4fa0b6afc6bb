import type { Catalogue } from '../catalogue/catalogue.ts';
import { allowsPause } from '../clocks/agreement.ts';
import { calendarOf } from '../clocks/calendars.ts';
import { type Clock, startClock } from '../clocks/clock.ts';
import { insteadOf, recipientAt } from '../clocks/contact.ts';
import { countedAnew } from '../clocks/count-anew.ts';
import { subjectOf, withStorms } from '../clocks/storms.ts';
import { holdingOf } from '../clocks/watch-milestones.ts';
import { aboutForStaff, promiseOf } from '../notices/constituent-notice.ts';
import { type Again, draftNotice } from '../notices/message-values.ts';
import type { NoticeDraft } from '../notices/notice.ts';
import { staffLinkEnd } from '../pages/link-life.ts';
import { partnerQueueId } from '../requests/queue-line.ts';
import type { Actor, EventDraft } from '../requests/event.ts';
import type { Acceptance, PlannedStep, Request } from '../requests/request.ts';
import { type WorkOrder, isFinished } from '../requests/work-order.ts';
import type { Office } from '../review/office.ts';

/** A request that work is offered for: it has been accepted, whatever its state. */
export type AcceptedRequest = Request & Acceptance;

/** What an offer needs to know besides the request. */
export interface OfferContext {
  catalogue: Catalogue;
  office: Office;
}

/** Most work orders of one cycle: more is a project, not a request (R55). */
export const MOST_WORK_ORDERS = 12;

/** Who is asked for what: the whole work, or one step of a plan. */
export interface Task {
  partner: string;
  step?: string;
  task?: string;
}

/** What an offer adds to a change. */
export interface Offer {
  workOrder: WorkOrder;
  event: EventDraft;
  notices: NoticeDraft[];
}

/** How an offer comes about; instants in epoch ms. */
export interface Circumstances {
  number: number;
  by: Actor;
  since?: number;
  before: readonly WorkOrder[];
  remark?: string;
}

/**
 * Offers work to a partner and starts its promises: to accept, from now; to complete, from when the resident asked where it is offered
 * with the acceptance (so that both end together), and from now where it comes later (R58). `number` counts all work orders of the request;
 * of those `before` it one that this partner had makes the offer say that the work comes again, and why, with the `remark` of whoever asks for it.
 */
export const offerWork = (
  request: AcceptedRequest,
  task: Task,
  { number, by, since, before, remark }: Circumstances,
  context: OfferContext,
  now: number,
): Offer => {
  const workOrder: WorkOrder = {
    id: `${request.id}-${number}`,
    requestId: request.id,
    cycle: request.cycle,
    kind: request.typeClass === 'service' ? 'work' : 'answer',
    ...(task.step ? { step: task.step } : {}),
    ...(task.task ? { task: task.task } : {}),
    partner: task.partner,
    status: 'offered',
    version: 1,
    offeredAt: now,
    clocks: partnerClocks(request, task.partner, context.catalogue, { accept: now, complete: since ?? now }),
    ...dueOf(request),
    heardAt: now,
    reminders: [],
    photos: [],
    owners: [],
  };
  return {
    workOrder,
    event: {
      type: 'work-order-offered',
      at: now,
      by,
      data: { workOrder: workOrder.id, partner: workOrder.partner, ...(task.task ? { task: task.task } : {}) },
    },
    notices: offerNotices(request, workOrder, againOf(workOrder, before, remark), context, now),
  };
};

/**
 * The promises of a partner (OLA) under the request's agreement and the storms that touch its work, each from its own instant. What begins
 * with the request's own promise has stood still with it.
 */
export const partnerClocks = (
  request: AcceptedRequest,
  partner: string,
  catalogue: Catalogue,
  from: { accept: number; complete: number },
): Clock[] => {
  const { agreement, calendar, urgent, resolve } = underOf(request, catalogue);
  const pauses = resolve?.startedAt === from.complete ? resolve.pauses : [];
  return [
    startClock('accept', agreement, calendar, from.accept),
    startClock('complete', agreement, calendar, from.complete, urgent, pauses),
  ]
    .filter(({ dueAt }) => dueAt !== undefined)
    .map((clock) => withStorms(clock, agreement, subjectOf(request, catalogue, partner), catalogue));
};

/** A partner's open promises counted anew, each from its own instant, under what the request promises by now (R110). */
export const partnerClocksAnew = (
  request: AcceptedRequest,
  { clocks, partner }: WorkOrder,
  catalogue: Catalogue,
  now: number,
): Clock[] => {
  const { agreement, urgent } = underOf(request, catalogue);
  return clocks.map((clock) => {
    if (clock.stoppedAt !== undefined) return clock;
    const anew = countedAnew(clock, agreement, clock.kind === 'complete' ? urgent : undefined, now);
    return withStorms(anew, agreement, subjectOf(request, catalogue, partner), catalogue);
  });
};

/** Whether the promise of a request may stand still for a reason: what it was accepted under says so (R107). */
export const mayWaitFor = (
  reason: string,
  { agreement: { code, version } }: Pick<Acceptance, 'agreement'>,
  catalogue: Pick<Catalogue, 'agreement'>,
): boolean => allowsPause(catalogue.agreement(code, version), reason);

/** What a partner promises under; work is to be completed as soon as an urgent request is. */
const underOf = (request: AcceptedRequest, catalogue: Catalogue) => {
  const agreement = catalogue.agreement(request.agreement.code, request.agreement.version);
  const resolve = request.clocks.find(({ kind }) => kind === 'resolve');
  const urgent = request.priority === 'urgent' ? resolve?.target : undefined;
  return { agreement, calendar: calendarOf(agreement.calendar), urgent, resolve };
};

/** The request's promise as a work order repeats it. */
export const dueOf = (request: Request): { dueAt?: number } => {
  const dueAt = request.clocks.find(({ kind }) => kind === 'resolve')?.dueAt;
  return dueAt === undefined ? {} : { dueAt };
};

/**
 * Of these work orders those that are open and repeat another promise than the request's as it is now, with that one: their queues are
 * sorted by it.
 */
export const repeatingAnew = (workOrders: readonly WorkOrder[], request: Request): WorkOrder[] => {
  const due = dueOf(request);
  return workOrders
    .filter((one) => one.cycle === request.cycle && !isFinished(one) && one.dueAt !== due.dueAt)
    .map(({ dueAt: _, ...one }) => ({ ...one, ...due, version: one.version + 1 }));
};

/** The e-mail that offers a work order to its partner's desk. */
const offerNotices = (
  request: AcceptedRequest,
  workOrder: WorkOrder,
  again: ReturnType<typeof againOf>,
  context: OfferContext,
  now: number,
): NoticeDraft[] => [
  draftNotice(workOrder.kind === 'work' ? 'work-offered' : 'question-offered', {
    id: `${request.id}#${workOrder.cycle}#work-offered#${holdingOf(workOrder)}`,
    ...toDesk(workOrder, context, now),
    queue: queueOf(request, workOrder, now),
    values: { ...aboutOffer(request, workOrder, context.catalogue), ...again },
  }),
];

/** Why a partner is asked for what it had before; nothing for another part of the same work. */
const againOf = (
  { partner, cycle }: WorkOrder,
  before: readonly WorkOrder[],
  remark: string | undefined,
): { again?: Again; sentBack?: string; remark?: string } => {
  const last = before.findLast((one) => [one, ...one.owners].some((owner) => owner.partner === partner));
  const said = remark ? { remark } : {};
  if (last?.status === 'sent-back')
    return { again: 'sent-back', ...(last.endReason ? { sentBack: last.endReason } : {}), ...said };
  if (last?.status === 'cancelled') return { again: 'cancelled', ...said };
  return last && last.cycle < cycle ? { again: 'reopened', ...said } : {};
};

/** What every notice of a work order to its partner's desk has in common; it also dates the links that open it from now on. */
export const toDesk = (workOrder: WorkOrder, { catalogue, office }: OfferContext, now: number) => {
  const desk = recipientAt('desk', workOrder.partner, catalogue, office, now);
  return {
    requestId: workOrder.requestId,
    audience: desk.level === 'service-operations-manager' ? ('manager' as const) : ('partner' as const),
    to: desk.email,
    ...insteadOf(desk),
    language: 'en' as const,
    timeZone: catalogue.timeZone,
    link: workOrderLink(workOrder, now),
  };
};

/** The link to everything that waits for the partner of a work order. */
export const queueOf = ({ catalogue }: Request, { partner }: WorkOrder, now: number) => ({
  purpose: 'queue' as const,
  id: partnerQueueId(catalogue, partner),
  expiresAt: staffLinkEnd(now),
});

/** What a partner is told of work that it is asked to take on. */
export const aboutOffer = (request: AcceptedRequest, { partner, task }: WorkOrder, catalogue: Catalogue) => ({
  ...aboutForStaff(request, request.typeName),
  ...promiseOf(request.clocks.find(({ kind }) => kind === 'resolve')),
  partner: catalogue.partner(partner).name,
  ...(task ? { task } : {}),
  ...(request.priority === 'urgent' ? { urgent: 'Urgent' } : {}),
});

/** The link to a work order's page; one sent after a transfer outlives the transfer's cut. */
export const workOrderLink = ({ id, linksFrom }: Pick<WorkOrder, 'id' | 'linksFrom'>, now: number) => ({
  purpose: 'work-order' as const,
  id,
  expiresAt: staffLinkEnd(now, linksFrom),
});

/** The steps of a plan that can begin: every step before them has been done. */
export const readySteps = (plan: readonly PlannedStep[], doneSteps: ReadonlySet<string>): PlannedStep[] =>
  plan.filter(({ after }) => after.every((code) => doneSteps.has(code)));
