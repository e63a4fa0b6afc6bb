import { REVIEW_AGREEMENT } from '../catalogue/stored.ts';
import { calendarOf } from '../clocks/calendars.ts';
import { openPause, resumeClock, startClock } from '../clocks/clock.ts';
import { changed, withNextMilestone } from '../clocks/watch-milestones.ts';
import { aboutRequest, noticeForConstituent } from '../notices/constituent-notice.ts';
import { type Change, type Outcome, type RequestFile, invalid, wrongState } from '../requests/change.ts';
import type { Actor, EventDraft } from '../requests/event.ts';
import {
  type Acceptance,
  type Follows,
  type InProgressRequest,
  type InReviewRequest,
  type OnHoldRequest,
  type Request,
  type ResolvedRequest,
  isOpenWork,
} from '../requests/request.ts';
import { isFinished } from '../requests/work-order.ts';
import { dueOf, offerWork } from '../work-orders/offer-work.ts';
import { reopenRequest } from '../work-orders/reopen-request.ts';
import type { WorkContext } from '../work-orders/follow-work.ts';
import { cancelledNotices } from '../work-orders/work-notices.ts';
import { cancelled } from './withdraw.ts';

/** Most requests that follow one: their ends are told one by one, and a storm of a thousand reports is not one request. */
export const MOST_FOLLOWERS = 200;

type Leader = InProgressRequest | OnHoldRequest;

/**
 * Merges a request into an earlier one about the same thing: its reporter stays subscribed and is told the leader's end once (R41); it
 * has no promise and no work of its own, and counts as nothing (R43). A leader that was just resolved is reopened by it (R46).
 */
export const mergeRequest = (
  file: RequestFile,
  other: RequestFile | undefined,
  by: Actor,
  context: WorkContext,
  now: number,
): Outcome => {
  const { request } = file;
  if (request.status !== 'in-review' && !isOpenWork(request))
    return wrongState('Only a request in review or under way can be merged.');
  const refusal = whyNotLinked(request, other);
  if (refusal || !other) return refusal ?? invalid('into', 'There is no request with this number.');
  const found = other.request;
  if (found.status === 'resolved') return mergeByReopening(file, { ...other, request: found }, by, context, now);
  if (found.status === 'closed')
    return invalid('into', 'That request is closed. Accept this one as new; it will say that it happened before.');
  if (!isOpenWork(found)) return invalid('into', 'That request has not been accepted yet. Decide on it first.');
  return {
    kind: 'changed',
    change: joined(file, found, { kind: 'duplicate' }, by, context, now),
    beside: leading(other, found, request.id, by, now, context),
  };
};

/** What stands in the way of a link, whatever its kind: itself, a follower (R45), or followers of its own. */
const whyNotLinked = (request: Request, other: RequestFile | undefined): Outcome | undefined => {
  if (!other) return invalid('into', 'There is no request with this number.');
  if (other.request.id === request.id) return invalid('into', 'A request cannot be a duplicate of itself.');
  if (request.follows) return wrongState('This request follows another already; unlink it first.');
  if (other.request.follows)
    return invalid('into', `That request itself follows ${other.request.follows.requestId}. Merge into that one.`);
  if ((request.followers?.length ?? 0) > 0)
    return wrongState('Other requests follow this one; merge the other way round.');
  if (other.request.catalogue !== request.catalogue) return invalid('into', 'That request is another city’s.');
  if ((other.request.followers?.length ?? 0) >= MOST_FOLLOWERS)
    return invalid('into', `At most ${MOST_FOLLOWERS} requests can follow one.`);
  return undefined;
};

const mergeByReopening = (
  file: RequestFile,
  other: RequestFile & { request: ResolvedRequest },
  by: Actor,
  context: WorkContext,
  now: number,
): Outcome => {
  if (now >= other.request.closesAt)
    return invalid('into', 'The time to reopen that request is over. Accept this one as new.');
  const text = `Reported again by request ${file.request.id}.`;
  const reopened = reopenRequest(other, { text, by }, context, now);
  const leader = reopened.request;
  const withFollower = leading(other, leader, file.request.id, by, now, context);
  const beside = {
    ...withFollower,
    workOrders: reopened.workOrders,
    events: [...reopened.events, ...withFollower.events],
    notices: reopened.notices,
  };
  return {
    kind: 'changed',
    change: joined(file, leader, { kind: 'duplicate' }, by, context, now),
    // The partner's own promises are coming too.
    beside: withNextMilestone(other, beside, context.catalogue),
  };
};

