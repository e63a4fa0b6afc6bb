import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differenceOfCounts } from '../../functions/improvements/counts.ts';
import { effectOf } from '../../functions/improvements/effect.ts';
import { sayEffect } from '../../functions/improvements/improvement-words.ts';
import type { Measure } from '../../functions/improvements/measure.ts';
import { daysOfWindows, earliestReview, weeksIn, windowsOf } from '../../functions/improvements/windows.ts';
import { type Figures, noFigures } from '../../functions/measures/figures.ts';
import type { RollUp } from '../../functions/measures/roll-up.ts';
import { isWithin, plusDays } from '../../functions/measures/window.ts';
import { chance } from '../support/chance.ts';

const CHANGED = '2026-06-01';
const LONG_AGO = '2024-01-01';

describe('the windows around a change', () => {
  const changed = fc.integer({ min: 0, max: 700 }).map((days) => plusDays('2025-01-01', days));
  const reach = fc.integer({ min: 0, max: 400 });

  it('are equally long, hold the same weekdays, end before and begin after its day, and never pass the review', () => {
    fc.assert(
      fc.property(changed, reach, reach, (day, until, since) => {
        const review = plusDays(day, until);
        const windows = windowsOf(day, review, plusDays(day, -since));
        if (!windows) {
          expect(Math.min(until - 1, since)).toBeLessThan(7);
          return;
        }
        const { weeks, before, after } = windows;
        expect(weeksIn(before)).toHaveLength(weeks);
        expect(weeksIn(after)).toHaveLength(weeks);
        expect(before.to).toBe(day);
        expect(after.from).toBe(plusDays(day, 1));
        expect(after.to <= review).toBe(true);
        expect(before.from >= plusDays(day, -since)).toBe(true);
        expect(new Set(daysOfWindows(windows)).has(day)).toBe(false);
        expect(weeks).toBeLessThanOrEqual(26);
      }),
      { seed: 311 },
    );
  });

  it('have a year before them only where the record reaches so far back', () => {
    expect(windowsOf(CHANGED, '2026-06-30', LONG_AGO)?.lastYear?.before).toEqual({
      from: '2025-05-05',
      to: '2025-06-02',
    });
    expect(windowsOf(CHANGED, '2026-06-30', '2025-05-06')?.lastYear).toBeUndefined();
    expect(windowsOf(CHANGED, '2026-06-30', '2026-05-30')).toBeUndefined();
  });

  it('leave two whole weeks to the earliest review', () => {
    expect(windowsOf(CHANGED, earliestReview(CHANGED), LONG_AGO)?.weeks).toBe(2);
  });
});

const windows = windowsOf(CHANGED, '2026-06-30', LONG_AGO)!;
const aRollUp = (day: string, counts: Figures['counts'], more: Partial<RollUp> = {}): RollUp => ({
  day,
  partner: 'dpw-highway',
  type: 'pothole',
  channel: 'web',
  ward: '-',
  ...noFigures(),
  counts,
  ...more,
});
/** The same counts on the first day of each week, before the change and after it. */
const weekly = (before: Figures['counts'], after: Figures['counts'], more: Partial<RollUp> = {}): RollUp[] => [
  ...weeksIn(windows.before).map(({ from }) => aRollUp(from, before, more)),
  ...weeksIn(windows.after).map(({ from }) => aRollUp(from, after, more)),
];
const late: Measure = { figure: 'late', type: 'pothole', wanted: 'less' };
const verdict = (measure: Measure, rollUps: RollUp[]) => effectOf(measure, windows, rollUps).verdict;

