/** How fast e-mails may leave. */
export interface MailRate {
  /** E-mails a second. */
  perSecond: number;
  /** How many may leave at once after a rest. */
  burst: number;
}

/** The rate of an account: SES looks at seconds, and lets as many as a second has leave at once. */
export const rateOf = (perSecond: number): MailRate => ({ perSecond, burst: Math.max(1, perSecond) });

/**
 * A token bucket kept as one number (the generic cell rate algorithm): the instant at which all that has been let through would have left,
 * one after the other. Answers how long the next one has to wait, ms, and that number after it. Times are UTC instants, epoch ms, with fractions.
 */
export const nextTurn = (
  promisedUntil: number | undefined,
  now: number,
  { perSecond, burst }: MailRate,
): { waitMs: number; promisedUntil: number } => {
  const interval = 1000 / perSecond;
  const from = Math.max(promisedUntil ?? now, now);
  return { waitMs: Math.max(0, from - (burst - 1) * interval - now), promisedUntil: from + interval };
};
