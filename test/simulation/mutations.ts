/**
 * Makes known-bad edits of the sources, one by one, and lets the simulator catch each.
 *
 *     node test/simulation/mutations.ts [--only TEXT]
 *
 * Prints how each was caught, and ends with a failure when one got away. Wants `npm run synth` first.
 */
import { table } from '../bench/report.ts';
import { asked } from './asked.ts';
import { loadCode } from './code.ts';
import { hunt } from './hunt.ts';
import { MUTATIONS } from './mutation-list.ts';
import { openTemplate } from './play.ts';

const values = asked(import.meta.url, { only: { type: 'string', default: '' } });
const original = { template: openTemplate(), code: await loadCode() };
const rows: string[][] = [];
for (const mutation of MUTATIONS.filter(({ name }) => name.includes(values.only))) {
  const { trials, caught } = await hunt(original, mutation);
  process.stderr.write(`${mutation.name}: ${caught ? `${caught.rule}, ${caught.by}` : 'GOT AWAY'} (${trials})\n`);
  rows.push([mutation.name, caught?.rule ?? 'got away', caught?.by ?? '', String(trials)]);
  if (!caught) process.exitCode = 1;
}
process.stdout.write(table(['a version that …', 'breaks', 'shown by', 'trials'], rows));
