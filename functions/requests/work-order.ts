import type { Clock } from '../clocks/clock.ts';

/** How a work order ended, as the partner says it; "re-entered elsewhere" is no outcome. */
export const WORK_OUTCOMES = ['done', 'unable', 'referred'] as const;
export type WorkOutcome = (typeof WORK_OUTCOMES)[number];

/** The states of a work order; `from → to` stands in work-order-transitions.ts. */
export const WORK_ORDER_STATUSES = [
  'offered',
  'accepted',
  'scheduled',
  'in-progress',
  'on-hold',
  'done',
  'cancelled',
  'sent-back',
] as const;
export type WorkOrderStatus = (typeof WORK_ORDER_STATUSES)[number];

/** Why a partner says that work is not theirs (a closed list, so that misroutes can be counted). */
export const SEND_BACK_REASONS = [
  'not-our-service',
  'not-our-place',
  'private-property',
  'state-or-utility-owned',
  'cannot-be-found',
  'done-already',
] as const;
export type SendBackReason = (typeof SEND_BACK_REASONS)[number];

/** Why work goes on to another partner (a closed list, so that transfers can be counted). */
export const TRANSFER_REASONS = ['their-service', 'their-place', 'needs-their-equipment', 'workload'] as const;
export type TransferReason = (typeof TRANSFER_REASONS)[number];

/** A partner that had a work order before it was transferred: its own clocks and minutes stay as they were (R58). */
export interface PastOwner {
  partner: string;
  /** UTC instants between which it was theirs. */
  from: number;
  until: number;
  clocks: Clock[];
  /** When it had taken the work on, and the day that it had planned, UTC instants: the resident had been told. */
  acceptedAt?: number;
  scheduledFor?: number;
  /** Why it went on, a code or a sentence's start; the words stand in the history. */
  reason: string;
}

/** A partner's job for a request. Lives beside the request that caused it, so one read brings both. */
export interface WorkOrder {
  id: string;
  requestId: string;
  /** The cycle of the request that it was offered in. */
  cycle: number;
  /** Work to be done, or a question to be answered: information and feedback do not pretend to be work. */
  kind: 'work' | 'answer';
  /** The step of the type's plan that it is, with what this partner does; absent where one partner does it all. */
  step?: string;
  task?: string;
  partner: string;
  status: WorkOrderStatus;
  version: number;
  /** When the present owner was asked, UTC instant. */
  offeredAt: number;
  /** The present owner's promises (OLA): `accept` until it accepts, `complete` until it ends. */
  clocks: Clock[];
  /** The request's promise when the work order was last changed, UTC instant; absent when there is none. */
  dueAt?: number;
  acceptedAt?: number;
  /** When the partner means to do it, UTC instant. */
  scheduledFor?: number;
  startedAt?: number;
  holdReason?: string;
  /** The partner's own number for it, as an outside agency gives one. */
  reference?: string;
  /** When the owner was last heard of, UTC instant: reminders count from here. */
  heardAt: number;
  /** When the owner was reminded, UTC instants, oldest first. */
  reminders: number[];
  /** Keys of photos, cleaned of what cameras write into them. */
  photos: string[];
  /** Those who had it before, oldest first. */
  owners: PastOwner[];
  /** Links signed before this instant no longer open: they were sent to a former owner, or were revoked. */
  linksFrom?: number;
  /** When it ended, whatever the way. */
  endedAt?: number;
  outcome?: WorkOutcome;
  /** The sentence for the resident. */
  resolution?: string;
  /** Why it was sent back or cancelled, a code. */
  endReason?: string;
}

/** States from which a work order does not come back. */
export const isFinished = ({ status }: Pick<WorkOrder, 'status'>): boolean =>
  status === 'done' || status === 'cancelled' || status === 'sent-back';
