import type { RequestType } from '../catalogue/request-type.ts';
import { type Agreement, allowsPause } from '../clocks/agreement.ts';
import { calendarOf } from '../clocks/calendars.ts';
import { type Pause, isLate, startClock, stopClock } from '../clocks/clock.ts';
import { countedAnew } from '../clocks/count-anew.ts';
import { explainDue } from '../clocks/explain-due.ts';
import { withStorms } from '../clocks/storms.ts';
import { describeTarget } from '../clocks/target.ts';
import { aboutRequest, noticeForConstituent, promiseOf, stormOf } from '../notices/constituent-notice.ts';
import type { Change, RequestFile } from '../requests/change.ts';
import type { Actor, EventDraft } from '../requests/event.ts';
import type {
  InProgressRequest,
  InReviewRequest,
  OnHoldRequest,
  PlannedStep,
  Priority,
  ReceivedRequest,
  Request,
} from '../requests/request.ts';
import { type OfferContext, type Task, offerWork, readySteps } from '../work-orders/offer-work.ts';
import { EMERGENCY_NUMBER } from './emergency-words.ts';
import { promisedAt } from './priority.ts';
import { reportedTypeOf } from './reported-type.ts';

/** What an acceptance settles. */
export interface AcceptanceCommand {
  type: RequestType;
  /** The partner that is asked; the type's owner unless a person chose another. */
  partner: string;
  priority: Priority;
  by: Actor;
  /** True when a person decided it outside the workflow, which then has to be woken. */
  wakes: boolean;
}

/**
 * Accepts a request: freezes the agreement in force on the day of receipt (R111), starts the resolve clock from the receipt (or counts
 * it anew from there, when the request had been accepted before: R110), offers the work and tells the partners and the constituent.
 */
export const accept = (
  file: RequestFile & { request: ReceivedRequest | InReviewRequest },
  command: AcceptanceCommand,
  context: OfferContext,
  now: number,
): Change => {
  const { type, partner, priority, by, wakes } = command;
  const { recurrenceOf: found, ...before } = file.request;
  // What ended there was of the type that was reported: under another it is something else.
  const recurrenceOf = reportedTypeOf(before, context.catalogue)?.code === type.code ? found : undefined;
  const { resolve, settled } = promise(before, command, context, now);
  const accepted: InProgressRequest = {
    ...withoutReview(before),
    ...settled,
    status: 'in-progress',
    private: before.private || type.privacy === 'private',
    clocks: [
      ...before.clocks
        .filter(({ kind }) => kind !== 'resolve')
        .map((clock) => stopClock(clock, now, calendarOf(clock.calendar))),
      resolve,
    ],
    ...(recurrenceOf ? { recurrenceOf } : {}),
    wakes,
  };
  const again = 'typeCode' in before && before.typeCode !== undefined;
  const { tasks, plan } = tasksOf(type, partner, again || command.partner !== type.partner);
  const offers = tasks.map((task, index) =>
    offerWork(
      accepted,
      task,
      {
        number: file.workOrders.length + index + 1,
        by,
        before: file.workOrders,
        ...(again ? {} : { since: resolve.startedAt }),
      },
      context,
      now,
    ),
  );
  const request: InProgressRequest = {
    ...accepted,
    ...(plan.length > 0 ? { plan } : {}),
    workOrderIds: [...before.workOrderIds, ...offers.map(({ workOrder }) => workOrder.id)],
  };
  return {
    request,
    workOrders: offers.map(({ workOrder }) => workOrder),
    events: [
      {
        type: 'request-accepted',
        at: now,
        by,
        data: {
          typeCode: type.code,
          typeClass: type.class,
          partner,
          agreement: settled.agreement.code,
          agreementVersion: settled.agreement.version,
          promise: describeTarget(resolve.target),
          dueAt: resolve.dueAt ?? null,
          ...(priority === 'urgent' ? { priority } : {}),
          ...(before.origin ? { origin: before.origin } : {}),
          ...(again ? { again } : { waitedMs: Math.max(0, now - before.receivedAt) }),
          ...(recurrenceOf ? { recurrence: true } : {}),
        },
      },
      ...retyped(before, request, now, by),
      ...offers.map(({ event }) => event),
    ],
    notices: [
      // Whoever waited for a review has been told of the receipt; the partner's acceptance will bring the promise.
      ...(before.status === 'received'
        ? noticeForConstituent(request, 'request-received', {
            ...aboutRequest(request, type.name),
            ...promiseOf(resolve),
            ...stormOf(request, context.catalogue, now),
            description: request.description,
            ...(type.emergency ? { emergency: EMERGENCY_NUMBER } : {}),
            why: { why: explainDue(resolve, calendarOf(resolve.calendar)) },
          })
        : []),
      ...offers.flatMap(({ notices }) => notices),
    ],
  };
};

