import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOpen } from '../../functions/clocks/business-calendar.ts';
import { calendarOf } from '../../functions/clocks/calendars.ts';
import { adoptStorms } from '../../functions/clocks/storms.ts';
import type { ResolvedRequest } from '../../functions/requests/request.ts';
import { answerSurvey } from '../../functions/surveys/answer-survey.ts';
import { type SurveyNotice, decideAsking, surveyNotice } from '../../functions/surveys/ask-survey.ts';
import {
  DAY,
  HOUR,
  type Kept,
  MINUTE,
  SURVEY_WINDOW,
  TUESDAY,
  aCompletion,
  aContext,
  aRequest,
  aStorm,
  changeOf,
  keep,
  somerville,
  work,
} from '../support/builders.ts';

const office = calendarOf('somerville-business');
const SEEDED = { seed: 311, numRuns: 300 };
const noticeOf = ({ request }: Kept, message: SurveyNotice['message']): SurveyNotice => ({
  id: `${request.id}#${request.cycle}#${message}`,
  requestId: request.id,
  message,
});
const decide = (kept: Kept, message: SurveyNotice['message'], now: number, lately = false) =>
  decideAsking(kept, noticeOf(kept, message), { catalogue: somerville, lately }, now);
/** After a decision, as the store keeps it. */
const after = (kept: Kept, decision: ReturnType<typeof decide>): Kept =>
  decision.change ? keep(kept, decision.change) : kept;

/** A pothole that is resolved at some minute of two weeks. */
const resolvedAt = (minute: number): Kept<ResolvedRequest> =>
  work(aRequest.inProgress(), aCompletion, TUESDAY + minute * MINUTE);
const minutes = (days: number) => fc.integer({ min: 1, max: days * 24 * 60 });

describe('when a resident is asked', () => {
  it('R133 R150 a business day after the resolution and in office hours, with a day left to answer', () => {
    fc.assert(
      fc.property(minutes(40), (minute) => {
        const { request } = resolvedAt(minute);
        const [notice] = surveyNotice(request, somerville, request.resolvedAt);
        const at = notice?.notBefore ?? 0;
        expect(isOpen(office, at) || isOpen(office, at - 1)).toBe(true);
        expect(at).toBeGreaterThanOrEqual(request.resolvedAt + 12 * HOUR);
        expect(at).toBeLessThanOrEqual(request.closesAt - DAY);
      }),
      SEEDED,
    );
  });

  it('whenever it is looked at, nobody is asked at night, after their time, or in vain', () => {
    fc.assert(
      fc.property(minutes(10), minutes(20), fc.boolean(), (minute, later, lately) => {
        const kept = resolvedAt(minute);
        const now = kept.request.resolvedAt + later * MINUTE;
        const decision = decide(kept, 'survey-asked', now, lately);
        if (decision.kind === 'go') {
          expect(lately).toBe(false);
          expect(isOpen(office, now)).toBe(true);
          expect(now).toBeLessThanOrEqual(kept.request.closesAt - DAY);
        } else if (decision.kind === 'wait') {
          expect(isOpen(office, now)).toBe(false);
          expect(isOpen(office, decision.until)).toBe(true);
          expect(decision.until).toBeGreaterThan(now);
        } else expect(lately || now > kept.request.closesAt - DAY).toBe(true);
      }),
      SEEDED,
    );
  });

  it('R130 R150 R155 in any order of runs and crashes it is decided once: one question, one reminder, one line each', () => {
    const runs = fc.array(fc.tuple(fc.constantFrom('survey-asked', 'survey-reminder'), minutes(1)), {
      minLength: 5,
      maxLength: 40,
    });
    fc.assert(
      fc.property(minutes(5), runs, fc.infiniteStream(fc.boolean()), (minute, looks, lately) => {
        let kept: Kept = resolvedAt(minute);
        let now = TUESDAY + minute * MINUTE;
        const reminders = new Set<number | undefined>();
        for (const [message, gap] of looks) {
          now += gap * MINUTE;
          const decision = decide(kept, message as SurveyNotice['message'], now, lately.next().value);
          for (const { id } of decision.change?.notices ?? []) reminders.add(id.length);
          kept = after(kept, decision);
          // Asked again at once, as after a crash, nothing more is written.
          const again = decide(kept, message as SurveyNotice['message'], now, true);
          expect(again.change).toBeUndefined();
          if (decision.kind !== 'leave-out') expect(again.kind).toBe(decision.kind);
        }
        const lines = kept.events.map(({ type }) => type).filter((type) => type.startsWith('survey-'));
        expect([[], ['survey-asked'], ['survey-asked', 'survey-reminded'], ['survey-not-asked']]).toContainEqual(lines);
        expect(reminders.size).toBeLessThanOrEqual(1);
      }),
      SEEDED,
    );
  });
});

