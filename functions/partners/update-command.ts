import { type Refusal, invalid } from '../requests/change.ts';
import { MIN_SENTENCE } from '../requests/sentence.ts';
import { SEND_BACK_REASONS, WORK_OUTCOMES, type WorkOrderStatus, type WorkOutcome } from '../requests/work-order.ts';
import type { WorkOrderCommand } from '../work-orders/work-order-command.ts';
import type { PartnerUpdate } from './partner-update.ts';

/** What an update asks for. `unchanged` says that all is as it was (R8), `open` that a thing is not solved (R9). */
export type UpdateMeaning =
  | { kind: 'command'; command: WorkOrderCommand }
  | { kind: 'unchanged' }
  | { kind: 'open' }
  | { kind: 'unknown' }
  | Refusal;

/** The words that partners' systems use, with ours for each. What is not here is recorded and flagged, never guessed (R8). */
export const STATUS_WORDS: Readonly<Record<string, string>> = {
  accepted: 'accepted',
  acknowledged: 'accepted',
  scheduled: 'scheduled',
  'in-progress': 'in-progress',
  started: 'in-progress',
  'on-hold': 'on-hold',
  done: 'done',
  completed: 'done',
  fixed: 'done',
  closed: 'done',
  'sent-back': 'sent-back',
  rejected: 'sent-back',
  note: 'note',
  unchanged: 'unchanged',
  open: 'open',
  reopened: 'open',
};

/** Reads what an update means for a work order that stands at `from`; refusals name the field that is missing or wrong (R10). */
export const meaningOf = (update: PartnerUpdate, from: WorkOrderStatus): UpdateMeaning => {
  const { text, reason, scheduledFor } = update;
  const said = text ? { text } : {};
  const status = Object.hasOwn(STATUS_WORDS, update.status) ? STATUS_WORDS[update.status] : undefined;
  switch (status) {
    case 'accepted':
      return command(update, { action: 'accept' });
    case 'scheduled':
      if (scheduledFor === undefined) return invalid('scheduledFor', 'Say when it will be done, RFC 3339 with a zone.');
      return command(update, { action: 'schedule', scheduledFor, ...said });
    case 'in-progress':
      return command(update, { action: from === 'on-hold' ? 'resume' : 'start' });
    case 'on-hold':
      if (!reason) return invalid('reason', 'Say by its code why the work has to wait.');
      return command(update, { action: 'hold', reason, ...said });
    case 'done':
      return completion(update);
    case 'sent-back':
      return sendBack(update);
    case 'note':
      if (!text) return invalid('text', 'Write the note.');
      return command(update, { action: 'note', text });
    case 'unchanged':
    case 'open':
      return { kind: status };
    default:
      return { kind: 'unknown' };
  }
};

const command = (update: PartnerUpdate, read: WorkOrderCommand): UpdateMeaning => ({
  kind: 'command',
  command: { ...read, ...(update.workOrder && update.reference ? { reference: update.reference } : {}) },
});

/** Without an outcome it was done; the sentence for the resident may also come as `text`. */
const completion = (update: PartnerUpdate): UpdateMeaning => {
  const outcome: WorkOutcome | undefined = WORK_OUTCOMES.find((known) => known === (update.outcome ?? 'done'));
  if (!outcome) return invalid('outcome', `Use one of ${WORK_OUTCOMES.join(', ')}.`);
  const resolution = update.resolution ?? update.text ?? '';
  if (resolution.length < MIN_SENTENCE)
    return invalid('resolution', `Write one sentence for the resident, ${MIN_SENTENCE} characters or more.`);
  return command(update, { action: 'complete', outcome, resolution });
};

const sendBack = (update: PartnerUpdate): UpdateMeaning => {
  const reason = SEND_BACK_REASONS.find((known) => known === update.reason);
  if (!reason) return invalid('reason', `Use one of ${SEND_BACK_REASONS.join(', ')}.`);
  const text = update.text ?? '';
  if (text.length < MIN_SENTENCE) return invalid('text', 'Say in a sentence what the 311 office should know.');
  return command(update, { action: 'send-back', reason, text });
};