/** What a type, a partner and a priority settle, and the promise that follows from them: counted anew where one runs already (R110). */
export const promise = (
  before: ReceivedRequest | InReviewRequest | InProgressRequest | OnHoldRequest,
  { type, partner, priority }: Pick<AcceptanceCommand, 'type' | 'partner' | 'priority'>,
  { catalogue }: OfferContext,
  now: number,
) => {
  const agreement = catalogue.agreementFor(type, before.receivedAt);
  const running = before.clocks.find(({ kind }) => kind === 'resolve');
  const { catalogue: city, place } = before;
  const counted = running
    ? countedAnew(running, agreement, promisedAt(priority, agreement), now)
    : startClock(
        'resolve',
        agreement,
        calendarOf(agreement.calendar),
        before.receivedAt,
        promisedAt(priority, agreement),
        waitedFor(before, agreement),
      );
  const subject = { catalogue: city, place, typeCode: type.code, partner, priority };
  return {
    resolve: withStorms(counted, agreement, subject, catalogue),
    settled: {
      typeCode: type.code,
      typeName: type.name,
      typeClass: type.class,
      partner,
      agreement: { code: agreement.code, version: agreement.version },
      priority,
      ...(partner === type.partner ? {} : { assignedByHand: true as const }),
    },
  };
};

/** The pauses of a review that was waiting for the resident: what their answer took counts against nobody, where the agreement lets it (R107). */
const waitedFor = ({ clocks }: Pick<Request, 'clocks'>, agreement: Agreement): Pause[] =>
  clocks.flatMap(({ kind, pauses }) =>
    kind === 'acknowledge' ? pauses.filter(({ reason }) => allowsPause(agreement, reason)) : [],
  );

/** The line of history that keeps both promises, where a decision changed one, or the urgency; says when the new one had passed already (R110, R113). */
export const retyped = (
  before: ReceivedRequest | InReviewRequest | InProgressRequest | OnHoldRequest,
  after: InProgressRequest | OnHoldRequest,
  now: number,
  by: Actor,
): EventDraft[] => {
  const old = before.clocks.find(({ kind }) => kind === 'resolve');
  const fresh = after.clocks.find(({ kind }) => kind === 'resolve');
  if (!old || !fresh || !('typeCode' in before) || before.typeCode === undefined) return [];
  const samePromise = before.typeCode === after.typeCode && describeTarget(old.target) === describeTarget(fresh.target);
  if (samePromise && before.priority === after.priority) return [];
  return [
    {
      type: 'request-retyped',
      at: now,
      by,
      data: {
        fromType: before.typeCode,
        toType: after.typeCode,
        fromPromise: describeTarget(old.target),
        toPromise: describeTarget(fresh.target),
        fromDueAt: old.dueAt ?? null,
        toDueAt: fresh.dueAt ?? null,
        breachedByReclassification: isLate(fresh, now) && !isLate(old, now),
      },
    },
  ];
};

/** Whether a type has this step in the hands of this partner, so that it is to be done also where the request has come to that type. */
export const hasStep = (
  { steps = [] }: RequestType,
  { code, partner }: Pick<PlannedStep, 'code' | 'partner'>,
): boolean => steps.some((step) => step.code === code && step.partner === partner);

/**
 * A request under another type or priority, its work in the same hands: the promise is counted anew from the receipt (R110). Steps that
 * are not the new type's are not offered any more.
 */
export const retype = (
  request: InProgressRequest | OnHoldRequest,
  command: Pick<AcceptanceCommand, 'type' | 'partner' | 'priority'>,
  context: OfferContext,
  now: number,
): InProgressRequest | OnHoldRequest => {
  const { resolve, settled } = promise(request, command, context, now);
  const { assignedByHand: _, plan = [], ...rest } = request;
  const left = command.type.code === request.typeCode ? plan : plan.filter((step) => hasStep(command.type, step));
  return {
    ...rest,
    ...settled,
    ...(left.length > 0 ? { plan: left } : {}),
    private: request.private || command.type.privacy === 'private',
    clocks: request.clocks.map((clock) => (clock.kind === 'resolve' ? resolve : clock)),
  };
};

/** Who is asked for what: the steps of the type that wait for none, or the one partner; a partner chosen by hand does it all. */
const tasksOf = (type: RequestType, partner: string, byHand: boolean): { tasks: Task[]; plan: PlannedStep[] } => {
  const steps = (byHand ? [] : (type.steps ?? [])).map(({ code, partner, task, after = [] }) => ({
    code,
    partner,
    task,
    after,
  }));
  if (steps.length === 0) return { tasks: [{ partner }], plan: [] };
  const ready = readySteps(steps, new Set());
  return {
    tasks: ready.map(({ code, partner, task }) => ({ partner, step: code, task })),
    plan: steps.filter((step) => !ready.includes(step)),
  };
};

const withoutReview = (request: ReceivedRequest | InReviewRequest) => {
  const {
    status: _,
    nextMilestoneAt: __,
    reviewReasons: ___,
    candidates: ____,
    question: _____,
    plan: ______,
    assignedByHand: _______,
    ...rest
  } = request as InReviewRequest;
  return rest;
};
