import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketOf } from '../../functions/measures/durations.ts';
import { type Figures, noFigures } from '../../functions/measures/figures.ts';
import { kpisOf } from '../../functions/measures/kpi.ts';
import { backlogAt, reportOf } from '../../functions/measures/report.ts';
import type { RollUp } from '../../functions/measures/roll-up.ts';
import {
  isMonth,
  isWithin,
  monthBefore,
  monthOf,
  plusDays,
  weekAgainstYear,
  yearToDate,
} from '../../functions/measures/window.ts';
import { sayFigure } from '../../functions/measures/say-figure.ts';
import { HOUR } from '../support/builders.ts';

const figuresOf = (counts: Figures['counts'], more: Partial<Figures> = {}): Figures => ({
  ...noFigures(),
  counts,
  ...more,
});
const aRollUp = (day: string, counts: RollUp['counts'], more: Partial<RollUp> = {}): RollUp => ({
  day,
  partner: 'dpw-highway',
  type: 'pothole',
  channel: 'web',
  ward: '-',
  ...noFigures(),
  counts,
  ...more,
});
const kpi = (figures: Figures, beginning: string, backlog = { open: 0, overdue: 0 }) => {
  const found = kpisOf(figures, backlog).find(({ name }) => name.startsWith(beginning));
  if (!found) throw new Error(`No figure begins with ${beginning}.`);
  return found;
};

describe('the figures that managers go by', () => {
  it('R171 R89 tell on time in three ways, each with its formula', () => {
    const figures = figuresOf({ met: 60, missed: 20, noTarget: 20 });
    const backlog = { open: 50, overdue: 20 };
    const told = (beginning: string) => {
      const { value, n } = kpi(figures, beginning, backlog);
      return [value, n];
    };
    expect(told('on time, closed with a target:')).toEqual([60 / 80, 80]);
    expect(told('on time, as the feed flags it:')).toEqual([80 / 100, 100]);
    expect(told('on time, strict:')).toEqual([60 / 100, 100]);
    const stormy = figuresOf({ met: 60, missed: 20, metInStorm: 10, missedInStorm: 15 });
    expect(kpi(stormy, 'on time, closed with a target, without storms').value).toBe(50 / 55);
  });

  it('R179 have no data where there is nothing that they could be of, and never 0 or 100 %', () => {
    for (const { name, unit, value } of kpisOf(noFigures(), { open: 0, overdue: 0 }))
      expect([name, value]).toEqual([name, unit === 'count' ? 0 : undefined]);
    expect(sayFigure({ unit: 'share', value: undefined })).toBe('no data');
    expect(sayFigure({ unit: 'share', value: 0 })).toBe('0.0 %');
  });

  it('R157 tell no average of fewer than five answers', () => {
    expect(kpi(figuresOf({ rated: 4, overall: 20 }), 'survey: overall')).toMatchObject({ value: undefined, n: 4 });
    expect(
      kpi(figuresOf({ asked: 8, askedAndRated: 2, rated: 5 }), 'response rate: asked and answered ÷ asked'),
    ).toMatchObject({
      value: 0.25,
      n: 8,
    });
    expect(kpi(figuresOf({ rated: 5, overall: 21 }), 'survey: overall')).toMatchObject({ value: 4.2, n: 5 });
  });

  it('puts what has a goal together as actual ÷ goal, and leaves out what has no data', () => {
    const name = 'composite: mean of actual ÷ goal, of on time ÷ 90 %, stayed closed ÷ 95 % and rating ÷ 4.28';
    expect(kpi(figuresOf({ met: 9, missed: 1, reopened: 1 }), name)?.value).toBeCloseTo((1 + 0.9 / 0.95) / 2, 10);
    const rated = { met: 9, missed: 1, reopened: 1, rated: 5, overall: 21.4 };
    expect(kpi(figuresOf(rated), name)?.value).toBeCloseTo((1 + 0.9 / 0.95 + 1) / 3, 10);
    expect(kpi(figuresOf({}), name)).toMatchObject({ value: undefined, n: 0 });
    // Questions that were answered are opened again too: both lines divide by the same.
    const asked = figuresOf({ met: 9, missed: 1, inquiriesAnswered: 90, reopened: 10 });
    expect(kpi(asked, name)?.value).toBeCloseTo((1 + 0.9 / 0.95) / 2, 10);
  });

  it('R175 tell the paused time beside, whole and by reason', () => {
    const figures = figuresOf(
      { met: 1, openMs: 10 * HOUR, pausedMs: 4 * HOUR },
      { paused: { weather: HOUR, parts: 3 * HOUR } },
    );
    expect(kpi(figures, 'paused share').value).toBe(0.4);
    expect(kpi(figures, 'paused for weather').value).toBe(0.1);
  });

  it('tell median and P90 of times, of a partner’s answer as of the resolution', () => {
    const durations = Object.fromEntries([1, 2, 3, 4, 100].map((hours) => [bucketOf(hours * HOUR), 1]));
    const figures = figuresOf({}, { times: { toResolve: durations } });
    const near = (value: number | undefined, hours: number) =>
      expect(Math.abs((value ?? 0) / (hours * HOUR) - 1)).toBeLessThanOrEqual(0.01);
    near(kpi(figures, 'time to resolve, median').value, 3);
    near(kpi(figures, 'time to resolve, P90').value, 100);
    expect(kpi(figures, 'time to a partner’s answer, median').value).toBeUndefined();
  });

  it('never leave 0 to 1 where they are shares of what was counted once', () => {
    const counts = fc.record({
      met: fc.nat(50),
      missed: fc.nat(50),
      noTarget: fc.nat(50),
      found: fc.nat(50),
      accepted: fc.nat(50),
    });
    fc.assert(
      fc.property(counts, fc.nat(50), (all, overdue) => {
        const shares = kpisOf(figuresOf(all), { open: overdue, overdue }).filter(({ unit }) => unit === 'share');
        for (const { value } of shares) if (value !== undefined) expect(value >= 0 && value <= 1).toBe(true);
        const [closed, feed, strict] = ['closed with a target:', 'as the feed', 'strict'].map(
          (name) => kpi(figuresOf(all), `on time, ${name}`, { open: overdue, overdue }).value,
        );
        if (closed !== undefined) {
          expect(feed).toBeGreaterThanOrEqual(closed);
          expect(strict).toBeLessThanOrEqual(closed);
        }
      }),
    );
  });
});

