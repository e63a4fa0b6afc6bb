/** How a work order ended, as the partner says it; "re-entered elsewhere" is no outcome. */
export const WORK_OUTCOMES = ['done', 'unable', 'referred'] as const;
export type WorkOutcome = (typeof WORK_OUTCOMES)[number];

/** The states of a work order; `from → to` stands in work-orders/progress.ts. */
export const WORK_ORDER_STATUSES = ['offered', 'accepted', 'on-hold', 'done', 'cancelled'] as const;
export type WorkOrderStatus = (typeof WORK_ORDER_STATUSES)[number];

/** A partner's job for a request. Lives beside the request that caused it, so one read brings both. */
export interface WorkOrder {
  id: string;
  requestId: string;
  partner: string;
  status: WorkOrderStatus;
  version: number;
  offeredAt: number;
  /** The request's promise when the work order was last changed, UTC instant; absent when there is none. */
  dueAt?: number;
  acceptedAt?: number;
  holdReason?: string;
  doneAt?: number;
  outcome?: WorkOutcome;
  /** The sentence for the resident. */
  resolution?: string;
}

/** States from which a work order does not come back. */
export const isFinished = (workOrder: WorkOrder): boolean =>
  workOrder.status === 'done' || workOrder.status === 'cancelled';
