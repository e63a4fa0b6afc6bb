import { describe, expect, it } from 'vitest';
import { readRaiseCommand } from '../../functions/concerns/raise-concern.ts';
import { MAX_SENTENCE } from '../../functions/requests/sentence.ts';
import { formFields } from '../../functions/shared/http.ts';
import { type SurveyCommand, answerSurvey, readSurveyCommand } from '../../functions/surveys/answer-survey.ts';
import { SURVEY_QUESTIONS } from '../../functions/surveys/survey.ts';
import {
  DAY,
  HOUR,
  type Kept,
  SURVEY_WINDOW,
  TUESDAY,
  aCompletion,
  aContext,
  aRequest,
  changeOf,
  keep,
  refusalOf,
  work,
} from '../support/builders.ts';

const RESOLVED = TUESDAY + 4 * HOUR;
const NOW = RESOLVED + DAY;
const ratings = { accuracy: 5, courtesy: 4, ease: 3, overall: 1 };
const RATE: Extract<SurveyCommand, { action: 'rate' }> = { action: 'rate', ratings, comment: 'Fast.' };
const REOPEN: SurveyCommand = { action: 'reopen', text: 'The hole is back.' };
const answer = (kept: Kept, command: SurveyCommand, now = NOW) => answerSurvey(kept, command, aContext(), now);
const answered = <C extends SurveyCommand>(command: C, kept: Kept = aRequest.resolved(), now = NOW) =>
  keep(kept, changeOf(answer(kept, command, now)));

describe('a rating', () => {
  const before = aRequest.resolved();
  const after = answered(RATE, before);

  it('is kept with its words and its time, and changes nothing else', () => {
    expect(after.request).toEqual({
      ...before.request,
      version: before.request.version + 1,
      wakes: false,
      survey: { ...ratings, comment: 'Fast.', answeredAt: NOW },
    });
  });

  it('R151 is kept once: the same again changes nothing, and another one is told that it was answered', () => {
    expect(answer(after, RATE)).toEqual({ kind: 'unchanged' });
    for (const other of [
      { ...RATE, ratings: { ...ratings, overall: 5 } },
      { ...RATE, comment: 'Slow.' },
    ])
      expect(refusalOf(answer(after, other))).toMatchObject({ code: 'wrong-state', field: 'survey' });
  });

  it('keeps the words out of the data that is counted and exported', () => {
    const event = after.events.at(-1)!;
    expect(event).toMatchObject({ type: 'survey-answered', text: 'Fast.', data: ratings });
    expect(JSON.stringify(event.data)).not.toContain('Fast');
  });

  it('R150 is refused where nobody is asked: private matters and questions that were answered', () => {
    const { request, ...rest } = before;
    for (const change of [{ private: true }, { typeClass: 'information' }]) {
      expect(refusalOf(answer({ ...rest, request: { ...request, ...change } as typeof request }, RATE)).code).toBe(
        'wrong-state',
      );
    }
  });

  it('does not stop the constituent from reopening', () => {
    expect(answered(REOPEN, after).request.status).toBe('in-progress');
  });
});

describe('a reopening', () => {
  const before = answered(RATE);
  const after = answered(REOPEN, before);

  it('R153 is the next cycle of the same case', () => {
    expect(after.request).toMatchObject({
      id: before.request.id,
      status: 'in-progress',
      cycle: 2,
      cycleVersion: after.request.version,
      receivedAt: TUESDAY,
      wakes: true,
    });
  });

  it('R105 keeps the first clock and its verdict, and starts a second one now', () => {
    expect(after.request.pastCycles).toEqual([
      {
        cycle: 1,
        clocks: before.request.clocks,
        outcome: 'done',
        resolvedAt: RESOLVED,
        survey: { ...ratings, comment: 'Fast.', answeredAt: NOW },
        unsolvedAt: NOW,
      },
    ]);
    expect(after.request.clocks).toMatchObject([{ kind: 'resolve', startedAt: NOW }]);
    expect(after.request.clocks[0]).not.toHaveProperty('stoppedAt');
  });

  it('R104 counts nothing of the time in which the request was resolved', () => {
    const late = answered(REOPEN, before, RESOLVED + 10 * DAY);
    expect(late.request.clocks[0]).toMatchObject({ startedAt: RESOLVED + 10 * DAY, pauses: [] });
  });

  it('R106 has milestones of its own, so that no old one is sent again and each new one can be', () => {
    expect(after.request.nextMilestoneAt).toBe(after.workOrders[1]!.clocks[0]!.atRiskAt);
    expect(after.request.milestones).toEqual(before.request.milestones);
  });

  it('R52 leaves the first work order as it is, and offers another to the same partner', () => {
    const { id } = after.request;
    expect(after.workOrders[0]).toEqual(before.workOrders[0]);
    expect(after.workOrders[1]).toMatchObject({
      id: `${id}-2`,
      status: 'offered',
      partner: 'dpw-highway',
      offeredAt: NOW,
    });
    expect(after.request.workOrderIds).toEqual([`${id}-1`, `${id}-2`]);
  });

  it('leaves nothing of the resolution behind, and R150 room for a survey of its own', () => {
    for (const field of ['outcome', 'resolution', 'resolvedAt', 'closesAt', 'survey'])
      expect(after.request).not.toHaveProperty(field);
    const again = work(after, aCompletion, NOW + HOUR);
    expect(answered(RATE, again, NOW + 2 * HOUR).request).toMatchObject({ survey: ratings });
  });

  it('R130 tells the partner and the constituent by notices that no cycle had before', () => {
    const { notices } = changeOf(answer(before, REOPEN));
    const { id } = before.request;
    expect(notices.map((notice) => notice.id)).toEqual([`${id}#2#work-offered#${id}-2~1`, `${id}#2#request-reopened`]);
  });

  it('keeps its words in the history, for people and not for counting', () => {
    const event = after.events.find(({ type }) => type === 'request-reopened');
    expect(event).toMatchObject({ text: 'The hole is back.', by: { kind: 'constituent' } });
    expect(JSON.stringify(event!.data)).not.toContain('hole');
  });

  it('can come again and again: each cycle keeps the ones before', () => {
    let kept: Kept = before;
    for (let cycle = 2; cycle <= 4; cycle += 1) {
      const now = NOW + cycle * DAY;
      kept = work(answered(REOPEN, kept, now), aCompletion, now + HOUR);
      expect(kept.request.pastCycles.map((past) => past.cycle)).toEqual(
        Array.from({ length: cycle - 1 }, (_, i) => i + 1),
      );
    }
  });

  it('with the same words once more is a double click, and with others is refused: there is nothing to reopen', () => {
    expect(answer(after, REOPEN)).toEqual({ kind: 'unchanged' });
    expect(refusalOf(answer(after, { action: 'reopen', text: 'It is worse.' }))).toMatchObject({ code: 'wrong-state' });
    const done = work(after, aCompletion, NOW + HOUR);
    expect(answer(done, REOPEN, NOW + 2 * HOUR)).toMatchObject({ kind: 'changed' });
    expect(refusalOf(answer(aRequest.inProgress(), REOPEN))).toMatchObject({ code: 'wrong-state' });
  });
});

