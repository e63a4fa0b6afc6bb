import { type Refusal, invalid } from '../requests/change.ts';
import { MAX_SENTENCE, MIN_SENTENCE } from '../requests/sentence.ts';
import { WORK_OUTCOMES, type WorkOutcome } from '../requests/work-order.ts';

/** What a partner asks to be done with a work order. */
export type WorkOrderCommand =
  | { action: 'accept' }
  | { action: 'note'; text: string }
  | { action: 'hold'; reason: string; text?: string }
  | { action: 'resume' }
  | { action: 'complete'; outcome: WorkOutcome; resolution: string };

/** Reads a posted form; names the field that has to be mended. */
export const readWorkOrderCommand = (
  fields: Record<string, string>,
): { kind: 'command'; command: WorkOrderCommand } | Refusal => {
  const command = (read: WorkOrderCommand) => ({ kind: 'command' as const, command: read });
  const text = (fields.text ?? '').trim();
  if (text.length > MAX_SENTENCE) return invalid('text', `Write at most ${MAX_SENTENCE} characters.`);
  switch (fields.action) {
    case 'accept':
      return command({ action: 'accept' });
    case 'resume':
      return command({ action: 'resume' });
    case 'note':
      return text ? command({ action: 'note', text }) : invalid('text', 'Write the note.');
    case 'hold':
      if (!fields.reason) return invalid('reason', 'Choose why the work has to wait.');
      return command({ action: 'hold', reason: fields.reason, ...(text ? { text } : {}) });
    case 'complete': {
      const outcome = WORK_OUTCOMES.find((candidate) => candidate === fields.outcome);
      if (!outcome) return invalid('outcome', 'Choose how the work ended.');
      const resolution = (fields.resolution ?? '').trim();
      if (resolution.length < MIN_SENTENCE)
        return invalid('resolution', 'Write one sentence for the resident: what was done.');
      if (resolution.length > MAX_SENTENCE) return invalid('resolution', `Write at most ${MAX_SENTENCE} characters.`);
      return command({ action: 'complete', outcome, resolution });
    }
    default:
      return invalid('action', 'Choose what to do with the work order.');
  }
};
