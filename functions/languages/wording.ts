import { isolated, plainText } from './plain-text.ts';

/** Wordings of one sentence, the best first: the first whose placeholders all have a value is used; none, and the sentence is left out. */
export type Wordings = readonly string[];

/**
 * Puts values into a sentence of a text file: `{name}` stands for a value. One pass, so that braces within a value stay what they are;
 * undefined when a value is missing. A value that ends with a full stop, as "9:00 a. m." does, ends the sentence too.
 */
export const fill = <V>(
  template: string,
  valueOf: (name: string) => V | undefined,
  textOf: (value: V) => string,
): (string | V)[] | undefined => {
  const sentence: (string | V)[] = [];
  let stopped = false;
  for (const [index, part] of template.split(/\{(\w+)\}/u).entries()) {
    if (index % 2 === 0) {
      const words = stopped && part.startsWith('.') ? part.slice(1) : part;
      if (words !== '') sentence.push(words);
      continue;
    }
    const value = valueOf(part);
    if (value === undefined) return undefined;
    stopped = textOf(value).endsWith('.');
    sentence.push(value);
  }
  return sentence;
};

/** Values as words; a number is written by the language's own digits before it comes here. */
export type Words = Readonly<Record<string, string | undefined>>;

/** The first wording whose placeholders all have a value, filled in; right-to-left values stand between isolates (UAX #9). */
export const sayFirst = (wordings: Wordings, words: Words): string | undefined => {
  const valueOf = (name: string) => (Object.hasOwn(words, name) ? words[name] : undefined);
  for (const wording of wordings) {
    const sentence = fill(
      wording,
      (name) => {
        const value = valueOf(name);
        return value === undefined ? undefined : { words: isolated(plainText(value)) };
      },
      (value) => value.words,
    );
    if (sentence) return sentence.map((piece) => (typeof piece === 'string' ? piece : piece.words)).join('');
  }
  return undefined;
};

/** A sentence with its values. Throws RangeError when one of its placeholders has none, which is a mistake of ours. */
export const say = (wording: string, words: Words): string => {
  const said = sayFirst([wording], words);
  if (said === undefined) throw new RangeError(`A value is missing in “${wording}”.`);
  return said;
};

/** A sentence that may begin with a value, with a capital where its script has any. */
export const capital = (sentence: string): string => `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`;
