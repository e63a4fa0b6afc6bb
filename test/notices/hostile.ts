/**
 * Writes e-mails with hostile words in every value, reads each back with a MIME parser, and counts what got through.
 *
 *     node test/notices/hostile.ts --mails 100000 [--seed 1]
 */
import { chance } from '../support/chance.ts';
import { wholeNumbers } from '../support/whole-numbers.ts';
import { askHostileMail } from './hostile-mail.ts';

const PROGRESS_MS = 10_000;

const { mails, seed } = wholeNumbers(
  'test/notices/hostile.ts',
  'Writes e-mails of hostile values and reads them back.',
  {
    mails: { says: 'how many e-mails', unless: 10_000 },
    seed: { says: 'what chance begins with', unless: 1 },
  },
);

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
