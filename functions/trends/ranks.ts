import { studentTwoSided } from './statistics.ts';

/** How many answers gave each of the steps of a scale, the lowest first. */
export type Histogram = readonly number[];

/** Two groups of answers on a scale with few steps. */
export interface RankTest {
  /** Of all pairs, one answer of each group: the share in which the first is higher less that in which it is lower (Cliff 1993); 0 where they are alike. */
  delta: number;
  /** 95 % interval of that. */
  interval: [low: number, high: number];
  p: number;
}

const Z = 1.959964;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** Answers in a histogram. */
export const answersIn = (histogram: Histogram): number => sum(histogram);

/** The mean step, the lowest being 1; undefined of no answer (R179). */
export const meanStep = (histogram: Histogram): number | undefined => {
  const n = answersIn(histogram);
  return n > 0 ? sum(histogram.map((count, index) => count * (index + 1))) / n : undefined;
};

/** For each step: how many answers of a group lie below it, less how many lie above. */
const placements = (of: Histogram): number[] => of.map((_, step) => sum(of.slice(0, step)) - sum(of.slice(step + 1)));

/** The variance of a group's placements in the other, each as a share of the other; 0 of a single answer. */
const varianceOf = (histogram: Histogram, values: readonly number[], others: number): number => {
  const n = answersIn(histogram);
  if (n < 2) return 0;
  const mean = sum(histogram.map((count, step) => count * ((values[step] ?? 0) / others))) / n;
  return sum(histogram.map((count, step) => count * ((values[step] ?? 0) / others - mean) ** 2)) / (n - 1);
};

/**
 * The rank test of Mann and Whitney (1947) with the correction for ties and for continuity, two-sided, by the normal approximation; beside it how
 * much the groups differ, as Cliff's delta with an interval by the placements of each in the other (Cliff 1993). Ratings have few steps and no distances, so means are
 * not tested. Both groups have to hold answers.
 */
export const mannWhitney = (one: Histogram, other: Histogram): RankTest => {
  const [m, n] = [answersIn(one), answersIn(other)];
  const total = m + n;
  const place = placements(other);
  const back = placements(one);
  const delta = sum(one.map((count, step) => count * (place[step] ?? 0))) / (m * n);
  const ties = sum(one.map((count, step) => count + (other[step] ?? 0)).map((tied) => tied ** 3 - tied));
  const variance = ((m * n) / 12) * (total + 1 - ties / (total * Math.max(1, total - 1)));
  const distance = Math.max(0, (Math.abs(delta) * m * n) / 2 - 0.5);
  const half = Z * Math.sqrt(varianceOf(one, place, n) / m + varianceOf(other, back, m) / n);
  return {
    delta,
    interval: [Math.max(-1, delta - half), Math.min(1, delta + half)],
    p: variance > 0 ? studentTwoSided(distance / Math.sqrt(variance), Infinity) : 1,
  };
};
