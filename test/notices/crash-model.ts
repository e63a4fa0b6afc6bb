/**
 * Makes every awaited call of the sending path fail in every way, one, two or three of them in a run, and counts the e-mails that were
 * lost or sent twice, beside the two orders that are written without much thought.
 *
 *     node test/notices/crash-model.ts [--faults 3]
 *
 * `--faults 2` takes half a minute, three faults half an hour; what each part came to is said as it is known. Ends with a failure when
 * ours loses a notice or sends one twice.
 */
import './silent.ts';
import { table } from '../bench/report.ts';
import { wholeNumbers } from '../support/whole-numbers.ts';
import { BEYOND_THE_PROMISE, STRATEGIES, SURROUNDINGS, emptyTally, plus, runAll } from './crash-world.ts';

const PROGRESS_MS = 10_000;

const { faults: most } = wholeNumbers(
  'test/notices/crash-model.ts',
  'Fails every call of the sending path in every way.',
  {
    faults: { says: 'how many faults in one run at most', unless: 3, from: 1, to: 3 },
  },
);

let runs = 0;
let what = '';
const progress = setInterval(() => process.stderr.write(`${plain(runs)} runs; now: ${what}\n`), PROGRESS_MS);
const plain = (value: number): string => value.toLocaleString('en-US');
const cells = ({ schedules, lost, twice, asked, deadLetters }: ReturnType<typeof emptyTally>): string[] =>
  [schedules, lost, twice, asked, deadLetters].map(plain);
const HEAD = ['schedules', 'lost', 'sent twice', 'left to a person', 'by way of a dead letter'];

const byOrder: string[][] = [];
const bySurroundings: string[][] = [];
const wrong: string[] = [];
try {
  for (const strategy of STRATEGIES) {
    for (let faults = 1; faults <= most; faults += 1) {
      let all = emptyTally();
      for (const around of SURROUNDINGS) {
        what = `${strategy}, ${faults} faults, ${around.name}`;
        const tally = await runAll(strategy, around, faults, () => (runs += 1));
        all = plus(all, tally);
        process.stderr.write(`${what}: ${cells(tally).join(', ')}\n`);
        if (strategy !== STRATEGIES[0]) continue;
        wrong.push(...tally.wrong);
        if (faults === most) bySurroundings.push([around.name, ...cells(tally)]);
      }
      byOrder.push([`${strategy}: ${faults} ${faults === 1 ? 'fault' : 'faults'}`, ...cells(all)]);
    }
  }
  const beyond = await runAll(STRATEGIES[0], BEYOND_THE_PROMISE, 1);
  bySurroundings.push([`${BEYOND_THE_PROMISE.name} (1 fault)`, ...cells(beyond)]);
} finally {
  clearInterval(progress);
}
process.stdout.write(
  `${table(['order', ...HEAD], byOrder)}\n${table([`${STRATEGIES[0]}, ${most} faults`, ...HEAD], bySurroundings)}`,
);
for (const line of wrong) process.stdout.write(`${line}\n`);
if (wrong.length > 0) process.exitCode = 1;
