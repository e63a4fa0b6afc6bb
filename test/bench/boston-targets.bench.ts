/**
 * How many of Boston's own targets our clocks come to, and what the others fit, as a Markdown table by the version of the promises.
 * Run: `node test/bench/boston-targets.bench.ts`
 */
import { type Period, SECOND_VERSIONS, causes, compareTargets } from '../clocks/boston-targets.ts';
import { table } from './report.ts';

const { rows, withoutPromise, before, from } = compareTargets();
const count = (value: number) => value.toLocaleString('en-US');
const share = (part: number, whole: number) => `${count(part)} (${((part / whole) * 100).toFixed(2)} %)`;
const line = (name: string, of: (period: Period) => number, whole?: (period: Period) => number): string[] => {
  const total = (pick: (period: Period) => number) => pick(before) + pick(from);
  const cell = (value: number, all: number | undefined) => (all === undefined ? count(value) : share(value, all));
  return [
    name,
    ...[before, from].map((period) => cell(of(period), whole?.(period))),
    cell(total(of), whole && total(whole)),
  ];
};
const counted = (period: Period) => period.counted;

process.stdout.write(
  `${count(rows)} requests with a target of the city; ${withoutPromise} are of types without a promise in the catalogue.\n\n`,
);
process.stdout.write(
  table(
    ['opened', `before ${SECOND_VERSIONS}`, `from ${SECOND_VERSIONS} on`, 'both'],
    [
      line('targets counted', counted),
      line('within 61 s of the city’s own', ({ within61s }) => within61s, counted),
      line(
        'verdicts that are the city’s, where the target is',
        ({ verdicts }) => verdicts.same,
        ({ verdicts }) => verdicts.compared,
      ),
      ...causes.map((cause) => line(`other: ${cause}`, ({ rest }) => rest[cause], counted)),
    ],
  ),
);
