/**
 * Findings on Boston's record, week by week, and on the same record shuffled.
 * Run: `node test/bench/trends.bench.ts`; `--shuffles 200` for fewer than a thousand.
 */
import { parseArgs } from 'node:util';
import { FALSE_RATE, trendsOf } from '../../functions/trends/find-in-week.ts';
import type { TrendFinding } from '../../functions/trends/finding.ts';
import { type Weeks, weeksOf } from '../../functions/trends/weeks.ts';
import { plusDays } from '../../functions/measures/window.ts';
import { intervalOf } from '../../functions/trends/statistics.ts';
import { chance } from '../support/chance.ts';
import { shuffledCases, shuffledWeeks } from '../trends/boston-nulls.ts';
import { bostonSquares, placedByChance } from '../trends/boston-places.ts';
import { bostonRollUps } from '../trends/boston-weeks.ts';
import { table } from './report.ts';

const { values } = parseArgs({ options: { shuffles: { type: 'string', default: '1000' } } });
const rollUps = bostonRollUps();
const FIRST = '2015-01-01';
const LAST = '2015-08-24';
const tested = (weeks: Weeks): TrendFinding[] => trendsOf(weeks, () => undefined).filter(({ p }) => p !== undefined);
const say = ({ kind, subject, direction, value, usual = 0, n, p = 1 }: TrendFinding): string => {
  const figures =
    kind === 'volume'
      ? `${value} against ${usual.toFixed(0)}`
      : `${(value * 100).toFixed(0)} % against ${(usual * 100).toFixed(0)} %, n = ${n}`;
  return `${subject}: ${kind} ${direction}, ${figures}, p ${p.toExponential(0)}`;
};

const found: string[][] = [];
for (let monday = '2015-01-26'; monday <= LAST; monday = plusDays(monday, 7)) {
  const findings = tested(weeksOf(rollUps, monday, FIRST));
  findings
    .slice(0, 4)
    .forEach((one, index) => found.push([index ? '' : monday, index ? '' : String(findings.length), say(one)]));
}
process.stdout.write(`${table(['week', 'findings', 'the surest of them'], found)}\n`);

const whole = weeksOf(rollUps, LAST, FIRST);
const random = chance(311);
const many = Number(values.shuffles);
const squares = bostonSquares();
const nulls: Record<string, () => TrendFinding[]> = {
  'cases shuffled, and laid on squares by chance': () =>
    tested(placedByChance(shuffledCases(whole, random), squares, random)),
  'weeks shuffled, storms among them': () => tested(shuffledWeeks(whole, random)),
};
const shareOf = (found: number): string => {
  const [low, high] = intervalOf([found, many]).map((share) => `${(share * 100).toFixed(1)} %`);
  return `${((found / many) * 100).toFixed(1)} % (95 %: ${low} – ${high})`;
};
const rows = Object.entries(nulls).map(([name, night]) => {
  const nights = Array.from({ length: many }, night);
  const withAny = (of: (finding: TrendFinding) => boolean) => nights.filter((findings) => findings.some(of)).length;
  return [
    name,
    String(many),
    shareOf(withAny(() => true)),
    shareOf(withAny(({ place }) => place !== undefined)),
    `${FALSE_RATE * 100} %`,
    (nights.flat().length / many).toFixed(2),
  ];
});
process.stdout.write(
  table(
    ['the same record with its', 'nights', 'nights with any finding', 'with any place', 'stated', 'findings a night'],
    rows,
  ),
);
