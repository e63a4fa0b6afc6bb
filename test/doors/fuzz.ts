/**
 * Sends hostile input to every door of the service and judges what comes of it: no 5xx, nothing thrown, nothing written by what was refused,
 * every word kept of what was taken.
 *
 *     node test/doors/fuzz.ts --inputs 1000000 [--seed 1] [--door "POST /webhooks"]
 *
 * Prints for each door how often it answered what, the time within which 99 of 100 answers came, and by how much memory grew. Ctrl-C prints
 * what is known. Ends with a failure when anything came about that must not. Wants `npm run synth` first.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { table } from '../bench/report.ts';
import { wholeNumbers } from '../support/whole-numbers.ts';
import type { Door } from './doors.ts';
import { type DoorReport, fuzzDoor, openHouse } from './fuzz-door.ts';
import { HOW } from './how.ts';

/** Tries of a round, over all doors; a line of progress and a look at the memory follow each, which take a tenth of a second. */
const A_ROUND = 20_000;
/** Tries that a door of the least weight gets of it, at least and at most: fast-check keeps what a door was sent until its round ends. */
const SHARE = [50, 2_000] as const;

/** What was taken goes on through streams and workflows once in so many times: that takes ten times as long as the visit. */
const FOLLOWED = 0.05;

const {
  inputs,
  seed,
  door: wanted = '',
} = wholeNumbers(
  'test/doors/fuzz.ts',
  'Sends hostile input to every door of the service.',
  {
    inputs: { says: 'how many inputs, over all doors', unless: 20_000, from: 1 },
    seed: { says: 'what chance begins with', unless: 1 },
  },
  { door: 'only doors whose name has this in it' },
);

const plain = (value: number): string => value.toLocaleString('en-US');
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
/** What stays in memory when all that nobody holds any more is collected, MB. */
const megabytes = (): number => {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return Math.round((heapUsed + external) / 1024 ** 2);
};

/** More comes to a door the more is read of what comes: a signed body six times as much as an address. */
function weightOf({ name, kind }: Door): number {
  if (!name.startsWith('POST')) return kind === 'page' || kind === 'api' ? 1 : 2;
  return kind === 'api' && !name.endsWith('{document}') ? 6 : 2;
}

const { furnished, doors } = await openHouse();
const tried: { door: Door; report: DoorReport }[] = [];
const named = doors.filter(({ name }) => name === wanted);
const open = (named.length > 0 ? named : doors).filter(
  ({ name }) => name.includes(wanted) && typeof HOW[name] === 'string',
);
if (open.length === 0) {
  process.stderr.write(
    `No door has "${wanted}" in its name; there are:\n${doors.map(({ name }) => name).join('\n')}\n`,
  );
  process.exit(2);
}
const began = performance.now();
let done = 0;
let settled: number | undefined;
let stopped = false;
// Whoever has seen enough gets what is known until then.
process.once('SIGINT', () => (stopped = true));

/** Inputs that each door is still to get; all doors get some in each round, so that each was tried whenever it ends. */
const weights = open.reduce((sum, one) => sum + weightOf(one), 0);
const share = Math.min(Math.max(Math.round(A_ROUND / weights), SHARE[0]), SHARE[1]);
const left = new Map(open.map((door) => [door, Math.max(1, Math.round((inputs * weightOf(door)) / weights))]));
while (!stopped && [...left.values()].some((more) => more > 0)) {
  for (const [door, more] of left) {
    const tries = Math.min(more, share * weightOf(door));
    if (tries === 0 || stopped) continue;
    await tryDoor(door, tries);
    left.set(door, more - tries);
  }
  settled ??= megabytes();
  process.stderr.write(`${plain(done)} of ${plain(inputs)}, ${megabytes()} MB\n`);
}

async function tryDoor(door: Door, tries: number): Promise<void> {
  const report = await fuzzDoor(furnished, door, { seed: seed + done, tries, followed: FOLLOWED });
  if (!report) return;
  done += tries;
  tried.push({ door, report });
  if (!report.failure) return;
  process.stdout.write(`${report.failure}\n\n`);
  process.exitCode = 1;
}

const rows = open.map((door) => {
  const reports = tried.filter((one) => one.door === door).map(({ report }) => report);
  const ended = new Map<string, number>();
  for (const report of reports)
    for (const [end, times] of Object.entries(report.ended)) ended.set(end, (ended.get(end) ?? 0) + times);
  const said = [...ended].sort().map(([end, times]) => `${end}: ${plain(times)}`);
  const wrong = reports.filter(({ failure }) => failure).length;
  return [door.name, said.join(', '), percentile(reports, 0.99), String(wrong)];
});
process.stdout.write(table(['door', 'ended', 'p99, ms', 'wrong'], rows));
const seconds = (performance.now() - began) / 1000;
process.stdout.write(
  `${plain(done)} inputs under seed ${seed} in ${Math.round(seconds)} s; kept in memory: ${settled} MB after the first round, ${megabytes()} MB at the end.\n`,
);

/** The time within which so many of all visits were answered; empty where none was measured. */
function percentile(reports: readonly DoorReport[], share: number): string {
  const took = new Map<number, number>();
  for (const report of reports)
    for (const [tenth, times] of report.took) took.set(tenth, (took.get(tenth) ?? 0) + times);
  const all = [...took.values()].reduce((sum, times) => sum + times, 0);
  let seen = 0;
  for (const [tenth, times] of [...took].sort(([one], [other]) => one - other)) {
    seen += times;
    if (seen >= all * share) return (tenth / 10).toFixed(1);
  }
  return '';
}
