import { WORK_ORDER_STATUSES, type WorkOrderStatus } from './work-order.ts';

/** What can be done with a work order: by its partner, but for `cancel`, which is the 311 office's. */
export const WORK_ORDER_ACTIONS = [
  'accept',
  'schedule',
  'start',
  'note',
  'hold',
  'resume',
  'complete',
  'send-back',
  'transfer',
  'cancel',
] as const;
export type WorkOrderAction = (typeof WORK_ORDER_ACTIONS)[number];

type Row = Partial<Record<WorkOrderAction, WorkOrderStatus>>;

/** What is possible as long as the work has not ended, wherever it stands. */
const whileOpen = (status: WorkOrderStatus): Row => ({
  note: status,
  complete: 'done',
  'send-back': 'sent-back',
  transfer: 'offered',
  cancel: 'cancelled',
});

/** From which state an action leads where; what is not here is refused. A page offers what stands in its state's row. */
export const TRANSITIONS: Record<WorkOrderStatus, Row> = {
  offered: {
    ...whileOpen('offered'),
    accept: 'accepted',
    schedule: 'scheduled',
    start: 'in-progress',
    hold: 'on-hold',
  },
  accepted: { ...whileOpen('accepted'), schedule: 'scheduled', start: 'in-progress', hold: 'on-hold' },
  scheduled: { ...whileOpen('scheduled'), schedule: 'scheduled', start: 'in-progress', hold: 'on-hold' },
  'in-progress': { ...whileOpen('in-progress'), schedule: 'scheduled', hold: 'on-hold' },
  'on-hold': { ...whileOpen('on-hold'), resume: 'in-progress' },
  done: {},
  cancelled: {},
  'sent-back': {},
};

/** The state that an action leads to, or undefined when it is not allowed. */
export const nextStatus = (from: WorkOrderStatus, action: WorkOrderAction): WorkOrderStatus | undefined =>
  TRANSITIONS[from][action];

/** The actions that are allowed in a state, in their order. */
export const allowedActions = (status: WorkOrderStatus): WorkOrderAction[] =>
  WORK_ORDER_ACTIONS.filter((action) => TRANSITIONS[status][action] !== undefined);

/** The states from which an action leads to a state: what the table's own record must say when the change is written. */
export const statusesBefore = (status: WorkOrderStatus): WorkOrderStatus[] =>
  WORK_ORDER_STATUSES.filter((from) => Object.values(TRANSITIONS[from]).includes(status));
