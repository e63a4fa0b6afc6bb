/**
 * Plays a year of a city on the fakes, and looks whether all of it adds up and memory stays flat.
 *
 *     node --expose-gc test/simulation/soak.ts [--requests 3500000] [--days 365] [--seed 1] [--part 1/64]
 *
 * Tells of each month: requests, letters, memory after the last collection, rate. Ends with a failure at the first thing that must not be. A
 * part plays its share of the requests under a seed of its own, for as many cores and machines as there are; each adds up by itself. Wants
 * `npm run synth` first.
 */
import { table } from '../bench/report.ts';
import { asked, readPart } from './asked.ts';
import { loadCode } from './code.ts';
import { openTemplate } from './play.ts';
import { type Soaked, soak } from './soak-play.ts';

const values = asked(import.meta.url, {
  requests: { type: 'string', default: '3500000' },
  days: { type: 'string', default: '365' },
  seed: { type: 'string', default: '1' },
  part: { type: 'string', default: '1/1' },
});
const [part, parts] = readPart(values.part);
const upTo = (share: number): number => Math.floor((Number(values.requests) * share) / parts);
const requests = upTo(part) - upTo(part - 1);

const DAYS_OF_MONTH = 30;
Error.stackTraceLimit = 0;
const service = { template: openTemplate(), code: await loadCode() };
const began = performance.now();
const plain = (value: number): string => Math.round(value).toLocaleString('en-US');
const rows: string[][] = [];

const { violations, ...soaked } = await soak(
  service,
  { requests, days: Number(values.days), seed: (Number(values.seed) - 1) * parts + part },
  (now) => {
    if (now.day % DAYS_OF_MONTH === 0) note(now);
  },
);

function note({ day, closed, open, letters }: Soaked): void {
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  const seconds = (performance.now() - began) / 1000;
  rows.push([
    plain(day),
    plain(closed),
    plain(open),
    plain(letters),
    (heapUsed / 2 ** 20).toFixed(0),
    (rss / 2 ** 20).toFixed(0),
    plain(seconds),
  ]);
  process.stderr.write(`${rows.at(-1)!.join(' | ')}\n`);
}

const { closed, lettersOfClosed, linesOfClosed, executionsOfClosed } = soaked;
const seconds = (performance.now() - began) / 1000;
process.stdout.write(table(['day', 'closed', 'open', 'letters', 'heap, MB', 'resident, MB', 'after, s'], rows));
process.stdout.write(
  `\n${plain(closed)} requests closed and balanced, ${plain(lettersOfClosed)} letters, ${plain(linesOfClosed)} lines of history, ${plain(executionsOfClosed)} executions in ${plain(seconds)} s: ` +
    `${(closed / seconds).toFixed(1)} a second; 3.5 million would take ${((3_500_000 * seconds) / closed / 3600).toFixed(0)} hours.\n`,
);
for (const { rule, what } of violations.slice(0, 20)) process.stdout.write(`${rule}: ${what}\n`);
if (violations.length > 0) process.exitCode = 1;
