import type { Catalogue } from '../catalogue/catalogue.ts';
import { calendarOf } from '../clocks/calendars.ts';
import { type Clock, pauseClock, resumeClock, stopClock } from '../clocks/clock.ts';
import { changed } from '../clocks/watch-milestones.ts';
import { aboutRequest, noticeForConstituent } from '../notices/constituent-notice.ts';
import type { NoticeDraft } from '../notices/notice.ts';
import type { Change, Outcome, RequestFile } from '../requests/change.ts';
import type { Actor, EventDraft } from '../requests/event.ts';
import {
  type Acceptance,
  type Follows,
  type InProgressRequest,
  type OnHoldRequest,
  type Request,
  type ResolvedRequest,
  isOpenWork,
  isOver,
} from '../requests/request.ts';
import { aboutWork } from '../work-orders/about-work.ts';
import { type WorkContext, resolveRequest, returnToReview } from '../work-orders/follow-work.ts';
import { dueOf, mayWaitFor } from '../work-orders/offer-work.ts';
import { answeredBy } from '../work-orders/transfer.ts';
import { backInReviewNotices } from '../work-orders/work-notices.ts';
import { acceptanceOf, isPrivateAlone, promiseAsItStands, released, withAcceptance } from './link-requests.ts';

const FOLLOWING: Actor = { kind: 'system', name: 'following' };

/**
 * Brings a follower to where its leader is now. Told of the same state twice it changes nothing, so it may be asked as often as the
 * stream likes. A request that no longer follows this leader is left alone.
 */
export const followLeader = (file: RequestFile, leader: RequestFile, context: WorkContext, now: number): Outcome => {
  const { request } = file;
  const { follows } = request;
  if (follows?.requestId !== leader.request.id) return { kind: 'unchanged' };
  const change =
    follows.kind === 'duplicate'
      ? asDuplicate(file, follows, leader.request, context, now)
      : bySharedWork(file, follows, leader, context, now);
  return change ? changed(file, change, context.catalogue) : { kind: 'unchanged' };
};

/** A follower as its leader is now, with a line where that lays it aside or lets it go on: every move of a promise is on the record. */
const mirror = (
  before: InProgressRequest | OnHoldRequest,
  after: InProgressRequest | OnHoldRequest,
  leader: Request,
  now: number,
): Change => ({
  request: { ...after, wakes: true },
  workOrders: [],
  events: turnOf(before, after, { at: now, by: FOLLOWING }, leader),
  notices: [],
});

const turnOf = (
  before: InProgressRequest | OnHoldRequest,
  after: InProgressRequest | OnHoldRequest,
  line: Pick<EventDraft, 'at' | 'by'>,
  { id: leader, status }: Pick<Request, 'id' | 'status'>,
): EventDraft[] => {
  const reason = holdOf(after);
  if (reason === holdOf(before)) return [];
  if (reason !== undefined) return [{ ...line, type: 'work-order-held', data: { leader, reason } }];
  const { dueAt = null } = after.follows?.kind === 'duplicate' ? after.follows : dueOf(after);
  // Of a leader that is back at the desk the hold is over as well, though nobody has gone on with its work.
  const data = { leader, dueAt, ...(status === 'in-review' ? { because: status } : {}) };
  return [{ ...line, type: 'work-order-resumed', data }];
};

/** A duplicate is where its leader is: it ends with its outcome (R42), is open again when the leader is, and on hold as long as that is. */
const asDuplicate = (
  file: RequestFile,
  follows: Follows,
  leader: Request,
  context: WorkContext,
  now: number,
): Change | undefined => {
  const { request } = file;
  if (leader.status === 'closed' && leader.outcome === 'withdrawn') {
    // Whoever withdrew spoke for themselves: the others still want it done.
    return isOpenWork(request) ? releasedByItself(file, request, context, now) : undefined;
  }
  if (isOver(leader))
    return isOpenWork(request) ? endWith(asThought(request, leader), leader, context, now) : undefined;
  if (isOver(request)) return openAgain(request, leader, context, now);
  if (!isOpenWork(request)) return undefined;
  const mirrored = withStatus(
    { ...asThought(request, leader), follows: repeating(follows, leader) },
    leader.status === 'on-hold' ? leader : GOING_ON,
    now,
  );
  const same =
    mirrored.status === request.status &&
    mirrored.follows?.dueAt === follows.dueAt &&
    mirrored.follows?.standsStill === follows.standsStill &&
    holdOf(mirrored) === holdOf(request) &&
    isThoughtSame(mirrored, request);
  return same ? undefined : mirror(request, mirrored, leader, now);
};

