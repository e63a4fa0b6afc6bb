import { expect, test } from 'vitest';
import { noFigures } from '../../functions/measures/figures.ts';
import type { RollUp } from '../../functions/measures/roll-up.ts';
import { surveyLeague, surveyTotal } from '../../functions/surveys/league.ts';

const aRollUp = (partner: string, counts: RollUp['counts']): RollUp => ({
  day: '2026-05-12',
  partner,
  type: partner === 'a' ? 'pothole' : 'graffiti',
  channel: 'web',
  ward: '-',
  ...noFigures(),
  counts,
});
const answers = (rated: number, satisfied: number, overall: number) => ({
  asked: 2 * rated,
  askedAndRated: rated,
  rated,
  overall4: satisfied,
  overall,
  accuracy: overall,
  courtesy: overall,
  ease: overall,
});

test('R157 the league tells the least satisfied first with interval and response rate, and no average below five answers', () => {
  const rollUps = [
    aRollUp('a', answers(5, 4, 20)),
    aRollUp('b', answers(10, 5, 30)),
    aRollUp('a', answers(5, 5, 25)),
    aRollUp('c', answers(4, 0, 4)),
    aRollUp('d', { received: 40 }),
    aRollUp('e', { asked: 3 }),
  ];
  const league = surveyLeague(rollUps, 'partner');
  expect(league.map(({ of, n, asked, responseRate, overall }) => [of, n, asked, responseRate, overall])).toEqual([
    ['b', 10, 20, 0.5, 3],
    ['a', 10, 20, 0.5, 4.5],
    ['c', 4, 8, 0.5, undefined],
    ['e', 0, 3, 0, undefined],
  ]);
  expect(league[1]?.satisfied?.share).toBe(0.9);
  expect(league[1]?.satisfied?.low).toBeCloseTo(0.596, 3);
  expect(league[2]?.satisfied).toBeUndefined();
  expect(surveyLeague(rollUps, 'type').map(({ of, n }) => [of, n])).toEqual([
    ['graffiti', 14],
    ['pothole', 10],
  ]);
  expect(surveyTotal(rollUps)).toMatchObject({ of: 'all', n: 24, asked: 51 });
});
