import { dayNumber } from '../clocks/business-calendar.ts';
import { type Window, plusDays } from '../measures/window.ts';

const WEEK_DAYS = 7;

/** Weeks of each window at most: half a year, because of what lies farther away something else is the cause. */
export const MOST_WEEKS = 26;

/** Weeks from a change to its review at least, so that two weeks can be told from two. */
export const FEWEST_WEEKS = 2;

/** A year as whole weeks, so that each weekday meets itself. */
const YEAR_DAYS = 52 * WEEK_DAYS;

/** Equal windows around a change, and the same ones a year earlier where the record reaches so far back. */
export interface Windows {
  weeks: number;
  before: Window;
  after: Window;
  lastYear?: { before: Window; after: Window };
}

const daysBetween = (from: string, to: string): number => (dayNumber(to) ?? 0) - (dayNumber(from) ?? 0);

const yearBefore = ({ from, to }: Window): Window => ({
  from: plusDays(from, -YEAR_DAYS),
  to: plusDays(to, -YEAR_DAYS),
});

/** The first date on which a change can be reviewed. */
export const earliestReview = (changedOn: string): string => plusDays(changedOn, 1 + FEWEST_WEEKS * WEEK_DAYS);

/**
 * The windows that are compared: as many whole weeks before the day of a change as after it until the review, so that both hold the same weekdays. The day
 * itself is in neither, because nobody knows at what hour it began. Where nothing was counted so long before, both are shorter; undefined where no week is left.
 */
export const windowsOf = (changedOn: string, reviewOn: string, firstCounted: string): Windows | undefined => {
  const begins = plusDays(changedOn, 1);
  const weeks = Math.min(
    MOST_WEEKS,
    Math.floor(daysBetween(begins, reviewOn) / WEEK_DAYS),
    Math.floor(daysBetween(firstCounted, changedOn) / WEEK_DAYS),
  );
  if (weeks < 1) return undefined;
  const before = { from: plusDays(changedOn, -weeks * WEEK_DAYS), to: changedOn };
  const after = { from: begins, to: plusDays(begins, weeks * WEEK_DAYS) };
  const lastYear = { before: yearBefore(before), after: yearBefore(after) };
  return { weeks, before, after, ...(firstCounted <= lastYear.before.from ? { lastYear } : {}) };
};

/** Every day of some windows. */
export const daysOfWindows = ({ before, after, lastYear }: Windows): string[] =>
  [before, after, ...(lastYear ? [lastYear.before, lastYear.after] : [])].flatMap(({ from, to }) =>
    Array.from({ length: daysBetween(from, to) }, (_, day) => plusDays(from, day)),
  );

/** The whole weeks of a window. */
export const weeksIn = ({ from, to }: Window): Window[] =>
  Array.from({ length: Math.floor(daysBetween(from, to) / WEEK_DAYS) }, (_, week) => ({
    from: plusDays(from, week * WEEK_DAYS),
    to: plusDays(from, (week + 1) * WEEK_DAYS),
  }));
