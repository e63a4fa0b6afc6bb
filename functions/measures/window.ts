import { dateOfDay, dayNumber } from '../clocks/business-calendar.ts';

/** Days from one local date to before another (R170). */
export interface Window {
  from: string;
  to: string;
}

const MONTH = /^(\d{4})-(0[1-9]|1[0-2])$/u;
const WEEK_DAYS = 7;

/** How many weeks a week is compared with (R177). */
export const WEEKS_COMPARED = 52;

/** Whether a text is a month, `2026-10`. */
export const isMonth = (text: string): boolean => MONTH.test(text);

/** A date by its parts; a day that its month does not have is that much later. */
const dateOf = (year: number, month: number, day: number): string =>
  new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);

/** Year, month and day of a date. */
const partsOf = (date: string): [number, number, number] => date.split('-').map(Number) as [number, number, number];

/** The days of a month. */
export const monthOf = (month: string): Window => {
  const [year, number] = partsOf(`${month}-01`);
  return { from: dateOf(year, number, 1), to: dateOf(year, number + 1, 1) };
};

/** Whether something can have been counted in a month, where the first day that anything was counted on is `first`. */
export const isCountedIn = (month: string, first: string): boolean => first < monthOf(month).to;

/** The month before. */
export const monthBefore = (month: string): string => {
  const [year, number] = partsOf(`${month}-01`);
  return dateOf(year, number - 1, 1).slice(0, 7);
};

/** The date so many days later. */
export const plusDays = (date: string, days: number): string => dateOfDay((dayNumber(date) ?? 0) + days);

/** Whether a day lies in a window. */
export const isWithin = (day: string, { from, to }: Window): boolean => from <= day && day < to;

/** The year up to the end of a window, and the same days of the year before: to the same date, and where that year has no 29 February, to before 1 March (R176). */
export const yearToDate = ({ to }: Window): { present: Window; before: Window } => {
  const last = plusDays(to, -1);
  const [year] = partsOf(last);
  const [, month, day] = partsOf(to);
  const crossed = partsOf(to)[0] - year;
  return {
    present: { from: dateOf(year, 1, 1), to },
    before: { from: dateOf(year - 1, 1, 1), to: dateOf(year - 1 + crossed, month, day) },
  };
};

/** The first day that what is told of a month looks back to: that of the year before, with which the year to date is compared (R176). */
export const lookedBackTo = (month: string): string => dateOf(partsOf(`${month}-01`)[0] - 1, 1, 1);

/** The seven days before an end, and the 52 weeks before those (R177). */
export const weekAgainstYear = (to: string): { week: Window; before: Window } => {
  const from = plusDays(to, -WEEK_DAYS);
  return { week: { from, to }, before: { from: plusDays(from, -WEEKS_COMPARED * WEEK_DAYS), to: from } };
};
