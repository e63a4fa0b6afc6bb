/**
 * The whole real week of Boston, 2,385 requests, through the local stack to the end of its record; some minutes. Ends with a failure where anything of
 * it is not as it should be. `npm test` plays three days of it.
 *
 *     node test/journeys/week.ts
 */
import '../notices/silent.ts';
import { wholeNumbers } from '../support/whole-numbers.ts';
import { playWeek, wrongWith } from './week-of-boston.ts';

wholeNumbers(
  'test/journeys/week.ts',
  'Plays the whole real week of Boston, 2,385 requests, after `npm run synth`.',
  {},
);
const played = await playWeek();
process.stdout.write(`${JSON.stringify(played, undefined, 2)}\n`);
for (const sentence of wrongWith(played)) {
  process.stdout.write(`wrong: ${sentence}\n`);
  process.exitCode = 1;
}
