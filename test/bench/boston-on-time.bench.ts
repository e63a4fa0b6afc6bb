/**
 * On time in three ways, of Boston's record: each request as the lines of history that our commands write, through the reader of the stream
 * and the roll-up on the engine, beside a plain computation over the rows and beside the city's own verdicts.
 * Run: `node test/bench/boston-on-time.bench.ts` (after `npm run synth`); `--every 10` takes every tenth row.
 */
import { createMeasuresStore } from '../../functions/measures/measures.store.ts';
import { type OnTime, countBoston, plainOnTime, readBoston, reportedOnTime } from '../measures/boston.ts';
import { anEngine } from '../support/engine.ts';
import { wholeNumbers } from '../support/whole-numbers.ts';
import { table } from './report.ts';
import { meterUnits } from './units.ts';

const { every } = wholeNumbers('test/bench/boston-on-time.bench.ts', 'Counts Boston’s record in three ways.', {
  every: { says: 'takes each row of so many', unless: 1, from: 1 },
});
const rows = readBoston().filter((_, index) => index % every === 0);
const engine = await anEngine();
const used = meterUnits(engine.client);
const measures = createMeasuresStore(engine.client, engine.tables.measures);
const startedAt = performance.now();
const { lines } = await countBoston(rows, measures);
const seconds = (performance.now() - startedAt) / 1000;
const { calls, read, write } = { ...used };
const reported = await reportedOnTime(measures);
const plain = plainOnTime(rows, 'times');
const city = plainOnTime(rows, 'verdicts');
let counted = 0;
let slices = 0;
for (const { day } of await measures.days()) {
  for await (const _ of measures.rows(day)) counted += 1;
  slices += (await measures.rollUps(day)).length;
}
await engine.stop();

const count = (value: number) => value.toLocaleString('en-US');
const say = ([part, whole]: [number, number]) =>
  `${count(part)} / ${count(whole)} = ${((part / whole) * 100).toFixed(1)} %`;
const NAMES = {
  closedWithTarget: 'closed with a target',
  asFlagged: 'as the feed flags it',
  strict: 'strict',
} satisfies Record<keyof OnTime, string>;
process.stdout.write(
  `${count(rows.length)} requests, ${count(lines)} lines of history, ${count(counted)} rows, ${count(slices)} roll-ups, ${seconds.toFixed(0)} s; ` +
    `${count(calls)} calls, ${count(write)} write units, ${count(Math.round(read))} read units.\n\n`,
);
process.stdout.write(
  table(
    ['on time', 'reported', 'by the rows’ times', 'by the city’s verdicts'],
    (Object.keys(NAMES) as (keyof OnTime)[]).map((key) => [
      NAMES[key],
      say(reported[key]),
      say(plain[key]),
      say(city[key]),
    ]),
  ),
);
if (JSON.stringify(reported) !== JSON.stringify(plain)) {
  process.stdout.write('\nReported is not what the rows say.\n');
  process.exitCode = 1;
}
