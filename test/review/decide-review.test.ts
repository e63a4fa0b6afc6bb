import { describe, expect, it } from 'vitest';
import { renderNotice } from '../../functions/notices/render.ts';
import type { Outcome } from '../../functions/requests/change.ts';
import { MAX_SENTENCE, MIN_SENTENCE } from '../../functions/requests/sentence.ts';
import { decideReview, readReviewCommand } from '../../functions/review/decide-review.ts';
import { tellEvent } from '../../functions/requests/story.ts';
import { DECLINE_REASONS, type ReviewCommand } from '../../functions/review/review-command.ts';
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
  refusalOf,
  somerville,
  withoutType,
} from '../support/builders.ts';

const NOW = TUESDAY + 2 * HOUR;
const decide = (kept: Kept, command: ReviewCommand, now = NOW) => decideReview(kept, command, aContext(), now);
const acceptance = { action: 'accept', typeCode: 'pothole', priority: 'normal' } as const;
const decline = {
  action: 'refer',
  receiver: 'MassDOT',
  resolution: 'The street belongs to the state; call 857-368-4636.',
} as const;

describe('the form', () => {
  const field = (fields: Record<string, string>) => refusalOf(readReviewCommand(fields)).field;
  const declined = { action: 'decline', reason: 'private-matter', resolution: 'x'.repeat(MIN_SENTENCE) };

  it('is read as an acceptance with its type, and a partner where one was chosen', () => {
    expect(readReviewCommand({ action: 'accept', typeCode: 'pothole', partner: '' })).toEqual({
      kind: 'command',
      command: acceptance,
    });
    expect(readReviewCommand({ action: 'accept', typeCode: 'pothole', partner: 'eversource' })).toEqual({
      kind: 'command',
      command: { ...acceptance, partner: 'eversource' },
    });
  });

  it.each(DECLINE_REASONS)('is read as an end without work: %s', (reason) => {
    expect(readReviewCommand({ ...declined, reason, resolution: ` ${declined.resolution} ` })).toEqual({
      kind: 'command',
      command: { ...declined, reason },
    });
  });

  it('names the field that has to be mended, with a sentence', () => {
    expect(field({})).toBe('action');
    expect(field({ action: 'delete' })).toBe('action');
    expect(field({ action: 'accept' })).toBe('typeCode');
    expect(field({ action: 'decline' })).toBe('reason');
    expect(field({ ...declined, reason: 'done' })).toBe('reason');
    expect(field({ action: 'refer', resolution: declined.resolution })).toBe('receiver');
    expect(field({ action: 'merge', into: 'R-1' })).toBe('into');
    expect(field({ action: 'ask' })).toBe('question');
    expect(field({ action: 'withdraw' })).toBe('resolution');
    expect(field({ action: 'add-work', task: 'Do it all.' })).toBe('partner');
    expect(field({ action: 'share', workOrderId: 'W' })).toBe('workOrderId');
    expect(field({ ...declined, resolution: 'x'.repeat(MIN_SENTENCE - 1) })).toBe('resolution');
    expect(field({ ...declined, resolution: ' '.repeat(MIN_SENTENCE) })).toBe('resolution');
    expect(field({ ...declined, resolution: 'x'.repeat(MAX_SENTENCE + 1) })).toBe('resolution');
    expect(refusalOf(readReviewCommand({})).message).toMatch(/\.$/);
  });
});

