import type { Sheet } from '../shared/csv.ts';
import { w3Date } from './documents.ts';
import { FEWEST_PUBLIC, type PublicFigures, type PublicMonth, SUPPRESSED } from './public-figures.ts';
import type { Value } from './xml.ts';

/** What each figure means, in the order in which it stands. */
const DEFINITIONS: Record<keyof PublicFigures, string> = {
  received: 'pieces of work offered to the partner, or taken over from another',
  resolved: 'work that ended, without duplicates and what crews found themselves',
  on_time_closed_with_a_target: 'met ÷ (met + missed)',
  on_time_closed_with_a_target_n: 'met + missed',
  on_time_as_the_feed_flags_it: '(met + no target) ÷ resolved',
  on_time_as_the_feed_flags_it_n: 'resolved',
  on_time_strict: 'met ÷ (met + missed + open and overdue at the end of the month)',
  on_time_strict_n: 'met + missed + open and overdue',
  median_days: 'half of what was resolved took at most so many days of 24 hours',
  p90_days: 'nine of ten took at most so many days',
  open_at_the_end: 'open work at the end of the month, without duplicates',
  overdue_at_the_end: 'of that, past its promise',
};

const NAMES = Object.keys(DEFINITIONS) as (keyof PublicFigures)[];

const SUPPRESSION = `Figures of a partner’s month of fewer than ${FEWEST_PUBLIC} cases say "${SUPPRESSED}". Where that is one partner alone, the next smallest does too, because the total would tell. null means that there is no case.`;

/** Whose figures they are, and how they may be used. */
export interface FiguresSource {
  jurisdiction: string;
  /** Address of the licence. */
  license: string;
}

/** Months of public figures as JSON: what they mean, what is left out, and the months, the newest first. */
export const figuresDocument = (months: readonly PublicMonth[], { jurisdiction, license }: FiguresSource): Value => ({
  jurisdiction_id: jurisdiction,
  license,
  definitions: DEFINITIONS,
  suppression: SUPPRESSION,
  months: months.map(({ month, countedAt, partners, all }) => ({
    month,
    counted_at: w3Date(countedAt),
    all: ordered(all),
    partners: partners.map(({ code, name, figures }) => ({ code, name, ...ordered(figures) })),
  })),
});

const ordered = (figures: PublicFigures): Record<string, number | string | null> =>
  Object.fromEntries(NAMES.map((name) => [name, figures[name]]));

/** The same as rows: one for each month and partner, and one of all. */
export const figuresSheet = (months: readonly PublicMonth[]): Sheet => ({
  titles: ['month', 'partner', 'name', ...NAMES, 'counted_at'],
  rows: months.flatMap(({ month, countedAt, partners, all }) =>
    [{ code: 'all', name: 'All partners', figures: all }, ...partners].map(({ code, name, figures }) => [
      month,
      code,
      name,
      ...NAMES.map((one) => figures[one]?.toString() ?? ''),
      w3Date(countedAt),
    ]),
  ),
});
