/**
 * Makes known-bad edits of the sources, one by one, and lets the simulator catch each.
 *
 *     node test/simulation/mutations.ts [--only TEXT] [--together 8]
 *
 * With `--together` those that a fault shows are hunted with pairs of faults only, so many to a trial. Prints how each was caught, and ends with a failure when one got away. Wants `npm run synth` first.
 */
import { table } from '../bench/report.ts';
import { asked, atLeast } from './asked.ts';
import { loadCode } from './code.ts';
import { hunt, huntTogether } from './hunt.ts';
import { type Mutation, MUTATIONS } from './mutation-list.ts';
import { openTemplate } from './play.ts';

const values = asked(import.meta.url, { only: { type: 'string', default: '' }, together: { type: 'string' } }, [
  'together',
]);
const original = { template: openTemplate(), code: await loadCode() };
const rows: string[][] = [];
if (values.together !== undefined) atLeast(values, { together: 2 });
const size = values.together === undefined ? undefined : Number(values.together);
const isShownByFault = ({ near, races, away, spike }: Mutation): boolean =>
  near.length > 0 && !races && !away && spike === undefined;
const wanted = MUTATIONS.filter((one) => one.name.includes(values.only) && (!size || isShownByFault(one)));
for (const mutation of wanted) {
  const { trials, caught } = size ? await huntTogether(original, mutation, size) : await hunt(original, mutation);
  process.stderr.write(`${mutation.name}: ${caught ? `${caught.rule}, ${caught.by}` : 'GOT AWAY'} (${trials})\n`);
  rows.push([mutation.name, caught?.rule ?? 'got away', caught?.by ?? '', String(trials)]);
  if (!caught) process.exitCode = 1;
}
process.stdout.write(table(['a version that …', 'breaks', 'shown by', 'trials'], rows));
