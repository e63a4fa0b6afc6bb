import {
  DAY,
  HOUR,
  MINUTE,
  instantToWall,
  offsetAt,
  offsetIndex,
  timeZoneOf,
  wallReachedAt,
  wallToInstant,
  type TimeZone,
} from './time-zone.ts';

/** A day of the week, as calendars name it. */
export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';

/** Opening and closing as wall clock `HH:MM`, the closing exclusive; `24:00` is the end of the day. */
export type Window = [opens: string, closes: string];

/** Hours of the week, by day; a weekday that is not there has none. */
export type Week = Partial<Record<Weekday, Window[]>>;

/** A part of the year with hours of its own, such as short Fridays in summer. */
export interface Season {
  name: string;
  /** First and last day, both included: `MM-DD` of every year, and then it may span New Year (R87), or `YYYY-MM-DD` once. */
  from: string;
  to: string;
  /** The weekdays that differ meanwhile, an empty list for one without hours; the others keep theirs. */
  weekly: Week;
}

/** Days on which an office that would be open is not: an explicit act of a named person (R76). */
export interface Closure {
  date: string;
  /** Last day, where there are several. */
  through?: string;
  author: string;
  reason: string;
}

/**
 * When a city or a partner works: data, with its source.
 *
 * Dates are local `YYYY-MM-DD`. Holidays are listed by name and never computed (R75, R82). `from` and `through` are the first
 * and last date for which the holiday list is complete. What is said of one day stands before what is said of its season, and that
 * before the weekday.
 */
export interface BusinessCalendar {
  id: string;
  version: number;
  name: string;
  timeZone: string;
  weekly: Week;
  /** Of two that cover a day and name its weekday, the first counts. */
  seasons?: Season[];
  holidays: { date: string; name: string }[];
  closures: Closure[];
  /** Days with hours of their own instead of their weekday's: a short day before a holiday (R85). */
  specialHours?: { date: string; windows: Window[]; reason: string }[];
  from: string;
  through: string;
  source: string;
}

/**
 * A calendar made ready for arithmetic: open spans in UTC with their running total, and a table of days.
 *
 * Opaque: read it through the functions of this module. Building one takes a few ms, asking it some 50 ns.
 */
export interface CompiledCalendar {
  readonly calendar: BusinessCalendar;
  readonly zone: TimeZone;
  /** First instant, and the instant after the last, that the tables answer for (epoch ms). */
  readonly begin: number;
  readonly end: number;
  readonly opens: Float64Array;
  readonly closes: Float64Array;
  /** `sums[i]` is the working time (ms) before span i; one longer than `opens`. */
  readonly sums: Float64Array;
  /** For each 24 h since `begin`: the first span that closes after its start. */
  readonly spanByDay: Int32Array;
  /** For each `workStep` of working time: the first span whose end reaches it. */
  readonly spanByWork: Int32Array;
  readonly workStep: number;
  readonly firstDay: number;
  /** `rank[d - firstDay]` is the number of working days before day d (days since 1970-01-01). */
  readonly rank: Int32Array;
  readonly workingDays: Int32Array;
}

/** Says that a calendar cannot be used: malformed, or without any working moment (R86). */
export class InvalidCalendarError extends Error {
  override name = 'InvalidCalendarError';
}

/** Says that a moment lies outside the span for which a calendar was compiled. */
export class CalendarRangeError extends RangeError {
  override name = 'CalendarRangeError';
}

