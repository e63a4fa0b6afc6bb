import type { WorkOrderStatus } from './work-order.ts';

/** Where a work order stands, for those who do the work or answer for it. */
export const WORK_ORDER_STATUS_WORDS: Record<WorkOrderStatus, string> = {
  offered: 'Offered: nobody has accepted it yet',
  accepted: 'Accepted',
  scheduled: 'Scheduled',
  'in-progress': 'Work is under way',
  'on-hold': 'On hold',
  done: 'Done',
  cancelled: 'Cancelled by the 311 office',
  'sent-back': 'Sent back to the 311 office',
};
