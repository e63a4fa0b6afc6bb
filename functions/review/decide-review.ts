import type { Catalogue } from '../catalogue/catalogue.ts';
import type { RequestType } from '../catalogue/request-type.ts';
import { REVIEW_AGREEMENT } from '../catalogue/stored.ts';
import { type PauseReason, allowsPause } from '../clocks/agreement.ts';
import { addBusinessDays } from '../clocks/business-calendar.ts';
import { calendarOf } from '../clocks/calendars.ts';
import { pauseClock, stopClock } from '../clocks/clock.ts';
import { changed } from '../clocks/watch-milestones.ts';
import { aboutRequest, noticeForConstituent } from '../notices/constituent-notice.ts';
import { type Outcome, type Refusal, type RequestFile, invalid, wrongState } from '../requests/change.ts';
import type { Actor } from '../requests/event.ts';
import {
  type InProgressRequest,
  type InReviewRequest,
  type OnHoldRequest,
  type Request,
  isOpenWork,
} from '../requests/request.ts';
import { type WorkOrder, isFinished } from '../requests/work-order.ts';
import { type WorkContext, followWork, goingOn, resolveRequest } from '../work-orders/follow-work.ts';
import { MOST_WORK_ORDERS, dueOf, offerWork, partnerClocksAnew, repeatingAnew } from '../work-orders/offer-work.ts';
import { reopenCase } from '../work-orders/reopen-request.ts';
import { changedWorkNotices } from '../work-orders/work-notices.ts';
import { progressWorkOrder } from '../work-orders/progress-work-order.ts';
import { accept, hasStep, promise, retype, retyped } from './accept.ts';
import { withoutQuestion } from './answer-question.ts';
import { leftBy, mergeRequest, shareWork, unlinkRequest } from './link-requests.ts';
import { reportedTypeOf } from './reported-type.ts';
import type { ReviewCommand } from './review-command.ts';
import { revokeLinks } from './revoke-links.ts';
import { withdrawRequest } from './withdraw.ts';

export { readReviewCommand } from './review-command.ts';

const REVIEWER: Actor = { kind: 'reviewer', name: 'review-desk' };

/** What a decision of the 311 office is told besides the request. */
export interface ReviewContext extends WorkContext {
  /** Who decides; the review desk unless told. */
  by?: Actor;
}

const whoDecides = ({ by = REVIEWER }: ReviewContext): Actor => by;

/** How long a constituent has to answer, business days (R107: Signalen gives five). */
const DAYS_TO_ANSWER = 5;

const WAITING = 'waiting-for-constituent' satisfies PauseReason;

/** Carries out a decision of the 311 office; `other` is the second request that it is about, where there is one. */
export const decideReview = (
  file: RequestFile,
  command: ReviewCommand,
  context: ReviewContext,
  now: number,
  other?: RequestFile,
): Outcome => {
  if (isRepeated(file, command, context)) return { kind: 'unchanged' };
  const decides = command.action !== 'ask' && command.action !== 'revoke-links';
  return decide(decides ? answered(file, now) : file, command, context, now, other);
};

/** Whoever decides no longer waits for an answer: the clocks that stood still for it run again. */
const answered = (file: RequestFile, now: number): RequestFile => {
  const { request } = file;
  return request.status === 'in-review' && request.question
    ? { ...file, request: withoutQuestion(request, now) }
    : file;
};

const decide = (
  file: RequestFile,
  command: ReviewCommand,
  context: ReviewContext,
  now: number,
  other: RequestFile | undefined,
): Outcome => {
  const { request } = file;
  switch (command.action) {
    case 'accept':
      return acceptRequest(file, command, context, now);
    case 'answer':
      return answerAtOnce(file, command, context, now);
    case 'ask':
      return ask(file, command, context, now);
    case 'refer':
      return closeUnworked(file, { outcome: 'referred', receiver: command.receiver }, command, context, now);
    case 'decline':
      return closeUnworked(file, { outcome: 'declined', reason: command.reason }, command, context, now);
    case 'merge':
      return mergeRequest(file, other, whoDecides(context), context, now);
    case 'share':
      return shareWork(file, other, command.workOrderId, whoDecides(context), context, now);
    case 'unlink':
      return unlinkRequest(file, other, whoDecides(context), context, now);
    case 'withdraw': {
      const by = whoDecides(context);
      return leftBy(file, other, withdrawRequest(file, command.resolution, by, context, now), by, context, now);
    }
    case 'retype':
      return changeType(file, command, context, now);
    case 'add-work':
      return addWork(file, command, context, now);
    case 'work':
      return isOpenWork(request)
        ? progressWorkOrder(file, command.workOrderId, command.command, context, now, whoDecides(context))
        : wrongState('No work is under way on this request.');
    case 'reopen':
      return reopen(file, command, context, now);
    case 'revoke-links':
      return revokeLinks(file, command, whoDecides(context), context, now);
    default:
      return command satisfies never;
  }
};

