import type { Expression } from './expressions.ts';

/** Characters that stand for their kind, beside those that an expression names itself. */
const KINDS = ['a', 'Z', '1', ' ', 'é', '-', '.', '@', '<', '#', '\n'];

const ENDS = ['', '!', '\0'];

/** How an expression bears its worst string of all that are made of one or two of its own characters, over and over, with an end that it does not like. */
export interface Borne {
  expression: Expression;
  /** What was repeated. */
  pump: string;
  /** The time for a text of this length and of twice as many characters, ms. */
  once: number;
  twice: number;
}

/** Times an expression on texts of so many characters and of twice as many; the slowest of all its texts. */
export const timeWorst = (expression: Expression, length: number): Borne | undefined => {
  const { pattern, text } = expression;
  if (!pattern) return undefined;
  const own = [...new Set(text.replace(/\\[a-zA-Z]|[^\x20-\x7e]/g, ''))].slice(0, 24);
  const characters = [...new Set([...KINDS, ...own])];
  const pumps = characters.flatMap((one) => [one, ...KINDS.map((other) => one + other)]);
  let [slowest, pump, end] = [-1, '', ''];
  for (const one of new Set(pumps)) {
    for (const other of ENDS) {
      const took = time(pattern, textOf(one, other, 2 * length), 1);
      if (took > slowest) [slowest, pump, end] = [took, one, other];
    }
  }
  const best = (many: number) => time(pattern, textOf(pump, end, many), BEST_OF);
  return { expression, pump: pump + end, once: best(length), twice: best(2 * length) };
};

/** The slowest of hundreds was mostly interrupted, so it is timed anew, and so often. */
const BEST_OF = 20;

const textOf = (pump: string, end: string, length: number): string =>
  pump.repeat(Math.ceil(length / pump.length)) + end;

/** The best of so many, because an interruption is no fault of an expression. */
const time = (pattern: RegExp, text: string, times: number): number => {
  let best = Infinity;
  for (let nth = 0; nth < times; nth += 1) {
    pattern.lastIndex = 0;
    const began = performance.now();
    // Every place is found, and nothing is kept of it: what is timed is the expression, and not a collection of memory.
    while (pattern.test(text) && pattern.global) pattern.lastIndex += 1;
    best = Math.min(best, performance.now() - began);
  }
  return best;
};
