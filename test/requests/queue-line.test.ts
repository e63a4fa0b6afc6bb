import { describe, expect, it } from 'vitest';
import { drawQueue } from '../../functions/pages/open-queue.ts';
import { type QueueView, partnerQueuePage, reviewQueuePage } from '../../functions/pages/queue-page.ts';
import { type WorkLine, reviewPlace, workPlace } from '../../functions/requests/queue-line.ts';
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

const placeOf = ({ request, workOrders }: Kept) => workPlace(workOrders[0]!, request)!;
const accepted = work(aRequest.inProgress(), { action: 'accept' }, TUESDAY);

describe('work on hold in its partner’s queue', () => {
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

describe('the page of a queue that is longer than a page', () => {
  const { line } = placeOf(accepted);
  const lines = Array.from({ length: 1_000 }, (_, index) => ({
    ...line,
    workOrderId: `R-TEST-0000-0000-${index}`,
    status: index < 700 ? ('accepted' as const) : ('on-hold' as const),
    dueAt: index < 400 ? NOW - HOUR : NOW + HOUR,
  }));
  /** What a partner reads, where the table holds so many lines. */
  const page = async (held: readonly WorkLine[], filter: QueueView['filter'] = {}) =>
    textOf(
      await drawQueue(
        { kind: 'partner', catalogue: somerville, partner: 'dpw-highway' },
        { fields: {}, filter },
        {
          queues: {
            list: async <Line>(_: string, most: number) => ({
              lines: held.slice(0, most) as unknown as Line[],
              more: held.length > most,
            }),
          },
          keys: { current: 'c2VjcmV0' },
          publicUrl: 'https://311.example',
          city: 'City of Somerville',
          now: NOW,
          linksFrom: undefined,
        },
      ),
    );
  const shownIn = (text: string) => text.match(/Open R-TEST/g)?.length ?? 0;

  it('counts all that is open and late, shows the first, and says how many stand behind them', async () => {
    const text = await page(lines);
    expect(text).toContain('1000 open, 400 late.');
    expect(text).toContain('800 more stand behind these');
    expect(shownIn(text)).toBe(200);
  });

  it('finds what is asked for behind the first page', async () => {
    expect(shownIn(await page(lines, { status: 'on-hold' }))).toBe(200);
    const last = lines.map((one, index) => ({ ...one, status: index === 999 ? ('scheduled' as const) : one.status }));
    expect(shownIn(await page(last, { status: 'scheduled' }))).toBe(1);
  });

  it('does not say that there is none where not all were looked through', async () => {
    const text = await page([...lines, ...lines, ...lines], { status: 'scheduled' });
    expect(text).toContain('2000 and more open');
    expect(text).toContain('None of the first 2000 is so.');
    expect(await page(lines, { status: 'scheduled' })).toContain('None of them is so.');
  });
});
