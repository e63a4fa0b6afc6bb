import { describe, expect, it } from 'vitest';
import { dateOfDay, dayNumber, weekdayOf, type Weekday } from '../../functions/clocks/business-calendar.ts';
import { checkCalendar } from '../../functions/clocks/check-calendar.ts';
import { calendarData, calendarOf } from '../../functions/clocks/calendars.ts';

const holidaysOf = (id: string, year: string) =>
  calendarData.get(id)!.holidays.filter((holiday) => holiday.date.startsWith(year));

describe.each([...calendarData])('the calendar %s', (id, calendar) => {
  it('keeps to the schema and compiles', () => {
    expect(checkCalendar(calendar)).toEqual([]);
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

const first = (year: number, month: number, weekday: Weekday, nth: number): string => {
  const begin = dayNumber(`${year}-${String(month).padStart(2, '0')}-01`)!;
  const offset = [0, 1, 2, 3, 4, 5, 6].find((days) => weekdayOf(begin + days) === weekday)!;
  return dateOfDay(begin + offset + 7 * (nth - 1));
};
/** The last Monday of a May. */
const memorialDay = (year: number): string => {
  const fifth = first(year, 5, 'mon', 5);
  return fifth.startsWith(`${year}-05`) ? fifth : first(year, 5, 'mon', 4);
};
/** A fixed day, on the Monday where it falls on a Sunday; one on a Saturday stays. */
const fixed = (day: string): string => {
  const number = dayNumber(day)!;
  return dateOfDay(weekdayOf(number) === 'sun' ? number + 1 : number);
};
/**
 * The legal holidays of Massachusetts (M.G.L. c. 4 s. 7, eighteenth clause), without those of Suffolk County alone. A rule
 * for this test only: what runs reads a list, because a list can be read by anybody and a law can change.
 */
const legalHolidays = (year: number): string[] =>
  [
    fixed(`${year}-01-01`),
    first(year, 1, 'mon', 3),
    first(year, 2, 'mon', 3),
    first(year, 4, 'mon', 3),
    memorialDay(year),
    ...(year >= 2021 ? [fixed(`${year}-06-19`)] : []),
    fixed(`${year}-07-04`),
    first(year, 9, 'mon', 1),
    first(year, 10, 'mon', 2),
    fixed(`${year}-11-11`),
    first(year, 11, 'thu', 4),
    fixed(`${year}-12-25`),
  ].toSorted();

describe('the holidays', () => {
  it.each(
    ['boston-business', 'somerville-business'].flatMap((id) => {
      const { from, through } = calendarData.get(id)!;
      const [begin, end] = [Number(from.slice(0, 4)), Number(through.slice(0, 4))];
      return Array.from({ length: end - begin + 1 }, (_, index) => [id, begin + index] as const);
    }),
  )('of %s in %i are those of the law, Sunday kept on Monday and Saturday where it is (R75)', (id, year) => {
    expect(holidaysOf(id, String(year)).map((holiday) => holiday.date)).toEqual(legalHolidays(year));
  });

  it('of Somerville are known for three full years after 2026', () => {
    expect(calendarData.get('somerville-business')!.through >= '2029-12-31').toBe(true);
  });

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
