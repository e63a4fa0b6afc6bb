/**
 * Plays a restore on this machine (experiment 38 of reliability): tables are copied at an instant while requests come in, everything else is lost, and
 * the commands of the runbook bring the service back.
 *
 *     node test/ops/restore-drill.ts --open 3000
 *
 * Prints what the commands say, what is counted, and how fast executions were started on this machine. Ends with a failure where something is lost or
 * told twice. Wants `npm run synth` first.
 */
import { wholeNumbers } from '../support/whole-numbers.ts';
import { drill } from './drill.ts';

const { open } = wholeNumbers('test/ops/restore-drill.ts', 'Plays a restore of the tables on this machine.', {
  open: { says: 'how many requests are open at the instant', unless: 300, from: 20 },
});

/** What the figures are held against. */
const TARGET = 300_000;

const result = await drill({ open });
const rate = result.open / result.seconds;
const lines: [string, string | number][] = [
  ['open requests at the instant, and in the new tables', `${result.openAtInstant}, ${result.open}`],
  ['requests of after the instant, which their platform sends again', result.cameAfter],
  ['without an execution, before and after', `${result.withoutExecutionBefore}, ${result.withoutExecutionAfter}`],
  ['waiting for their next moment with the version that the table has', result.armed],
  ['notices claimed at the end, and left to a person', `${result.claimed}, ${result.leftToPerson}`],
  ['notices queued at the end, and sent after it', result.sentAfter],
  ['notices in two e-mails', result.duplicates.length],
  [
    'first moments that came, acted on by the workflow, by the reconciler',
    `${result.moments.due}, ${result.moments.byWorkflow}, ${result.moments.byReconciler}`,
  ],
  ['seconds until all executions waited', result.seconds.toFixed(1)],
  ['executions a second on this machine', Math.round(rate)],
  [`minutes for ${TARGET.toLocaleString('en-US')} at that rate`, (TARGET / rate / 60).toFixed(1)],
];
for (const [what, value] of lines) process.stdout.write(`${String(value).padStart(14)}  ${what}\n`);

const isWell =
  result.open === result.openAtInstant &&
  result.armed === result.open &&
  result.withoutExecutionAfter === 0 &&
  result.leftToPerson === result.claimed &&
  result.duplicates.length === 0 &&
  result.moments.byWorkflow === result.moments.due;
process.stdout.write(isWell ? 'Nothing is lost, and nothing is told twice.\n' : 'NOT AS IT MUST BE.\n');
process.exitCode = isWell ? 0 : 1;
