import { dayNumber, weekdayOf, type BusinessCalendar } from '../../functions/clocks/business-calendar.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const QUARTER = 15 * MINUTE;

const formatters = new Map<string, Intl.DateTimeFormat>();
const walls = new Map<string, Map<number, number>>();

/** The wall clock at a whole minute, as ms since 1970 as if it were UTC; asked of Intl every quarter of an hour. */
export function wallClock(timeZone: string, at: number): number {
  let known = walls.get(timeZone);
  if (!known) walls.set(timeZone, (known = new Map()));
  const quarter = Math.floor(at / QUARTER) * QUARTER;
  let wall = known.get(quarter);
  if (wall === undefined) {
    let formatter = formatters.get(timeZone);
    if (!formatter) {
      formatter = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
      formatters.set(timeZone, formatter);
    }
    wall = Date.parse(`${formatter.format(quarter).replace(' ', 'T')}Z`);
    known.set(quarter, wall);
  }
  return wall + at - quarter;
}

const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/**
 * Which minutes are open, found by walking: slow and plain, to check the arithmetic with.
 *
 * Every minute is looked at in order. A window opens the first time its day's wall clock has reached the opening and
 * closes the first time it has reached the closing, so a day's furthest reading decides while an hour is repeated.
 */
export function openMinutes(calendar: BusinessCalendar, from: number, minutes: number): boolean[] {
  const shut = new Set([...calendar.holidays, ...calendar.closures].map(({ date }) => dayNumber(date)));
  const open: boolean[] = [];
  let day = Number.NaN;
  let furthest = -1;
  // Starts two days early, so that the furthest reading of the first day is known.
  for (let i = -2 * 1440; i < minutes; i++) {
    const wall = wallClock(calendar.timeZone, from + i * MINUTE);
    const today = Math.floor(wall / DAY);
    const reading = (wall - today * DAY) / MINUTE;
    furthest = today === day ? Math.max(furthest, reading) : reading;
    day = today;
    if (i < 0) continue;
    const windows = shut.has(today) ? [] : (calendar.weekly[weekdayOf(today)] ?? []);
    open.push(windows.some(([opens, closes]) => minutesOf(opens) <= furthest && furthest < minutesOf(closes)));
  }
  return open;
}

/** The date and clock time after N business days by the civic rule, found by walking; undefined past `minutes`. */
export function walkBusinessDays(
  calendar: BusinessCalendar,
  from: number,
  days: number,
  minutes: number,
): { day: number; time: number } | undefined {
  const open = openMinutes(calendar, from, minutes);
  const first = open.indexOf(true);
  if (first < 0) return undefined;
  const dayAt = (i: number) => Math.floor(wallClock(calendar.timeZone, from + i * MINUTE) / DAY);
  const time = wallClock(calendar.timeZone, from + first * MINUTE) - dayAt(first) * DAY;
  const working = [...new Set(open.flatMap((isOpen, i) => (isOpen && i >= first ? [dayAt(i)] : [])))];
  const day = working[days];
  return day === undefined ? undefined : { day, time };
}