/** Lets the work of another request do for this one too; it keeps its own promise and is resolved by that work (R54). */
export const shareWork = (
  file: RequestFile,
  other: RequestFile | undefined,
  workOrderId: string,
  by: Actor,
  context: WorkContext,
  now: number,
): Outcome => {
  const { request } = file;
  if (!isOpenWork(request)) return wrongState('Accept the request first; then its work can be shared.');
  const refusal = whyNotLinked(request, other);
  const shared = other?.workOrders.find(({ id }) => id === workOrderId);
  if (refusal && refusal.kind === 'refused') return { ...refusal, ...(refusal.field ? { field: 'workOrderId' } : {}) };
  if (!other || !shared || isFinished(shared)) return invalid('workOrderId', 'There is no such open work order.');
  const found = other.request;
  if (!isOpenWork(found)) return invalid('workOrderId', 'No work is under way there.');
  return {
    kind: 'changed',
    change: joined(file, found, { kind: 'work-order', workOrderId }, by, context, now),
    beside: leading(other, found, request.id, by, now, context),
  };
};

/** The request as a follower of its leader. */
const joined = (
  file: RequestFile,
  leader: Leader,
  { kind, workOrderId }: Pick<Follows, 'kind' | 'workOrderId'>,
  by: Actor,
  context: WorkContext,
  now: number,
): Change => {
  const request = file.request as InReviewRequest | Leader;
  const open = file.workOrders.filter((workOrder) => !isFinished(workOrder));
  // What it was on hold for was its own work, which ends here: nobody would ever let its promise go on.
  const clocks = request.clocks.map((clock) => resumeClock(clock, calendarOf(clock.calendar), now));
  const follows: Follows = {
    requestId: leader.id,
    kind,
    ...(workOrderId ? { workOrderId } : {}),
    since: now,
    ...promiseAsItStands(leader),
    before: {
      status: request.status === 'in-review' ? 'in-review' : 'in-progress',
      ...(request.status === 'in-review' ? { reviewReasons: request.reviewReasons } : {}),
      ...(request.typeCode ? { acceptance: acceptanceOf(request as Request & Acceptance) } : {}),
      clocks,
      private: request.private,
    },
  };
  const follower = {
    ...(kind === 'duplicate' ? withAcceptance(strip(request), acceptanceOf(leader)) : strip(request)),
    status: 'in-progress',
    clocks: kind === 'duplicate' ? [] : clocks,
    private: request.private || leader.private,
    follows,
    wakes: true,
  } as InProgressRequest;
  const reason = kind === 'duplicate' ? 'duplicate' : 'shared-work';
  const events: EventDraft[] = [
    { type: 'request-linked', at: now, by, data: { kind, leader: leader.id, ...(workOrderId ? { workOrderId } : {}) } },
    ...open.map(({ id, partner }) => ({
      type: 'work-order-cancelled' as const,
      at: now,
      by,
      data: { workOrder: id, partner, reason },
    })),
  ];
  const change: Change = {
    request: follower,
    workOrders: open.map((workOrder) => cancelled(workOrder, reason, now)),
    events,
    notices: [
      ...noticeForConstituent(
        follower,
        'request-linked',
        {
          ...aboutRequest(follower, follower.typeName),
          ...promisedTo(follower, leader),
          ...(kind === 'work-order' ? { sharedWith: leader.id } : {}),
        },
        request.version + 1,
      ),
      ...open.flatMap((workOrder) => cancelledNotices(follower, workOrder, context, now)),
    ],
  };
  const outcome = changed(file, change, context.catalogue);
  return outcome.kind === 'changed' ? outcome.change : change;
};

