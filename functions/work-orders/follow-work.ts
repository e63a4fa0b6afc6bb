import { REVIEW_AGREEMENT } from '../catalogue/stored.ts';
import { calendarOf } from '../clocks/calendars.ts';
import { type Clock, pauseClock, reliefsOf, resumeClock, startClock, stopClock } from '../clocks/clock.ts';
import { lasted } from '../clocks/lasted.ts';
import { noticeForConstituent } from '../notices/constituent-notice.ts';
import type { NoticeDraft } from '../notices/notice.ts';
import { closingChecks } from '../requests/closing-checks.ts';
import type { Actor, EventDraft } from '../requests/event.ts';
import {
  type InProgressRequest,
  type InReviewRequest,
  type OnHoldRequest,
  type Request,
  type RequestOutcome,
  type ResolvedRequest,
  type ReviewReason,
} from '../requests/request.ts';
import { type WorkOrder, isFinished } from '../requests/work-order.ts';
import { surveyNotice } from '../surveys/ask-survey.ts';
import { lastUnhappyAt } from '../surveys/survey.ts';
import { aboutWork } from './about-work.ts';
import { type OfferContext, mayWaitFor, offerWork, readySteps } from './offer-work.ts';
import { backInReviewNotices } from './work-notices.ts';

/** What the rules of work are told besides the request. */
export interface WorkContext extends OfferContext {
  /** How long a resolved request may be reopened, ms. */
  surveyWindowMs: number;
}

/** What follows for the request from a change of its work. */
export interface Following {
  request: Request;
  /** Steps of the plan that can begin now. */
  offered: WorkOrder[];
  events: EventDraft[];
  notices: NoticeDraft[];
}

type Open = InProgressRequest | OnHoldRequest;

/**
 * Lets a request follow its work orders, as they are after a change: on hold only when all its open work is, resolved only when all of
 * it has ended (R51), back with a person when it ended without anybody having done it (R57). The next steps of a plan are offered when
 * those before them are done. `by` is whoever changed the work.
 */
export const followWork = (
  request: Open,
  workOrders: readonly WorkOrder[],
  by: Actor,
  context: WorkContext,
  now: number,
): Following => {
  const present = workOrders.filter(({ cycle }) => cycle === request.cycle);
  const { plan, offered, events, notices } = nextSteps(request, present, workOrders.length, by, context, now);
  const { plan: _, ...rest } = request;
  const planned = { ...rest, ...(plan.length > 0 ? { plan } : {}) } as Open;
  const numbered = {
    ...planned,
    workOrderIds: [...request.workOrderIds, ...offered.map(({ id }) => id)],
  };
  const open = [...present, ...offered].filter((workOrder) => !isFinished(workOrder));
  const following = open.length > 0 ? goOn(numbered, open, context, now) : end(numbered, present, by, context, now);
  return {
    request: following.request,
    offered,
    events: [...events, ...following.events],
    notices: [...notices, ...following.notices],
  };
};

type Ending = Pick<Following, 'request' | 'events' | 'notices'>;

/** The steps that can begin; those that wait for a step which ended otherwise than done are left out for good. */
const nextSteps = (
  request: Open,
  present: readonly WorkOrder[],
  offeredSoFar: number,
  by: Actor,
  context: WorkContext,
  now: number,
) => {
  const plan = request.plan ?? [];
  const done = new Set(
    present.flatMap(({ step, status, outcome }) => (step && status === 'done' && outcome === 'done' ? [step] : [])),
  );
  const lost = new Set(
    present.flatMap((workOrder) =>
      workOrder.step && isFinished(workOrder) && !done.has(workOrder.step) ? [workOrder.step] : [],
    ),
  );
  let left = plan;
  for (;;) {
    const kept = left.filter(({ after }) => !after.some((code) => lost.has(code)));
    for (const { code } of left) if (!kept.some((step) => step.code === code)) lost.add(code);
    if (kept.length === left.length) break;
    left = kept;
  }
  const ready = readySteps(left, done);
  const offers = ready.map(({ code, partner, task }, index) =>
    offerWork(
      goingOn(request, now),
      { partner, step: code, task },
      { number: offeredSoFar + index + 1, by, before: present },
      context,
      now,
    ),
  );
  return {
    plan: left.filter((step) => !ready.includes(step)),
    offered: offers.map(({ workOrder }) => workOrder),
    events: offers.map(({ event }) => event),
    notices: offers.flatMap(({ notices }) => notices),
  };
};

