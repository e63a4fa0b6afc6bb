import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Agreement } from '../../functions/clocks/agreement.ts';
import { addWorkingTime, workingTimeBetween } from '../../functions/clocks/business-calendar.ts';
import { calendarOf } from '../../functions/clocks/calendars.ts';
import { pauseClock, rebaseClock, resumeClock, startClock, stopClock } from '../../functions/clocks/clock.ts';
import type { Target } from '../../functions/clocks/target.ts';

const MINUTE = 60_000;
const boston = calendarOf('boston-business');

const targets: fc.Arbitrary<Target> = fc.record({
  kind: fc.constantFrom(
    'business-days' as const,
    'business-hours' as const,
    'calendar-days' as const,
    'hours' as const,
  ),
  amount: fc.integer({ min: 1, max: 45 }),
});
const agreementOf = (resolve: Target): Agreement => ({
  code: 'any',
  version: 1,
  effectiveFrom: '2015-01-01',
  calendar: 'boston-business',
  source: 'house-default',
  note: '',
  targets: { acknowledge: { kind: 'none' }, resolve, accept: { kind: 'none' }, complete: { kind: 'none' } },
  atRiskShare: 0.75,
  escalations: [],
  pauseReasons: ['weather'],
  longestPause: { kind: 'business-days', amount: 20 },
  urgent: false,
});
const starts = fc.integer({ min: 0, max: 365 * 1440 }).map((minute) => Date.UTC(2015, 0, 1) + minute * MINUTE);
/** Gaps between pausing, resuming, pausing …, in minutes; a gap of nothing is the same minute. */
const steps = fc.array(fc.nat({ max: 6000 }), { minLength: 2, maxLength: 8 });

describe('pauses', () => {
  it('move a business promise by exactly the working time paused before it was due', () => {
    fc.assert(
      fc.property(targets, starts, steps, (target, start, gaps) => {
        fc.pre(target.kind === 'business-days' || target.kind === 'business-hours');
        let clock = startClock('resolve', agreementOf(target), boston, start);
        const { dueAt } = clock;
        let now = start;
        let paused = 0;
        for (let i = 0; i + 1 < gaps.length; i += 2) {
          const from = now + gaps[i]! * MINUTE;
          now = from + gaps[i + 1]! * MINUTE;
          if (from <= clock.dueAt!) paused += workingTimeBetween(boston, from, now);
          clock = resumeClock(pauseClock(clock, 'weather', from), boston, now);
        }
        expect(clock.dueAt).toBe(paused === 0 ? dueAt : addWorkingTime(boston, dueAt!, paused));
      }),
    );
  });

  it('come to the same when they are counted anew from the history, and never make a promise due earlier', () => {
    fc.assert(
      fc.property(targets, starts, steps, (target, start, gaps) => {
        const agreement = agreementOf(target);
        const unpaused = startClock('resolve', agreement, boston, start);
        let clock = unpaused;
        let now = start;
        for (let i = 0; i + 1 < gaps.length; i += 2) {
          const from = now + gaps[i]! * MINUTE;
          now = from + gaps[i + 1]! * MINUTE;
          clock = resumeClock(pauseClock(clock, 'weather', from), boston, now);
        }
        expect(rebaseClock(clock, agreement, boston)).toEqual(clock);
        expect(clock.dueAt).toBeGreaterThanOrEqual(unpaused.dueAt!);
        expect(clock.atRiskAt).toBeLessThanOrEqual(clock.dueAt!);
      }),
    );
  });

  it('give the same verdict whether the clock is closed while paused or resumed at that moment first', () => {
    fc.assert(
      fc.property(targets, starts, fc.nat({ max: 20_000 }), fc.nat({ max: 20_000 }), (target, start, run, rest) => {
        const clock = startClock('resolve', agreementOf(target), boston, start);
        const from = start + run * MINUTE;
        // At the very due moment a pause leaves nothing to run.
        fc.pre(workingTimeBetween(boston, from, clock.dueAt!) !== 0);
        const now = from + rest * MINUTE;
        const still = pauseClock(clock, 'weather', from);
        expect(stopClock(still, now, boston)).toEqual(stopClock(resumeClock(still, boston, now), now));
      }),
    );
  });
});
