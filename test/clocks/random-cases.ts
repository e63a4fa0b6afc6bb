import type { Agreement } from '../../functions/clocks/agreement.ts';
import {
  CalendarRangeError,
  InvalidCalendarError,
  compileCalendar,
  type BusinessCalendar,
  type CompiledCalendar,
  type Weekday,
  type Window,
} from '../../functions/clocks/business-calendar.ts';
import { pauseClock, resumeClock, startClock } from '../../functions/clocks/clock.ts';
import type { Target } from '../../functions/clocks/target.ts';
import { chance } from '../support/chance.ts';
import { EndOfTape, openTape, tapeOf, walkedDue, type OpenTape } from './minute-tape.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEKDAYS: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/**
 * Eight zones, each with fifteen months that hold what is odd about it: half an hour's change (Lord Howe), a change at midnight
 * (São Paulo), no change and three quarters of an hour (Kathmandu), a day that never was (Apia, 30 December 2011), four changes
 * in a year, at midnight (Cairo), half an hour from UTC (St John's, whose changes at 00:01 ended in 2011). `changes` are dates of their changes.
 */
export const zones: readonly { timeZone: string; first: string; changes: readonly string[] }[] = [
  { timeZone: 'America/New_York', first: '2015-01-01', changes: ['2015-03-08', '2015-11-01', '2016-03-13'] },
  { timeZone: 'Europe/London', first: '2015-01-01', changes: ['2015-03-29', '2015-10-25', '2016-03-27'] },
  { timeZone: 'America/Sao_Paulo', first: '2018-01-01', changes: ['2018-02-18', '2018-11-04', '2019-02-17'] },
  { timeZone: 'Australia/Lord_Howe', first: '2018-01-01', changes: ['2018-04-01', '2018-10-07'] },
  { timeZone: 'Asia/Kathmandu', first: '2018-01-01', changes: ['2018-04-14'] },
  { timeZone: 'America/St_Johns', first: '2018-01-01', changes: ['2018-03-11', '2018-11-04', '2019-03-10'] },
  { timeZone: 'Pacific/Apia', first: '2011-07-01', changes: ['2011-09-24', '2011-12-29', '2011-12-31', '2012-04-01'] },
  { timeZone: 'Africa/Cairo', first: '2014-01-01', changes: ['2014-05-16', '2014-06-26', '2014-08-01', '2014-09-25'] },
];
const SPAN_DAYS = 456;

/** A calendar compiled for our arithmetic, and laid over the minutes of its zone for the walk. */
export interface Ground {
  calendar: BusinessCalendar;
  compiled: CompiledCalendar;
  tape: OpenTape;
  changes: readonly string[];
}

/** One question: when is this due? */
export interface Case {
  start: number;
  target: Exclude<Target, { kind: 'none' }>;
  pauses: { from: number; to: number }[];
}

type Next = () => number;
const whole = (next: Next, min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
const pick = <T>(next: Next, list: readonly T[]): T => list[Math.floor(next() * list.length)]!;
const date = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);
const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** One to three windows, on quarters of an hour or on any minute, some from midnight or until it. */
const randomWindows = (next: Next): Window[] => {
  const step = next() < 0.8 ? 15 : 1;
  const edges = new Set<number>();
  const count = 2 * pick(next, [1, 1, 1, 2, 2, 3]);
  if (next() < 0.1) edges.add(0);
  if (next() < 0.1) edges.add(1440);
  while (edges.size < count) edges.add(whole(next, 0, 1440 / step) * step);
  const sorted = [...edges].sort((a, b) => a - b);
  return Array.from({ length: count / 2 }, (_, i) => [clock(sorted[2 * i]!), clock(sorted[2 * i + 1]!)]);
};

const randomCalendar = (next: Next): { calendar: BusinessCalendar; changes: readonly string[] } => {
  const { timeZone, first, changes } = pick(next, zones);
  const firstDay = Date.parse(first) / DAY;
  const aDay = () =>
    next() < 0.3
      ? Date.parse(pick(next, changes)) / DAY + whole(next, -1, 1)
      : firstDay + whole(next, 0, SPAN_DAYS - 1);
  const usual = next() < 0.1 ? ([['00:00', '24:00']] as Window[]) : randomWindows(next);
  const days = WEEKDAYS.filter(() => next() < 5 / 7);
  const calendar: BusinessCalendar = {
    id: 'random',
    version: 1,
    name: 'Any calendar',
    timeZone,
    weekly: Object.fromEntries(
      (days.length > 0 ? days : WEEKDAYS).map((day) => [day, next() < 0.8 ? usual : randomWindows(next)]),
    ),
    holidays: Array.from({ length: whole(next, 0, 12) }, () => ({ date: date(aDay()), name: 'a holiday' })),
    closures: Array.from({ length: whole(next, 0, 2) }, () => ({ date: date(aDay()), author: 'x', reason: 'storm' })),
    specialHours: Array.from({ length: whole(next, 0, 2) }, () => ({
      date: date(aDay()),
      windows: randomWindows(next),
      reason: 'other hours',
    })),
    from: first,
    through: date(firstDay + SPAN_DAYS - 1),
    source: 'generated',
  };
  return { calendar, changes };
};

/** A random calendar on both grounds; undefined when it has no working moment. */
export const groundOf = (seed: number): Ground | undefined => {
  const { calendar, changes } = randomCalendar(chance(seed));
  try {
    const compiled = compileCalendar(calendar, calendar.from, calendar.through);
    return { calendar, compiled, changes, tape: openTape(calendar, tapeAround(calendar)) };
  } catch (error) {
    if (error instanceof InvalidCalendarError) return undefined;
    throw error;
  }
};

const tapeAround = ({ timeZone, from, through }: BusinessCalendar) =>
  tapeOf(timeZone, Date.parse(from) - 2 * DAY, Date.parse(through) + 3 * DAY);

/** A moment: near a change of the clock, at an edge of the hours, or any; on the minute or not. */
const randomMoment = (next: Next, { compiled, changes }: Ground, first: number, last: number): number => {
  const kind = next();
  const { opens, closes } = compiled;
  if (kind < 0.3) {
    const near = Date.parse(pick(next, changes)) + whole(next, -1440, 2880) * MINUTE;
    if (near >= first && near <= last) return near + (next() < 0.5 ? 0 : whole(next, 0, 59_999));
  }
  if (kind < 0.4) {
    const edge = pick(next, next() < 0.5 ? [...opens.subarray(0, 400)] : [...closes.subarray(0, 400)]);
    if (edge >= first && edge <= last) return edge + pick(next, [0, 0, -1, 1, -MINUTE, MINUTE]);
  }
  const minute = first + whole(next, 0, Math.floor((last - first) / MINUTE)) * MINUTE;
  return minute + (next() < 0.5 ? 0 : whole(next, 0, 59_999));
};

const randomTarget = (next: Next): Case['target'] => {
  switch (pick(next, ['business-days', 'business-hours', 'calendar-days', 'hours'] as const)) {
    case 'business-days':
      return { kind: 'business-days', amount: next() < 0.7 ? whole(next, 0, 5) : whole(next, 6, 20) };
    case 'business-hours':
      return { kind: 'business-hours', amount: next() < 0.6 ? whole(next, 0, 60) : whole(next, 1, 3600) / 60 };
    case 'calendar-days':
      return { kind: 'calendar-days', amount: whole(next, 0, 45) };
    case 'hours':
      return { kind: 'hours', amount: next() < 0.6 ? whole(next, 0, 72) : whole(next, 1, 4000) / 60 };
  }
};

/** A question on a ground; half of them without a pause, the others with up to five, some one right after the other, of no length, or at the due moment. */
export const caseOf = (seed: number, ground: Ground): Case => {
  const next = chance(seed);
  const begin = Date.parse(ground.calendar.from) + 2 * DAY;
  const start = randomMoment(next, ground, begin, begin + 330 * DAY);
  const target = randomTarget(next);
  const pauses: Case['pauses'] = [];
  let at = start;
  if (next() < 0.03) {
    // At the due moment itself, one ms before it or one after.
    const due = answerOr(() => clockedDue({ start, target, pauses }, ground), CalendarRangeError);
    if (typeof due === 'number') at = Math.max(start, due + whole(next, -1, 1));
    pauses.push({ from: at, to: (at += whole(next, 1, 3 * 1440) * MINUTE) });
  }
  for (let left = next() < 0.5 ? 0 : whole(next, 1, 4); left > 0; left--) {
    const gap = () => (next() < 0.3 ? whole(next, 0, 2 * MINUTE) : whole(next, 0, 5 * 1440) * MINUTE);
    const from = at + gap();
    at = from + (next() < 0.05 ? 0 : gap());
    pauses.push({ from, to: at });
  }
  return { start, target, pauses };
};

/** An agreement that promises this and nothing else. */
export const agreementFor = (target: Target): Agreement => ({
  code: 'any',
  version: 1,
  effectiveFrom: '2010-01-01',
  calendar: 'random',
  source: 'house-default',
  note: '',
  targets: { acknowledge: { kind: 'none' }, resolve: target, accept: { kind: 'none' }, complete: { kind: 'none' } },
  atRiskShare: 0.75,
  escalations: [],
  pauseReasons: ['weather'],
  longestPause: { kind: 'none' },
  urgent: false,
});

/** The answer of the clocks themselves: started, paused and resumed as it happens. */
export const clockedDue = ({ start, target, pauses }: Case, { compiled }: Ground): number | undefined =>
  pauses.reduce(
    (running, { from, to }) => resumeClock(pauseClock(running, 'weather', from), compiled, to),
    startClock('resolve', agreementFor(target), compiled, start),
  ).dueAt;

/** What came of one question. `beyond` is one that leads past the end of the calendar, which both have to say. */
export type Finding =
  | { kind: 'same'; due: number }
  | { kind: 'beyond' }
  | { kind: 'different'; ours: number | string | undefined; walked: number | string };

const answerOr = <T>(act: () => T, beyond: new (...args: never[]) => Error): T | 'beyond' => {
  try {
    return act();
  } catch (error) {
    if (error instanceof beyond) return 'beyond';
    throw error;
  }
};

/** Asks both. */
export const findingOf = (question: Case, ground: Ground): Finding => {
  const { start, target, pauses } = question;
  const walked = answerOr(() => walkedDue(ground.tape, start, target, pauses), EndOfTape);
  const ours = answerOr(() => clockedDue(question, ground), CalendarRangeError);
  if (walked === 'beyond' || ours === 'beyond') {
    // The calendar ends a little before the tape does.
    const lies = walked === 'beyond' || walked > ground.compiled.end - 40 * DAY;
    return lies ? { kind: 'beyond' } : { kind: 'different', ours, walked };
  }
  return ours === walked ? { kind: 'same', due: walked } : { kind: 'different', ours, walked };
};

/** So many questions are asked of one calendar. */
export const CASES_PER_CALENDAR = 500;

/** The questions numbered `from` up to `to` under a seed, one after the other; a calendar without a working moment gives way to the next. */
export function* findings(
  seed: number,
  from: number,
  to: number,
): Generator<{ number: number; question: Case; ground: Ground; finding: Finding }> {
  let ground: Ground | undefined;
  let block = -1;
  for (let number = from; number < to; number++) {
    if (Math.floor(number / CASES_PER_CALENDAR) !== block) {
      block = Math.floor(number / CASES_PER_CALENDAR);
      ground = undefined;
      for (let attempt = 0; !ground; attempt++) ground = groundOf(Math.imul(seed + attempt * 7919, 0x9e3779b1) + block);
    }
    const question = caseOf(Math.imul(seed, 0x85ebca6b) + number, ground!);
    yield { number, question, ground: ground!, finding: findingOf(question, ground!) };
  }
}
