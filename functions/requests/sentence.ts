import { type Refusal, invalid } from './change.ts';

/** Shortest text that can say what was done, characters: "Filled it." */
export const MIN_SENTENCE = 10;

/** Longest text of a person for a resident or a colleague, characters. */
export const MAX_SENTENCE = 1000;

/** Reads the field of a form that needs a sentence, and makes the command of it; `missing` says what is to be written where there is none. */
export const withSentence = <C>(
  fields: Record<string, string>,
  name: string,
  missing: string,
  make: (sentence: string) => C,
): { kind: 'command'; command: C } | Refusal => {
  const sentence = (fields[name] ?? '').trim();
  if (sentence.length < MIN_SENTENCE) return invalid(name, missing);
  if (sentence.length > MAX_SENTENCE) return invalid(name, `Write at most ${MAX_SENTENCE} characters.`);
  return { kind: 'command', command: make(sentence) };
};
