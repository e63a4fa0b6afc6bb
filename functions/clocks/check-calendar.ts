import * as z from 'zod/mini';
import {
  type BusinessCalendar,
  InvalidCalendarError,
  compileCalendar,
  dayNumber,
  weekdayOf,
} from './business-calendar.ts';

const SPAN_DAYS = 366; // a season of every year and every weekday come round within it

const text = z.string('is missing: write a text').check(z.minLength(1, 'is empty: write a text'));
const date = z
  .string('is missing: write a date as 2026-07-01')
  .check(z.refine((day) => dayNumber(day) !== undefined, 'is no date: write it as 2026-07-01'));
/** 2000 was a leap year, so that 29 February is a day of some year. */
const isDayOfYear = (day: string): boolean => dayNumber(day.length === 5 ? `2000-${day}` : day) !== undefined;
const dayOfYear = z
  .string('is missing: write 06-15 for every year, or 2026-06-15 for one')
  .check(z.refine(isDayOfYear, 'is no day: write 06-15 for every year, or 2026-06-15 for one'));
const time = z
  .string('is no time: write it as 08:30')
  .check(
    z.regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'is no time: write it as 08:30, and the end of the day as 24:00'),
  );
const windows = z.array(z.tuple([time, time], 'is no opening and closing: write ["08:30", "16:30"]'));
const week = z.partialRecord(
  z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], 'is no weekday: write mon, tue, wed, thu, fri, sat or sun'),
  windows,
);

/** The schema of a calendar; what is wrong with a field is said with its remedy. */
export const CalendarSchema = z.strictObject({
  id: text,
  version: z.int('is no number: count versions from 1').check(z.gte(1, 'is too small: count versions from 1')),
  name: text,
  timeZone: text,
  weekly: week,
  seasons: z.optional(z.array(z.strictObject({ name: text, from: dayOfYear, to: dayOfYear, weekly: week }))),
  holidays: z.array(z.strictObject({ date, name: text })),
  closures: z.array(z.strictObject({ date, through: z.optional(date), author: text, reason: text })),
  specialHours: z.optional(z.array(z.strictObject({ date, windows, reason: text }))),
  from: date,
  through: date,
  source: text,
});

/** What is wrong with a calendar: a sentence each that names the calendar, its field and the remedy; none when it may be used. */
export const checkCalendar = (calendar: unknown): string[] => {
  const id = (calendar as { id?: unknown } | null)?.id;
  const named = `Calendar ${typeof id === 'string' && id !== '' ? id : 'without an id'}`;
  const report = (field: string, problem: string) => `${named}, ${field}: ${problem}.`;
  const { data, error } = CalendarSchema.safeParse(calendar);
  if (error) return error.issues.map(({ path, message }) => report(path.join('.') || 'all of it', message));
  // The schema has looked at every field; a tuple of two times is a window.
  const sound = data as BusinessCalendar;
  const problems = [...dateProblems(sound, report), ...seasonProblems(sound, report)];
  return problems.length > 0 ? problems : hourProblems(sound, report);
};

type Report = (field: string, problem: string) => string;

const dateProblems = ({ from, through, holidays, closures, specialHours = [] }: BusinessCalendar, report: Report) => {
  if (through < from) return [report('through', `${through} is before ${from}: name a later last date`)];
  const lists = { holidays, closures, specialHours };
  return Object.entries(lists).flatMap(([field, entries]) =>
    entries.flatMap((entry, index) => {
      const { date: day } = entry;
      const last = 'through' in entry && entry.through !== undefined ? entry.through : day;
      const before = entries[index - 1]?.date;
      return [
        ...(before !== undefined && day === before ? [report(field, `${day} is there twice: take one out`)] : []),
        ...(before !== undefined && day < before ? [report(field, `${day} stands after ${before}: sort by date`)] : []),
        ...(last < day ? [report(field, `${day} ends on ${last}, before it begins: name a later last day`)] : []),
        ...(day < from || last > through
          ? [report(field, `${day} lies outside ${from} to ${through}: move those dates, or take it out`)]
          : []),
      ];
    }),
  );
};

const seasonProblems = ({ seasons = [], holidays }: BusinessCalendar, report: Report) => [
  ...seasons.flatMap(({ name, from, to }) => {
    if (from.length !== to.length)
      return [
        report('seasons', `${name} begins on ${from} and ends on ${to}: write both with a year, or both without`),
      ];
    if (from.length > 5 && to < from)
      return [report('seasons', `${name} ends on ${to}, before it begins on ${from}: name a later last day`)];
    return [];
  }),
  ...holidays
    .filter(({ date: day }) => weekdayOf(dayNumber(day)!) === 'sun')
    .map(({ date: day, name }) => report('holidays', `${name} is a Sunday (${day}): the law keeps it on the Monday`)),
];

/** Windows that overlap, an unknown zone, and a calendar without a working moment (R86) show when it is compiled. */
const hourProblems = (calendar: BusinessCalendar, report: Report): string[] => {
  try {
    const firstDay = dayNumber(calendar.from)!;
    const lastDay = Math.max(dayNumber(calendar.through)!, firstDay + SPAN_DAYS);
    compileCalendar(calendar, calendar.from, new Date(lastDay * 86_400_000).toISOString().slice(0, 10));
    return [];
  } catch (error) {
    if (!(error instanceof InvalidCalendarError)) throw error;
    return [
      report('weekly', `${error.message.replace(/^Calendar \S+ ?:? ?/, '').replace(/\.$/, '')}: correct its hours`),
    ];
  }
};
