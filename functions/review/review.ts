import type { RequestType } from '../catalogue/request-type.ts';
import { REVIEW_AGREEMENT } from '../catalogue/stored.ts';
import { calendarOf } from '../clocks/calendars.ts';
import { startClock } from '../clocks/clock.ts';
import { changed } from '../clocks/watch-milestones.ts';
import { aboutRequest, noticeForConstituent, stormOf, unlessPrivate } from '../notices/constituent-notice.ts';
import { draftNotice } from '../notices/message-values.ts';
import { STAFF_LINK_LIFE_MS } from '../pages/link-life.ts';
import { REVIEW_QUEUE } from '../requests/queue-line.ts';
import type { Change, Outcome, RequestFile } from '../requests/change.ts';
import type { Actor } from '../requests/event.ts';
import type { InReviewRequest, ReceivedRequest, ReviewReason, Suggestion } from '../requests/request.ts';
import type { OfferContext } from '../work-orders/offer-work.ts';
import { toReviewDesk } from '../work-orders/work-notices.ts';
import { accept } from './accept.ts';
import { EMERGENCY_NUMBER } from './emergency-words.ts';
import { asNamed, reportedTypeOf } from './reported-type.ts';
import { reasonsForReview, subjectOwner } from './review-rules.ts';

const AUTOMATIC: Actor = { kind: 'system', name: 'review' };

/** What is known of other requests at the place of one. */
export interface KnownNear {
  /** Those that may be the same thing, the likeliest first; they are suggested and nothing more (R15). */
  candidates: readonly Suggestion[];
  /** One that had ended when this one came (R153). */
  recurrenceOf?: string;
}

/** Where nothing is near, or nothing is looked for. */
export const NOTHING_NEAR: KnownNear = { candidates: [] };

/**
 * Reviews a request that has just come in: accepted by rule, or held for a person with the reasons. Any other request is left alone.
 */
export const reviewRequest = (
  file: RequestFile,
  context: OfferContext,
  now: number,
  { candidates, recurrenceOf }: KnownNear = NOTHING_NEAR,
): Outcome => {
  if (file.request.status !== 'received') return { kind: 'unchanged' };
  const { catalogue } = context;
  const request: ReceivedRequest = { ...asNamed(file.request, catalogue), ...(recurrenceOf ? { recurrenceOf } : {}) };
  const type = reportedTypeOf(request, catalogue);
  const facts = { request, type, catalogue, candidates };
  const reasons = reasonsForReview(facts);
  const change =
    type && reasons.length === 0
      ? accept(
          { ...file, request },
          { type, partner: subjectOwner(facts) ?? type.partner, priority: 'normal', by: AUTOMATIC, wakes: false },
          context,
          now,
        )
      : hold(request, type, reasons, candidates, context, now);
  return changed(file, change, catalogue);
};

const hold = (
  request: ReceivedRequest,
  type: RequestType | undefined,
  reviewReasons: ReviewReason[],
  candidates: readonly Suggestion[],
  context: OfferContext,
  now: number,
): Change => {
  const { catalogue } = context;
  const agreement = catalogue.agreementOn(REVIEW_AGREEMENT, request.receivedAt);
  const acknowledge = startClock('acknowledge', agreement, calendarOf(agreement.calendar), request.receivedAt);
  const held: InReviewRequest = {
    ...request,
    status: 'in-review',
    reviewReasons,
    ...(candidates.length > 0 ? { candidates: [...candidates] } : {}),
    private: request.private || type?.privacy === 'private',
    clocks: [acknowledge],
    wakes: false,
  };
  const about = aboutRequest(held, type?.name ?? request.reportedType);
  const emergency = type?.emergency || reviewReasons.includes('emergency-words');
  return {
    request: held,
    workOrders: [],
    events: [{ type: 'review-needed', at: now, by: AUTOMATIC, data: { reasons: reviewReasons.join(' ') } }],
    notices: [
      ...noticeForConstituent(held, 'request-received', {
        ...about,
        ...stormOf(held, catalogue, now),
        description: request.description,
        ...(emergency ? { emergency: EMERGENCY_NUMBER } : {}),
      }),
      draftNotice('review-needed', {
        id: `${request.id}#${request.cycle}#review-needed`,
        ...toReviewDesk(request, context, now),
        queue: { purpose: 'queue', id: REVIEW_QUEUE, expiresAt: now + STAFF_LINK_LIFE_MS },
        values: { ...about, description: unlessPrivate(held, held.description), reasons: reviewReasons },
      }),
    ],
  };
};
