import { beforeAll, describe, expect, it } from 'vitest';
import { catalogueOf } from '../../functions/catalogue/catalogue.ts';
import { effectOf } from '../../functions/improvements/effect.ts';
import { windowsOf } from '../../functions/improvements/windows.ts';
import { FALSE_RATE, trendsOf } from '../../functions/trends/find-in-week.ts';
import type { TrendFinding } from '../../functions/trends/finding.ts';
import { weeksOf } from '../../functions/trends/weeks.ts';
import type { RollUp } from '../../functions/measures/roll-up.ts';
import { chance } from '../support/chance.ts';
import { shuffledCases } from './boston-nulls.ts';
import { bostonSquares, placedByChance } from './boston-places.ts';
import { bostonRollUps } from './boston-weeks.ts';

const FIRST = '2015-01-01';
const boston = catalogueOf('boston');
let rollUps: RollUp[];
beforeAll(() => {
  rollUps = bostonRollUps();
});

/** What is found in the week from a Monday, by the promises of its end. */
const foundIn = (monday: string): TrendFinding[] =>
  trendsOf(weeksOf(rollUps, monday, FIRST), (code) => {
    const type = boston.find(code);
    return type && boston.agreementFor(type, Date.parse(monday)).targets.resolve;
  });
const subjectsOf = (findings: readonly TrendFinding[], kind: string, direction?: string): string[] =>
  findings.filter((one) => one.kind === kind && one.direction === direction).map(({ subject }) => subject);

describe('findings on Boston’s record of 2015', () => {
  it('R177 are the snow, in the week of the first blizzard', () => {
    expect(subjectsOf(foundIn('2015-01-26'), 'volume', 'more')).toEqual(
      expect.arrayContaining(['request-for-snow-plowing-emergency-responder', 'misc-snow-complaint']),
    );
  });

  it.each([
    ['abandoned-vehicles', 'more', '2015-03-16'], // 20 business days became 12
    ['pwd-graffiti', 'more', '2015-04-13'], // 45 business days became 5
    ['traffic-signal-repair', 'less', '2015-03-16'], // a business day became 180 days
  ])(
    'R111 are the promises of February 17, once cases fall due under them: %s is late %s, from %s',
    (type, direction, monday) => {
      const promiseOn = (day: string) => boston.agreementFor(boston.find(type)!, Date.parse(day)).version;
      expect(promiseOn('2015-02-18')).toBeGreaterThan(promiseOn('2015-02-15'));
      const late = (week: string) => subjectsOf(foundIn(week), 'late', direction);
      expect(late(monday)).toContain(type);
      expect(late('2015-02-09')).not.toContain(type);
    },
  );

  it.each([
    ['abandoned-vehicles', 'worse'],
    ['traffic-signal-repair', 'better'],
  ])('are measured as a change of February 17 by an improvement: %s is %s', (type, verdict) => {
    const windows = windowsOf('2015-02-17', '2015-05-31', FIRST);
    const effect = effectOf({ figure: 'late', type, wanted: 'less' }, windows, rollUps);
    expect(effect).toMatchObject({ weeks: 6, verdict });
    expect(effect.elsewhere?.before.n).toBeGreaterThan(3000);
  });

  it('R179 are nothing in weeks of which nothing is known', () => {
    expect(trendsOf(weeksOf([], '2015-03-09', '2015-03-09'), () => undefined)).toEqual([]);
  });

  it('name targets that everybody meets with ease and those that nobody does, with their cases', () => {
    const found = foundIn('2015-06-01');
    const padded = found.filter(({ kind }) => kind === 'target-padded');
    expect(padded.length).toBeGreaterThan(0);
    for (const { n, value, usual } of padded) {
      expect(n).toBeGreaterThanOrEqual(30);
      expect(value).toBeGreaterThan(0.9);
      expect(usual).toBeLessThanOrEqual(0.5);
    }
    for (const { n, value } of found.filter(({ kind }) => kind === 'target-not-met')) {
      expect(n).toBeGreaterThanOrEqual(30);
      expect(value).toBeLessThan(0.2);
    }
  });

  it('are false no more often than stated where its cases are shuffled', () => {
    const weeks = weeksOf(rollUps, '2015-08-24', FIRST);
    const random = chance(2015);
    const NIGHTS = 25;
    const any = Array.from({ length: NIGHTS }).filter(() =>
      trendsOf(shuffledCases(weeks, random), () => undefined).some(({ p }) => p !== undefined),
    ).length;
    expect(any / NIGHTS).toBeLessThanOrEqual(FALSE_RATE);
  });

  it('name no place beyond the stated rate where its requests fall on its squares by chance', () => {
    const weeks = weeksOf(rollUps, '2015-08-24', FIRST);
    const squares = bostonSquares();
    const random = chance(26);
    const NIGHTS = 5;
    const any = Array.from({ length: NIGHTS }).filter(() =>
      trendsOf(placedByChance(weeks, squares, random), () => undefined).some(({ place }) => place !== undefined),
    ).length;
    expect(any).toBe(0);
  });
});
