import type { Catalogue } from '../catalogue/catalogue.ts';
import type { RequestType } from '../catalogue/request-type.ts';
import { REVIEW_AGREEMENT } from '../catalogue/stored.ts';
import { isInside, serviceAreas } from '../catalogue/service-area.ts';
import { calendarOf } from '../clocks/calendars.ts';
import { startClock } from '../clocks/clock.ts';
import { withNextMilestone } from '../clocks/watch-milestones.ts';
import { aboutRequest, noticeForConstituent } from '../notices/constituent-notice.ts';
import { draftNotice } from '../notices/message-values.ts';
import { STAFF_LINK_LIFE_MS } from '../pages/link-life.ts';
import type { Change, Outcome, RequestFile } from '../requests/change.ts';
import type { Actor } from '../requests/event.ts';
import type { InReviewRequest, ReceivedRequest, ReviewReason } from '../requests/request.ts';
import { accept } from './accept.ts';
import type { Office } from './office.ts';

const AUTOMATIC: Actor = { kind: 'system', name: 'review' };

/** Every reason, in their order, why a person has to look before work can start; none means that rules may accept. */
export const reasonsForReview = (request: ReceivedRequest, type: RequestType | undefined): ReviewReason[] => {
  if (!type) return ['unknown-type'];
  const { address, lat, lon } = request.place;
  const positioned = lat !== undefined && lon !== undefined;
  const reasons: ReviewReason[] = [];
  if (type.location === 'required' && !address && !positioned) reasons.push('place-unknown');
  if (positioned && !isInside(serviceAreas[request.catalogue], lat, lon)) reasons.push('outside-the-city');
  const missing = type.questions.some(({ code, required }) => required && !request.answers[code]?.trim());
  if (missing) reasons.push('missing-answer');
  return reasons;
};

/** Reviews a request that has just come in: accepted by rule, or held for a person with the reasons. Any other request is left alone. */
export const reviewRequest = (
  { request }: RequestFile,
  { catalogue, office }: { catalogue: Catalogue; office: Office },
  now: number,
): Outcome => {
  if (request.status !== 'received') return { kind: 'unchanged' };
  const type = catalogue.find(request.reportedType) ?? catalogue.findByName(request.reportedType);
  const reasons = reasonsForReview(request, type);
  if (type && reasons.length === 0) {
    const change = accept(
      request,
      { type, partner: type.partner, by: AUTOMATIC, wakes: false },
      { catalogue, office },
      now,
    );
    return { kind: 'changed', change };
  }
  return { kind: 'changed', change: hold(request, type, reasons, { catalogue, office }, now) };
};

const hold = (
  request: ReceivedRequest,
  type: RequestType | undefined,
  reviewReasons: ReviewReason[],
  { catalogue, office }: { catalogue: Catalogue; office: Office },
  now: number,
): Change => {
  const agreement = catalogue.agreement(REVIEW_AGREEMENT, 1);
  const acknowledge = startClock('acknowledge', agreement, calendarOf(agreement.calendar), request.receivedAt);
  const held: InReviewRequest = withNextMilestone(
    {
      ...request,
      status: 'in-review',
      reviewReasons,
      private: request.private || type?.privacy === 'private',
      clocks: [acknowledge],
      wakes: false,
    },
    catalogue,
  );
  const about = aboutRequest(held, type?.name ?? request.reportedType);
  return {
    request: held,
    workOrders: [],
    events: [{ type: 'review-needed', at: now, by: AUTOMATIC, data: { reasons: reviewReasons.join(' ') } }],
    notices: [
      ...noticeForConstituent(held, 'request-received', { ...about, description: request.description }),
      draftNotice('review-needed', {
        id: `${request.id}#${request.cycle}#review-needed`,
        requestId: request.id,
        audience: 'reviewer',
        to: office.reviewDesk,
        language: 'en',
        timeZone: catalogue.timeZone,
        link: { purpose: 'review', id: request.id, expiresAt: now + STAFF_LINK_LIFE_MS },
        values: { ...about, description: request.description, reasons: reviewReasons },
      }),
    ],
  };
};
