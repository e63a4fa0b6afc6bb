import { type Refusal, invalid } from './change.ts';

/** Shortest text that can say what was done, characters: "Filled it." */
export const MIN_SENTENCE = 10;

/** A Chinese character says about as much as three letters. */
const HAN = /\p{Script=Han}/gu;
const LETTERS_OF_HAN = 3;

/** Whether a text is too short to say what was done, in whatever script: 問題還在 says as much as "It is still there." */
export const isTooShort = (text: string): boolean =>
  text.length + (LETTERS_OF_HAN - 1) * (text.match(HAN)?.length ?? 0) < MIN_SENTENCE;

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
  if (isTooShort(sentence)) return invalid(name, missing);
  if (sentence.length > MAX_SENTENCE) return invalid(name, `Write at most ${MAX_SENTENCE} characters.`);
  return { kind: 'command', command: make(sentence) };
};
