import { calendarOf } from '../clocks/calendars.ts';
import { resumeClock } from '../clocks/clock.ts';
import { changed } from '../clocks/watch-milestones.ts';
import { aboutRequest } from '../notices/constituent-notice.ts';
import { draftNotice } from '../notices/message-values.ts';
import { type Outcome, type RequestFile, wrongState } from '../requests/change.ts';
import type { Actor } from '../requests/event.ts';
import { type InReviewRequest, isOver } from '../requests/request.ts';
import type { OfferContext } from '../work-orders/offer-work.ts';
import { toReviewDesk } from '../work-orders/work-notices.ts';
import { alarmDesk } from './alarm-desk.ts';
import { digestOf } from './add-detail.ts';

const CONSTITUENT: Actor = { kind: 'constituent', name: 'status-page' };

/**
 * Keeps the constituent's answer to the desk's question: the review's clock runs again, and the desk is told once (R118), of words of danger
 * as such (R49).
 */
export const answerQuestion = (file: RequestFile, text: string, context: OfferContext, now: number): Outcome => {
  const { request } = file;
  const asked = request.status === 'in-review' && request.question;
  // A double click is no error.
  if (!asked && !isOver(request) && request.lastDetail === digestOf({ text })) return { kind: 'unchanged' };
  if (request.status !== 'in-review' || !request.question)
    return wrongState('The question has been answered already, or the request was decided on.');
  const { catalogue } = context;
  const alarmed = alarmDesk(withoutQuestion(request, now), { text, private: request.private }, context, now);
  const answered = draftNotice('question-answered', {
    id: `${request.id}#${request.cycle}#question-answered#${request.question.askedAt}`,
    ...toReviewDesk(request, context, now),
    values: aboutRequest(request, request.typeName ?? request.reportedType),
  });
  return changed(
    file,
    {
      request: { ...alarmed.request, lastDetail: digestOf({ text }), wakes: true },
      workOrders: [],
      events: [{ type: 'question-answered', at: now, by: CONSTITUENT, text }],
      notices: alarmed.notices.length > 0 ? alarmed.notices : [answered],
    },
    catalogue,
  );
};

/** The request with nothing asked any more, its clocks running again. */
export const withoutQuestion = (request: InReviewRequest, now: number): InReviewRequest => {
  const { question: _, ...rest } = request;
  return {
    ...rest,
    clocks: request.clocks.map((clock) =>
      clock.stoppedAt === undefined ? resumeClock(clock, calendarOf(clock.calendar), now) : clock,
    ),
  };
};
