import { type Share, fisherMidP, moderate, newcombe, studentTwoSided } from './statistics.ts';

/** A type's shares, one for each of the same weeks, the oldest first; the last four are looked at. */
export type WeeklyShares = ReadonlyMap<string, readonly Share[]>;

/** A share of the last four weeks together against that of the weeks before them together. */
export interface ShareTest {
  subject: string;
  present: Share;
  before: Share;
  /** 95 % interval of the difference, present less before. */
  difference: [low: number, high: number];
  p: number;
}

/** Weeks that are looked at together: a promise that changed shows when the first cases fall due, and goes on. */
export const WEEKS_TOGETHER = 4;
/** Cases that a share is of at least, in these weeks and before. */
export const FEWEST_CASES = 10;
/** Weeks with cases before it that a share is compared with at least. */
const FEWEST_WEEKS = 3;

/** Makes the variance of a share 1 ÷ n whatever the share (Cohen's φ, with Anscombe's correction for small n). */
const angle = ([part, whole]: Share): number => 2 * Math.asin(Math.sqrt((part + 3 / 8) / (whole + 3 / 4)));

const add = (all: readonly Share[]): Share => all.reduce(([a, b], [part, whole]) => [a + part, b + whole], [0, 0]);

/**
 * Tests each type's share of the last four weeks against the weeks before by two tests, and takes the greater p: Fisher's exact one with mid-p, which
 * is right for few cases, and a moderated t of the angles with the scatter of the weeks, because late cases come in clusters that the exact test takes for news.
 * Types with too few cases are not tested.
 */
export const testShares = (shares: WeeklyShares): ShareTest[] => {
  const fitted = [...shares].flatMap(([subject, series]) => {
    const present = add(series.slice(-WEEKS_TOGETHER));
    const weeks = series.slice(0, -WEEKS_TOGETHER).filter(([, whole]) => whole > 0);
    const before = add(weeks);
    if (present[1] < FEWEST_CASES || before[1] < FEWEST_CASES || weeks.length < FEWEST_WEEKS) return [];
    if (before[0] + present[0] === 0 || before[0] + present[0] === before[1] + present[1]) return [];
    const middle = angle(before);
    const scatter =
      weeks.reduce((total, week) => total + week[1] * (angle(week) - middle) ** 2, 0) / (weeks.length - 1);
    return [{ subject, present, before, middle, scatter, weeks: weeks.length }];
  });
  // Types have cases in different numbers of weeks; those with the fewest say how little all may be sure of.
  const { scatters, freedom } = moderate(
    fitted.map(({ scatter }) => scatter),
    Math.min(...fitted.map(({ weeks }) => weeks)) - 1,
  );
  return fitted.map(({ subject, present, before, middle }, index) => {
    const error = Math.sqrt((scatters[index] ?? 1) * (1 / present[1] + 1 / before[1]));
    return {
      subject,
      present,
      before,
      difference: newcombe(present, before),
      p: Math.max(fisherMidP(present, before), studentTwoSided((angle(present) - middle) / error, freedom)),
    };
  });
};
