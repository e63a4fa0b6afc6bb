import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { dayNumber, weekdayOf } from '../../functions/clocks/business-calendar.ts';
import { calendarData, calendarOf } from '../../functions/clocks/calendars.ts';

const date = z.string().check(z.refine((text) => dayNumber(text) !== undefined));
const text = z.string().check(z.minLength(1));
const windows = z.array(z.tuple([z.string().check(z.regex(/^\d\d:\d\d$/)), z.string().check(z.regex(/^\d\d:\d\d$/))]));
const CalendarSchema = z.strictObject({
  id: text,
  version: z.int().check(z.gte(1)),
  name: text,
  timeZone: text,
  weekly: z.partialRecord(z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']), windows),
  holidays: z.array(z.strictObject({ date, name: text })),
  closures: z.array(z.strictObject({ date, author: text, reason: text })),
  specialHours: z.optional(z.array(z.strictObject({ date, windows, reason: text }))),
  from: date,
  through: date,
  source: text,
});

const holidaysOf = (id: string, year: string) =>
  calendarData.get(id)!.holidays.filter((holiday) => holiday.date.startsWith(year));

describe.each([...calendarData])('the calendar %s', (id, calendar) => {
  it('keeps to the schema and compiles', () => {
    expect(CalendarSchema.safeParse(calendar).error).toBeUndefined();
    expect(calendarOf(id).calendar.id).toBe(id);
  });

  it('names each holiday once, in order, within the dates that it is good for', () => {
    const dates = calendar.holidays.map((holiday) => holiday.date);
    expect(dates).toEqual([...new Set(dates)].toSorted());
    expect(dates.every((day) => calendar.from <= day && day <= calendar.through)).toBe(true);
  });

  it('keeps no holiday on a Sunday: the law moves it to Monday (R75)', () => {
    expect(calendar.holidays.filter((holiday) => weekdayOf(dayNumber(holiday.date)!) === 'sun')).toEqual([]);
  });
});

describe('the holidays', () => {
  it('of Boston in 2015 are those that the city’s own clock skipped, and a Saturday that it did not work anyway', () => {
    expect(holidaysOf('boston-business', '2015').map((holiday) => holiday.date)).toEqual(
      '01-01 01-19 02-16 04-20 05-25 07-04 09-07 10-12 11-11 11-26 12-25'.split(' ').map((day) => `2015-${day}`),
    );
  });

  it('of Somerville in 2026 have Patriots’ Day and Juneteenth, and no Suffolk County day', () => {
    const dates = holidaysOf('somerville-business', '2026').map((holiday) => holiday.date);
    expect(dates).toEqual(expect.arrayContaining(['2026-04-20', '2026-06-19']));
    expect(dates).not.toContain('2026-03-17');
    expect(dates).not.toContain('2026-06-17');
    expect(dates).toHaveLength(12);
  });

  it('of Somerville in 2027 keep Independence Day on Monday', () => {
    expect(holidaysOf('somerville-business', '2027')).toContainEqual({
      date: '2027-07-05',
      name: 'Independence Day (observed)',
    });
  });
});

it('says which calendars there are when asked for another', () => {
  expect(() => calendarOf('cambridge-business')).toThrow(/boston-business/);
});

it('compiles a calendar once', () => {
  expect(calendarOf('boston-always')).toBe(calendarOf('boston-always'));
});
