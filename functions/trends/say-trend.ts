import type { Catalogue } from '../catalogue/catalogue.ts';
import { sayFirst } from '../languages/wording.ts';
import words from '../notices/messages/trends-list/en.json' with { type: 'json' };
import type { TrendFinding } from './finding.ts';
import { figuresOf, nameOf } from './trends-notice.ts';

const ENTRIES: Record<string, { heading: readonly string[]; lines: readonly (readonly string[])[] }> = words.entries;

/** A finding in English, by the words of its letter: what, in a few words, and how much, how sure and of how many. */
export const sayTrend = (finding: TrendFinding, catalogue: Catalogue): { what: string; said: string } => {
  const { kind, direction, n, place } = finding;
  const entry = ENTRIES[direction ? `${kind}-${direction}` : kind];
  const values = {
    ...figuresOf(finding),
    name: nameOf(finding, catalogue),
    n: String(n),
    ...(place === undefined ? {} : { square: place }),
  };
  const lines = (entry?.lines ?? []).map((line) => sayFirst(line, values)).filter((line) => line !== undefined);
  return { what: sayFirst(entry?.heading ?? [], values) ?? `${values.name}: ${kind}`, said: lines.join(' ') };
};
