import { medianOf, moderate, studentTwoSided } from './statistics.ts';

/** How many requests of each type were counted in each of the same weeks, the oldest first; the last is the one that is looked at. */
export type WeeklyCounts = ReadonlyMap<string, readonly number[]>;

/** A type's count of the last week against what its earlier weeks let expect. */
export interface VolumeTest {
  subject: string;
  count: number;
  expected: number;
  /** 95 % interval of the count that is to be expected. */
  usual: [low: number, high: number];
  p: number;
  /** Whether last year's season was taken off. */
  seasonal: boolean;
}

/** Weeks that a count is compared with at most: half a year, so that what was normal long ago does not count as normal. */
const WEEKS_OF_BASELINE = 26;
/** Weeks that a count is compared with at least: three tell a level and a scatter, and types lend each other theirs. */
const FEWEST_WEEKS = 3;
/** Weeks of a year. */
const YEAR = 52;
/** Of so few a week nothing is told, and nothing is learned of the city. */
const FEWEST_A_WEEK = 5;

/** Makes the scatter of a Poisson count 1 whatever its level (Anscombe 1948). */
const steady = (count: number): number => 2 * Math.sqrt(count + 3 / 8);
const unsteady = (value: number): number => Math.max(0, (Math.max(0, value) / 2) ** 2 - 3 / 8);

/**
 * Tests each type's last week against up to 26 weeks before: a moderated t test of the prediction of one more week on Anscombe's scale.
 *
 * What moves all types together is taken off as the median of their ratios (Anders and Huber 2010), so a busy week of the whole city is no finding of
 * each type. With more than a year of weeks each is taken as its difference from the same three weeks of the year before, the seasonal difference
 * of Box and Jenkins. Scatter beyond chance is each type's own, drawn towards that of all types. Types with too few cases are not tested.
 */
export const testVolumes = (counts: WeeklyCounts): VolumeTest[] => {
  const length = Math.max(0, ...[...counts.values()].map((weeks) => weeks.length));
  const seasonal = length - 1 >= YEAR + 1 + FEWEST_WEEKS;
  const weeks = Math.min(WEEKS_OF_BASELINE, length - 1 - (seasonal ? YEAR + 1 : 0));
  if (weeks < FEWEST_WEEKS) return [];
  const tested = [...counts].filter(([, series]) => {
    const baseline = series.slice(-1 - weeks, -1);
    return Math.max(series.at(-1) ?? 0, sum(baseline) / weeks) >= FEWEST_A_WEEK;
  });
  const factors = cityFactors(tested.map(([, series]) => series));
  const fitted = tested.map(([subject, series]) => {
    const levels = series.map((count, week) => steady(count / (factors[week] ?? 1)));
    // The season as last year had it, as a distance from that year's own level.
    const season = levels.map((_, week) =>
      seasonal && week >= YEAR + 1 ? sum(levels.slice(week - YEAR - 1, week - YEAR + 2)) / 3 : 0,
    );
    const from = length - 1 - weeks;
    const seen = levels.map((level, week) => level - (season[week] ?? 0)).slice(from);
    const last = seen.pop() ?? 0;
    const mean = sum(seen) / weeks;
    const scatter = sum(seen.map((one) => (one - mean) ** 2)) / (weeks - 1);
    return { subject, count: series.at(-1) ?? 0, distance: last - mean, level: mean + (season.at(-1) ?? 0), scatter };
  });
  const { scatters, freedom } = moderate(
    fitted.map(({ scatter }) => scatter),
    weeks - 1,
  );
  const factor = factors.at(-1) ?? 1;
  return fitted.map(({ subject, count, distance, level }, index) => {
    const error = Math.sqrt((scatters[index] ?? 1) * (1 + 1 / weeks));
    const reach = error * twoSidedQuantile(freedom);
    return {
      subject,
      count,
      expected: unsteady(level) * factor,
      usual: [unsteady(level - reach) * factor, unsteady(level + reach) * factor],
      p: studentTwoSided(distance / error, freedom),
      seasonal,
    };
  });
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** How busy each week was for the city, 1 being usual: the median over types of the week's count to the type's own average. */
const cityFactors = (all: readonly (readonly number[])[]): number[] => {
  const common = all.filter((series) => sum(series) / series.length >= FEWEST_A_WEEK);
  return (all[0] ?? []).map((_, week) => {
    const factor = medianOf(common.map((series) => ((series[week] ?? 0) * series.length) / sum(series)));
    // A week without anything is a hole in the record and no scale.
    return factor !== undefined && factor > 0 && common.length >= FEWEST_TYPES ? factor : 1;
  });
};

/** Of fewer types the median says more about them than about the city. */
const FEWEST_TYPES = 10;

const HALVINGS = 50;

/** The t beyond which 5 % lie on both sides together, for Student’s distribution with these degrees of freedom. */
export const twoSidedQuantile = (freedom: number): number => {
  let [low, high] = [0, 100];
  for (let step = 0; step < HALVINGS; step += 1) {
    const middle = (low + high) / 2;
    if (studentTwoSided(middle, freedom) > 0.05) low = middle;
    else high = middle;
  }
  return high;
};