/** The promise of a request as those who follow it repeat it, and whether it stands still. */
export const promiseAsItStands = (request: Request): Pick<Follows, 'dueAt' | 'standsStill'> => {
  const clock = request.clocks.find(({ kind }) => kind === 'resolve');
  const isStill = clock && clock.stoppedAt === undefined && openPause(clock) !== undefined;
  return { ...dueOf(request), ...(isStill ? { standsStill: true } : {}) };
};

/** What is promised to whoever joins: its leader's promise to a duplicate, else its own (R54); none that stands still, because it will move (R107). */
const promisedTo = (follower: Leader, leader: Leader): { dueAt?: { instant: number } } => {
  const { dueAt, standsStill } = promiseAsItStands(follower.follows?.kind === 'duplicate' ? leader : follower);
  return dueAt === undefined || standsStill ? {} : { dueAt: { instant: dueAt } };
};

const leading = (
  other: RequestFile,
  leader: Leader,
  followerId: string,
  by: Actor,
  now: number,
  { catalogue }: WorkContext,
): Change => {
  const change: Change = {
    request: { ...leader, followers: [...(leader.followers ?? []), followerId], wakes: leader !== other.request },
    workOrders: [],
    events: [{ type: 'follower-joined', at: now, by, data: { follower: followerId } }],
    notices: [],
  };
  const outcome = changed(other, change, catalogue);
  return outcome.kind === 'changed' ? outcome.change : change;
};

/** Takes a link back: the request is again where it was before, with the promise that it had (R53). */
export const unlinkRequest = (
  file: RequestFile,
  other: RequestFile | undefined,
  by: Actor,
  context: WorkContext,
  now: number,
): Outcome => {
  const { request } = file;
  if (!request.follows || !isOpenWork(request)) return wrongState('This request follows no other.');
  const change = released(file, request, by, context, now);
  return leftBy(file, other, { kind: 'changed', change }, by, context, now);
};

/**
 * A decision by which a request follows its leader no more, with the leader as that leaves it: without it, and followed by nobody it can be
 * merged itself.
 */
export const leftBy = (
  { request }: RequestFile,
  leader: RequestFile | undefined,
  outcome: Outcome,
  by: Actor,
  context: Pick<WorkContext, 'catalogue'>,
  now: number,
): Outcome =>
  outcome.kind === 'changed' && leader?.request.followers?.includes(request.id)
    ? { ...outcome, beside: withoutFollower(leader, request.id, by, now, context) }
    : outcome;

/** The leader without one of its followers. */
export const withoutFollower = (
  other: RequestFile,
  followerId: string,
  by: Actor,
  now: number,
  { catalogue }: Pick<WorkContext, 'catalogue'>,
): Change => {
  const followers = (other.request.followers ?? []).filter((id) => id !== followerId);
  const { followers: _, ...rest } = other.request;
  const change: Change = {
    request: { ...(rest as Request), ...(followers.length > 0 ? { followers } : {}), wakes: false },
    workOrders: [],
    events: [{ type: 'follower-left', at: now, by, data: { follower: followerId } }],
    notices: [],
  };
  const outcome = changed(other, change, catalogue);
  return outcome.kind === 'changed' ? outcome.change : change;
};

/** A follower on its own again: in review with its reasons, or under way with work offered anew. */
export const released = (file: RequestFile, request: Leader, by: Actor, context: WorkContext, now: number): Change => {
  const { follows, ...rest } = { ...strip(request), private: isPrivateAlone(request) } as Leader;
  const { status, reviewReasons = [], acceptance, clocks } = wasBefore(request, follows!, now);
  const unlinked: EventDraft = { type: 'request-unlinked', at: now, by, data: { leader: follows!.requestId } };
  const change =
    status === 'in-progress' && acceptance
      ? offeredAnew(
          file,
          { ...withAcceptance(rest, acceptance), clocks, status, wakes: true },
          unlinked,
          by,
          context,
          now,
        )
      : {
          request: inReviewAgain({ ...rest, clocks }, acceptance, reviewReasons, context, now),
          workOrders: [],
          events: [unlinked, { type: 'review-needed' as const, at: now, by, data: { reasons: 'unlinked' } }],
          notices: [],
        };
  const outcome = changed(file, change, context.catalogue);
  return outcome.kind === 'changed' ? outcome.change : change;
};