describe('an acceptance', () => {
  const before = aRequest.inReview();
  const change = changeOf(decide(before, acceptance));

  it('stops the clock of the review with its verdict, and R111 promises from the receipt', () => {
    expect(
      change.request.clocks.map(({ kind, startedAt, stoppedAt, verdict }) => [kind, startedAt, stoppedAt, verdict]),
    ).toEqual([
      ['acknowledge', TUESDAY, NOW, 'met'],
      ['resolve', TUESDAY, undefined, undefined],
    ]);
    const late = changeOf(decide(before, acceptance, TUESDAY + 20 * DAY)).request;
    expect(late.clocks[0]).toMatchObject({ verdict: 'missed' });
    expect(late.clocks[1]!.dueAt).toBeLessThan(TUESDAY + 20 * DAY);
  });

  it('leaves nothing of the review behind, and wakes the workflow', () => {
    expect(change.request).toMatchObject({ status: 'in-progress', typeCode: 'pothole', wakes: true });
    expect(change.request).not.toHaveProperty('reviewReasons');
  });

  it('R130 tells nobody a second time of the receipt', () => {
    const sent = keep(before, change).events.length;
    expect(sent).toBe(4);
    expect(change.notices.map(({ message }) => message)).toEqual(['work-offered']);
  });

  it('may go to another partner, for this request only', () => {
    const { request, workOrders } = changeOf(decide(before, { ...acceptance, partner: 'eversource' }));
    expect([request, workOrders[0]]).toMatchObject([{ partner: 'eversource' }, { partner: 'eversource' }]);
  });

  it('R17 makes the request private where the chosen type is', () => {
    expect(changeOf(decide(before, { ...acceptance, typeCode: 'bed-bugs' })).request.private).toBe(true);
  });

  it('is refused for a type that was retired since the page was shown, but for the request that had it', () => {
    const catalogue = withoutType('pothole');
    const decideNow = (kept: Kept, command: ReviewCommand) =>
      decideReview(kept, command, { ...aContext(), catalogue }, NOW);
    expect(refusalOf(decideNow(before, acceptance))).toMatchObject({
      field: 'typeCode',
      message: expect.stringContaining('no longer offered'),
    });
    const answer = { action: 'answer', typeCode: 'pothole', resolution: 'It was filled last week.' } as const;
    expect(refusalOf(decideNow(before, answer))).toMatchObject({ field: 'typeCode' });
    const urgent = { action: 'retype', typeCode: 'pothole', priority: 'urgent' } as const;
    expect(changeOf(decideNow(keep(before, change), urgent)).request).toMatchObject({ priority: 'urgent' });
  });

  it('is refused by its field for a type or a partner that there is not', () => {
    for (const code of ['potholes', '', '__proto__']) {
      expect(refusalOf(decide(before, { ...acceptance, typeCode: code }))).toMatchObject({
        code: 'invalid',
        field: 'typeCode',
      });
    }
    expect(refusalOf(decide(before, { ...acceptance, partner: 'nobody' }))).toMatchObject({ field: 'partner' });
    expect(somerville.partners.has('nobody')).toBe(false);
  });
});

describe('a decline', () => {
  const change = changeOf(decide(aRequest.inReview(), decline));

  it('closes the request with its outcome and its sentence, and stops every clock', () => {
    expect(change.request).toMatchObject({
      status: 'closed',
      outcome: 'referred',
      resolution: decline.resolution,
      resolvedAt: NOW,
      closedAt: NOW,
      wakes: true,
    });
    expect(change.request.clocks.every(({ stoppedAt, verdict }) => stoppedAt === NOW && verdict === 'met')).toBe(true);
  });

  it('leaves no milestone to come, no reasons and no work', () => {
    expect(change.request).not.toHaveProperty('nextMilestoneAt');
    expect(change.request).not.toHaveProperty('reviewReasons');
    expect(change.workOrders).toEqual([]);
  });

  it('R146 tells the constituent why, in their words for the type', () => {
    expect(change.notices).toMatchObject([
      {
        message: 'request-declined',
        values: { typeName: 'something else', resolution: decline.resolution, outcome: 'referred' },
      },
    ]);
  });
});