/** There is work left: it is on hold when every part of it is, and its clock stands still as long. */
const goOn = (request: Open, open: readonly WorkOrder[], context: WorkContext, now: number): Ending => {
  if (open.some(({ status }) => status !== 'on-hold'))
    return { request: goingOn(request, now), events: [], notices: [] };
  if (request.status === 'on-hold') return { request, events: [], notices: [] };
  return layAside(request, open, context, now);
};

/** The resident reads that the promise stands still, whether the last part was held now or is all that is left. */
const layAside = (
  request: InProgressRequest,
  open: readonly WorkOrder[],
  { catalogue }: WorkContext,
  now: number,
): Ending => {
  const { partner = request.partner, holdReason: reason = '' } = open.at(-1) ?? {};
  // The part was held under another type: an emergency does not wait with it.
  if (!mayWaitFor(reason, request, catalogue)) return { request, events: [], notices: [] };
  const clocks = onResolve(request.clocks, (clock) => pauseClock(clock, reason, now));
  const onHold: OnHoldRequest = { ...request, status: 'on-hold', holdReason: reason, clocks };
  const about = { ...aboutWork(onHold, partner, catalogue), reason };
  return {
    request: onHold,
    events: [],
    notices: noticeForConstituent(onHold, 'request-on-hold', about, request.version + 1),
  };
};

/** The request as it goes on: whoever is offered work of it is told the promise that holds then, and not that of the hold. */
export const goingOn = (request: Open, now: number): InProgressRequest => {
  const { holdReason: _, ...rest } = request as OnHoldRequest;
  const clocks = onResolve(request.clocks, (clock) => resumeClock(clock, calendarOf(clock.calendar), now));
  return { ...rest, status: 'in-progress', clocks };
};

/** Nothing is left: resolved by those who did something, or back with a person where nobody did (R57). */
const end = (request: Open, present: readonly WorkOrder[], by: Actor, context: WorkContext, now: number): Ending => {
  const ended = present.filter(({ status }) => status === 'done').sort((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0));
  if (ended.length > 0) return resolve(request, ended, by, context, now);
  const sentBack = present.filter(({ status }) => status === 'sent-back').at(-1);
  return returnToReview(request, sentBack ? 'sent-back' : 'no-work-left', by, context, now);
};

const resolve = (request: Open, ended: readonly WorkOrder[], by: Actor, context: WorkContext, now: number): Ending => {
  const outcome = outcomeOf(ended);
  const resolution = [...new Set(ended.map((workOrder) => workOrder.resolution ?? ''))].filter(Boolean).join(' ');
  const photographed = ended.some(({ photos }) => photos.length > 0);
  return resolveRequest(
    request,
    { outcome, resolution, by, partner: ended.at(-1)?.partner, photographed },
    context,
    now,
  );
};

/** One part done makes it done; otherwise it is as its parts are, and mixed parts could not be done. */
const outcomeOf = (ended: readonly WorkOrder[]): RequestOutcome => {
  const outcomes = new Set(ended.map(({ outcome }) => outcome));
  if (outcomes.has('done')) return 'done';
  return outcomes.size === 1 && outcomes.has('referred') ? 'referred' : 'unable';
};

/**
 * Resolves an accepted request: its clock stops with a verdict, and the resident is told what was done and how to say otherwise, in other
 * words where they had said so before (R152), and is asked later how it went.
 */
