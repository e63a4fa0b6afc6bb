import { wilson } from '../measures/interval.ts';

/** ln Γ(x) for x > 0, to about twelve digits: by recurrence up to 10, then Stirling's series (NIST DLMF 5.11.1). */
export const logGamma = (x: number): number => {
  if (x < 10) return logGamma(x + 1) - Math.log(x);
  const square = 1 / (x * x);
  const series = (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680))) / x;
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series;
};

/** The derivative of ln Γ (NIST DLMF 5.5.2, 5.11.2). */
const digamma = (x: number): number => {
  if (x < 10) return digamma(x + 1) - 1 / x;
  const square = 1 / (x * x);
  return Math.log(x) - 0.5 / x - square * (1 / 12 - square * (1 / 120 - square / 252));
};

/** The second derivative of ln Γ (NIST DLMF 5.15.5, 5.15.8). */
const trigamma = (x: number): number => {
  if (x < 10) return trigamma(x + 1) + 1 / (x * x);
  const square = 1 / (x * x);
  return 1 / x + square / 2 + (square * (1 / 6 - square * (1 / 30 - square / 42))) / x;
};

const FRACTION_STEPS = 300;
const PRECISION = 1e-14;

/** The regularized incomplete beta function I_x(a, b), by its continued fraction (NIST DLMF 8.17.22, with Lentz's method). */
export const incompleteBeta = (x: number, a: number, b: number): number => {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast below the mean; above it the symmetry of 8.17.4 leads there.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x) - Math.log(a),
  );
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < FRACTION_STEPS; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    fraction *= d * c;
    if (Math.abs(d * c - 1) < PRECISION) break;
  }
  return front * fraction;
};

/** Beyond so many degrees of freedom Student's distribution is the normal one to six digits. */
const MOST_FREEDOM = 1e6;

/** The chance that |T| is at least |t|, for Student's T with these degrees of freedom (Infinity is the normal one; Abramowitz and Stegun 26.7.1). */
export const studentTwoSided = (t: number, freedom: number): number => {
  const df = Math.min(freedom, MOST_FREEDOM);
  return incompleteBeta(df / (df + t * t), df / 2, 0.5);
};

const logChoose = (n: number, k: number): number => logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);

/** Tables that are as probable as the one seen to this factor count as equally so, because sums of logarithms differ in their last digits. */
const AS_PROBABLE = 1 + 1e-9;

/**
 * Fisher's exact test of two shares, two-sided, with the mid-p of Lancaster (1961): of all tables with the same margins, the chance of those
 * less probable than the one seen, and half that of the equally probable (Agresti, Categorical Data Analysis, 3.5). Answers p, 1 where nothing can differ.
 */
export const fisherMidP = ([part, whole]: Share, [otherPart, otherWhole]: Share): number => {
  const parts = part + otherPart;
  const total = whole + otherWhole;
  const low = Math.max(0, parts - otherWhole);
  const high = Math.min(parts, whole);
  if (low >= high) return 1;
  const chance = (k: number) =>
    Math.exp(logChoose(whole, k) + logChoose(otherWhole, parts - k) - logChoose(total, parts));
  const seen = chance(part);
  let sum = 0;
  for (let k = low; k <= high; k += 1) {
    const one = chance(k);
    if (one * AS_PROBABLE < seen) sum += one;
    else if (one <= seen * AS_PROBABLE) sum += one / 2;
  }
  return Math.min(1, sum);
};

/** How many of how many. */
export type Share = readonly [part: number, whole: number];

/** The 95 % score interval of a share (Wilson 1927); from 0 to 1 where it is of nothing. */
export const intervalOf = ([part, whole]: Share): [low: number, high: number] => {
  const interval = wilson(part / whole, whole);
  return interval ? [interval.low, interval.high] : [0, 1];
};

/** The 95 % interval of a difference of two shares, first less second (Newcombe 1998, method 10: the hybrid of two score intervals). */
export const newcombe = (one: Share, other: Share): [low: number, high: number] => {
  const [p, q] = [one[0] / one[1], other[0] / other[1]];
  const [[l1, u1], [l2, u2]] = [intervalOf(one), intervalOf(other)];
  return [p - q - Math.hypot(p - l1, u2 - q), p - q + Math.hypot(u1 - p, q - l2)];
};

/**
 * Which of many tests are discoveries, so that of all that are called so at most the share `rate` is false on average: the largest k whose k-th
 * smallest p is at most k ÷ n × rate, and all up to it (Benjamini and Hochberg 1995). Where nothing has changed that is the chance that anything is called one.
 * `many` is n where tests of which nothing is to be said are left out: each counts as one with a p of 1.
 */
export const discoveries = <T extends { p: number }>(tests: readonly T[], rate: number, many = tests.length): T[] => {
  const sorted = tests.toSorted((one, other) => one.p - other.p);
  const last = sorted.findLastIndex(({ p }, index) => p <= ((index + 1) / many) * rate);
  return sorted.slice(0, last + 1);
};

/** Scatter of several series, each as a multiple of chance alone, after they have told each other how much is usual. */
export interface Moderated {
  scatters: number[];
  /** Degrees of freedom of each: its own and those that the others lend. */
  freedom: number;
}

/**
 * Draws each series' scatter towards what is usual, by as much as the series agree (Smyth 2004, empirical Bayes: "moderated t"), so that few
 * weeks say enough. All were estimated with the same `freedom`; a scatter below that of chance is taken for chance's own, 1.
 */
export const moderate = (scatters: readonly number[], freedom: number): Moderated => {
  const known = scatters.filter((scatter) => scatter > 0);
  if (known.length < 3) return { scatters: scatters.map((one) => Math.max(1, one)), freedom };
  const shift = digamma(freedom / 2) - Math.log(freedom / 2);
  const logs = known.map((scatter) => Math.log(scatter) - shift);
  const mean = logs.reduce((sum, one) => sum + one, 0) / logs.length;
  const spread = logs.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (logs.length - 1);
  const excess = spread - trigamma(freedom / 2);
  const lent = excess > 0 ? 2 * inverseTrigamma(excess) : Infinity;
  const usual = lent === Infinity ? Math.exp(mean) : Math.exp(mean + digamma(lent / 2) - Math.log(lent / 2));
  const drawn = (scatter: number) =>
    lent === Infinity ? usual : (lent * usual + freedom * scatter) / (lent + freedom);
  return { scatters: scatters.map((scatter) => Math.max(1, drawn(scatter))), freedom: freedom + lent };
};

const HALVINGS = 60;

/** Where trigamma, which falls, has a value: by halving on a logarithmic scale. */
const inverseTrigamma = (value: number): number => {
  let [low, high] = [1e-6, 1e6];
  for (let step = 0; step < HALVINGS; step += 1) {
    const middle = Math.sqrt(low * high);
    if (trigamma(middle) > value) low = middle;
    else high = middle;
  }
  return Math.sqrt(low * high);
};

/** The middle of some numbers; undefined of none. */
export const medianOf = (numbers: readonly number[]): number | undefined => {
  const sorted = numbers.toSorted((one, other) => one - other);
  const half = (sorted.length - 1) / 2;
  const [low, high] = [sorted[Math.floor(half)], sorted[Math.ceil(half)]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
};
