import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Engine } from './engine.ts';
import { dayNumber, weekdayOf, type BusinessCalendar, type Window } from '../../functions/clocks/business-calendar.ts';

interface VectorCalendar {
  timeZone: string;
  weekly: BusinessCalendar['weekly'];
  holidays: string[];
  holidaysEveryYear?: string[];
  dateOverrides?: Record<string, Window[]>;
  breaks?: Record<string, Window[]>;
}

/** One case from another project's test suite; instants as ISO text, amounts in seconds of open time. */
export interface Vector {
  id: string;
  op: 'add' | 'subtract' | 'diff' | 'diff_abs' | 'add_business_days' | 'is_open' | 'next_open' | 'prev_open';
  calendar: number;
  start: string;
  end?: string;
  durationSeconds?: number;
  businessDays?: number;
  pauses?: [string, string][];
  expected?: boolean;
  expectedEnd?: string;
  expectedSeconds?: number;
  expectedDate?: string;
  note?: string;
  source: { repo: string; path: string; commit: string; test: string };
}

const data = JSON.parse(
  gunzipSync(readFileSync(new URL('business-hours-vectors.json.gz', import.meta.url))).toString(),
) as { calendars: VectorCalendar[]; vectors: Vector[] };

/**
 * 317 cases of business-time arithmetic from the test suites of ts-business-time, moment-business-time,
 * dayjs-business-time, working_hours, business_time, biz, otobo, zammad, businesstime, businesstimedelta and
 * rickar/cal; each names its repository, path, commit and test.
 */
export const vectors: readonly Vector[] = data.vectors;

const FIRST_YEAR = 1991;
const LAST_YEAR = 2026;

function without(windows: Window[], breaks: Window[]): Window[] {
  return breaks.reduce<Window[]>(
    (left, [from, to]) =>
      left.flatMap(([opens, closes]): Window[] =>
        to <= opens || from >= closes
          ? [[opens, closes]]
          : [[opens, from] as Window, [to, closes] as Window].filter(([start, end]) => start < end),
      ),
    windows,
  );
}

/** The calendars that the vectors use, yearly holidays written out and breaks cut out of the hours. */
export const vectorCalendars: readonly BusinessCalendar[] = data.calendars.map((calendar, index) => {
  const years = Array.from({ length: LAST_YEAR - FIRST_YEAR + 1 }, (_, i) => FIRST_YEAR + i);
  const yearly = (calendar.holidaysEveryYear ?? []).flatMap((monthDay) => years.map((year) => `${year}-${monthDay}`));
  const special = new Map(Object.entries(calendar.dateOverrides ?? {}));
  for (const [date, breaks] of Object.entries(calendar.breaks ?? {})) {
    const usual = special.get(date) ?? calendar.weekly[weekdayOf(dayNumber(date)!)] ?? [];
    special.set(date, without(usual, breaks));
  }
  return {
    id: `vectors-${index}`,
    version: 1,
    name: `Calendar ${index} of the vectors`,
    timeZone: calendar.timeZone,
    weekly: calendar.weekly,
    holidays: [...calendar.holidays, ...yearly]
      .filter((date) => dayNumber(date) !== undefined)
      .map((date) => ({ date, name: 'holiday' })),
    closures: [],
    specialHours: [...special].map(([date, windows]) => ({ date, windows, reason: 'other hours' })),
    from: `${FIRST_YEAR}-01-01`,
    through: `${LAST_YEAR}-12-31`,
    source: 'test suites of other projects',
  };
});

const backwards = 'a promise never counts business days backwards, so a negative amount is refused (R89)';

/** Where our answer differs from the other project's on purpose: our answer, and the rule it follows. */
export const differences: Readonly<Record<string, { answer: unknown; why: string }>> = {
  'bh-0033': { answer: -205_199, why: 'a difference backwards is negative; otobo gives 0' },
  'bh-0491': { answer: -142_200, why: 'a difference backwards is negative; biz gives 0' },
  'bh-0658': { answer: '2020-04-06T09:00:00.000Z', why: 'a zero amount is due at the next working moment (R89)' },
  'bh-0670': {
    answer: '2016-07-06',
    why: 'received on a holiday, the count starts at the next opening, and one business day later is the day after (R70)',
  },
  ...Object.fromEntries(
    ['bh-0081', 'bh-0109', 'bh-0111', 'bh-0630', 'bh-0632', 'bh-0644', 'bh-0666', 'bh-0668'].map((id) => [
      id,
      { answer: 'refused', why: backwards },
    ]),
  ),
};

const instant = (text: string) => Date.parse(text);
const iso = (at: number) => new Date(at).toISOString();

/** What an engine answers to a vector: instants as ISO text, amounts in seconds, 'refused' for a RangeError; undefined if it offers no such thing. */
export function answerOf(vector: Vector, engine: Engine): unknown {
  const start = instant(vector.start);
  const between = (from: string, to: string) => engine.between!(instant(from), instant(to));
  const paused = () => (vector.pauses ?? []).reduce((sum, [from, to]) => sum + between(from, to), 0);
  const seconds = () => (between(vector.start, vector.end!) - paused()) / 1000;
  switch (vector.op) {
    case 'add':
      if (!engine.add || (vector.pauses && !engine.between)) return undefined;
      return iso(engine.add(start, vector.durationSeconds! * 1000 + paused()));
    case 'subtract':
      return engine.add && iso(engine.add(start, -vector.durationSeconds! * 1000));
    case 'diff':
      return engine.between && seconds();
    case 'diff_abs':
      return engine.between && Math.abs(seconds());
    case 'is_open':
      return engine.isOpen?.(start);
    case 'next_open':
      return engine.nextOpening && iso(engine.nextOpening(start));
    case 'prev_open':
      return engine.previousClosing && iso(engine.previousClosing(start));
    case 'add_business_days':
      return engine.dateAfter && refusalOr(() => engine.dateAfter!(start, vector.businessDays!));
  }
}

function refusalOr(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    if (error instanceof RangeError) return 'refused';
    throw error;
  }
}

/** The answer of the project that a vector comes from, in the form of `answerOf`. */
export const expectedOf = (vector: Vector): unknown =>
  vector.expected ??
  vector.expectedSeconds ??
  vector.expectedDate ??
  (vector.expectedEnd && iso(instant(vector.expectedEnd)));
