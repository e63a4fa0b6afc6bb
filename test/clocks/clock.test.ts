import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Agreement } from '../../functions/clocks/agreement.ts';
import { compileCalendar, toInstant, toLocal } from '../../functions/clocks/business-calendar.ts';
import { calendarData, calendarOf } from '../../functions/clocks/calendars.ts';
import {
  isLate,
  pauseClock,
  rebaseClock,
  resumeClock,
  startClock,
  stopClock,
  type Clock,
} from '../../functions/clocks/clock.ts';
import type { Target } from '../../functions/clocks/target.ts';

const ZONE = 'America/New_York';
const at = (local: string) => toInstant(local, ZONE);
const boston = calendarOf('boston-business');

const anAgreement = (resolve: Target, overrides: Partial<Agreement> = {}): Agreement => ({
  code: 'street-lights',
  version: 2,
  effectiveFrom: '2015-02-17',
  calendar: 'boston-business',
  source: 'observed-boston-2015',
  note: '',
  targets: { acknowledge: { kind: 'none' }, resolve, accept: { kind: 'none' }, complete: { kind: 'none' } },
  atRiskShare: 0.75,
  escalations: [],
  pauseReasons: ['waiting-for-constituent', 'weather'],
  longestPause: { kind: 'business-days', amount: 20 },
  urgent: false,
  ...overrides,
});
const twoDays = anAgreement({ kind: 'business-days', amount: 2 });
const started = (local: string, agreement = twoDays) => startClock('resolve', agreement, boston, at(local));
const due = (clock: Clock) => toLocal(clock.dueAt!, ZONE);
const paused = (clock: Clock, from: string, to: string) =>
  resumeClock(pauseClock(clock, 'waiting-for-constituent', at(from)), boston, at(to));

describe('a clock', () => {
  it('keeps the agreement and the version that it started under', () => {
    expect(started('2015-01-05T10:00')).toMatchObject({
      kind: 'resolve',
      agreement: 'street-lights',
      agreementVersion: 2,
      calendar: 'boston-business',
      target: { kind: 'business-days', amount: 2 },
    });
  });

  it('is at risk after the share of its working time', () => {
    const clock = started('2015-01-05T10:00');
    expect(due(clock)).toBe('2015-01-07T10:00:00');
    // Three quarters of 17 working hours are 12.75: 7 on Monday, 5.75 on Tuesday.
    expect(toLocal(clock.atRiskAt!, ZONE)).toBe('2015-01-06T14:15:00');
  });

  it('is at risk after the share of the elapsed time when every day counts', () => {
    const clock = started('2015-01-05T10:00', anAgreement({ kind: 'calendar-days', amount: 4 }));
    expect(toLocal(clock.atRiskAt!, ZONE)).toBe('2015-01-08T10:00:00');
  });

  it('R89 without a promise is never due, never late, and has no verdict', () => {
    const clock = started('2015-01-05T10:00', anAgreement({ kind: 'none' }));
    expect(clock).not.toHaveProperty('dueAt');
    expect(isLate(clock, at('2030-01-01T10:00'))).toBe(false);
    expect(stopClock(clock, at('2015-01-06T10:00'))).not.toHaveProperty('verdict');
  });

  it('R120 is met at the due moment and missed one second later', () => {
    const clock = started('2015-01-05T10:00');
    expect(stopClock(clock, at('2015-01-07T10:00:00')).verdict).toBe('met');
    expect(stopClock(clock, at('2015-01-07T10:00:01')).verdict).toBe('missed');
  });

  it('keeps its first verdict when it is stopped again', () => {
    const stopped = stopClock(started('2015-01-05T10:00'), at('2015-01-06T10:00'));
    expect(stopClock(stopped, at('2015-02-01T10:00'))).toBe(stopped);
  });
});

