import { describe, expect, it } from 'vitest';
import { type QueueView, partnerQueuePage, reviewQueuePage } from '../../functions/pages/queue-page.ts';
import { reviewPlace, workPlace } from '../../functions/requests/queue-line.ts';
import { NEVER } from '../../functions/requests/watch.ts';
import { decideReview } from '../../functions/review/decide-review.ts';
import { answerSurvey } from '../../functions/surveys/answer-survey.ts';
import {
  DAY,
  HOUR,
  type Kept,
  TUESDAY,
  aContext,
  aRequest,
  changeOf,
  keep,
  somerville,
  work,
} from '../support/builders.ts';

const NOW = TUESDAY + 20 * DAY;
const view: QueueView = {
  city: 'City of Somerville',
  catalogue: somerville,
  now: NOW,
  fields: {},
  filter: {},
  more: false,
  hrefOf: () => 'https://311.example.org/w',
};
const textOf = (page: unknown) => `${page}`.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

describe('work on hold in its partner’s queue', () => {
  const placeOf = ({ request, workOrders }: Kept) => workPlace(workOrders[0]!, request)!;
  const accepted = work(aRequest.inProgress(), { action: 'accept' }, TUESDAY);
  const hold = { action: 'hold', reason: 'waiting-for-parts' } as const;
  const resume = { action: 'resume' } as const;

  it('R103 is not late for a promise that stands still, and stands last', () => {
    const { line, queuedFor } = placeOf(work(accepted, hold, TUESDAY + HOUR));
    expect(queuedFor).toBe(NEVER);
    const page = textOf(partnerQueuePage([line], 'dpw-highway', view));
    expect(page).toContain('1 open, 0 late.');
    expect(page).toContain('On hold; its due time moves');
  });

  it('R103 stays late for what had passed when it was put on hold', () => {
    const { line } = placeOf(work(accepted, hold, TUESDAY + 10 * DAY));
    expect(line.dueAt).toBe(accepted.workOrders[0]!.dueAt);
    expect(textOf(partnerQueuePage([line], 'dpw-highway', view))).toContain('1 open, 1 late.');
  });

  it('R101 has its new due moment once it goes on', () => {
    const after = work(work(accepted, hold, TUESDAY + HOUR), resume, TUESDAY + 10 * DAY);
    const dueAt = after.request.clocks.find(({ kind }) => kind === 'resolve')!.dueAt!;
    expect(placeOf(after)).toMatchObject({ queuedFor: dueAt, line: { dueAt } });
  });
});

describe('a request in the queue of the review desk', () => {
  it('R107 is not late while its resident has been asked, and has its new moment once they answered', () => {
    const context = aContext();
    const inReview = aRequest.inReview();
    const question = { action: 'ask', question: 'Which side of the street is it on?' } as const;
    const asked = keep(inReview, changeOf(decideReview(inReview, question, context, TUESDAY + HOUR)));
    const { line, queuedFor } = reviewPlace(asked.request)!;
    expect(queuedFor).toBe(NEVER);
    expect(textOf(reviewQueuePage([line], view))).toContain('1 waits, 0 late.');
    const answer = { action: 'answer', text: 'On the north side.' } as const;
    const answered = changeOf(answerSurvey(asked, answer, context, TUESDAY + 3 * DAY)).request;
    const dueAt = answered.clocks.find(({ kind }) => kind === 'acknowledge')!.dueAt!;
    expect(reviewPlace(answered)).toMatchObject({ queuedFor: dueAt, line: { dueAt } });
  });
});
