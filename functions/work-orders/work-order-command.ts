import { toInstant } from '../clocks/business-calendar.ts';
import { type Refusal, invalid } from '../requests/change.ts';
import { MAX_SENTENCE, MIN_SENTENCE } from '../requests/sentence.ts';
import {
  SEND_BACK_REASONS,
  type SendBackReason,
  TRANSFER_REASONS,
  type TransferReason,
  WORK_OUTCOMES,
  type WorkOutcome,
} from '../requests/work-order.ts';

/** Why the 311 office takes work back. */
export const CANCEL_REASONS = [
  'no-longer-needed',
  'duplicate',
  'withdrawn',
  'offered-by-mistake',
  'shared-work',
] as const;
export type CancelReason = (typeof CANCEL_REASONS)[number];

/** What is asked to be done with a work order; `reference` is the partner's own number for it, said with any of them. */
export type WorkOrderCommand = { reference?: string } & (
  | { action: 'accept' }
  | { action: 'schedule'; scheduledFor: number; text?: string }
  | { action: 'start' }
  | { action: 'note'; text: string }
  | { action: 'hold'; reason: string; text?: string }
  | { action: 'resume' }
  | { action: 'complete'; outcome: WorkOutcome; resolution: string }
  | { action: 'send-back'; reason: SendBackReason; text: string }
  | { action: 'transfer'; to: string; reason: TransferReason; text: string }
  | { action: 'cancel'; reason: CancelReason; text?: string }
);

type Reading = { kind: 'command'; command: WorkOrderCommand } | Refusal;

/** Longest number of an outside agency, characters. */
const MAX_REFERENCE = 60;

/** Reads a posted form, its times as the city's own (`timeZone`); names the field that has to be mended. */
export const readWorkOrderCommand = (fields: Record<string, string>, timeZone: string): Reading => {
  const text = (fields.text ?? '').trim();
  if (text.length > MAX_SENTENCE) return invalid('text', `Write at most ${MAX_SENTENCE} characters.`);
  const reference = (fields.reference ?? '').trim();
  if (reference.length > MAX_REFERENCE) return invalid('reference', `Write at most ${MAX_REFERENCE} characters.`);
  const command = (read: WorkOrderCommand): Reading => ({
    kind: 'command',
    command: { ...read, ...(reference ? { reference } : {}) },
  });
  const said = text ? { text } : {};
  switch (fields.action) {
    case 'accept':
    case 'start':
    case 'resume':
      return command({ action: fields.action });
    case 'note':
      return text || reference ? command({ action: 'note', text }) : invalid('text', 'Write the note.');
    case 'schedule': {
      const scheduledFor = readDay(fields.day ?? '', timeZone);
      return scheduledFor === undefined
        ? invalid('day', 'Choose the day on which the work will be done, as year-month-day.')
        : command({ action: 'schedule', scheduledFor, ...said });
    }
    case 'hold':
      if (!fields.reason) return invalid('reason', 'Choose why the work has to wait.');
      return command({ action: 'hold', reason: fields.reason, ...said });
    case 'complete':
      return readCompletion(fields, command);
    case 'send-back': {
      const reason = SEND_BACK_REASONS.find((candidate) => candidate === fields.reason);
      if (!reason) return invalid('reason', 'Choose why it is not yours.');
      if (text.length < MIN_SENTENCE) return invalid('text', 'Say in a sentence what the 311 office should know.');
      return command({ action: 'send-back', reason, text });
    }
    case 'transfer': {
      const reason = TRANSFER_REASONS.find((candidate) => candidate === fields.reason);
      if (!fields.to) return invalid('to', 'Choose the partner that it goes to.');
      if (!reason) return invalid('reason', 'Choose why it goes to them.');
      if (text.length < MIN_SENTENCE) return invalid('text', 'Say in a sentence what they should know.');
      return command({ action: 'transfer', to: fields.to, reason, text });
    }
    case 'cancel': {
      const reason = CANCEL_REASONS.find((candidate) => candidate === fields.reason);
      return reason ? command({ action: 'cancel', reason, ...said }) : invalid('reason', 'Choose why it is cancelled.');
    }
    default:
      return invalid('action', 'Choose what to do with the work order.');
  }
};

const readCompletion = (fields: Record<string, string>, command: (read: WorkOrderCommand) => Reading): Reading => {
  const outcome = WORK_OUTCOMES.find((candidate) => candidate === fields.outcome);
  if (!outcome) return invalid('outcome', 'Choose how the work ended.');
  const resolution = (fields.resolution ?? '').trim();
  if (resolution.length < MIN_SENTENCE)
    return invalid('resolution', 'Write one sentence for the resident: what was done.');
  if (resolution.length > MAX_SENTENCE) return invalid('resolution', `Write at most ${MAX_SENTENCE} characters.`);
  return command({ action: 'complete', outcome, resolution });
};

/** The end of office hours of a day written YYYY-MM-DD: the day that was named is over by then. */
const readDay = (day: string, timeZone: string): number | undefined => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(Date.parse(`${day}T00:00:00Z`))) return undefined;
  if (new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10) !== day) return undefined;
  return toInstant(`${day}T17:00:00`, timeZone);
};