describe('a decision that comes again', () => {
  const accepted = keep(aRequest.inReview(), changeOf(decide(aRequest.inReview(), acceptance)));
  const declined = keep(aRequest.inReview(), changeOf(decide(aRequest.inReview(), decline)));
  const leader = aRequest.inProgress({ sourceId: 'leader' });
  const merge = { action: 'merge', into: leader.request.id } as const;
  const merged = keep(aRequest.inReview(), changeOf(decideReview(aRequest.inReview(), merge, aContext(), NOW, leader)));

  it('changes nothing: a double click is no error', () => {
    expect(decide(accepted, acceptance)).toEqual({ kind: 'unchanged' });
    expect(decide(accepted, { ...acceptance, partner: 'dpw-highway' })).toEqual({ kind: 'unchanged' });
    expect(decide(declined, decline)).toEqual({ kind: 'unchanged' });
  });

  it('is refused with a sentence when it is another one', () => {
    for (const [kept, command] of [
      [accepted, decline],
      [accepted, { ...acceptance, typeCode: 'bed-bugs' }],
      [accepted, { ...acceptance, typeCode: 'no-such-type' }],
      [accepted, { ...acceptance, partner: 'eversource' }],
      [accepted, { ...acceptance, priority: 'urgent' }],
      [merged, acceptance],
      [declined, acceptance],
      [declined, { ...decline, action: 'decline', reason: 'private-matter', resolution: 'It is yours to do.' }],
      [declined, { ...decline, resolution: 'Another reason altogether.' }],
      [declined, { action: 'decline', reason: 'private-matter', resolution: decline.resolution }],
      [declined, { action: 'withdraw', resolution: decline.resolution }],
      [aRequest.received(), acceptance],
      [aRequest.resolved(), acceptance],
    ] as [Kept, ReviewCommand][])
      expect(refusalOf(decide(kept, command))).toMatchObject({
        code: 'wrong-state',
        message: expect.stringMatching(/\.$/) as string,
      });
  });
});

describe('a reopening by the office', () => {
  const resolved = () => aRequest.resolved();
  const proposed = readReviewCommand({ action: 'reopen', because: 'audit', text: 'Send a crew: the hole is there.' });

  it('R165 follows an audit’s proposal in the name of the office, and tells of no wish of the resident', () => {
    const kept = resolved();
    const { request, events } = changeOf(
      decide(kept, (proposed as { command: ReviewCommand }).command, NOW + 4 * HOUR),
    );
    expect(request).toMatchObject({ status: 'in-progress', cycle: 2 });
    expect(request.pastCycles.at(-1)).not.toHaveProperty('unsolvedAt');
    expect(events[0]).toMatchObject({
      type: 'request-reopened',
      by: { kind: 'reviewer', name: 'review-desk' },
      data: { because: 'audit' },
    });
    const line = { ...events[0]!, requestId: 'R', cycle: 2, version: 1, order: 0 };
    const names = { partner: (code: string) => code };
    expect(tellEvent(line, 'en', names, 'constituent')).toBe(
      'The request was opened again, because a check of ours found that it was not done.',
    );
    expect(tellEvent({ ...line, data: {} }, 'en', names, 'constituent')).toContain('because it was not solved');
  });

  it('does not tell the resident in its letter that they had asked for it', () => {
    const letterOf = (outcome: Outcome) => {
      const letter = changeOf(outcome).notices.find(({ message }) => message === 'request-reopened');
      return renderNotice(letter!, { city: 'Somerville', url: 'https://311.example.org/q' }).text.replace(/\s+/g, ' ');
    };
    const context = aContext();
    const own = answerSurvey(resolved(), { action: 'reopen', text: 'The hole is back.' }, context, NOW + 4 * HOUR);
    expect(letterOf(own)).toMatch(/You told us on .* that it is not solved\. We asked DPW Highway/);
    const office = letterOf(decide(resolved(), (proposed as { command: ReviewCommand }).command, NOW + 4 * HOUR));
    expect(office).not.toContain('You told us');
    expect(office).toContain('It is not solved yet. We asked DPW Highway');
  });

  it('asks why, and is refused once the time for it is over', () => {
    expect(refusalOf(readReviewCommand({ action: 'reopen', text: 'Send a crew again.' })).field).toBe('because');
    expect(refusalOf(readReviewCommand({ action: 'reopen', because: 'told', text: '' })).field).toBe('text');
    const command = { action: 'reopen', because: 'mistake', text: 'Send a crew again.' } as const;
    expect(refusalOf(decide(resolved(), command, NOW + 60 * DAY)).code).toBe('wrong-state');
  });

  it('that comes again is told that it is open, and not that the time is over', () => {
    const command = { action: 'reopen', because: 'mistake', text: 'Send a crew again.' } as const;
    const reopened = keep(resolved(), changeOf(decide(resolved(), command, NOW + 4 * HOUR)));
    expect(refusalOf(decide(reopened, command, NOW + 4 * HOUR)).message).toContain('open already');
  });
});
