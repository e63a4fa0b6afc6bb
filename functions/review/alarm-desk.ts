import { unlessPrivate } from '../notices/constituent-notice.ts';
import type { NoticeDraft } from '../notices/notice.ts';
import type { Request } from '../requests/request.ts';
import type { OfferContext } from '../work-orders/offer-work.ts';
import { backInReviewNotices } from '../work-orders/work-notices.ts';
import { emergencyWordIn } from './emergency-words.ts';

/** What a resident has written about a request, and whether the request that they wrote it on is private. */
interface Written {
  text?: string | undefined;
  private: boolean;
}

/**
 * A request that somebody has written more about: where that speaks of danger to life and a person has yet to decide, the desk has one
 * more reason to look, the gravest, and is told at once (R49).
 */
export const alarmDesk = (
  request: Request,
  { text = '', private: isPrivate }: Written,
  context: OfferContext,
  now: number,
): { request: Request; notices: NoticeDraft[] } => {
  if (request.status !== 'in-review' || emergencyWordIn(text) === undefined) return { request, notices: [] };
  const reviewReasons = [...new Set(['emergency-words' as const, ...request.reviewReasons])];
  const alarming = { ...request, reviewReasons };
  const words = unlessPrivate({ private: isPrivate }, text);
  return { request: alarming, notices: backInReviewNotices(alarming, context, now, words) };
};
