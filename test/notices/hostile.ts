/**
 * Writes e-mails with hostile words in every value, reads each back with a MIME parser, and counts what got through.
 *
 *     node test/notices/hostile.ts --mails 100000 [--seed 1]
 */
import { parseArgs } from 'node:util';
import { chance } from '../support/chance.ts';
import { askHostileMail } from './hostile-mail.ts';

const PROGRESS_MS = 10_000;

const { values } = parseArgs({
  options: { mails: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' } },
});
const [mails, seed] = [Number(values.mails), Number(values.seed)];
if (![mails, seed].every((value) => Number.isInteger(value) && value >= 0))
  throw new RangeError('--mails and --seed are whole numbers.');

const plain = (value: number): string => value.toLocaleString('en-US');
const random = chance(seed);
const counts = { extraHeaders: 0, otherRecipients: 0, unescaped: 0, noText: 0 };
let done = 0;
const progress = setInterval(() => process.stderr.write(`${plain(done)} of ${plain(mails)}\n`), PROGRESS_MS);
try {
  for (; done < mails; done += 1) {
    const found = await askHostileMail(done, random);
    counts.extraHeaders += found.extraHeaders.length;
    counts.otherRecipients += found.otherRecipients.length;
    counts.unescaped += Number(found.unescaped.length > 0);
    counts.noText += Number(found.noText);
    if (found.unescaped.length > 0 || found.noText || found.extraHeaders.length > 0)
      process.stdout.write(`${JSON.stringify({ seed, number: done, ...found })}\n`);
  }
} finally {
  clearInterval(progress);
}
process.stdout.write(
  `${plain(done)} e-mails under seed ${seed}: ${counts.extraHeaders} extra headers, ${counts.otherRecipients} other recipients, ` +
    `${counts.unescaped} with unescaped HTML, ${counts.noText} without their text\n`,
);
if (Object.values(counts).some((count) => count > 0)) process.exitCode = 1;
