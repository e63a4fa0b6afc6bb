import { dayNumber, weekdayOf, type BusinessCalendar, type Window } from '../../functions/clocks/business-calendar.ts';
import type { Pause } from '../../functions/clocks/clock.ts';
import type { Target } from '../../functions/clocks/target.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const DAY_MINUTES = 1440;

/** Every minute of a span in a zone: its wall clock, in minutes since 1970 as if the wall clock were UTC. */
export interface Tape {
  timeZone: string;
  /** The first minute (epoch ms). */
  begin: number;
  walls: Int32Array;
}

/** The same minutes under a calendar: whether each is open, and the day whose hours decide it (days since 1970-01-01). */
export interface OpenTape extends Tape {
  open: Uint8Array;
  days: Int32Array;
}

const tapes = new Map<string, Tape>();

/** The wall clock of a zone for every minute, asked of Intl each quarter of an hour, and each minute where the clock changes. */
export function tapeOf(timeZone: string, begin: number, end: number): Tape {
  const key = `${timeZone} ${begin} ${end}`;
  const known = tapes.get(key);
  if (known) return known;
  const formatter = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  const wallAt = (minute: number) =>
    Date.parse(`${formatter.format(begin + minute * MINUTE).replace(' ', 'T')}Z`) / MINUTE;
  const walls = new Int32Array((end - begin) / MINUTE);
  let next = wallAt(0);
  for (let minute = 0; minute < walls.length; minute += 15) {
    const first = next;
    next = wallAt(minute + 15);
    for (let i = 0; i < 15; i++) walls[minute + i] = next - first === 15 ? first + i : wallAt(minute + i);
  }
  const tape = { timeZone, begin, walls };
  tapes.set(key, tape);
  return tape;
}

const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** Which minutes of a day are open, 23:59 as a closing being the end of the day (R83). */
const dayOf = (windows: readonly Window[]): Uint8Array => {
  const day = new Uint8Array(DAY_MINUTES);
  for (const [opens, closes] of windows)
    day.fill(1, minutesOf(opens), closes === '23:59' ? DAY_MINUTES : minutesOf(closes));
  return day;
};

/**
 * Lays a calendar over a tape, minute by minute: a window opens the first time the wall clock has reached the opening and
 * closes the first time it has reached the closing, so the furthest reading so far decides while an hour is repeated.
 */
export function openTape(calendar: BusinessCalendar, tape: Tape): OpenTape {
  const weekdays = new Map(
    (['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const).map((name) => [
      name,
      dayOf(calendar.weekly[name] ?? []),
    ]),
  );
  const dates = new Map(
    (calendar.specialHours ?? []).map(({ date, windows }) => [dayNumber(date)!, dayOf(windows)] as const),
  );
  for (const { date } of [...calendar.holidays, ...calendar.closures]) dates.set(dayNumber(date)!, dayOf([]));
  const { walls } = tape;
  const open = new Uint8Array(walls.length);
  const days = new Int32Array(walls.length);
  let furthest = walls[0]!;
  let today = Number.NaN;
  let hours = dayOf([]);
  for (let i = 0; i < walls.length; i++) {
    if (walls[i]! > furthest) furthest = walls[i]!;
    const day = Math.floor(furthest / DAY_MINUTES);
    if (day !== today) {
      today = day;
      hours = dates.get(day) ?? weekdays.get(weekdayOf(day))!;
      // A day of 1,440 minutes one after the other from midnight is copied as it is.
      const last = day * DAY_MINUTES + DAY_MINUTES - 1;
      if (walls[i] === day * DAY_MINUTES && walls[i + DAY_MINUTES - 1] === last) {
        open.set(hours, i);
        days.fill(day, i, i + DAY_MINUTES);
        i += DAY_MINUTES - 1;
        furthest = last;
        continue;
      }
    }
    open[i] = hours[furthest - day * DAY_MINUTES]!;
    days[i] = day;
  }
  return { ...tape, open, days };
}

/** Says that the walk came to the end of the tape. */
export class EndOfTape extends Error {
  override name = 'EndOfTape';
}

const minuteAt = (tape: Tape, at: number): number => {
  const minute = Math.floor((at - tape.begin) / MINUTE);
  if (minute < 0 || minute >= tape.walls.length) throw new EndOfTape();
  return minute;
};

type Span = Required<Pick<Pause, 'from' | 'to'>>;

/** The open time (ms) between two instants, added up minute by minute. */
export function walkedBetween(tape: OpenTape, from: number, to: number): number {
  let sum = 0;
  for (let i = minuteAt(tape, from); tape.begin + i * MINUTE < to; i++) {
    if (i >= tape.open.length) throw new EndOfTape();
    const start = tape.begin + i * MINUTE;
    if (tape.open[i]) sum += Math.min(start + MINUTE, to) - Math.max(start, from);
  }
  return sum;
}

/** The first open minute from a minute on. */
const nextOpen = ({ open }: OpenTape, minute: number): number => {
  const found = open.indexOf(1, minute);
  if (found < 0) throw new EndOfTape();
  return found;
};

/** The first open moment from an instant on. */
const walkedOpening = (tape: OpenTape, from: number): number =>
  Math.max(from, tape.begin + nextOpen(tape, minuteAt(tape, from)) * MINUTE);

