import type { NoticeStore } from './notice.store.ts';
import { CLAIM_GRACE_MS, judgeClaim } from './settle-claim.ts';

/** How long a queued notice may wait for the stream, ms: the stream's own retries of a throttled sender take about two minutes. */
export const QUEUE_GRACE_MS = 5 * 60_000;

/**
 * Notices that one run brings to the sender again: about what SES takes until the next run at the 14 a second of a new account. In a storm a
 * hundred thousand are queued for longer, which the stream will still bring.
 */
export const MOST_NUDGED = 2_000;

/** What a sweep over the notices on their way did, and how many wait for a person. */
export interface NoticeSweep {
  nudged: number;
  released: number;
  uncertain: number;
}

/** Brings queued notices that the stream lost to the sender again, the oldest first, and settles old claims by the evidence of SES's events. */
export const reconcileNotices = async (notices: NoticeStore, now: number): Promise<NoticeSweep> => {
  const sweep: NoticeSweep = { nudged: 0, released: 0, uncertain: 0 };
  for await (const notice of notices.listOnTheWay('queued', now - QUEUE_GRACE_MS)) {
    if (await notices.nudge(notice)) sweep.nudged += 1;
    if (sweep.nudged === MOST_NUDGED) break;
  }
  const confirmedAt = await notices.latestConfirmedClaim();
  for await (const notice of notices.listOnTheWay('claimed', now - CLAIM_GRACE_MS)) {
    const claimedAt = notice.claimedAt ?? notice.changedAt;
    const confirmedSince = confirmedAt !== undefined && confirmedAt > claimedAt;
    const verdict = judgeClaim({ claimedAt, now, graceMs: CLAIM_GRACE_MS, confirmedSince });
    if (verdict === 'release' && (await notices.release(notice))) sweep.released += 1;
    if (verdict === 'uncertain') await notices.markUncertain(notice);
  }
  for await (const _ of notices.listOnTheWay('uncertain', now)) sweep.uncertain += 1;
  return sweep;
};
