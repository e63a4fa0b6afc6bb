/** What the reconciler knows about a claim that nothing has settled; times are UTC instants, epoch ms. */
export interface OldClaim {
  claimedAt: number;
  now: number;
  /** How long SES's event may take, ms; see `CLAIM_GRACE_MS`. */
  graceMs: number;
  /** True when a notice that was claimed later has been confirmed by SES's event: the way that events take was open since. */
  confirmedSince: boolean;
}

/** How long a claim is left to SES's Send event before it is judged, ms: the event takes seconds, its slowest retries minutes. */
export const CLAIM_GRACE_MS = 15 * 60_000;

/**
 * Judges a claim that was neither marked as sent nor given up: the function died, or SES never answered.
 *
 * SES has no idempotency token, so sending again is safe only if the first try was not accepted. SES publishes a Send event,
 * with the notice's tag, for every message that it accepts. So the missing event is evidence, but only while events arrive:
 * - `wait`: the event may still come.
 * - `release`: a later notice's event came and this one's did not, so this one was not accepted. Queue it again.
 * - `uncertain`: no event came at all since, so a missing one says nothing. A person must look, because a second e-mail and a lost
 *   one are both wrong and nothing tells them apart.
 */
export const judgeClaim = ({ claimedAt, now, graceMs, confirmedSince }: OldClaim): 'wait' | 'release' | 'uncertain' => {
  if (now - claimedAt < graceMs) return 'wait';
  return confirmedSince ? 'release' : 'uncertain';
};
