import type { Outcome, RequestFile } from '../requests/change.ts';
import type { RequestEvent } from '../requests/event.ts';
import type { WorkContext } from './follow-work.ts';
import { progressWorkOrder } from './progress-work-order.ts';
import type { WorkOrderCommand } from './work-order-command.ts';

/** The last line of the history about a work order. */
const lastLine = (workOrderId: string, events: readonly RequestEvent[]) =>
  events.findLast(({ data }) => data?.workOrder === workOrderId);

/** Whether a note is the last that happened to its work order: it leaves nothing else by which a double click could be known. */
export const isNoted = (workOrderId: string, command: WorkOrderCommand, events: readonly RequestEvent[]): boolean => {
  if (command.action !== 'note') return false;
  const last = lastLine(workOrderId, events);
  const known = events.findLast(({ data }) => data?.workOrder === workOrderId && data.reference !== undefined);
  const isNew = command.reference !== undefined && command.reference !== known?.data?.reference;
  return last?.type === 'work-order-noted' && (last.text ?? '') === command.text && !isNew;
};

/**
 * Carries out what a partner says on the page of its work order. What is so already changes nothing; what is written beside it, and
 * was not written just now, is kept as a note.
 */
export const sayOnPage = (
  file: RequestFile & { events?: readonly RequestEvent[] },
  workOrderId: string,
  command: WorkOrderCommand,
  context: WorkContext,
  now: number,
): Outcome => {
  const outcome = progressWorkOrder(file, workOrderId, command, context, now);
  const text = 'text' in command ? command.text : undefined;
  if (outcome.kind !== 'unchanged' || !text) return outcome;
  if (lastLine(workOrderId, file.events ?? [])?.text === text) return outcome;
  return progressWorkOrder(file, workOrderId, { action: 'note', text }, context, now);
};
