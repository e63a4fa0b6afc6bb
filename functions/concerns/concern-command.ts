import { type Refusal, invalid } from '../requests/change.ts';
import { CONCERN_OUTCOMES, CONTACT_WAYS, type ConcernOutcome, type ContactWay } from '../requests/concern.ts';
import { withSentence } from '../requests/sentence.ts';

/** What the owner of a concern does about it. */
export type ConcernCommand =
  | { action: 'contact'; way: ContactWay; text: string }
  | { action: 'note'; text: string }
  | { action: 'hand-on'; to: string; text: string }
  | { action: 'resolve'; outcome: ConcernOutcome; resolution: string };

type Reading = { kind: 'command'; command: ConcernCommand } | Refusal;

/** Reads a posted form; names the field that has to be mended. */
export const readConcernCommand = (fields: Record<string, string>): Reading => {
  switch (fields.action) {
    case 'contact': {
      const way = CONTACT_WAYS.find((candidate) => candidate === fields.way);
      if (!way) return invalid('way', 'Choose how they were contacted.');
      return withSentence(fields, 'text', 'Write in a sentence what was said.', (text) => ({
        action: 'contact',
        way,
        text,
      }));
    }
    case 'note':
      return withSentence(fields, 'text', 'Write the note.', (text) => ({ action: 'note', text }));
    case 'hand-on': {
      const to = fields.to ?? '';
      if (!to) return invalid('to', 'Choose who answers for it from now on.');
      return withSentence(fields, 'text', 'Say in a sentence what they should know.', (text) => ({
        action: 'hand-on',
        to,
        text,
      }));
    }
    case 'resolve': {
      const outcome = CONCERN_OUTCOMES.find((candidate) => candidate === fields.outcome);
      if (!outcome) return invalid('outcome', 'Choose how it ended.');
      const missing = 'Write one sentence for the person who raised it: what was found, and what was done.';
      return withSentence(fields, 'resolution', missing, (resolution) => ({ action: 'resolve', outcome, resolution }));
    }
    default:
      return invalid('action', 'Choose what to do with the concern.');
  }
};
