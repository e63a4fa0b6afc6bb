import { describe, expect, it } from 'vitest';
import type { BusinessCalendar } from '../../functions/clocks/business-calendar.ts';
import { calendarData } from '../../functions/clocks/calendars.ts';
import { checkCalendar } from '../../functions/clocks/check-calendar.ts';
import { problemsOf } from '../../functions/catalogue/check-catalogue.ts';
import { somerville } from '../../functions/catalogue/somerville.ts';

const sound = calendarData.get('somerville-business')!;
const problems = (more: Partial<Record<keyof BusinessCalendar, unknown>>) => checkCalendar({ ...sound, ...more });
const closure = { author: 'The mayor', reason: 'snow emergency' };

describe('a calendar that cannot be used names itself, the field and the remedy', () => {
  it('R86 without a working moment', () => {
    const refused = ['Calendar somerville-business, weekly: has no working moment between its first and its last day: correct its hours.']; // prettier-ignore
    expect(problems({ weekly: {} })).toEqual(refused);
    const everyDay = [{ date: '2025-01-01', through: '2030-12-31', ...closure }];
    expect(problems({ closures: everyDay, holidays: [], through: '2030-12-31' })).toEqual(refused);
  });

  it.each<[string, Partial<Record<keyof BusinessCalendar, unknown>>, string]>([
    ['no such day', { closures: [{ date: '2026-02-30', ...closure }] }, 'closures.0.date: is no date: write it as 2026-07-01.'],
    ['a closure without its author', { closures: [{ date: '2026-02-03', reason: 'snow' }] }, 'closures.0.author: is missing: write a text.'],
    ['a closure for no reason', { closures: [{ date: '2026-02-03', author: 'The mayor', reason: '' }] }, 'closures.0.reason: is empty: write a text.'],
    ['a closure that ends before it begins', { closures: [{ date: '2026-02-03', through: '2026-02-01', ...closure }] }, 'closures: 2026-02-03 ends on 2026-02-01, before it begins: name a later last day.'],
    ['a day outside its years', { closures: [{ date: '2031-02-03', ...closure }] }, 'closures: 2031-02-03 lies outside 2025-01-01 to 2030-12-31: move those dates, or take it out.'],
    ['days out of order', { holidays: [{ date: '2026-02-03', name: 'B' }, { date: '2026-02-02', name: 'A' }] }, 'holidays: 2026-02-02 stands after 2026-02-03: sort by date.'],
    ['a day twice', { holidays: [{ date: '2026-02-03', name: 'B' }, { date: '2026-02-03', name: 'A' }] }, 'holidays: 2026-02-03 is there twice: take one out.'],
    ['a holiday on a Sunday', { holidays: [{ date: '2026-02-01', name: 'A day' }] }, 'holidays: A day is a Sunday (2026-02-01): the law keeps it on the Monday.'],
    ['a time in words', { weekly: { mon: [['morning', '16:30']] } }, 'weekly.mon.0.0: is no time: write it as 08:30, and the end of the day as 24:00.'],
    ['windows that overlap (R84)', { weekly: { mon: [['08:30', '12:00'], ['11:00', '16:30']] } }, 'weekly: the window 11:00–16:30 ends before it begins or overlaps the one before it: correct its hours.'],
    ['a season of half a year’s name', { seasons: [{ name: 'Summer', from: '06-15', to: '2026-09-05', weekly: {} }] }, 'seasons: Summer begins on 06-15 and ends on 2026-09-05: write both with a year, or both without.'],
    ['a season that begins on no day', { seasons: [{ name: 'Summer', from: '06-31', to: '09-05', weekly: {} }] }, 'seasons.0.from: is no day: write 06-15 for every year, or 2026-06-15 for one.'],
    ['an unknown zone', { timeZone: 'America/Somerville' }, "weekly: 'America/Somerville' is not an IANA time zone: correct its hours."],
  ])('with %s', (_what, more, problem) => {
    expect(problems(more)).toContain(`Calendar somerville-business, ${problem}`);
  }); // prettier-ignore

  it('and is sound with several windows a day (R84), a short day (R85) and a season over New Year (R87)', () => {
    expect(
      problems({
        weekly: { mon: [['08:30', '12:00'], ['13:00', '16:30']], fri: [['08:30', '16:30']] }, // prettier-ignore
        specialHours: [{ date: '2026-12-24', windows: [['08:30', '12:00']], reason: 'Christmas Eve' }],
        seasons: [{ name: 'Winter', from: '12-21', to: '02-29', weekly: { fri: [['08:30', '12:30']] } }],
      }),
    ).toEqual([]);
  });
});

it('R115 an agreement never loses its calendar: a catalogue that names one that is not there is refused', () => {
  const without = { ...somerville, calendars: ['somerville-always'] };
  expect(problemsOf(without)).toContainEqual(
    expect.stringContaining('calendar: somerville-business is no calendar of somerville.'),
  );
});
