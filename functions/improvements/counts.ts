import { twoSidedQuantile } from '../trends/volumes.ts';

/** From, to. */
export type Interval = [low: number, high: number];

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/**
 * The 95 % interval of a difference of two mean counts a week, first less second, by quasi-Poisson (Wedderburn 1974): the variance is a multiple of the mean, the
 * multiple is Pearson's from the weeks of both, and never less than chance's own 1; with Student's t for what so few weeks know of it. Undefined of no counts, and of
 * fewer than two weeks each, because one week tells no scatter.
 */
export const differenceOfCounts = (one: readonly number[], other: readonly number[]): Interval | undefined => {
  const freedom = one.length + other.length - 2;
  if (one.length < 2 || other.length < 2 || sum(one) + sum(other) === 0) return undefined;
  const groups = [one, other].map((counts) => ({ counts, mean: sum(counts) / counts.length }));
  const pearson = sum(
    groups.map(({ counts, mean }) => (mean > 0 ? sum(counts.map((count) => (count - mean) ** 2)) / mean : 0)),
  );
  const scatter = Math.max(1, pearson / freedom);
  const error = Math.sqrt(scatter * sum(groups.map(({ counts, mean }) => mean / counts.length)));
  const [first, second] = groups.map(({ mean }) => mean) as [number, number];
  const half = error * twoSidedQuantile(freedom);
  return [first - second - half, first - second + half];
};
