import { describe, expect, it } from 'vitest';
import { catalogueOf } from '../../functions/catalogue/catalogue.ts';
import { actOnDue } from '../../functions/clocks/act-on-due.ts';
import { toInstant } from '../../functions/clocks/business-calendar.ts';
import { isUrgent } from '../../functions/clocks/quiet-hours.ts';
import { stillStands } from '../../functions/clocks/still-stands.ts';
import { runningMilestones } from '../../functions/clocks/watch-milestones.ts';
import { RAISE_CONCERN, raiseConcern } from '../../functions/concerns/raise-concern.ts';
import type { NoticeDraft } from '../../functions/notices/notice.ts';
import { answerSurvey } from '../../functions/surveys/answer-survey.ts';
import { decideReview } from '../../functions/review/decide-review.ts';
import {
  DAY,
  HOUR,
  type Kept,
  MINUTE,
  TUESDAY,
  aCompletion,
  aContext,
  aRequest,
  changeOf,
  keep,
  somerville,
  work,
} from '../support/builders.ts';

const ZONE = 'America/New_York';
const at = (local: string) => toInstant(local, ZONE);
const inHand = () => work(aRequest.inProgress(), { action: 'accept' }, TUESDAY);
const acted = (kept: Kept, now: number) => changeOf(actOnDue(kept, aContext(), now));
const momentOf = (kept: Kept, kind: string) =>
  runningMilestones(kept, somerville).find((milestone) => `${milestone.kind}${milestone.level}` === kind)!.at;
/** The evening of the day on which the pothole is due, after the office has closed. */
const EVENING = at('2026-06-04T21:00');
const OPENING = at('2026-06-05T08:30');
const waiting = (notices: readonly NoticeDraft[]) => notices.map(({ notBefore }) => notBefore);

describe('quiet hours', () => {
  it('R133 have a notice that is not urgent wait for the next opening of whoever is told', () => {
    const { notices, events } = acted(inHand(), EVENING);
    // The desk, its supervisor, and the resident, who hears that it is late.
    expect(waiting(notices)).toEqual([OPENING, OPENING, OPENING]);
    expect(notices[0]!.milestone).toMatchObject({ kind: 'due', clock: 'resolve' });
    // The moment is on the record when it comes; only the e-mail waits.
    expect(events.at(-1)).toMatchObject({ type: 'milestone-reached', at: EVENING });
  });

  it('R133 let a notice go at once while the office is open', () => {
    const kept = inHand();
    expect(waiting(acted(kept, momentOf(kept, 'due0')).notices)).toEqual([undefined, undefined, undefined]);
  });

  it('R133 last over a weekend and a holiday', () => {
    // Juneteenth is a Friday.
    expect(waiting(acted(inHand(), at('2026-06-18T23:00')).notices)).toEqual([
      at('2026-06-22T08:30'),
      at('2026-06-22T08:30'),
    ]);
  });

  it('R133 begin with the closing itself', () => {
    expect(waiting(acted(inHand(), at('2026-06-04T16:30') - 1).notices)).toEqual([undefined, undefined, undefined]);
    expect(waiting(acted(inHand(), at('2026-06-04T16:30')).notices)).toEqual([OPENING, OPENING, OPENING]);
  });

  it('R133 are those of each reader: a partner that never closes is told at night, and the 311 office in the morning', () => {
    const always = [...somerville.partners.values()].find(({ calendar }) => calendar === 'somerville-always')!;
    const highway = { ...somerville.partner('dpw-highway'), calendar: always.calendar };
    const catalogue = { ...somerville, partners: new Map([...somerville.partners, ['dpw-highway', highway]]) };
    const { notices } = changeOf(actOnDue(inHand(), aContext({ catalogue }), EVENING));
    expect(notices.map(({ audience, notBefore }) => [audience, notBefore])).toEqual([
      ['partner', undefined],
      ['partner', undefined],
      ['constituent', OPENING],
    ]);
    const third = changeOf(actOnDue(inHand(), aContext({ catalogue }), at('2026-06-13T12:00'))).notices;
    expect(third[0]).toMatchObject({ audience: 'manager', notBefore: at('2026-06-15T08:30') });
  });

  it('R133 hold for a review, a question without answer, a hold and a concern too', () => {
    const night = at('2026-06-20T23:00');
    const review = acted(aRequest.inReview(), night).notices;
    const asked = keep(
      aRequest.inReview(),
      changeOf(
        decideReview(aRequest.inReview(), { action: 'ask', question: 'Which side is it?' }, aContext(), TUESDAY),
      ),
    );
    const held = work(inHand(), { action: 'hold', reason: 'weather' }, TUESDAY + HOUR);
    const raised = keep(
      inHand(),
      changeOf(
        raiseConcern(
          inHand(),
          { action: RAISE_CONCERN, reason: 'overdue', text: 'Nobody has come so far.' },
          { kind: 'constituent', name: 'constituent' },
          aContext(),
          TUESDAY,
        ),
      ),
    );
    const nights = [
      review,
      acted(asked, night).notices,
      acted(held, night + 30 * DAY).notices,
      acted(raised, night).notices,
    ];
    for (const notices of nights) {
      expect(notices.length).toBeGreaterThan(0);
      for (const notice of notices)
        expect([notice.message, notice.notBefore]).toEqual([notice.message, expect.any(Number)]);
    }
  });

  it('R133 hold no notice back that a constituent gets of what they did', () => {
    const resolved = work(inHand(), aCompletion, EVENING);
    const reopened = changeOf(
      answerSurvey(resolved, { action: 'reopen', text: 'Still there.' }, aContext(), EVENING + HOUR),
    );
    expect(reopened.notices.length).toBeGreaterThan(0);
    expect(reopened.notices.every(({ notBefore }) => notBefore === undefined)).toBe(true);
  });
});