const repeating = ({ dueAt: _, standsStill: __, ...follows }: Follows, leader: Request): Follows => ({
  ...follows,
  ...promiseAsItStands(leader),
});

/** A duplicate is what its leader is thought to be, also where that is changed after they were merged: its type, who does it, and whether it is private. */
const asThought = <R extends InProgressRequest | OnHoldRequest>(request: R, leader: Request): R => ({
  ...('typeCode' in leader && leader.typeCode
    ? withAcceptance(request, acceptanceOf(leader as Request & Acceptance))
    : request),
  private: request.private || leader.private,
});

const isThoughtSame = (one: InProgressRequest | OnHoldRequest, other: InProgressRequest | OnHoldRequest): boolean =>
  one.typeCode === other.typeCode &&
  one.partner === other.partner &&
  one.assignedByHand === other.assignedByHand &&
  one.priority === other.priority &&
  one.private === other.private &&
  one.agreement.code === other.agreement.code &&
  one.agreement.version === other.agreement.version;

/** A follower on its own again, which nobody at the desk has asked for: where it waits there, the desk is told. */
const releasedByItself = (
  file: RequestFile,
  request: InProgressRequest | OnHoldRequest,
  context: WorkContext,
  now: number,
): Change => {
  const change = released(file, asDecided(request), FOLLOWING, context, now);
  const { request: after } = change;
  if (after.status !== 'in-review') return change;
  return { ...change, notices: [...change.notices, ...backInReviewNotices(after, context, now)] };
};

/** The desk had decided by merging it: that review ended then, and the one that comes now has a clock of its own (R58). */
const asDecided = (request: InProgressRequest | OnHoldRequest): InProgressRequest | OnHoldRequest => {
  const follows = request.follows!;
  const clocks = follows.before.clocks.map((clock) =>
    clock.kind === 'acknowledge' ? stopClock(clock, follows.since, calendarOf(clock.calendar)) : clock,
  );
  return { ...request, follows: { ...follows, before: { ...follows.before, clocks } } };
};

const holdOf = (request: Request): string | undefined =>
  request.status === 'on-hold' ? request.holdReason : undefined;

const GOING_ON = { status: 'in-progress' } as const;

const withStatus = (
  request: InProgressRequest | OnHoldRequest,
  leader: typeof GOING_ON | Pick<OnHoldRequest, 'status' | 'holdReason'>,
  now: number,
): InProgressRequest | OnHoldRequest => {
  const { holdReason: _, ...rest } = request as OnHoldRequest;
  if (leader.status === 'on-hold') {
    const clocks = onResolve(rest.clocks, (clock) => pauseClock(clock, leader.holdReason, now));
    return { ...rest, status: 'on-hold', holdReason: leader.holdReason, clocks };
  }
  const clocks = onResolve(rest.clocks, (clock) => resumeClock(clock, calendarOf(clock.calendar), now));
  return { ...rest, status: 'in-progress', clocks };
};

/** Ends a duplicate with its leader: the same outcome and sentence, told to its own reporter once (R41). */
const endWith = (
  request: InProgressRequest | OnHoldRequest,
  leader: Extract<Request, { status: 'resolved' | 'closed' }>,
  { catalogue, surveyWindowMs }: WorkContext,
  now: number,
): Change => {
  const { holdReason: _, nextMilestoneAt: __, ...rest } = request as OnHoldRequest;
  const { outcome, resolution } = leader;
  const resolved: ResolvedRequest = {
    ...rest,
    status: 'resolved',
    outcome,
    resolution,
    resolvedAt: leader.resolvedAt,
    closesAt: leader.status === 'resolved' ? leader.closesAt : now + surveyWindowMs,
    wakes: true,
  };
  return {
    request: resolved,
    workOrders: [],
    events: [
      {
        type: 'request-resolved',
        at: now,
        by: FOLLOWING,
        text: resolution,
        data: { outcome, leader: leader.id, follows: 'duplicate', verdict: 'no-target' },
      },
    ],
    notices: endNotice(resolved, leader, catalogue, now),
  };
};

