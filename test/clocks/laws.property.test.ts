import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addWorkingTime,
  compileCalendar,
  dayNumber,
  workingTimeBetween,
} from '../../functions/clocks/business-calendar.ts';
import { targetInstant, type Target } from '../../functions/clocks/target.ts';
import { type Case, type Ground, clockedDue, groundOf, zones } from './random-cases.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Four calendars of each zone, open often enough for what is asked of them. */
const grounds = new Map<string, Ground[]>(zones.map(({ timeZone }) => [timeZone, []]));
for (let seed = 1; [...grounds.values()].some(({ length }) => length < 4); seed++) {
  const ground = groundOf(seed);
  const found = ground && grounds.get(ground.calendar.timeZone);
  if (!ground || !found || found.length === 4) continue;
  const { begin, end } = ground.compiled;
  if (workingTimeBetween(ground.compiled, begin, end - 1) > 800 * HOUR) found.push(ground);
}

/** By how much a zone puts its clock forward or back; Samoa went past a whole day. */
const SHIFT: Record<string, number> = {
  'Asia/Kathmandu': 0,
  'Australia/Lord_Howe': HOUR / 2,
  'Pacific/Apia': DAY,
};

describe.each(zones)('on days around a change of the clock in $timeZone', ({ timeZone, changes, first }) => {
  const ground = fc.constantFrom(...grounds.get(timeZone)!);
  const changed = changes.filter((date) => dayNumber(date)! < dayNumber(first)! + 300);
  const starts = fc
    .tuple(fc.constantFrom(...changed), fc.integer({ min: -3 * 1440, max: 3 * 1440 }), fc.nat({ max: 59_999 }))
    .map(([date, minute, ms]) => Date.parse(date) + minute * MINUTE + ms);
  const amounts = fc.integer({ min: 1, max: 60 * 60 }).map((minutes) => minutes * MINUTE);
  const hours = amounts.map((ms): Case['target'] => ({ kind: 'business-hours', amount: ms / HOUR }));
  const days = fc.nat({ max: 8 }).map((amount): Case['target'] => ({ kind: 'business-days', amount }));
  const elapsed = fc.oneof(
    fc.nat({ max: 45 }).map((amount): Case['target'] => ({ kind: 'calendar-days', amount })),
    fc.nat({ max: 500 }).map((amount): Case['target'] => ({ kind: 'hours', amount })),
  );
  const gaps = fc.array(fc.tuple(fc.nat({ max: 4 * 1440 }), fc.nat({ max: 3 * 1440 })), { maxLength: 4 });
  const pausesAfter = (start: number, steps: [number, number][]): Case['pauses'] => {
    let at = start;
    return steps.map(([run, rest]) => {
      const from = at + run * MINUTE;
      at = from + rest * MINUTE;
      return { from, to: at };
    });
  };
  const check = <T extends unknown[]>(property: fc.IProperty<T>) => fc.assert(property, { numRuns: 150 });
  const due = ({ compiled }: Ground, start: number, target: Target) => targetInstant(compiled, start, target)!;

  it('the working time from start to due, without the pauses, is the allowance', () => {
    check(
      fc.property(ground, starts, amounts, gaps, (on, start, amount, steps) => {
        const pauses = pausesAfter(start, steps);
        const end = clockedDue({ start, target: { kind: 'business-hours', amount: amount / HOUR }, pauses }, on)!;
        const paused = pauses
          .filter(({ from }) => from < end)
          .reduce((sum, { from, to }) => sum + workingTimeBetween(on.compiled, from, Math.min(to, end)), 0);
        expect(workingTimeBetween(on.compiled, start, end) - paused).toBe(amount);
      }),
    );
  });

  it('a pause of n working minutes moves what is due by n working minutes', () => {
    check(
      fc.property(ground, starts, fc.oneof(hours, days), fc.nat(), fc.nat(), (on, start, target, run, rest) => {
        const before = due(on, start, target);
        const from = start + (run % (before - start + 1));
        const pause = { from, to: from + (rest % (9 * DAY)) };
        const after = clockedDue({ start, target, pauses: [pause] }, on)!;
        expect(workingTimeBetween(on.compiled, before, after)).toBe(
          workingTimeBetween(on.compiled, pause.from, pause.to),
        );
      }),
    );
  });

  it('a later start is never due earlier in working or in real time', () => {
    const target = fc.oneof(
      hours,
      fc.nat({ max: 500 }).map((amount): Target => ({ kind: 'hours', amount })),
    );
    check(
      fc.property(ground, starts, starts, target, (on, a, b, asked) => {
        const [early, late] = a < b ? [a, b] : [b, a];
        expect(due(on, late, asked)).toBeGreaterThanOrEqual(due(on, early, asked));
      }),
    );
  });

  it('a later start is due earlier in days by no more than the clock was moved, because days keep its reading', () => {
    check(
      fc.property(ground, starts, starts, fc.oneof(days, elapsed), (on, a, b, asked) => {
        const [early, late] = a < b ? [a, b] : [b, a];
        const least = due(on, early, asked) - (SHIFT[timeZone] ?? HOUR);
        expect(due(on, late, asked)).toBeGreaterThanOrEqual(least);
      }),
    );
  });

  it('a new holiday never makes due earlier, also where the clock was paused', () => {
    check(
      fc.property(ground, starts, hours, days, gaps, fc.nat({ max: 20 }), (on, start, amount, count, steps, day) => {
        const { calendar } = on;
        const date = new Date(start + (day - 1) * DAY).toISOString().slice(0, 10);
        const holidays = [...calendar.holidays, { date, name: 'a new holiday' }];
        const later = {
          ...on,
          compiled: compileCalendar({ ...calendar, holidays }, calendar.from, calendar.through),
        };
        const pauses = pausesAfter(start, steps);
        // At the very due moment a pause leaves nothing to run, and ends with its own last working moment.
        fc.pre(
          pauses.every(({ from }, i) => {
            const soFar = clockedDue({ start, target: amount, pauses: pauses.slice(0, i) }, on)!;
            return workingTimeBetween(on.compiled, from, soFar) !== 0;
          }),
        );
        expect(clockedDue({ start, target: amount, pauses }, later)).toBeGreaterThanOrEqual(
          clockedDue({ start, target: amount, pauses }, on)!,
        );
        expect(due(later, start, count)).toBeGreaterThanOrEqual(due(on, start, count));
      }),
    );
  });

  it('allowances add up', () => {
    check(
      fc.property(ground, starts, amounts, amounts, ({ compiled }, start, one, other) => {
        const both = addWorkingTime(compiled, start, one + other);
        expect(addWorkingTime(compiled, addWorkingTime(compiled, start, one), other)).toBe(both);
      }),
    );
  });
});