describe('an urgent matter', () => {
  it.each([
    ['an emergency', aRequest.inProgress({ reportedType: 'alarm-box-damaged' })],
    ['words that sound like one', aRequest.inReview({ description: 'There is a fire and people are trapped' })],
    [
      'a request that a reviewer has set urgent',
      keep(
        inHand(),
        changeOf(
          decideReview(inHand(), { action: 'retype', typeCode: 'pothole', priority: 'urgent' }, aContext(), TUESDAY),
        ),
      ),
    ],
  ] as [string, Kept][])('R133 ignores quiet hours: %s', (_what, kept) => {
    const { notices } = acted(kept, at('2026-06-06T23:00'));
    expect(notices.length).toBeGreaterThan(0);
    expect(waiting(notices)).toEqual(notices.map(() => undefined));
  });

  it('R133 is every promise of hours, whatever its type', () => {
    for (const type of somerville.types.values()) {
      const agreement = somerville.agreementFor(type, TUESDAY);
      expect([type.code, agreement.urgent]).toEqual([type.code, agreement.targets.resolve.kind === 'hours']);
      if (type.emergency)
        expect(isUrgent({ ...aRequest.inProgress().request, typeCode: type.code }, agreement, somerville)).toBe(true);
    }
  });

  it('R133 is everything in a city that keeps no quiet hours, as in Boston’s week of 2015', () => {
    const boston = catalogueOf('boston');
    for (const type of boston.types.values()) expect(boston.agreementFor(type, TUESDAY).urgent).toBe(true);
  });
});

describe('a milestone whose notice has waited', () => {
  const kept = inHand();
  const change = acted(kept, EVENING);
  const after = keep(kept, change);
  const [{ milestone }] = change.notices as [NoticeDraft & { milestone: NonNullable<NoticeDraft['milestone']> }];

  it('still stands in the morning when nothing has happened', () => {
    expect(stillStands(milestone, after)).toBe(true);
  });

  it('R135 is overtaken once the work was done in the night', () => {
    expect(stillStands(milestone, work(after, aCompletion, EVENING + HOUR))).toBe(false);
  });

  it('R103 is not undone by a pause', () => {
    const held = work(after, { action: 'hold', reason: 'weather' }, EVENING + HOUR);
    expect(stillStands(milestone, held)).toBe(true);
  });

  it('R110 is overtaken when its promise was counted anew', () => {
    const command = { action: 'retype', typeCode: 'catch-basin-complaint', priority: 'normal' } as const;
    const retyped = keep(after, changeOf(decideReview(after, command, aContext(), EVENING + HOUR)));
    expect(stillStands(milestone, retyped)).toBe(false);
  });

  it('R110 is overtaken when it was of an urgent promise, and stands where the urgency was raised', () => {
    const urgent = { action: 'retype', typeCode: 'pothole', priority: 'urgent' } as const;
    const raised = keep(after, changeOf(decideReview(after, urgent, aContext(), EVENING + HOUR)));
    const ofUrgent = { ...milestone, id: `${milestone.id}#set-1-business-day` };
    expect([ofUrgent, milestone].map((one) => stillStands(one, raised))).toEqual([true, true]);
    expect([ofUrgent, milestone].map((one) => stillStands(one, after))).toEqual([false, true]);
  });

  it('R106 R135 is not that of the next cycle', () => {
    const resolved = work(after, aCompletion, EVENING + HOUR);
    const reopen = { action: 'reopen', text: 'Still there.' } as const;
    const reopened = keep(resolved, changeOf(answerSurvey(resolved, reopen, aContext(), EVENING + 2 * HOUR)));
    expect(stillStands(milestone, reopened)).toBe(false);
  });

  it('R135 of a hold is overtaken once the work goes on', () => {
    const held = work(kept, { action: 'hold', reason: 'weather' }, TUESDAY + HOUR);
    const over = at('2026-08-01T23:00');
    const told = acted(held, over);
    const waits = keep(held, told);
    const about = told.notices[0]!.milestone!;
    expect(stillStands(about, waits)).toBe(true);
    expect(stillStands(about, work(waits, { action: 'resume' }, over + MINUTE))).toBe(false);
  });

  it('R135 of a partner’s own promise is overtaken once the partner has taken the work on', () => {
    const offered = aRequest.inProgress();
    const due = runningMilestones(offered, somerville).find(({ kind, clock }) => kind === 'due' && clock === 'accept')!;
    expect(stillStands(due, offered)).toBe(true);
    expect(stillStands(due, work(offered, { action: 'accept' }, EVENING))).toBe(false);
  });

  it('R135 of a question is overtaken once somebody has decided', () => {
    const ask = { action: 'ask', question: 'Which side is it?' } as const;
    const asked = keep(aRequest.inReview(), changeOf(decideReview(aRequest.inReview(), ask, aContext(), TUESDAY)));
    const night = at('2026-06-20T23:00');
    const told = acted(asked, night);
    const waits = keep(asked, told);
    const about = told.notices.find(({ message }) => message === 'review-needed')!.milestone!;
    expect(stillStands(about, waits)).toBe(true);
    const accept = { action: 'accept', typeCode: 'pothole', priority: 'normal' } as const;
    expect(stillStands(about, keep(waits, changeOf(decideReview(waits, accept, aContext(), night + HOUR))))).toBe(
      false,
    );
  });
});