/** Tells the reporter of a duplicate its end; where the desk declined its leader or referred it, that was nobody's work. */
const endNotice = (
  resolved: ResolvedRequest,
  leader: Extract<Request, { status: 'resolved' | 'closed' }>,
  catalogue: Catalogue,
  now: number,
): NoticeDraft[] => {
  const { outcome, resolution } = resolved;
  if (leader.status === 'closed' && (outcome === 'declined' || outcome === 'referred')) {
    const about = aboutRequest(resolved, resolved.typeName);
    return noticeForConstituent(resolved, 'request-declined', { ...about, resolution, outcome });
  }
  return noticeForConstituent(resolved, 'request-resolved', {
    ...aboutWork(resolved, resolved.partner, catalogue),
    resolution,
    outcome,
    windowDays: Math.max(1, Math.round((resolved.closesAt - now) / 86_400_000)),
  });
};

/** The leader was reopened: those who follow it are open again too, in a cycle of their own (R42). */
const openAgain = (
  request: Extract<Request, { status: 'resolved' | 'closed' }>,
  leader: Request,
  { catalogue }: WorkContext,
  now: number,
): Change | undefined => {
  if (!isOpenWork(leader) || request.typeName === undefined) return undefined;
  const {
    outcome,
    resolution: _,
    resolvedAt,
    survey,
    asking: __,
    closesAt: ___,
    closedAt: ____,
    ...rest
  } = request as ResolvedRequest & { closedAt?: number };
  const again: InProgressRequest = {
    ...rest,
    status: 'in-progress',
    cycle: request.cycle + 1,
    cycleVersion: request.version + 1,
    pastCycles: [
      ...request.pastCycles,
      { cycle: request.cycle, clocks: request.clocks, outcome, resolvedAt, ...(survey ? { survey } : {}) },
    ],
    follows: repeating(request.follows!, leader),
    wakes: true,
  };
  return {
    request: again,
    workOrders: [],
    events: [{ type: 'request-reopened', at: now, by: FOLLOWING, data: { leader: leader.id, follows: 'duplicate' } }],
    notices: noticeForConstituent(again, 'request-reopened', aboutWork(again, again.partner, catalogue)),
  };
};

/** One work order does for several requests: each is on hold and resolved by it, with its own promise and its own verdict (R54). */
const bySharedWork = (
  { request }: RequestFile,
  { workOrderId }: Follows,
  leader: RequestFile,
  context: WorkContext,
  now: number,
): Change | undefined => {
  if (!isOpenWork(request)) return undefined;
  const workOrder = leader.workOrders.find(({ id }) => id === workOrderId);
  if (workOrder?.status === 'done' && workOrder.outcome) {
    const { outcome, resolution = '', partner, owners } = workOrder;
    // Whoever did it answers for it here too, where the work was passed on.
    const passedOn = owners.some((owner) => owner.partner === request.partner);
    const { request: resolved, ...rest } = resolveRequest(
      passedOn ? answeredBy(request, partner, context.catalogue) : request,
      { outcome, resolution, by: FOLLOWING, partner },
      context,
      now,
    );
    return { ...rest, request: { ...resolved, wakes: true }, workOrders: [] };
  }
  if (!workOrder || workOrder.status === 'cancelled' || workOrder.status === 'sent-back') {
    const { follows: _, ...own } = { ...request, private: isPrivateAlone(request) };
    const { request: inReview, ...rest } = returnToReview(own, 'no-work-left', FOLLOWING, context, now);
    return { ...rest, request: { ...inReview, wakes: true }, workOrders: [] };
  }
  const held = workOrder.status === 'on-hold';
  if (held === (request.status === 'on-hold')) return undefined;
  if (!held) return mirror(request, withStatus(request, GOING_ON, now), leader.request, now);
  const { partner, holdReason: reason = '' } = workOrder;
  // The reason was one for the leader's agreement: an emergency that shares its work does not wait with it.
  if (!mayWaitFor(reason, request, context.catalogue)) return undefined;
  const after = withStatus(request, { status: 'on-hold', holdReason: reason }, now);
  const about = { ...aboutWork(after, partner, context.catalogue), reason };
  return {
    ...mirror(request, after, leader.request, now),
    // Its own promise stands still with the work, and its own reporter reads why.
    notices: noticeForConstituent(after, 'request-on-hold', about, request.version + 1),
  };
};

const onResolve = (clocks: Clock[], change: (clock: Clock) => Clock): Clock[] =>
  clocks.map((clock) => (clock.kind === 'resolve' && clock.stoppedAt === undefined ? change(clock) : clock));
