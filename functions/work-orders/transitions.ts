import type { WorkOrderStatus } from '../requests/work-order.ts';

/** What a partner can do with a work order. */
export const WORK_ORDER_ACTIONS = ['accept', 'note', 'hold', 'resume', 'complete'] as const;
export type WorkOrderAction = (typeof WORK_ORDER_ACTIONS)[number];

/** From which state an action leads where; what is not here is refused. A page offers what stands in its state's row. */
export const TRANSITIONS: Record<WorkOrderStatus, Partial<Record<WorkOrderAction, WorkOrderStatus>>> = {
  offered: { accept: 'accepted', note: 'offered', hold: 'on-hold', complete: 'done' },
  accepted: { note: 'accepted', hold: 'on-hold', complete: 'done' },
  'on-hold': { note: 'on-hold', resume: 'accepted', complete: 'done' },
  done: {},
  cancelled: {},
};

/** The state that an action leads to, or undefined when it is not allowed. */
export const nextStatus = (from: WorkOrderStatus, action: WorkOrderAction): WorkOrderStatus | undefined =>
  TRANSITIONS[from][action];

/** The actions that are allowed in a state, in their order. */
export const allowedActions = (status: WorkOrderStatus): WorkOrderAction[] =>
  WORK_ORDER_ACTIONS.filter((action) => TRANSITIONS[status][action] !== undefined);
