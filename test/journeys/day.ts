/**
 * A day of 1,000 real requests, from the webhook to the mailbox: who was written to, by kind of message, and that nothing came twice.
 *
 *     node test/journeys/day.ts [--requests 1000] [--seed 311]
 *
 * Takes real requests of Boston's first week of June 2015, each at its own time of day, after `npm run synth`. Ends with a failure when a notice
 * is astray or an e-mail came twice.
 */
import '../notices/silent.ts';
import { table } from '../bench/report.ts';
import { wholeNumbers } from '../support/whole-numbers.ts';
import { playDay, startDay } from './day-of-mail.ts';

const { requests, seed } = wholeNumbers(
  'test/journeys/day.ts',
  'Plays a day of real requests and counts the e-mails.',
  {
    requests: { says: 'how many requests of the week', unless: 1_000, from: 1, to: 2_385 },
    seed: { says: 'what chance begins with', unless: 311 },
  },
);

/** Of what is wrong, so many lines are printed; the first line has their number. */
const MOST_LINES = 20;
const PROGRESS_MS = 10_000;
let saidAt = Date.now();
const progress = (done: number, total: number): void => {
  if (Date.now() - saidAt < PROGRESS_MS) return;
  saidAt = Date.now();
  process.stderr.write(`${done} of ${total} things done\n`);
};

const { stack, rows } = await startDay(requests);
try {
  const { kinds, answers, emails, astray, twice } = await playDay(stack, rows, seed, progress);
  const plain = (value: number): string => value.toLocaleString('en-US');
  process.stdout.write(
    `${plain(rows.length)} requests, seed ${seed}: ${plain(emails)} e-mails, ${twice.length} twice, ${astray.length} astray\n\n${table(
      ['message', 'written', 'mailed', 'in a list', 'overtaken or still waiting', 'withheld'],
      kinds.map(({ message, ...counts }) => [message, ...Object.values(counts).map(plain)]),
    )}\n${table(
      ['the door, and how it answered', 'times'],
      Object.entries(answers)
        .sort()
        .map(([what, times]) => [what, plain(times)]),
    )}`,
  );
  for (const line of [...twice, ...astray].slice(0, MOST_LINES)) process.stdout.write(`${line}\n`);
  if (twice.length + astray.length > 0) process.exitCode = 1;
} finally {
  await stack.stop();
}
