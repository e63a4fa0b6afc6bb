import { type Histogram, type RankTest, answersIn, mannWhitney, meanStep } from './ranks.ts';
import { FEWEST_CASES, WEEKS_TOGETHER } from './shares.ts';

/** What residents answered on a type, one histogram of the five steps for each of the same weeks, the oldest first; the last four are looked at. */
export type WeeklyRatings = ReadonlyMap<string, readonly Histogram[]>;

/** A type's answers of the last four weeks against those of the weeks before them. */
export interface RatingTest extends RankTest {
  subject: string;
  /** Answers of the last four weeks. */
  n: number;
  /** Mean steps. */
  mean: number;
  before: number;
}

const add = (weeks: readonly Histogram[]): number[] =>
  weeks.reduce<number[]>((sum, week) => week.map((count, step) => (sum[step] ?? 0) + count), []);

/** Tests each type's overall ratings of the last four weeks against those before by the rank test. Types with too few answers are not tested. */
export const testRatings = (ratings: WeeklyRatings): RatingTest[] =>
  [...ratings].flatMap(([subject, weeks]): RatingTest[] => {
    const present = add(weeks.slice(-WEEKS_TOGETHER));
    const past = add(weeks.slice(0, -WEEKS_TOGETHER));
    const [mean, before] = [meanStep(present), meanStep(past)];
    if (mean === undefined || before === undefined) return [];
    if (answersIn(present) < FEWEST_CASES || answersIn(past) < FEWEST_CASES) return [];
    return [{ subject, n: answersIn(present), mean, before, ...mannWhitney(present, past) }];
  });
