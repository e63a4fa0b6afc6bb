/**
 * Makes many records and holds by chance, in memory, disposes of what is due and approved, and counts what must never be.
 *
 *     node test/records/many.ts --records 100000 [--holds 400] [--seed 1]
 */
import { chance } from '../support/chance.ts';
import { wholeNumbers } from '../support/whole-numbers.ts';
import { tablesInMemory } from './in-memory.ts';
import { disposeOfMany } from './many-records.ts';

const PROGRESS_MS = 10_000;

const { records, holds, seed } = wholeNumbers('test/records/many.ts', 'Disposes of many records among many holds.', {
  records: { says: 'how many records', unless: 10_000, from: 1 },
  holds: { says: 'how many holds before the approval; a quarter more come after it', unless: 400, to: 2_000 },
  seed: { says: 'what chance begins with', unless: 1 },
});

const plain = (value: number): string => value.toLocaleString('en-US');
const begun = Date.now();
let now = 'begins';
const progress = setInterval(() => process.stderr.write(`${now}\n`), PROGRESS_MS);
try {
  const found = await disposeOfMany(tablesInMemory(), { records, holds }, chance(seed), (what) => (now = what));
  const { made, due, disposed, kept, certificates, ...never } = found;
  process.stdout.write(
    `${plain(made)} records under seed ${seed}: ${plain(due)} due, ${plain(disposed)} disposed of by ${certificates} approved batches, ${plain(kept)} kept by holds that came after; ${Math.round((Date.now() - begun) / 1000)} s.\n`,
  );
  for (const [what, count] of Object.entries(never)) process.stdout.write(`  ${what}: ${count}\n`);
  process.exitCode = Object.values(never).every((count) => count === 0) ? 0 : 1;
} finally {
  clearInterval(progress);
}