export const resolveRequest = (
  request: Extract<Request, { typeCode: string }>,
  result: {
    outcome: RequestOutcome;
    resolution: string;
    by: Actor;
    partner?: string | undefined;
    /** Whether a photo shows what was done; absent where nobody was sent. */
    photographed?: boolean;
  },
  { catalogue, surveyWindowMs }: WorkContext,
  now: number,
): Ending => {
  const { outcome, resolution, by } = result;
  const { holdReason: _, nextMilestoneAt: __, plan: ___, ...rest } = request as OnHoldRequest;
  const clocks = request.clocks.map((clock) => stopClock(clock, now, calendarOf(clock.calendar)));
  const resolved: ResolvedRequest = {
    ...rest,
    status: 'resolved',
    outcome,
    resolution,
    resolvedAt: now,
    closesAt: now + surveyWindowMs,
    clocks,
  };
  const unhappyAt = lastUnhappyAt(request);
  const clock = clocks.find(({ kind }) => kind === 'resolve');
  // One that had begun while its promise still ran: what had been missed before, no storm excuses.
  const storms = clock ? reliefsOf(clock, calendarOf(clock.calendar)).filter(({ from }) => from < now) : [];
  const ordered = request.follows !== undefined || request.workOrderIds.length > 0;
  return {
    request: resolved,
    events: [
      {
        type: 'request-resolved',
        at: now,
        by,
        text: resolution,
        data: {
          outcome,
          verdict: clock?.verdict ?? 'no-target',
          dueAt: clock?.dueAt ?? null,
          receivedAt: request.receivedAt,
          typeClass: request.typeClass,
          ...(clock ? lasted(clock) : { openMs: Math.max(0, now - request.receivedAt) }),
          ...(ordered ? {} : { atOnce: true }),
          ...closingChecks(request, resolution, catalogue.everyType.get(request.typeCode), {
            outcome,
            photographed: result.photographed,
          }),
          ...(request.origin ? { origin: request.origin } : {}),
          ...(storms.length > 0 ? { storm: storms.map(({ storm }) => storm).join(' ') } : {}),
        },
      },
    ],
    notices: [
      ...noticeForConstituent(resolved, 'request-resolved', {
        ...aboutWork(resolved, result.partner ?? request.partner, catalogue),
        resolution,
        outcome,
        windowDays: Math.round(surveyWindowMs / 86_400_000),
        ...(unhappyAt === undefined ? {} : { unsolvedOn: { day: unhappyAt } }),
      }),
      ...surveyNotice(resolved, catalogue, now),
    ],
  };
};

/** Puts a request back before a person: its promise runs on, and the review has a clock of its own beside it (R58). */
export const returnToReview = (
  request: Open,
  reason: ReviewReason,
  by: Actor,
  context: OfferContext,
  now: number,
): Ending => {
  const agreement = context.catalogue.agreementOn(REVIEW_AGREEMENT, now);
  // Whom a person or a transfer had chosen has sent it back, or has none of it left.
  const { holdReason: _, plan: __, assignedByHand: ___, ...rest } = request as OnHoldRequest;
  const running = onResolve(request.clocks, (clock) => resumeClock(clock, calendarOf(clock.calendar), now));
  const inReview: InReviewRequest = {
    ...rest,
    status: 'in-review',
    reviewReasons: [reason],
    clocks: [...running, startClock('acknowledge', agreement, calendarOf(agreement.calendar), now)],
  };
  return {
    request: inReview,
    events: [{ type: 'review-needed', at: now, by, data: { reasons: reason } }],
    notices: backInReviewNotices(inReview, context, now),
  };
};

const onResolve = (clocks: Clock[], change: (clock: Clock) => Clock): Clock[] =>
  clocks.map((clock) => (clock.kind === 'resolve' && clock.stoppedAt === undefined ? change(clock) : clock));