describe('whether a resident is asked', () => {
  const resolved = () => aRequest.resolved();
  const NEXT_DAY = TUESDAY + 4 * HOUR + DAY;

  it('R147 R150 not without an address, not about a private matter, a question or a duplicate', () => {
    const { request } = resolved();
    const { reporter: _, ...anonymous } = request;
    const leader = { requestId: 'R-1', kind: 'duplicate', since: 0, before: { status: 'in-progress', clocks: [] } };
    for (const one of [
      anonymous,
      { ...request, private: true },
      { ...request, typeClass: 'information' },
      { ...request, follows: leader },
      { ...request, origin: 'proactive' },
    ])
      expect(surveyNotice(one as ResolvedRequest, somerville, request.resolvedAt)).toEqual([]);
    expect(surveyNotice(request, somerville, request.resolvedAt)).toHaveLength(1);
  });

  it('not where the window is too short for an answer', () => {
    const { request } = resolved();
    expect(surveyNotice({ ...request, closesAt: request.resolvedAt + DAY }, somerville, request.resolvedAt)).toEqual(
      [],
    );
  });

  it('R135 not who has answered, nor who has opened it again', () => {
    const rated = answerSurvey(
      resolved(),
      { action: 'rate', ratings: { accuracy: 5, courtesy: 5, ease: 5, overall: 5 } },
      aContext(),
      NEXT_DAY - HOUR,
    );
    const reopened = answerSurvey(resolved(), { action: 'reopen', text: 'No.' }, aContext(), NEXT_DAY - HOUR);
    for (const outcome of [rated, reopened]) {
      const kept = keep(resolved(), changeOf(outcome));
      const first = noticeOf(resolved(), 'survey-asked');
      expect(decideAsking(kept, first, { catalogue: somerville, lately: false }, NEXT_DAY)).toEqual({
        kind: 'leave-out',
        why: 'overtaken',
      });
    }
  });

  it('R131 not after an outage that outlasted the window, and the history says so', () => {
    const decision = decide(resolved(), 'survey-asked', TUESDAY + 4 * HOUR + SURVEY_WINDOW);
    expect(decision).toMatchObject({ kind: 'leave-out', why: 'too-late' });
    expect(decision.change?.events).toMatchObject([{ type: 'survey-not-asked', data: { reason: 'too-late' } }]);
  });

  it.each(['unwanted', 'unreachable'] as const)('R155 reminds nobody to whom the reminder would be %s', (unsent) => {
    const asked = after(resolved(), decide(resolved(), 'survey-asked', NEXT_DAY));
    const about = { catalogue: somerville, lately: false, unsent };
    const decision = decideAsking(asked, noticeOf(asked, 'survey-reminder'), about, NEXT_DAY + 5 * DAY);
    expect(decision).toEqual({ kind: 'leave-out', why: unsent });
  });

  it('R150 not while a storm is on, neither asked nor reminded', () => {
    const asked = after(resolved(), decide(resolved(), 'survey-asked', NEXT_DAY));
    adoptStorms({ 'snow-1': aStorm({ from: NEXT_DAY, until: NEXT_DAY + 9 * DAY }) });
    try {
      const decision = decide(resolved(), 'survey-asked', NEXT_DAY);
      expect(decision).toMatchObject({ kind: 'leave-out', why: 'storm' });
      expect(decision.change?.events).toMatchObject([{ type: 'survey-not-asked', data: { reason: 'storm' } }]);
      expect(decide(asked, 'survey-reminder', NEXT_DAY + 5 * DAY)).toEqual({ kind: 'leave-out', why: 'storm' });
    } finally {
      adoptStorms({});
    }
  });
});
