import { type Figures, countIn, sumOf } from '../measures/figures.ts';
import type { RollUp } from '../measures/roll-up.ts';
import { type Window, isWithin, plusDays } from '../measures/window.ts';

/** Weeks that a small line shows: a quarter of a year less a week, so that the seasons stay out of it. */
export const WEEKS_SHOWN = 12;

const DAYS_OF_WEEK = 7;

/** The days that the small lines and tables are of: twelve weeks up to yesterday, because today is not over. */
export const spanBefore = (today: string): Window => ({
  from: plusDays(today, -WEEKS_SHOWN * DAYS_OF_WEEK),
  to: today,
});

/** The last so many days before today. */
export const daysBefore = (today: string, days: number): Window => ({ from: plusDays(today, -days), to: today });

/** The figures of the days of a window. */
export const figuresWithin = (rollUps: readonly RollUp[], window: Window): Figures =>
  sumOf(rollUps.filter(({ day }) => isWithin(day, window)));

/** The figures of each of the weeks of a span, the oldest first. */
export const byWeek = (rollUps: readonly RollUp[], { from }: Window): Figures[] =>
  Array.from({ length: WEEKS_SHOWN }, (_, week) => {
    const begin = plusDays(from, week * DAYS_OF_WEEK);
    return figuresWithin(rollUps, { from: begin, to: plusDays(begin, DAYS_OF_WEEK) });
  });

/** The roll-ups by one of their keys; what was not known is left out. */
export const groupRollUps = (
  rollUps: readonly RollUp[],
  keyOf: (one: RollUp) => string | undefined,
): Map<string, RollUp[]> => {
  const groups = Map.groupBy(rollUps, (one) => keyOf(one) ?? UNKNOWN);
  groups.delete(UNKNOWN);
  return groups;
};

/** Stands in roll-ups where something was not known. */
const UNKNOWN = '-';

/** A part of a whole; undefined where the whole is nothing (R179). */
export const shareOf = (part: number, whole: number): number | undefined => (whole > 0 ? part / whole : undefined);

/** "On time, closed with a target": met ÷ (met + missed). */
export const onTimeOf = (figures: Figures): number | undefined =>
  shareOf(countIn(figures, 'met'), countIn(figures, 'met', 'missed'));