/** How a request has ended by each decision that ends it without work. */
const ENDED_BY = { refer: 'referred', decline: 'declined', withdraw: 'withdrawn' } as const;

/** Whether the request is already as the command wants it: a double click is no error. */
const isRepeated = (
  { request, workOrders }: RequestFile,
  command: ReviewCommand,
  { catalogue }: WorkContext,
): boolean => {
  switch (command.action) {
    case 'refer':
    case 'decline':
    case 'withdraw':
      return (
        request.status === 'closed' &&
        request.outcome === ENDED_BY[command.action] &&
        request.resolution === command.resolution
      );
    case 'answer':
      return request.status === 'resolved' && request.resolution === command.resolution;
    case 'ask':
      return request.question?.text === command.question;
    case 'accept': {
      const type = catalogue.find(command.typeCode);
      if (!type || !isOpenWork(request) || request.follows) return false;
      const same = request.typeCode === type.code && request.partner === (command.partner ?? type.partner);
      return same && request.priority === command.priority;
    }
    case 'merge':
      return request.follows?.kind === 'duplicate' && request.follows.requestId === command.into;
    case 'share':
      return request.follows?.workOrderId === command.workOrderId;
    case 'retype': {
      const same = isOpenWork(request) && request.typeCode === catalogue.find(command.typeCode)?.code;
      return same && request.priority === command.priority;
    }
    case 'add-work':
      return workOrders.some(
        ({ cycle, status, partner, task }) =>
          cycle === request.cycle && !isFinished({ status }) && partner === command.partner && task === command.task,
      );
    case 'unlink':
    case 'work':
    case 'reopen':
    case 'revoke-links':
      return false;
    default:
      return command satisfies never;
  }
};

const DECIDED = wrongState('This request has been decided on already.');

/** The type that a decision names: one that is offered, or that its request has had, retired since or not (R13). */
const chosenType = (request: Request, typeCode: string, catalogue: Catalogue): RequestType | Refusal => {
  const type = catalogue.find(typeCode);
  if (!type) return invalid('typeCode', 'There is no such request type.');
  const isOwn = 'typeCode' in request && request.typeCode === type.code;
  return type.retired && !isOwn ? invalid('typeCode', 'This type is no longer offered. Choose another one.') : type;
};

const acceptRequest = (
  file: RequestFile,
  command: Extract<ReviewCommand, { action: 'accept' }>,
  context: ReviewContext,
  now: number,
): Outcome => {
  const { request } = file;
  if (request.status !== 'in-review') return DECIDED;
  const { catalogue } = context;
  const type = chosenType(request, command.typeCode, catalogue);
  if ('kind' in type) return type;
  const partner = command.partner ?? type.partner;
  if (!catalogue.partners.has(partner)) return invalid('partner', 'There is no such partner.');
  const { priority } = command;
  const change = accept(
    { ...file, request },
    { type, partner, priority, by: whoDecides(context), wakes: true },
    context,
    now,
  );
  return changed(file, change, catalogue);
};

/** Resolves a request that needs no work: a question that the office can answer itself (R50). */
const answerAtOnce = (
  file: RequestFile,
  command: Extract<ReviewCommand, { action: 'answer' }>,
  context: ReviewContext,
  now: number,
): Outcome => {
  const { request } = file;
  if (request.status !== 'in-review') return DECIDED;
  const { catalogue } = context;
  const found = typeOfAnswer(request, command, catalogue);
  if (!found) return invalid('typeCode', 'Choose the request type.');
  const type = chosenType(request, found.code, catalogue);
  if ('kind' in type) return type;
  const running = request.clocks.find(({ kind }) => kind === 'resolve');
  const isSame = request.typeCode === undefined || request.typeCode === type.code;
  const partner = ((isSame || request.assignedByHand) && request.partner) || type.partner;
  const anew = promise(request, { type, partner, priority: 'normal' }, context, now);
  const resolve = isSame && running ? running : anew.resolve;
  const accepted: InProgressRequest = {
    ...outOfReview(request),
    ...anew.settled,
    agreement: { code: resolve.agreement, version: resolve.agreementVersion },
    status: 'in-progress',
    private: request.private || type.privacy === 'private',
    clocks: [...request.clocks.filter(({ kind }) => kind !== 'resolve'), resolve],
  };
  const { resolution } = command;
  const resolved = resolveRequest(accepted, { outcome: 'done', resolution, by: whoDecides(context) }, context, now);
  return changed(
    file,
    {
      request: { ...resolved.request, wakes: true },
      workOrders: [],
      events: [
        {
          type: 'request-accepted',
          at: now,
          by: whoDecides(context),
          data: {
            typeCode: type.code,
            typeClass: type.class,
            partner: accepted.partner,
            dueAt: resolve.dueAt ?? null,
            ...(request.typeCode ? { again: true } : { waitedMs: Math.max(0, now - request.receivedAt) }),
          },
        },
        ...(isSame ? [] : retyped(request, accepted, now, whoDecides(context))),
        ...resolved.events,
      ],
      notices: resolved.notices,
    },
    catalogue,
  );
};