describe('windows', () => {
  it('R170 are half-open: each day is in one month, and in one only', () => {
    expect(monthOf('2026-02')).toEqual({ from: '2026-02-01', to: '2026-03-01' });
    expect(monthOf('2026-12')).toEqual({ from: '2026-12-01', to: '2027-01-01' });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000 }), (days) => {
        const day = plusDays('2020-01-01', days);
        const months = [monthBefore(day.slice(0, 7)), day.slice(0, 7), monthOf(day.slice(0, 7)).to.slice(0, 7)];
        expect(months.map((month) => isWithin(day, monthOf(month)))).toEqual([false, true, false]);
      }),
    );
    expect(['2026-6', '2026-13', '2026-06-01', 'June'].map(isMonth)).toEqual([false, false, false, false]);
  });

  it('R176 of a year to date are of the same days of the year before, leap years too', () => {
    expect(yearToDate(monthOf('2026-10'))).toEqual({
      present: { from: '2026-01-01', to: '2026-11-01' },
      before: { from: '2025-01-01', to: '2025-11-01' },
    });
    expect(yearToDate(monthOf('2026-12')).before).toEqual({ from: '2025-01-01', to: '2026-01-01' });
    expect(yearToDate({ from: '2028-02-01', to: '2028-02-29' }).before.to).toBe('2027-03-01');
    expect(yearToDate({ from: '2028-02-01', to: '2028-03-01' }).before.to).toBe('2027-03-01');
  });

  it('R177 of a week are seven days, against the 52 weeks before them', () => {
    expect(weekAgainstYear('2026-06-08')).toEqual({
      week: { from: '2026-06-01', to: '2026-06-08' },
      before: { from: '2025-06-02', to: '2026-06-01' },
    });
  });
});

describe('a report', () => {
  const may = [
    aRollUp('2026-05-04', { accepted: 4, received: 4, open: 4 }),
    aRollUp('2026-05-29', { accepted: 2, received: 2, open: 2, overdue: 1 }, { channel: 'phone' }),
    aRollUp('2026-06-01', { met: 1, open: -1 }),
    aRollUp('2026-06-30', { missed: 1, open: -1, overdue: -1 }, { partner: 'dcr' }),
  ];

  it('R173 tells what was open on a day from what came and went until then, not from what is open now', () => {
    expect(backlogAt(may, '2026-05-04')).toEqual({ open: 0, overdue: 0 });
    expect(backlogAt(may, '2026-06-01')).toEqual({ open: 6, overdue: 1 });
    expect(backlogAt(may, '2026-06-02')).toEqual({ open: 5, overdue: 1 });
    expect(backlogAt(may, '2026-07-01')).toEqual({ open: 4, overdue: 0 });
    expect(reportOf(may, monthOf('2026-05'), '2026-05-04').backlogs).toEqual([
      ['dpw-highway', { open: 6, overdue: 1 }],
    ]);
  });

  it('R170 counts the first day of its window, and not the first day after it', () => {
    expect(reportOf(may, monthOf('2026-05'), '2026-05-04').figures.counts).toMatchObject({ accepted: 6 });
    expect(reportOf(may, monthOf('2026-06'), '2026-05-04').figures.counts).toEqual({
      met: 1,
      missed: 1,
      open: -2,
      overdue: -1,
    });
  });

  it('R177 tells a week of a type against the average of the weeks that there are', () => {
    const { trends, weeksBefore } = reportOf(may, monthOf('2026-05'), '2026-05-04');
    expect(weeksBefore).toBe(3);
    expect(trends).toEqual([{ type: 'pothole', week: 2, average: 4 / 3 }]);
    const young = reportOf(may.slice(1), monthOf('2026-05'), '2026-05-29');
    expect(young.trends).toEqual([{ type: 'pothole', week: 2, average: undefined }]);
  });

  it('R176 R179 tells the year to date against the same days of the year before, if they were counted', () => {
    const last = [
      aRollUp('2025-01-02', { met: 5 }),
      aRollUp('2025-06-30', { met: 7 }),
      aRollUp('2025-07-01', { met: 11 }),
    ];
    const years = (first: string) =>
      reportOf([...last, ...may], monthOf('2026-06'), first).yearToDate.find(({ name }) => name === 'met');
    expect(years('2025-01-02')).toEqual({ name: 'met', present: 1, before: 12 });
    expect(years('2025-03-01')).toEqual({ name: 'met', present: 1, before: undefined });
  });

  it('tells the mix of channels, the busiest first', () => {
    expect(reportOf(may, monthOf('2026-05'), '2026-05-04').channels).toEqual([
      ['web', 4],
      ['phone', 2],
    ]);
  });
});