const WEEKDAYS: readonly Weekday[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const DEFAULT_FROM = '2010-01-01';
const DEFAULT_THROUGH = '2035-12-31';

/** The number of a local date `YYYY-MM-DD`, in days since 1970-01-01; undefined when there is no such date. */
export function dayNumber(date: string): number | undefined {
  const found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(date);
  if (!found) return undefined;
  const at = Date.UTC(Number(found[1]), Number(found[2]) - 1, Number(found[3]));
  return new Date(at).toISOString().startsWith(date) ? at / DAY : undefined;
}

/** The local date `YYYY-MM-DD` of a day number. */
export const dateOfDay = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

/** Whether a season covers a local date `YYYY-MM-DD`. */
export const coversDate = ({ from, to }: Pick<Season, 'from' | 'to'>, date: string): boolean => {
  const day = date.slice(-from.length);
  // Of every year, one that ends before it begins goes on over New Year (R87).
  return from <= to ? from <= day && day <= to : day >= from || day <= to;
};

/** Every local date from one through another. */
export function datesThrough(date: string, through: string): string[] {
  const [first, last] = [dayNumber(date), dayNumber(through)];
  if (first === undefined || last === undefined || last < first) return [];
  return Array.from({ length: last - first + 1 }, (_, index) => dateOfDay(first + index));
}

/** Why a day does not count: a holiday by its name, or a closure by its reason. */
export type DayOff = { holiday: string } | { closure: string };

/** Every day that does not count and would otherwise, by local date. */
export const daysOff = ({ holidays, closures }: BusinessCalendar): Map<string, DayOff> =>
  new Map<string, DayOff>([
    ...closures.flatMap(({ date, through = date, reason }) =>
      datesThrough(date, through).map((day): [string, DayOff] => [day, { closure: reason }]),
    ),
    ...holidays.map(({ date, name }): [string, DayOff] => [date, { holiday: name }]),
  ]);

/** The day of the week of a day number. */
export function weekdayOf(day: number): Weekday {
  // 1970-01-01 was a Thursday.
  return WEEKDAYS[(((day + 4) % 7) + 7) % 7]!;
}

interface Span {
  readonly opens: number;
  readonly closes: number;
}

function dayOrThrow(id: string, date: string): number {
  const day = dayNumber(date);
  if (day === undefined) throw new InvalidCalendarError(`Calendar ${id}: '${date}' is not a date (YYYY-MM-DD).`);
  return day;
}

function clockTime(id: string, text: string): number {
  const found = /^(\d\d):(\d\d)$/.exec(text);
  const time = found ? Number(found[1]) * HOUR + Number(found[2]) * MINUTE : Number.NaN;
  if (!(time <= DAY) || Number(found![2]) > 59)
    throw new InvalidCalendarError(`Calendar ${id}: '${text}' is not a time between 00:00 and 24:00.`);
  return time;
}

function spansOf(id: string, windows: readonly Window[]): Span[] {
  let last = 0;
  return windows.map(([opening, closing]) => {
    const opens = clockTime(id, opening);
    // 23:59 can only mean the end of the day: nobody closes for one minute (R83).
    const closes = closing === '23:59' ? DAY : clockTime(id, closing);
    if (closes <= opens || opens < last)
      throw new InvalidCalendarError(
        `Calendar ${id}: the window ${opening}–${closing} ends before it begins or overlaps the one before it.`,
      );
    last = closes;
    return { opens, closes };
  });
}

/**
 * Compiles a calendar for the local dates `from` through `through`.
 *
 * Without dates it reaches from 2010 (or `calendar.from`, if earlier) through 2035 (or four years past
 * `calendar.through`, if later), wide enough for a promise of 720 days (R90). Throws InvalidCalendarError when the
 * calendar is malformed or holds no working moment in that span (R86).
 */
export function compileCalendar(calendar: BusinessCalendar, from?: string, through?: string): CompiledCalendar {
  const { id } = calendar;
  let zone: TimeZone;
  try {
    zone = timeZoneOf(calendar.timeZone);
  } catch {
    throw new InvalidCalendarError(`Calendar ${id}: '${calendar.timeZone}' is not an IANA time zone.`);
  }
  const firstDay = from ? dayOrThrow(id, from) : Math.min(dayOrThrow(id, DEFAULT_FROM), dayOrThrow(id, calendar.from));
  const lastDay = through
    ? dayOrThrow(id, through)
    : Math.max(dayOrThrow(id, DEFAULT_THROUGH), dayOrThrow(id, calendar.through) + 4 * 366);

  const weekly = WEEKDAYS.map((weekday) => spansOf(id, calendar.weekly[weekday] ?? []));
  const exceptions = new Map<number, Span[]>();
  for (const { date, windows } of calendar.specialHours ?? [])
    exceptions.set(dayOrThrow(id, date), spansOf(id, windows));
  for (const { date } of calendar.holidays) exceptions.set(dayOrThrow(id, date), []);
  for (const { date, through = date } of calendar.closures) {
    const last = dayOrThrow(id, through);
    for (let day = dayOrThrow(id, date); day <= last; day++) exceptions.set(day, []);
  }
  const seasons = (calendar.seasons ?? []).map((season) => ({
    season,
    weekly: WEEKDAYS.map((weekday) => season.weekly[weekday] && spansOf(id, season.weekly[weekday])),
  }));
  const seasonal = (day: number, weekday: number): Span[] | undefined => {
    if (seasons.length === 0) return undefined;
    const date = dateOfDay(day);
    return seasons.find((one) => one.weekly[weekday] && coversDate(one.season, date))?.weekly[weekday];
  };

  const opens: number[] = [];
  const closes: number[] = [];
  const workingDays: number[] = [];
  const rank = new Int32Array(Math.max(lastDay - firstDay + 2, 1));
  let calmUntil = -Infinity;
  let offset = 0;
  for (let day = firstDay; day <= lastDay; day++) {
    rank[day - firstDay] = workingDays.length;
    const weekday = (((day + 4) % 7) + 7) % 7;
    const spans = exceptions.get(day) ?? seasonal(day, weekday) ?? weekly[weekday]!;
    if (spans.length === 0) continue;
    const midnight = day * DAY;
    if (midnight + 2 * DAY > calmUntil) {
      offset = offsetAt(zone, midnight - DAY);
      calmUntil = calmFrom(zone, midnight - DAY);
    }
    // Only a day near a change of the clock needs its edges looked up one by one.
    const calm = midnight + 2 * DAY <= calmUntil;
    let worked = false;
    for (const span of spans) {
      const opening = calm ? midnight + span.opens - offset : wallReachedAt(zone, midnight + span.opens);
      const closing = calm ? midnight + span.closes - offset : wallReachedAt(zone, midnight + span.closes);
      if (closing <= opening) continue;
      worked = true;
      if (closes.at(-1) === opening) closes[closes.length - 1] = closing;
      else {
        opens.push(opening);
        closes.push(closing);
      }
    }
    if (worked) workingDays.push(day);
  }
  rank[lastDay - firstDay + 1] = workingDays.length;
  if (opens.length === 0)
    throw new InvalidCalendarError(`Calendar ${id} has no working moment between its first and its last day.`);

  const begin = wallToInstant(zone, firstDay * DAY);
  const end = wallToInstant(zone, (lastDay + 1) * DAY);
  const sums = new Float64Array(opens.length + 1);
  for (let i = 0; i < opens.length; i++) sums[i + 1] = sums[i]! + closes[i]! - opens[i]!;
  const workStep = sums[opens.length]! / opens.length;

  const spanByDay = new Int32Array(Math.ceil((end - begin) / DAY) + 1);
  for (let bucket = 0, span = 0; bucket < spanByDay.length; bucket++) {
    while (span < closes.length && closes[span]! <= begin + bucket * DAY) span++;
    spanByDay[bucket] = span;
  }
  const spanByWork = new Int32Array(opens.length + 1);
  for (let bucket = 0, span = 0; bucket < spanByWork.length; bucket++) {
    while (span < opens.length - 1 && sums[span + 1]! < bucket * workStep) span++;
    spanByWork[bucket] = span;
  }

  return {
    calendar,
    zone,
    begin,
    end,
    opens: Float64Array.from(opens),
    closes: Float64Array.from(closes),
    sums,
    spanByDay,
    spanByWork,
    workStep,
    firstDay,
    rank,
    workingDays: Int32Array.from(workingDays),
  };
}

/** The instant until which the offset that holds at `instant` goes on, as far as the table knows. */
function calmFrom(zone: TimeZone, instant: number): number {
  // Before and after its table a zone is asked day by day.
  if (instant < zone.from || instant >= zone.through) return -Infinity;
  return zone.starts[offsetIndex(zone, instant) + 1] ?? zone.through;
}

function outOfRange(c: CompiledCalendar): CalendarRangeError {
  const date = (at: number) => new Date(instantToWall(c.zone, at)).toISOString().slice(0, 10);
  return new CalendarRangeError(
    `Calendar ${c.calendar.id} is compiled from ${date(c.begin)} through ${date(c.end - 1)}; compile it wider.`,
  );
}

/** The first span that closes after an instant; may be one past the last. */
function spanAt(c: CompiledCalendar, at: number): number {
  if (!(at >= c.begin && at < c.end)) throw outOfRange(c);
  const { closes } = c;
  let span = c.spanByDay[Math.floor((at - c.begin) / DAY)]!;
  while (span < closes.length && closes[span]! <= at) span++;
  return span;
}

/** The working time (ms) from the calendar's begin to an instant. */
function workedUntil(c: CompiledCalendar, at: number): number {
  const span = spanAt(c, at);
  if (span === c.opens.length) return c.sums[span]!;
  const opened = c.opens[span]!;
  return at > opened ? c.sums[span]! + at - opened : c.sums[span]!;
}

/**
 * The instant by which `ms` of working time have passed since `start`.
 *
 * An amount that is used up exactly at a closing ends at that closing; none at all gives the next opening (R89). A
 * negative amount goes back in time, to the latest instant from which that much working time leads to `start`.
 * Throws CalendarRangeError beyond the compiled span.
 */
export function addWorkingTime(c: CompiledCalendar, start: number, ms: number): number {
  if (ms === 0) return nextOpening(c, start);
  const { opens, sums, spanByWork, workStep } = c;
  const total = workedUntil(c, start) + ms;
  const all = sums[opens.length]!;
  if (!(total >= 0 && total <= all)) throw outOfRange(c);
  let span = spanByWork[Math.floor(total / workStep)] ?? opens.length - 1;
  while (sums[span + 1]! < total) span++;
  // The quotient is rounded, and may have led past the closing at which the amount is used up.
  while (span > 0 && sums[span]! >= total) span--;
  if (ms < 0) while (span + 1 < opens.length && sums[span + 1]! <= total) span++;
  return opens[span]! + total - sums[span]!;
}

/** The working time (ms) between two instants; negative when `to` lies before `from`. */
export function workingTimeBetween(c: CompiledCalendar, from: number, to: number): number {
  return workedUntil(c, to) - workedUntil(c, from);
}

/** The instant itself if the calendar is open then, otherwise its next opening (R71, R72). */
export function nextOpening(c: CompiledCalendar, at: number): number {
  const span = spanAt(c, at);
  if (span === c.opens.length) throw outOfRange(c);
  return Math.max(at, c.opens[span]!);
}

/** The instant itself if the calendar is open then or closes then, otherwise its last closing before it. */
export function previousClosing(c: CompiledCalendar, at: number): number {
  const span = spanAt(c, at);
  if (span < c.opens.length && at > c.opens[span]!) return at;
  if (span === 0) throw outOfRange(c);
  return c.closes[span - 1]!;
}

/** Whether the calendar is open at an instant: the opening counts, the closing does not (R71). */
export function isOpen(c: CompiledCalendar, at: number): boolean {
  const span = spanAt(c, at);
  return span < c.opens.length && at >= c.opens[span]!;
}

/** Whether a local day, in days since 1970-01-01, has any working moment. */
export function isWorkingDay(c: CompiledCalendar, day: number): boolean {
  const place = day - c.firstDay;
  return c.rank[place + 1]! > c.rank[place]!;
}

/**
 * The civic rule (R70–R75): roll to the next opening, then count `days` business days, and keep the clock time.
 *
 * On a day whose hours do not hold that clock time, the promise ends at that day's next opening, or at its last closing.
 * `days` is a whole number, not negative. Throws CalendarRangeError beyond the compiled span.
 */
export function addBusinessDays(c: CompiledCalendar, start: number, days: number): number {
  if (!Number.isInteger(days) || days < 0)
    throw new RangeError(`Business days are counted in whole days, not ${days}.`);
  const counted = nextOpening(c, start);
  if (days === 0) return counted;
  const wall = instantToWall(c.zone, counted);
  const day = Math.floor(wall / DAY);
  const target = c.workingDays[c.rank[day - c.firstDay]! + days];
  if (target === undefined) throw outOfRange(c);
  const due = wallToInstant(c.zone, target * DAY + wall - day * DAY);
  const span = spanAt(c, due);
  if (span < c.opens.length) {
    const opened = c.opens[span]!;
    if (due >= opened) return due;
    if (opened < wallReachedAt(c.zone, (target + 1) * DAY)) return opened;
  }
  return c.closes[span - 1]!;
}

/**
 * The same wall clock `days` calendar days later (R77, R78); a reading in the missing hour falls one hour later, a
 * repeated one on its first occurrence (R80). `days` is a whole number, not negative; none gives `start` itself.
 */
export function addCalendarDays(where: CompiledCalendar | string, start: number, days: number): number {
  if (!Number.isInteger(days) || days < 0)
    throw new RangeError(`Calendar days are counted in whole days, not ${days}.`);
  if (days === 0) return start;
  const zone = typeof where === 'string' ? timeZoneOf(where) : where.zone;
  return wallToInstant(zone, instantToWall(zone, start) + days * DAY);
}

/**
 * The instant of a local time `YYYY-MM-DDTHH:MM[:SS]` without zone (R12).
 *
 * The repeated hour gives its first occurrence, the missing hour one hour later. Throws RangeError for anything that is
 * not a date and time, and for an unknown zone.
 */
export function toInstant(local: string, timeZone: string): number {
  const found = /^(\d{4}-\d\d-\d\d)T(\d\d):(\d\d)(?::(\d\d))?$/.exec(local);
  const day = found && dayNumber(found[1]!);
  const [hour, minute, second] = [Number(found?.[2]), Number(found?.[3]), Number(found?.[4] ?? 0)];
  if (found === null || day === undefined || day === null || hour > 23 || minute > 59 || second > 59)
    throw new RangeError(`'${local}' is not a local time (YYYY-MM-DDTHH:MM[:SS]).`);
  return wallToInstant(timeZoneOf(timeZone), day * DAY + hour * HOUR + minute * MINUTE + second * 1000);
}

/** The wall clock of a zone at an instant, as `YYYY-MM-DDTHH:MM:SS`; a part of a second is cut off. */
export function toLocal(instant: number, timeZone: string): string {
  return new Date(instantToWall(timeZoneOf(timeZone), instant)).toISOString().slice(0, 19);
}
