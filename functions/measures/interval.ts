/** The normal quantile of a two-sided interval of 95 %. */
const Z = 1.959964;

/**
 * Wilson's score interval of 95 % for a share that was seen in `n` cases (R166); `n` need not be whole, as an effective number of cases
 * is not. It takes the frame for endless, and is too wide where nearly all of it was sampled. Undefined for none (R179).
 */
export const wilson = (share: number, n: number): { low: number; high: number } | undefined => {
  if (!(n > 0)) return undefined;
  const z2 = Z * Z;
  const middle = (share + z2 / (2 * n)) / (1 + z2 / n);
  const half = (Z / (1 + z2 / n)) * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n));
  // At the ends the formula is exact in theory and off by a rounding in practice.
  return { low: share === 0 ? 0 : Math.max(0, middle - half), high: share === 1 ? 1 : Math.min(1, middle + half) };
};
