import { describe, expect, it } from 'vitest';
import {
  addBusinessDays,
  addWorkingTime,
  compileCalendar,
  isOpen,
  nextOpening,
  previousClosing,
  toLocal,
  workingTimeBetween,
  type CompiledCalendar,
} from '../../functions/clocks/business-calendar.ts';
import { vectorCalendars, vectors, type Vector } from './business-hours-vectors.ts';

const backwards = 'a promise never counts business days backwards, so a negative amount is refused (R89)';

/** Where our answer differs from the other project's on purpose: our answer, and the rule it follows. */
const differences: Record<string, { answer: unknown; why: string }> = {
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

/** Paused working time inside a span, for the three vectors that have pauses. */
const paused = (calendar: CompiledCalendar, { pauses = [] }: Vector) =>
  pauses.reduce((sum, [from, to]) => sum + workingTimeBetween(calendar, instant(from), instant(to)), 0);

function answer(vector: Vector, calendar: CompiledCalendar): unknown {
  const start = instant(vector.start);
  const seconds = () => (workingTimeBetween(calendar, start, instant(vector.end!)) - paused(calendar, vector)) / 1000;
  switch (vector.op) {
    case 'add':
      return iso(addWorkingTime(calendar, start, vector.durationSeconds! * 1000 + paused(calendar, vector)));
    case 'subtract':
      return iso(addWorkingTime(calendar, start, -vector.durationSeconds! * 1000));
    case 'diff':
      return seconds();
    case 'diff_abs':
      return Math.abs(seconds());
    case 'is_open':
      return isOpen(calendar, start);
    case 'next_open':
      return iso(nextOpening(calendar, start));
    case 'prev_open':
      return iso(previousClosing(calendar, start));
    case 'add_business_days':
      return vector.businessDays! < 0
        ? refusal(() => addBusinessDays(calendar, start, vector.businessDays!))
        : toLocal(addBusinessDays(calendar, start, vector.businessDays!), calendar.zone.id).slice(0, 10);
  }
}

function refusal(act: () => unknown): string {
  expect(act).toThrow(RangeError);
  return 'refused';
}

const theirs = (vector: Vector): unknown =>
  vector.expected ??
  vector.expectedSeconds ??
  vector.expectedDate ??
  (vector.expectedEnd && iso(instant(vector.expectedEnd)));

describe('the vectors of eleven other projects', () => {
  const calendars = vectorCalendars.map((calendar) => compileCalendar(calendar));

  it('are 317, and every difference is one that is explained', () => {
    expect(vectors).toHaveLength(317);
    const ids = new Set(vectors.map(({ id }) => id));
    expect(Object.keys(differences).filter((id) => !ids.has(id))).toEqual([]);
  });

  it.each(vectors.map((vector) => [`${vector.id} ${vector.op}: ${vector.source.repo}, ${vector.source.test}`, vector]))(
    'answers %s',
    (_title, vector) => {
      const difference = differences[vector.id];
      const ours = answer(vector, calendars[vector.calendar]!);
      expect(ours).toEqual(difference ? difference.answer : theirs(vector));
      if (difference) expect(ours).not.toEqual(theirs(vector));
    },
  );
});
