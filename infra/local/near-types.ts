import type { Catalogue } from '../../functions/catalogue/catalogue.ts';
import type { RequestType } from '../../functions/catalogue/request-type.ts';

/** How many letters have to change to make one word of the other. */
const distance = (a: string, b: string): number => {
  let above = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const changed = above[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1);
      line.push(Math.min(changed, above[column]! + 1, line[column - 1]! + 1));
    }
    above = line;
  }
  return above[b.length]!;
};

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** How unlike a wanted word is from the nearest word of a type, 0 for the same to 1 for another. */
const unlike = (wanted: string, words: readonly string[]): number =>
  Math.min(...words.map((word) => Math.min(1, distance(wanted, word) / Math.max(wanted.length, word.length))), 1);

/** Two in five of a word’s letters may differ before it is another word. */
const FAR = 0.4;

/** Types of a catalogue whose code, name or keywords are near to what was typed, the nearest first. */
export const nearTypes = (catalogue: Catalogue, typed: string, most = 5): RequestType[] => {
  const wanted = wordsOf(typed);
  if (wanted.length === 0) return [];
  return [...catalogue.types.values()]
    .map((type) => {
      const words = [...wordsOf(type.code), ...wordsOf(type.name), ...type.keywords.flatMap(wordsOf)];
      const spread = wanted.map((word) => unlike(word, words));
      return { type, best: Math.min(...spread), all: spread.reduce((sum, one) => sum + one, 0) / spread.length };
    })
    .filter(({ best }) => best < FAR)
    .sort((a, b) => a.all - b.all || a.best - b.best || a.type.name.length - b.type.name.length)
    .slice(0, most)
    .map(({ type }) => type);
};