/** What was answered: the type that was chosen, or that it had been accepted as, or that was reported. */
const typeOfAnswer = (request: InReviewRequest, { typeCode }: { typeCode?: string }, catalogue: Catalogue) => {
  const code = typeCode ?? request.typeCode;
  return code ? catalogue.find(code) : reportedTypeOf(request, catalogue);
};

/**
 * Asks the constituent: every clock whose agreement lets it wait for them stands still until they answer, or until the days to answer are
 * over (R107).
 */
const ask = (
  file: RequestFile,
  { question }: Extract<ReviewCommand, { action: 'ask' }>,
  context: ReviewContext,
  now: number,
): Outcome => {
  const { request } = file;
  const { catalogue } = context;
  if (request.status !== 'in-review') return DECIDED;
  if (request.question) return wrongState('A question is waiting for its answer already.');
  if (!request.reporter?.email)
    return wrongState('There is no address to ask at. Decide with what is known, or call and write down the answer.');
  // Of the desk that waits for it: the request's own promise may count every day.
  const { calendar } = catalogue.agreementOn(REVIEW_AGREEMENT, now);
  const answerBy = addBusinessDays(calendarOf(calendar), now, DAYS_TO_ANSWER);
  const asked: InReviewRequest = {
    ...request,
    question: { text: question, askedAt: now, answerBy },
    clocks: request.clocks.map((clock) => {
      const agreement = catalogue.agreement(clock.agreement, clock.agreementVersion);
      return allowsPause(agreement, WAITING) ? pauseClock(clock, WAITING, now) : clock;
    }),
    wakes: true,
  };
  return changed(
    file,
    {
      request: asked,
      workOrders: [],
      events: [{ type: 'question-asked', at: now, by: whoDecides(context), text: question, data: { answerBy } }],
      notices: noticeForConstituent(
        asked,
        'question-asked',
        {
          ...aboutRequest(asked, request.typeName ?? request.reportedType),
          question,
          answerBy: { instant: answerBy },
        },
        request.version + 1,
      ),
    },
    catalogue,
  );
};

/** Ends a request in review without work, and tells the resident why and where to go instead. */
const closeUnworked = (
  file: RequestFile,
  ending: { outcome: 'declined' | 'referred'; reason?: string; receiver?: string },
  { resolution }: { resolution: string },
  context: ReviewContext,
  now: number,
): Outcome => {
  const { request } = file;
  if (request.status !== 'in-review') return DECIDED;
  const { catalogue } = context;
  const { outcome, ...why } = ending;
  return changed(
    file,
    {
      request: {
        ...outOfReview(request),
        status: 'closed',
        outcome,
        resolution,
        resolvedAt: now,
        closedAt: now,
        clocks: request.clocks.map((clock) => stopClock(clock, now, calendarOf(clock.calendar))),
        wakes: true,
      },
      workOrders: [],
      events: [
        {
          type: 'request-declined',
          at: now,
          by: whoDecides(context),
          text: resolution,
          data: { outcome, ...why, waitedMs: Math.max(0, now - request.receivedAt) },
        },
      ],
      notices: noticeForConstituent(request, 'request-declined', {
        ...aboutRequest(request, request.typeName ?? request.reportedType),
        resolution,
        outcome,
      }),
    },
    catalogue,
  );
};

/** Opens a resolved request again in the name of the office, with what moved it to: an audit's proposal is no wish of the resident's (R165). */
const reopen = (
  file: RequestFile,
  { because, text }: Extract<ReviewCommand, { action: 'reopen' }>,
  context: WorkContext,
  now: number,
): Outcome => {
  const { request } = file;
  if (isOpenWork(request)) return wrongState('This request is open already, and its work is under way.');
  if (request.status !== 'resolved' || now >= request.closesAt)
    return wrongState('The time to open it again is over. If work is needed, take it in as a new request.');
  return reopenCase({ ...file, request }, { text, by: REVIEWER, because }, context, now);
};

