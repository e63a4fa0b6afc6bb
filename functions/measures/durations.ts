/**
 * Many durations as counts in buckets that grow by 2 %, by the bucket's number: two of them add up to that of both, whatever the
 * order, and any quantile is known to within 1 % of the duration (the idea of DDSketch, with a fixed bound). Zero and less is bucket −1.
 */
export type Durations = Record<string, number>;

/** The bound of a quantile's error, as a share of the duration itself. */
export const DURATION_ERROR = 0.01;

const GROWTH = (1 + DURATION_ERROR) / (1 - DURATION_ERROR);
const LOG_GROWTH = Math.log(GROWTH);
const NOTHING = -1;

/** The bucket of a duration, ms. */
export const bucketOf = (ms: number): number => (ms < 1 ? NOTHING : Math.ceil(Math.log(ms) / LOG_GROWTH));

/** The duration that stands for all of a bucket, ms. */
const durationOf = (bucket: number): number => (bucket === NOTHING ? 0 : (2 * GROWTH ** bucket) / (GROWTH + 1));

/** How many durations there are. */
export const countOf = (durations: Durations): number =>
  Object.values(durations).reduce((sum, count) => sum + count, 0);

/**
 * The duration that a share of all do not exceed, ms: of sorted ones that of rank ⌈share × n⌉, so that the median of an even number is
 * the lower of the two in the middle. Undefined where there is none (R179).
 */
export const quantile = (durations: Durations, share: number): number | undefined => {
  const rank = Math.max(1, Math.ceil(share * countOf(durations)));
  let passed = 0;
  for (const [bucket, count] of Object.entries(durations).sort(([one], [other]) => Number(one) - Number(other))) {
    passed += count;
    if (passed >= rank) return durationOf(Number(bucket));
  }
  return undefined;
};