/** When so many ms of open time have gone by outside the pauses; none at all is the next open moment (R89). */
const walked = (tape: OpenTape, from: number, ms: number, pauses: readonly Span[] = []): number => {
  if (ms === 0 && pauses.length === 0) return walkedOpening(tape, from);
  const { open } = tape;
  let left = ms;
  let pause = 0;
  for (let i = nextOpen(tape, minuteAt(tape, from)); ; i = open[i + 1] ? i + 1 : nextOpen(tape, i + 1)) {
    const end = tape.begin + (i + 1) * MINUTE;
    let at = Math.max(end - MINUTE, from);
    if (pause === pauses.length) {
      if (left <= end - at) return at + left;
      left -= end - at;
      continue;
    }
    // Within one minute there can be several pauses, and each may begin or end in it.
    while (at < end) {
      while (pause < pauses.length && pauses[pause]!.to <= at) pause++;
      const next = pauses[pause];
      if (next && next.from <= at) {
        at = Math.min(next.to, end);
        continue;
      }
      const until = Math.min(next?.from ?? end, end);
      if (left <= until - at) return at + left;
      left -= until - at;
      at = until;
    }
  }
};

/** The instant of a wall clock reading: its first occurrence, or as much later as the reading was skipped (R80). */
const walkedReading = (tape: Tape, day: number, time: number): number => {
  const wanted = day * DAY_MINUTES + Math.floor(time / MINUTE);
  const rest = time % MINUTE;
  // No zone is more than 15 hours from UTC, and Samoa went from 11 behind to 13 before.
  for (let i = minuteAt(tape, wanted * MINUTE - 15 * 60 * MINUTE - DAY); i < tape.walls.length; i++) {
    if (tape.walls[i] === wanted) return tape.begin + i * MINUTE + rest;
    if (tape.walls[i]! > wanted) return tape.begin + (i - 1 + wanted - tape.walls[i - 1]!) * MINUTE + rest;
  }
  throw new EndOfTape();
};

const wallOf = (tape: Tape, at: number): { day: number; time: number } => {
  const wall = tape.walls[minuteAt(tape, at)]! * MINUTE + (((at % MINUTE) + MINUTE) % MINUTE);
  const day = Math.floor(wall / DAY);
  return { day, time: wall - day * DAY };
};

/** The civic rule, walked: on to the next opening, then from working day to working day, then to the same clock time (R70–R75). */
const walkedDays = (tape: OpenTape, from: number, days: number): number => {
  const counted = walkedOpening(tape, from);
  if (days === 0) return counted;
  const { time } = wallOf(tape, counted);
  let i = minuteAt(tape, counted);
  let day = tape.days[i]!;
  for (let left = days; left > 0; left--) {
    while (tape.days[i] === day) i++;
    i = nextOpen(tape, i);
    day = tape.days[i]!;
  }
  const due = walkedReading(tape, day, time);
  const at = minuteAt(tape, due);
  if (tape.open[at]) return due;
  for (let later = at; later < tape.open.length && tape.days[later]! <= day; later++)
    if (tape.open[later]) return tape.begin + later * MINUTE;
  let last = at - 1;
  while (!tape.open[last]) last--;
  return tape.begin + (last + 1) * MINUTE;
};

const dueWithoutPauses = (tape: OpenTape, start: number, target: Exclude<Target, { kind: 'none' }>): number => {
  const { amount } = target;
  if (target.kind === 'business-days') return walkedDays(tape, start, amount);
  if (target.kind === 'hours') return start + Math.round(amount * 60) * MINUTE;
  if (target.kind === 'business-hours') return walked(tape, start, Math.round(amount * 60) * MINUTE);
  if (amount === 0) return start;
  const { day, time } = wallOf(tape, start);
  return walkedReading(tape, day + amount, time);
};

/**
 * When a promise is due, found by walking over minutes: plain and slow, to check the arithmetic with. Pauses are in order,
 * do not overlap and begin at or after the start; amounts of hours are whole minutes.
 *
 * Open time is walked in one go, leaving the pauses out. Business days are walked first and moved then by the open time of each
 * pause, because the civic rule counts days and not hours; elapsed promises are moved by all of it. A pause that begins after the due
 * moment moves nothing (R103); one that begins at that very moment still does.
 */
export function walkedDue(
  tape: OpenTape,
  start: number,
  target: Exclude<Target, { kind: 'none' }>,
  pauses: readonly Span[],
): number {
  let due = dueWithoutPauses(tape, start, target);
  const elapsed = target.kind === 'hours' || target.kind === 'calendar-days';
  if (target.kind === 'business-hours' && target.amount > 0 && !pauses.some(({ from }) => from === due)) {
    due = walked(tape, start, Math.round(target.amount * 60) * MINUTE, pauses);
    // A pause at the very end of what has been walked is the one case that a single walk cannot tell.
    if (!pauses.some(({ from }) => from === due)) return due;
    due = dueWithoutPauses(tape, start, target);
  }
  for (const { from, to } of pauses) {
    if (from > due) continue;
    const paused = elapsed ? to - from : walkedBetween(tape, from, to);
    if (paused > 0) due = elapsed ? due + paused : walked(tape, due, paused);
  }
  return due;
}