describe('the effect of a change', () => {
  it('is a share before and after with its cases and Newcombe’s interval of the difference', () => {
    const effect = effectOf(late, windows, weekly({ missed: 14, met: 14 }, { missed: 7, met: 21 }));
    expect(effect).toMatchObject({ weeks: 4, before: { value: 0.5, n: 112 }, after: { value: 0.25, n: 112 } });
    // Newcombe's tenth method by hand: Wilson gives 0.409 to 0.591 and 0.179 to 0.338.
    expect(effect.interval?.[0]).toBeCloseTo(-0.3655, 3);
    expect(effect.interval?.[1]).toBeCloseTo(-0.1236, 3);
    expect(effect.verdict).toBe('better');
    expect(sayEffect(effect)).toBe(
      'Better: 50.0 %, n = 112 before, 25.0 %, n = 112 after; 4 weeks each; difference −36.5 to −12.4 points (95 %: Newcombe)',
    );
  });

  it('is worse the other way round, and no difference that could be told where it may be chance', () => {
    expect(verdict(late, weekly({ missed: 7, met: 21 }, { missed: 14, met: 14 }))).toBe('worse');
    expect(verdict(late, weekly({ missed: 7, met: 21 }, { missed: 6, met: 22 }))).toBe('no-difference');
    expect(verdict({ ...late, wanted: 'more' }, weekly({ missed: 7, met: 21 }, { missed: 14, met: 14 }))).toBe(
      'better',
    );
  });

  it('R179 is no data where there is nothing on one side, and where there are no windows', () => {
    const nothing = effectOf(late, windows, weekly({ missed: 7, met: 21 }, {}));
    expect(nothing).toMatchObject({ verdict: 'no-data', after: { n: 0 } });
    expect(nothing.after.value).toBeUndefined();
    expect(effectOf(late, undefined, [])).toMatchObject({ verdict: 'no-data', weeks: 0 });
  });

  it('counts its own type or partner only, and tells beside it what became of all others', () => {
    const others = weekly({ missed: 28 }, { met: 28 }, { type: 'graffiti-removal', partner: 'dpw-buildings' });
    const own = weekly({ missed: 14, met: 14 }, { missed: 14, met: 14 });
    expect(effectOf(late, windows, [...own, ...others])).toMatchObject({
      verdict: 'no-difference',
      elsewhere: { before: { value: 1 }, after: { value: 0 } },
    });
    const doneLate: Measure = { figure: 'done-late', partner: 'dpw-highway', wanted: 'less' };
    expect(verdict(doneLate, weekly({ completeMissed: 20, completeKept: 8 }, { completeKept: 28 }))).toBe('better');
    expect(effectOf({ figure: 'late', wanted: 'less' }, windows, own).elsewhere).toBeUndefined();
  });

  it('tells the same windows a year earlier, so that a season shows', () => {
    const { before, after } = windows.lastYear!;
    const lastYear = [aRollUp(before.from, { missed: 30, met: 10 }), aRollUp(after.from, { missed: 10, met: 30 })];
    const effect = effectOf(late, windows, [...weekly({ missed: 14, met: 14 }, { missed: 7, met: 21 }), ...lastYear]);
    expect(effect.lastYear).toEqual({ before: { value: 0.75, n: 40 }, after: { value: 0.25, n: 40 } });
  });

  it('R157 compares ratings by their ranks, and tells none of fewer than five answers', () => {
    const rating: Measure = { figure: 'rating', type: 'pothole', wanted: 'more' };
    const effect = effectOf(rating, windows, weekly({ overall1: 4, overall3: 2 }, { overall4: 3, overall5: 3 }));
    expect(effect).toMatchObject({ verdict: 'better', after: { value: 4.5, n: 24 } });
    expect(verdict(rating, weekly({ overall1: 1 }, { overall5: 8 }))).toBe('no-data');
  });

  it('counts requests a week, at one place where it is of a place', () => {
    const volume: Measure = { figure: 'volume', type: 'pothole', wanted: 'less' };
    const counted = [30, 34, 28, 32].flatMap((count, week) => [
      aRollUp(plusDays(windows.before.from, week * 7), { accepted: count }),
      aRollUp(plusDays(windows.after.from, week * 7), { accepted: count - 15 }),
    ]);
    expect(effectOf(volume, windows, counted)).toMatchObject({
      before: { value: 31, n: 124 },
      after: { value: 16, n: 64 },
      verdict: 'better',
    });
    const at = (place: string) => ({ places: { [place]: 5 } });
    const placed = [
      ...weekly({ accepted: 5 }, {}, at('a')).slice(0, 4),
      ...weekly({ accepted: 5 }, {}, at('b')).slice(4),
    ];
    expect(effectOf({ ...volume, place: 'a' }, windows, placed)).toMatchObject({
      before: { value: 5 },
      after: { value: 0 },
      verdict: 'better',
    });
  });
});

describe('the interval of a difference of counts', () => {
  it('is wider where the weeks scatter more than chance, and none of a single week or of nothing', () => {
    const [low, high] = differenceOfCounts([20, 20, 20, 20], [30, 30, 30, 30])!;
    // Chance's own: √(20/4 + 30/4) times 2.447, Student's t of six degrees of freedom.
    expect(high - low).toBeCloseTo(2 * 2.447 * Math.sqrt(12.5), 2);
    const wide = differenceOfCounts([5, 35, 5, 35], [30, 30, 30, 30])!;
    expect(wide[1] - wide[0]).toBeGreaterThan(1.5 * (high - low));
    expect(differenceOfCounts([20], [30])).toBeUndefined();
    expect(differenceOfCounts([0, 0], [0, 0])).toBeUndefined();
  });
});

it('better and worse are said of nothing but chance in about one of twenty, and of a real change mostly', () => {
  const random = chance(20);
  const drawn = (n: number, share: number) => Array.from({ length: n }, () => random() < share).filter(Boolean).length;
  const poisson = (mean: number) => drawn(1000, mean / 1000);
  const week = (share: number, mean: number) => {
    const closed = poisson(mean);
    const missed = drawn(closed, share);
    return { accepted: poisson(mean), missed, met: closed - missed };
  };
  const RUNS = 400;
  const told = (measure: Measure, after: () => Figures['counts']) =>
    Array.from({ length: RUNS }).filter(() => {
      const rollUps = [
        ...weeksIn(windows.before).map(({ from }) => aRollUp(from, week(0.3, 20))),
        ...weeksIn(windows.after).map(({ from }) => aRollUp(from, after())),
      ];
      return effectOf(measure, windows, rollUps).verdict !== 'no-difference';
    }).length / RUNS;
  const volume: Measure = { figure: 'volume', type: 'pothole', wanted: 'less' };
  for (const measure of [late, volume]) expect(told(measure, () => week(0.3, 20))).toBeLessThan(0.08);
  expect(told(late, () => week(0.1, 20))).toBeGreaterThan(0.8);
  expect(told(volume, () => week(0.3, 10))).toBeGreaterThan(0.8);
});

it('a day is in one window at most', () => {
  for (const day of daysOfWindows(windows))
    expect([windows.before, windows.after].filter((window) => isWithin(day, window)).length).toBeLessThanOrEqual(1);
});