/** Changes type or priority while work is under way; the work goes to the new owner unless a person had chosen (R47). */
const changeType = (
  file: RequestFile,
  command: Extract<ReviewCommand, { action: 'retype' }>,
  context: ReviewContext,
  now: number,
): Outcome => {
  const { request } = file;
  if (!isOpenWork(request)) return wrongState('The type can be changed while work is under way.');
  if (request.follows?.kind === 'duplicate') return wrongState('This request follows another; change that one.');
  const type = chosenType(request, command.typeCode, context.catalogue);
  if ('kind' in type) return type;
  const partner = request.assignedByHand ? request.partner : type.partner;
  const after = { ...retype(request, { type, partner, priority: command.priority }, context, now), wakes: true };
  const events = retyped(request, after, now, whoDecides(context));
  const isOpen = (workOrder: WorkOrder) => !isFinished(workOrder) && workOrder.cycle === request.cycle;
  const owned = file.workOrders.find((one) => isOpen(one) && one.partner === request.partner);
  const stays = partner === request.partner;
  const workOrders = file.workOrders.map((one) =>
    one.id === owned?.id && !(stays && type.code === request.typeCode) ? asStepOf(type, partner, one) : one,
  );
  const open = workOrders.filter(isOpen);
  const repeated = open.map((workOrder) => repeatPromise(workOrder, after, context, now));
  const [was, is] = [goingOn(request, now), goingOn(after, now)];
  const notices = open
    .filter(({ id }) => stays || id !== owned?.id)
    .flatMap((workOrder) => changedWorkNotices(was, is, workOrder, context, now));
  if (!owned || stays)
    return changed(file, { request: after, workOrders: repeated, events, notices }, context.catalogue);
  const text = `The type of the request was changed to ${type.name}.`;
  const moved = progressWorkOrder(
    { ...file, request: after, workOrders },
    owned.id,
    { action: 'transfer', to: partner, reason: 'their-service', text },
    context,
    now,
    whoDecides(context),
  );
  if (moved.kind !== 'changed') return moved;
  const due = dueOf(moved.change.request);
  const others = repeated.filter(({ id }) => id !== owned.id).map((one) => ({ ...one, ...due }));
  const change = {
    ...moved.change,
    workOrders: [...moved.change.workOrders.filter(({ id }) => !others.some((other) => other.id === id)), ...others],
    events: [...events, ...moved.change.events],
    notices: [...moved.change.notices, ...notices],
  };
  return changed(file, change, context.catalogue);
};

/** The owner's work order under another type: a step that this type has not is no part of it, and the whole of it is asked for. */
const asStepOf = (type: RequestType, partner: string, workOrder: WorkOrder): WorkOrder => {
  const { step, task: _, ...whole } = workOrder;
  return step === undefined || hasStep(type, { code: step, partner }) ? workOrder : whole;
};

/** A work order under the request's promise as it is now: it repeats it, as its partner's queue does with the type and the priority. */
const repeatPromise = (
  { dueAt: _, ...workOrder }: WorkOrder,
  request: InProgressRequest | OnHoldRequest,
  { catalogue }: ReviewContext,
  now: number,
): WorkOrder => ({
  ...workOrder,
  ...dueOf(request),
  clocks: partnerClocksAnew(request, workOrder, catalogue, now),
  version: workOrder.version + 1,
});

/** Offers one more part of the work to a partner. */
const addWork = (
  file: RequestFile,
  { partner, task }: Extract<ReviewCommand, { action: 'add-work' }>,
  context: ReviewContext,
  now: number,
): Outcome => {
  const { request, workOrders } = file;
  if (!isOpenWork(request)) return wrongState('Work can be added while work is under way.');
  if (request.follows) return wrongState('This request follows another; add the work there.');
  if (!context.catalogue.partners.has(partner)) return invalid('partner', 'There is no such partner.');
  if (workOrders.filter(({ cycle }) => cycle === request.cycle).length >= MOST_WORK_ORDERS)
    return wrongState(`One request has at most ${MOST_WORK_ORDERS} work orders; open another request for the rest.`);
  const circumstances = { number: workOrders.length + 1, by: whoDecides(context), before: workOrders };
  const offer = offerWork(goingOn(request, now), { partner, task }, circumstances, context, now);
  const more = { ...request, workOrderIds: [...request.workOrderIds, offer.workOrder.id] };
  const following = followWork(more, [...workOrders, offer.workOrder], whoDecides(context), context, now);
  return changed(
    file,
    {
      request: { ...following.request, wakes: true },
      workOrders: [offer.workOrder, ...repeatingAnew(workOrders, following.request), ...following.offered],
      events: [offer.event, ...following.events],
      notices: [...offer.notices, ...following.notices],
    },
    context.catalogue,
  );
};

const outOfReview = (request: InReviewRequest) => {
  const { reviewReasons: _, candidates: __, question: ___, nextMilestoneAt: ____, ...rest } = request;
  return rest;
};
