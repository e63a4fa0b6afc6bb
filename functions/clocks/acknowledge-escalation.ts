import { type Outcome, type Refusal, type RequestFile, invalid, wrongState } from '../requests/change.ts';
import type { Actor, RequestEvent } from '../requests/event.ts';
import { withSentence } from '../requests/sentence.ts';

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
  return withSentence(fields, 'text', 'Write one sentence: what will be done now, and by whom.', (text) => ({
    action: 'acknowledge',
    text,
  }));
};

/** Whether the history has this answer to the latest escalation already: a double click is no error. */
export const isAcknowledged = ({ text }: Acknowledgement, events: readonly RequestEvent[]): boolean => {
  const last = events.findLast(({ type }) => type === 'escalation-acknowledged' || type === 'milestone-reached');
  return last?.type === 'escalation-acknowledged' && last.text === text;
};

const ON_THE_PAGE: Actor = { kind: 'manager', name: 'escalation' };

/** Puts it on the record that somebody has taken an escalation up; the clocks go on, because the promise does. */
export const acknowledgeEscalation = (
  { request }: RequestFile,
  { text }: Acknowledgement,
  now: number,
  by: Actor = ON_THE_PAGE,
): Outcome => {
  if (request.status === 'closed' || request.status === 'resolved')
    return wrongState('This request has been resolved meanwhile.');
  return {
    kind: 'changed',
    change: {
      request: { ...request, wakes: false },
      workOrders: [],
      events: [{ type: 'escalation-acknowledged', at: now, by, text }],
      notices: [],
    },
  };
};
