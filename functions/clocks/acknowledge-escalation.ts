import { type Outcome, type Refusal, type RequestFile, invalid, wrongState } from '../requests/change.ts';
import { MAX_SENTENCE, MIN_SENTENCE } from '../requests/sentence.ts';

/** What somebody up the ladder says to an escalation. */
export interface Acknowledgement {
  action: 'acknowledge';
  /** What will be done now. */
  text: string;
}

/** Reads a posted form; names the field that has to be mended. */
export const readAcknowledgement = (
  fields: Record<string, string>,
): { kind: 'command'; command: Acknowledgement } | Refusal => {
  if (fields.action !== 'acknowledge') return invalid('action', 'Choose what to do.');
  const text = (fields.text ?? '').trim();
  if (text.length < MIN_SENTENCE) return invalid('text', 'Write one sentence: what will be done now, and by whom.');
  if (text.length > MAX_SENTENCE) return invalid('text', `Write at most ${MAX_SENTENCE} characters.`);
  return { kind: 'command', command: { action: 'acknowledge', text } };
};

/** Puts it on the record that somebody has taken an escalation up; the clocks go on, because the promise does. */
export const acknowledgeEscalation = ({ request }: RequestFile, { text }: Acknowledgement, now: number): Outcome => {
  if (request.status === 'closed' || request.status === 'resolved')
    return wrongState('This request has been resolved meanwhile.');
  return {
    kind: 'changed',
    change: {
      request: { ...request, wakes: false },
      workOrders: [],
      events: [{ type: 'escalation-acknowledged', at: now, by: { kind: 'manager', name: 'escalation' }, text }],
      notices: [],
    },
  };
};