/** Whether a follower is private without its leader. One that shares work and has come to another type has come to its privacy by itself (R54). */
export const isPrivateAlone = ({ follows, private: together, typeCode }: Leader): boolean => {
  const { private: alone = together, acceptance } = follows?.before ?? {};
  const isRetyped = follows?.kind === 'work-order' && typeCode !== acceptance?.typeCode;
  return isRetyped ? together : alone;
};

/** Where a follower goes back to. One that shares work has kept its promise and its type, with all that became of them meanwhile (R54). */
const wasBefore = (request: Leader, { kind, before }: Follows, now: number): Follows['before'] =>
  kind === 'duplicate'
    ? before
    : {
        ...before,
        acceptance: acceptanceOf(request),
        clocks: request.clocks.map((clock) => resumeClock(clock, calendarOf(clock.calendar), now)),
      };

const offeredAnew = (
  { workOrders }: RequestFile,
  request: InProgressRequest,
  unlinked: EventDraft,
  by: Actor,
  context: WorkContext,
  now: number,
): Change => {
  const number = workOrders.length + 1;
  const offer = offerWork(request, { partner: request.partner }, { number, by, before: workOrders }, context, now);
  return {
    request: { ...request, workOrderIds: [...request.workOrderIds, offer.workOrder.id] },
    workOrders: [offer.workOrder],
    events: [unlinked, offer.event],
    notices: offer.notices,
  };
};

const inReviewAgain = (
  request: object,
  acceptance: Acceptance | undefined,
  reasons: readonly InReviewRequest['reviewReasons'][number][],
  { catalogue }: WorkContext,
  now: number,
): InReviewRequest => {
  const bare = withoutAcceptance(request as InProgressRequest);
  const reviewing = bare.clocks.some(({ kind, stoppedAt }) => kind === 'acknowledge' && stoppedAt === undefined);
  const agreement = catalogue.agreementOn(REVIEW_AGREEMENT, now);
  return {
    ...bare,
    ...acceptance,
    status: 'in-review',
    reviewReasons: [...new Set([...reasons.filter((reason) => reason !== 'possible-duplicate'), 'unlinked' as const])],
    clocks: reviewing
      ? bare.clocks
      : [...bare.clocks, startClock('acknowledge', agreement, calendarOf(agreement.calendar), now)],
    wakes: true,
  };
};

const withoutAcceptance = (request: InProgressRequest): Omit<InReviewRequest, 'status' | 'reviewReasons'> => {
  const {
    typeCode: _,
    typeName: __,
    typeClass: ___,
    partner: ____,
    agreement: _____,
    priority: ______,
    plan: _______,
    assignedByHand: ________,
    status: _________,
    ...rest
  } = request;
  return rest;
};

/** What an acceptance settled, without everything else of the request. */
export const acceptanceOf = (request: Acceptance): Acceptance => ({
  typeCode: request.typeCode,
  typeName: request.typeName,
  typeClass: request.typeClass,
  partner: request.partner,
  agreement: request.agreement,
  priority: request.priority,
  ...(request.assignedByHand ? { assignedByHand: request.assignedByHand } : {}),
});

/** A request under another acceptance, which alone says whether a person chose the partner. */
export const withAcceptance = <R extends object>(request: R, acceptance: Acceptance): R & Acceptance => {
  const { assignedByHand: _, ...rest } = request as R & Partial<Acceptance>;
  return { ...rest, ...acceptance } as R & Acceptance;
};

/** What belongs to a stage that the request leaves. */
const strip = (request: InReviewRequest | Leader): Omit<InProgressRequest, 'holdReason'> => {
  const {
    reviewReasons: _,
    candidates: __,
    question: ___,
    holdReason: ____,
    plan: _____,
    nextMilestoneAt: ______,
    ...rest
  } = request as Leader & { reviewReasons?: unknown; candidates?: unknown; holdReason?: unknown };
  return rest as InProgressRequest;
};