describe('a pause', () => {
  it('R100 moves the due moment by the working time paused', () => {
    expect(due(paused(started('2015-01-05T10:00'), '2015-01-05T11:00', '2015-01-05T14:00'))).toBe(
      '2015-01-07T13:00:00',
    );
  });

  it('R100 adds nothing at night or over a holiday', () => {
    const overNight = paused(started('2015-01-05T10:00'), '2015-01-05T18:00', '2015-01-06T07:00');
    expect(due(overNight)).toBe('2015-01-07T10:00:00');
    const overHoliday = paused(started('2015-01-16T10:00'), '2015-01-16T17:00', '2015-01-20T08:30');
    expect(due(overHoliday)).toBe('2015-01-21T10:00:00');
  });

  it('R100 adds the elapsed time to a promise in calendar days or hours', () => {
    const clock = started('2015-01-05T10:00', anAgreement({ kind: 'hours', amount: 48 }));
    expect(due(paused(clock, '2015-01-05T22:00', '2015-01-06T04:00'))).toBe('2015-01-07T16:00:00');
  });

  it('does not push a due moment at closing time to the next opening when it added nothing', () => {
    const clock = started('2015-01-05T09:00', anAgreement({ kind: 'business-hours', amount: 8 }));
    expect(due(clock)).toBe('2015-01-05T17:00:00');
    expect(due(paused(clock, '2015-01-05T10:00', '2015-01-05T10:00'))).toBe('2015-01-05T17:00:00');
  });

  it('R101 counts two pauses within one minute, and one that ends in the minute it began', () => {
    const once = paused(started('2015-01-05T10:00'), '2015-01-05T11:00:05', '2015-01-05T11:00:15');
    const twice = paused(once, '2015-01-05T11:00:30', '2015-01-05T11:00:50');
    expect(twice.pauses).toHaveLength(2);
    expect(due(twice)).toBe('2015-01-07T10:00:30');
  });

  it('R102 changes nothing when the clock is paused already', () => {
    const once = pauseClock(started('2015-01-05T10:00'), 'weather', at('2015-01-05T11:00'));
    expect(pauseClock(once, 'weather', at('2015-01-05T12:00'))).toBe(once);
  });

  it('R102 ends when the clock is closed, and the clock counts as far as it had run', () => {
    const once = pauseClock(started('2015-01-05T10:00'), 'weather', at('2015-01-06T11:00'));
    const stopped = stopClock(once, at('2015-01-20T11:00'), boston);
    expect(stopped.pauses).toEqual([{ reason: 'weather', from: at('2015-01-06T11:00'), to: at('2015-01-20T11:00') }]);
    expect(stopped.verdict).toBe('met');
    expect(stopped.dueAt).toBeGreaterThanOrEqual(at('2015-01-20T11:00'));
    expect(stopClock(once, at('2015-01-20T11:00')).verdict).toBe('met');
  });

  it('R103 after the due moment does not make the promise whole again', () => {
    const late = paused(started('2015-01-05T10:00'), '2015-01-08T10:00', '2015-01-20T10:00');
    expect(due(late)).toBe('2015-01-07T10:00:00');
    expect(stopClock(late, at('2015-01-20T10:00')).verdict).toBe('missed');
    const pausedLate = pauseClock(started('2015-01-05T10:00'), 'weather', at('2015-01-08T10:00'));
    expect(stopClock(pausedLate, at('2015-01-08T11:00'), boston).verdict).toBe('missed');
  });

  it('R103 leaves a warning that has passed where it was', () => {
    const before = started('2015-01-05T10:00');
    const after = paused(before, '2015-01-06T15:00', '2015-01-06T16:00');
    expect(after.atRiskAt).toBe(before.atRiskAt);
    expect(due(after)).toBe('2015-01-07T11:00:00');
  });

  it('R104 keeps a stopped clock as it is', () => {
    const stopped = stopClock(started('2015-01-05T10:00'), at('2015-01-06T10:00'));
    expect(pauseClock(stopped, 'weather', at('2015-01-07T10:00'))).toBe(stopped);
    expect(resumeClock(stopped, boston, at('2015-01-07T10:00'))).toBe(stopped);
  });
});

describe('what a clock does not know', () => {
  it.each(['waiting-for-constituent', 'weather', 'a reason by another name', ''])(
    'R108 its pauses are instants, so that by the reason %j they come to the same',
    (reason) => {
      const still = pauseClock(started('2015-01-05T10:00'), reason, at('2015-01-05T11:00'));
      expect(isLate(still, at('2015-03-05T11:00'))).toBe(false);
      expect(due(resumeClock(still, boston, at('2015-01-05T14:00')))).toBe('2015-01-07T13:00:00');
    },
  );

  it.each(['clock', 'milestone', 'target', 'business-calendar'])(
    'R108 the names of states: %s.ts reads nothing of a request or a work order',
    (file) => {
      const source = readFileSync(new URL(`../../functions/clocks/${file}.ts`, import.meta.url), 'utf8');
      const imports = [...source.matchAll(/ from '(.+)'/g)].map(([, path]) => path);
      expect(imports.filter((path) => !/^\.\/[\w/-]+\.(ts|json)$/.test(path ?? ''))).toEqual([]);
    },
  );
});

describe('counting anew', () => {
  it('R110 starts from the original receipt with the new target, and keeps the pauses', () => {
    const clock = paused(started('2015-01-05T10:00'), '2015-01-05T11:00', '2015-01-05T14:00');
    const five = anAgreement({ kind: 'business-days', amount: 5 }, { code: 'signs', version: 1 });
    const rebased = rebaseClock(clock, five, boston);
    expect(rebased).toMatchObject({ agreement: 'signs', agreementVersion: 1, startedAt: clock.startedAt });
    expect(due(rebased)).toBe('2015-01-12T13:00:00');
  });

  it('R112 moves an open promise for a holiday declared later, and leaves a closed result', () => {
    const data = calendarData.get('boston-business')!;
    const blizzard = compileCalendar({
      ...data,
      version: 2,
      closures: [{ date: '2015-01-27', author: 'Director of Public Works', reason: 'blizzard' }],
    });
    const clock = started('2015-01-26T10:00');
    expect(due(rebaseClock(clock, twoDays, blizzard))).toBe('2015-01-29T10:00:00');
    const stopped = stopClock(clock, at('2015-01-28T09:00'));
    expect(rebaseClock(stopped, twoDays, blizzard)).toBe(stopped);
  });

  it('R121 comes to the same from the history of pauses as the running clock did', () => {
    const clock = paused(
      paused(started('2015-01-05T10:00'), '2015-01-05T11:00', '2015-01-06T14:00'),
      '2015-01-07T09:00',
      '2015-01-12T09:00',
    );
    expect(rebaseClock(clock, twoDays, boston)).toEqual(clock);
  });
});
