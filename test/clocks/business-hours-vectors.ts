import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
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
