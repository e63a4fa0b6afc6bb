import {
  type BusinessCalendar,
  dateOfDay,
  datesThrough,
  dayNumber,
  type DayOff,
  daysOff,
  weekdayOf,
} from '../../functions/clocks/business-calendar.ts';
import { calendarData } from '../../functions/clocks/calendars.ts';
import { checkCalendar } from '../../functions/clocks/check-calendar.ts';
import { type Amendment, type Amendments, amended } from '../../functions/clocks/declared-days.ts';

/** What somebody declares of a calendar: days on which it is closed, or that count after all. */
export interface Declaration {
  calendar: string;
  /** Local dates, in order. */
  dates: string[];
  reason: string;
  /** The name of a holiday; a closure has none. */
  name?: string;
  by: string;
}

/** Shortest and longest reason, characters: "Snow", and what fits a line of the page that explains a due time. */
const MIN_REASON = 4;
const MAX_REASON = 200;

/** More days in one command are a slip of the pen, or a new calendar. */
const MOST_DAYS = 62;

/** How many of what was taken back are kept for those who ask why a promise moved. */
const KEPT = 100;

const UNTOUCHED: Amendment = { revision: 0, days: [], takenBack: [] };

/** The dates of `DATE` or `DATE..DATE`, or a sentence that says what is wrong with it. */
export const readDates = (text: string): string[] | string => {
  const [from = '', through = from, ...more] = text.split('..');
  if (more.length > 0 || dayNumber(from) === undefined || dayNumber(through) === undefined)
    return `${text} is no day; write 2026-12-24, or 2026-12-24..2026-12-31 for several.`;
  const dates = datesThrough(from, through);
  if (dates.length === 0) return `${through} is before ${from}: name the first day first.`;
  if (dates.length > MOST_DAYS) return `${dates.length} days are too many for one command: at most ${MOST_DAYS}.`;
  return dates;
};

/** The amendments with days on which a calendar is closed, or a sentence that says why they may not be. */
export const withClosed = (known: Amendments, declaration: Declaration, now: number): Amendments | string => {
  const { calendar: id, dates, reason, name, by } = declaration;
  const deployed = calendarData.get(id);
  const before = known[id] ?? UNTOUCHED;
  const wrong = notSound(deployed, declaration);
  if (wrong !== undefined || !deployed) return wrong ?? '';
  const off = daysOff(amended(deployed, before));
  // Of several days those that are off already stay what they are.
  const fresh = dates.filter((date) => !off.has(date));
  const [first = ''] = dates;
  if (fresh.length === 0) return `${first} ${sayOff(off.get(first))} already, so there is nothing to close.`;
  const late = name === undefined ? undefined : fresh.find((date) => weekdayOf(dayNumber(date)!) === 'sun');
  if (late) return `${late} is a Sunday: a holiday is kept on the Monday, ${dateOfDay(dayNumber(late)! + 1)}.`;
  const days = fresh.map((date) => ({
    date,
    reason,
    by,
    declaredAt: now,
    ...(name === undefined ? {} : { holiday: name }),
  }));
  const amendment = { ...before, revision: before.revision + 1, days: [...before.days, ...days] };
  const [problem] = checkCalendar(amended(deployed, amendment));
  return problem ?? { ...known, [id]: amendment };
};

const sayOff = (why: DayOff | undefined): string =>
  why && 'holiday' in why ? `is ${why.holiday}` : `was closed (${why?.closure})`;

/** The amendments with days that count after all, or a sentence that says why they may not be. */
export const withOpened = (known: Amendments, declaration: Declaration, now: number): Amendments | string => {
  const { calendar: id, dates, reason, by } = declaration;
  const before = known[id] ?? UNTOUCHED;
  const deployed = calendarData.get(id);
  const wrong = notSound(deployed, declaration);
  if (wrong !== undefined) return wrong;
  // Of several days those that nobody has declared stay what they are: closing the same days left them out as well.
  const declared = dates.filter((date) => before.days.some((day) => day.date === date));
  const [first = ''] = dates;
  if (declared.length === 0 && deployed && daysOff(deployed).has(first))
    return `${first} stands in the deployed file of ${id}: take it out there, and deploy.`;
  if (declared.length === 0) return `${first} was not closed, so there is nothing to take back.`;
  const opened = declared.map((date) => ({ date, reason, by, declaredAt: now }));
  const days = before.days.filter(({ date }) => !dates.includes(date));
  const takenBack = [...before.takenBack, ...opened].slice(-KEPT);
  return { ...known, [id]: { revision: before.revision + 1, days, takenBack } };
};

const notSound = (
  deployed: BusinessCalendar | undefined,
  { calendar, dates, reason, name }: Declaration,
): string | undefined => {
  if (!deployed) return `There is no calendar ${calendar}. There are: ${[...calendarData.keys()].join(', ')}.`;
  if (calendar.endsWith('-always'))
    return `${calendar} counts every hour, so no day of it can be closed; close the calendar of office hours.`;
  const outside = dates.find((date) => date < deployed.from || date > deployed.through);
  if (outside)
    return `${outside} lies outside ${deployed.from} to ${deployed.through}, for which ${calendar} is complete.`;
  if (reason.length < MIN_REASON || reason.length > MAX_REASON)
    return `Say why in ${MIN_REASON} to ${MAX_REASON} characters, for residents to read: --reason "Snow emergency".`;
  if (name?.trim() === '') return 'Name the holiday, or leave --name out for a closure.';
  return undefined;
};
