import { type Clock, knownDue, openPause } from '../clocks/clock.ts';
import { type Concern, isOpenConcern } from './concern.ts';
import { type Priority, type Request, type ReviewReason, typeNameOf } from './request.ts';
import { NEVER } from './watch.ts';
import { type WorkOrder, isFinished } from './work-order.ts';

/** A request that waits for the review desk, as its queue shows it. Nothing personal: no description, no reporter. */
export interface ReviewLine {
  requestId: string;
  typeName: string;
  address?: string;
  reasons: ReviewReason[];
  receivedAt: number;
  dueAt?: number;
  /** True while the constituent has been asked and has not answered. */
  asked?: true;
}

/** An open work order, as its partner's queue shows it. */
export interface WorkLine {
  requestId: string;
  workOrderId: string;
  kind: WorkOrder['kind'];
  status: WorkOrder['status'];
  typeName: string;
  task?: string;
  address?: string;
  priority: Priority;
  offeredAt: number;
  /** By when it is to be accepted, while it is only offered. */
  acceptBy?: number;
  /** By when it is to be done, as the resident was promised. */
  dueAt?: number;
  /** True while the promise stands still and there is no telling when it is due. */
  moves?: true;
  scheduledFor?: number;
  reference?: string;
}

/** An open concern, as the manager's list shows it. */
export interface ConcernLine {
  requestId: string;
  concernId: string;
  status: Concern['status'];
  reason: Concern['reason'];
  /** Who raised it: a role. */
  by: Concern['by']['kind'];
  owner: string;
  raisedAt: number;
  typeName: string;
  address?: string;
  /** By when the person is to be contacted, until they have been. */
  contactBy?: number;
}

/** Where an item stands in a queue: whose, by when, and what is shown of it. */
export interface Queued<Line> {
  queue: string;
  /** By when it wants something done, UTC instant; a queue is read in this order. */
  queuedFor: number;
  line: Line;
}

/** The queue of the review desk. */
export const REVIEW_QUEUE = 'review';

/** The queue of open concerns, oldest first. */
export const CONCERN_QUEUE = 'concerns';

/** The queue of a partner of a catalogue. */
export const partnerQueue = (catalogue: string, partner: string): string => `partner#${catalogue}#${partner}`;

/** The id by which a link names a partner's queue. */
export const partnerQueueId = (catalogue: string, partner: string): string => `${catalogue}~${partner}`;

/** The place of a request in the review desk's queue; none when it does not wait there. */
export const reviewPlace = (request: Request): Queued<ReviewLine> | undefined => {
  if (request.status !== 'in-review') return undefined;
  const clock = going(request.clocks, 'acknowledge');
  const dueAt = clock && knownDue(clock);
  return {
    queue: REVIEW_QUEUE,
    queuedFor: dueAt ?? NEVER,
    line: {
      requestId: request.id,
      typeName: request.typeName ?? request.reportedType,
      ...(request.place.address ? { address: request.place.address } : {}),
      reasons: request.reviewReasons,
      receivedAt: request.receivedAt,
      ...(dueAt === undefined ? {} : { dueAt }),
      ...(request.question ? { asked: true as const } : {}),
    },
  };
};

/** The place of a work order in its partner's queue: by its acceptance while it is offered, then by its end; none when it has ended. */
export const workPlace = (workOrder: WorkOrder, request: Request): Queued<WorkLine> | undefined => {
  if (isFinished(workOrder)) return undefined;
  const acceptBy = workOrder.status === 'offered' ? going(workOrder.clocks, 'accept')?.dueAt : undefined;
  const clock = workOrder.dueAt === undefined ? going(workOrder.clocks, 'complete') : going(request.clocks, 'resolve');
  const promised = workOrder.dueAt ?? clock?.dueAt;
  const dueAt = clock && openPause(clock) ? knownDue(clock) : promised;
  const { status, kind, offeredAt, scheduledFor, task, reference } = workOrder;
  return {
    queue: partnerQueue(request.catalogue, workOrder.partner),
    queuedFor: Math.min(acceptBy ?? NEVER, dueAt ?? NEVER),
    line: {
      requestId: request.id,
      workOrderId: workOrder.id,
      kind,
      status,
      typeName: typeNameOf(request),
      ...(task ? { task } : {}),
      ...(request.place.address ? { address: request.place.address } : {}),
      priority: ('priority' in request && request.priority) || 'normal',
      offeredAt,
      ...(acceptBy === undefined ? {} : { acceptBy }),
      ...(dueAt === undefined ? {} : { dueAt }),
      ...(promised !== undefined && dueAt === undefined ? { moves: true as const } : {}),
      ...(scheduledFor === undefined ? {} : { scheduledFor }),
      ...(reference ? { reference } : {}),
    },
  };
};

const going = (clocks: readonly Clock[], kind: Clock['kind']): Clock | undefined =>
  clocks.find((clock) => clock.kind === kind && clock.stoppedAt === undefined);

/** The place of a concern in the list of open ones; none when it is resolved. */
export const concernPlace = (concern: Concern, request: Request): Queued<ConcernLine> | undefined => {
  if (!isOpenConcern(concern)) return undefined;
  const { id, requestId, status, reason, by, owner, raisedAt, clock } = concern;
  return {
    queue: CONCERN_QUEUE,
    queuedFor: raisedAt,
    line: {
      requestId,
      concernId: id,
      status,
      reason,
      by: by.kind,
      owner,
      raisedAt,
      typeName: typeNameOf(request),
      ...(request.place.address ? { address: request.place.address } : {}),
      ...(status === 'open' && clock.dueAt !== undefined ? { contactBy: clock.dueAt } : {}),
    },
  };
};
