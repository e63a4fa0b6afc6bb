import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addBusinessDays,
  addWorkingTime,
  compileCalendar,
  isOpen,
  nextOpening,
  previousClosing,
  workingTimeBetween,
  type BusinessCalendar,
  type Weekday,
  type Window,
} from '../../functions/clocks/business-calendar.ts';
import { openMinutes, walkBusinessDays, wallClock } from './minute-walk.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEKDAYS: Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
// In 2018 São Paulo and Tehran changed their clocks at midnight, Lord Howe by half an hour, Casablanca four times.
const ZONES = [
  'America/New_York',
  'Europe/Berlin',
  'America/Sao_Paulo',
  'Asia/Tehran',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Asia/Kathmandu',
];
// Days around a change of the clock in some of the zones above.
const CHANGES = ['2018-03-11', '2018-03-25', '2018-03-22', '2018-04-01', '2018-05-13', '2018-10-07', '2018-11-04'];

const time = (quarter: number) =>
  `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`;

const windowsWithin = (first: number, last: number) =>
  fc
    .uniqueArray(fc.integer({ min: first, max: last }), { minLength: 2, maxLength: 6 })
    .map((edges) => edges.toSorted((a, b) => a - b))
    .map((edges) => edges.flatMap((edge, i): Window[] => (i % 2 === 1 ? [[time(edges[i - 1]!), time(edge)]] : [])));

const dates = fc
  .integer({ min: 0, max: 364 })
  .map((day) => new Date(Date.UTC(2018, 0, 1) + day * DAY).toISOString().slice(0, 10));

const calendars = (first = 0, last = 96): fc.Arbitrary<BusinessCalendar> =>
  fc
    .record({
      timeZone: fc.constantFrom(...ZONES),
      days: fc.uniqueArray(fc.constantFrom(...WEEKDAYS), { minLength: 1 }),
      windows: windowsWithin(first, last),
      holidays: fc.uniqueArray(dates, { maxLength: 12 }),
    })
    .map(({ timeZone, days, windows, holidays }) => ({
      id: 'any',
      version: 1,
      name: 'Any calendar',
      timeZone,
      weekly: Object.fromEntries(days.map((day) => [day, windows])),
      holidays: holidays.map((date) => ({ date, name: 'a holiday' })),
      closures: [],
      from: '2018-01-01',
      through: '2018-12-31',
      source: 'generated',
    }));

const compile = (calendar: BusinessCalendar) => compileCalendar(calendar, '2017-12-01', '2019-12-31');

const starts = fc.oneof(
  fc.integer({ min: 0, max: 300 * 1440 }).map((minute) => Date.UTC(2018, 0, 5) + minute * MINUTE),
  fc
    .tuple(fc.constantFrom(...CHANGES), fc.integer({ min: -1440, max: 2880 }))
    .map(([date, minute]) => Date.parse(date) + minute * MINUTE),
);
const amounts = fc.integer({ min: 1, max: 200 * 60 }).map((minutes) => minutes * MINUTE);

describe('against a walk over every minute', () => {
  it('knows which minutes are open, how many lie between, and where the last one ends', () => {
    fc.assert(
      fc.property(calendars(), starts, fc.integer({ min: 1, max: 4 * 1440 }), (calendar, start, minutes) => {
        const c = compile(calendar);
        const open = openMinutes(calendar, start, minutes);
        const end = start + minutes * MINUTE;
        const worked = open.filter(Boolean).length;
        expect(open.map((_, i) => isOpen(c, start + i * MINUTE))).toEqual(open);
        expect(workingTimeBetween(c, start, end)).toBe(worked * MINUTE);
        const first = open.indexOf(true);
        if (first >= 0) expect(nextOpening(c, start)).toBe(start + first * MINUTE);
        if (worked > 0)
          expect(addWorkingTime(c, start, worked * MINUTE)).toBe(start + (open.lastIndexOf(true) + 1) * MINUTE);
      }),
      { numRuns: 200 },
    );
  });

  it('finds the same business day and clock time, where the hours stay clear of changes of the clock', () => {
    fc.assert(
      // 05:00 to 22:00: no zone above changes its clock then.
      fc.property(calendars(20, 88), starts, fc.integer({ min: 1, max: 4 }), (calendar, start, days) => {
        const c = compile(calendar);
        const walked = walkBusinessDays(calendar, start, days, 20 * 1440);
        if (!walked) return;
        const due = addBusinessDays(c, start, days);
        expect(wallClock(calendar.timeZone, due)).toBe(walked.day * DAY + walked.time);
      }),
      { numRuns: 100 },
    );
  });
});

describe('the laws of working time', () => {
  it('is due inside working hours, and exactly the allowance after its start', () => {
    fc.assert(
      fc.property(calendars(), starts, amounts, (calendar, start, amount) => {
        const c = compile(calendar);
        fc.pre(workingTimeBetween(c, start, Date.UTC(2019, 11, 1)) > amount);
        const due = addWorkingTime(c, start, amount);
        expect(isOpen(c, due) || previousClosing(c, due) === due).toBe(true);
        expect(isOpen(c, due - 1)).toBe(true);
        expect(workingTimeBetween(c, start, due)).toBe(amount);
      }),
    );
  });

  it('adds allowances up: one after the other is both at once', () => {
    fc.assert(
      fc.property(calendars(), starts, amounts, amounts, (calendar, start, one, other) => {
        const c = compile(calendar);
        fc.pre(workingTimeBetween(c, start, Date.UTC(2019, 11, 1)) > one + other);
        expect(addWorkingTime(c, addWorkingTime(c, start, one), other)).toBe(addWorkingTime(c, start, one + other));
      }),
    );
  });

  it('goes back what it went forward', () => {
    fc.assert(
      fc.property(calendars(), starts, amounts, (calendar, start, amount) => {
        const c = compile(calendar);
        fc.pre(workingTimeBetween(c, start, Date.UTC(2019, 11, 1)) > amount);
        const back = addWorkingTime(c, addWorkingTime(c, start, amount), -amount);
        expect(back).toBe(nextOpening(c, start));
      }),
    );
  });

  it('is never due earlier for a later start', () => {
    fc.assert(
      fc.property(calendars(20, 88), starts, starts, amounts, fc.nat({ max: 20 }), (calendar, a, b, amount, days) => {
        const c = compile(calendar);
        const [first, second] = a < b ? [a, b] : [b, a];
        fc.pre(workingTimeBetween(c, second, Date.UTC(2019, 11, 1)) > amount);
        expect(addWorkingTime(c, second, amount)).toBeGreaterThanOrEqual(addWorkingTime(c, first, amount));
        expect(addBusinessDays(c, second, days)).toBeGreaterThanOrEqual(addBusinessDays(c, first, days));
      }),
    );
  });

  it('is never due earlier for a new holiday', () => {
    fc.assert(
      fc.property(
        calendars(20, 88),
        dates,
        starts,
        amounts,
        fc.nat({ max: 20 }),
        (calendar, date, start, amount, days) => {
          const before = compile(calendar);
          const after = compile({ ...calendar, holidays: [...calendar.holidays, { date, name: 'a new holiday' }] });
          fc.pre(workingTimeBetween(after, start, Date.UTC(2019, 11, 1)) > amount);
          expect(addWorkingTime(after, start, amount)).toBeGreaterThanOrEqual(addWorkingTime(before, start, amount));
          expect(addBusinessDays(after, start, days)).toBeGreaterThanOrEqual(addBusinessDays(before, start, days));
        },
      ),
    );
  });
});