describe('the survey window', () => {
  it('is open to its last ms and closed at its end', () => {
    for (const command of [RATE, REOPEN]) {
      expect(answer(aRequest.resolved(), command, RESOLVED + SURVEY_WINDOW - 1).kind).toBe('changed');
      expect(refusalOf(answer(aRequest.resolved(), command, RESOLVED + SURVEY_WINDOW)).message).toMatch(
        /report it again/,
      );
    }
  });

  it('R150 is none for a request that has not been resolved', () => {
    for (const kept of [aRequest.received(), aRequest.inReview(), aRequest.inProgress(), aRequest.onHold()])
      for (const command of [RATE, REOPEN]) expect(refusalOf(answer(kept, command)).code).toBe('wrong-state');
  });
});

describe('the form', () => {
  it('takes all that its field lets somebody write, which counts the end of a line as one character', () => {
    const text = 'Still there.\n'
      .repeat(MAX_SENTENCE)
      .slice(0, MAX_SENTENCE - 1)
      .padEnd(MAX_SENTENCE, '!');
    const sent = String(new URLSearchParams({ action: 'reopen', text: text.replaceAll('\n', '\r\n') }));
    const fields = formFields({ body: sent, isBase64Encoded: false });
    expect(readSurveyCommand(fields)).toEqual({ kind: 'command', command: { action: 'reopen', text } });
  });

  const stars = Object.fromEntries(SURVEY_QUESTIONS.map((question) => [question, '5']));

  it('is read as a rating with or without words, and as a reopening', () => {
    const all = { accuracy: 5, courtesy: 5, ease: 5, overall: 5 };
    expect(readSurveyCommand({ action: 'rate', ...stars, comment: ' ' })).toEqual({
      kind: 'command',
      command: { action: 'rate', ratings: all },
    });
    expect(readSurveyCommand({ action: 'rate', ...stars, comment: ' Fast. ' })).toEqual({
      kind: 'command',
      command: { action: 'rate', ratings: all, comment: 'Fast.' },
    });
    expect(readSurveyCommand({ action: 'reopen', text: ' No. ' })).toEqual({
      kind: 'command',
      command: { action: 'reopen', text: 'No.' },
    });
  });

  it('takes a sentence in Chinese, which has fewer characters than one in letters', () => {
    const text = '不需要了。';
    expect(readSurveyCommand({ action: 'withdraw', text })).toEqual({
      kind: 'command',
      command: { action: 'withdraw', text },
    });
    expect(readRaiseCommand({ reason: 'safety', text: '路面又塌了' })).toMatchObject({ kind: 'command' });
    for (const short of ['好', '謝謝', 'No need.'])
      expect(refusalOf(readSurveyCommand({ action: 'withdraw', text: short }))).toMatchObject({ field: 'text' });
  });

  it.each([
    [{}, 'action'],
    [{ action: 'close' }, 'action'],
    [{ action: 'reopen' }, 'text'],
    [{ action: 'reopen', text: '  ' }, 'text'],
    [{ action: 'reopen', text: 'x'.repeat(MAX_SENTENCE + 1) }, 'text'],
    [{ action: 'rate', ...stars, comment: 'x'.repeat(MAX_SENTENCE + 1) }, 'comment'],
    [{ action: 'rate' }, 'accuracy'],
    ...['0', '6', '', '5.0', '+5', ' 5', '５', 'five'].map((ease) => [{ action: 'rate', ...stars, ease }, 'ease']),
  ] as [Record<string, string>, string][])('names the field at fault of %o: %s', (fields, field) => {
    expect(refusalOf(readSurveyCommand(fields))).toMatchObject({ code: 'invalid', field });
  });
});
