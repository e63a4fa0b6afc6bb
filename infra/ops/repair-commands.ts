import { Argument, type Command } from 'commander';
import { health } from './health.ts';
import { listStuck, settleNotice } from './notices.ts';
import { withApply, withWhere } from './options.ts';
import { rearm } from './rearm.ts';
import { reconcileNow } from './reconcile.ts';
import { redrive } from './redrive.ts';
import { REPLAYED, type Replayed, replay } from './replay.ts';
import { settleRestored } from './restored.ts';

/** Adds the commands that look after the machinery: what is wrong, and what puts it right. */
export const addRepairCommands = (program: Command): void => {
  withWhere(program.command('health').description('says what is wrong, and which command puts it right'))
    .option('--json', 'as JSON')
    .action(health);

  withApply(
    withWhere(
      program
        .command('redrive')
        .description('hands dead letters to their functions again, and removes each that is handled')
        .argument('[function]', 'of one function, for example SendNotice; default: of all'),
    ),
  ).action(redrive);

  withApply(withWhere(program.command('rearm').description('starts an execution for each open request that has none')))
    .option('--request <number>', 'for one request')
    .option('--all', 'for those that have one too, after a restore')
    .action(rearm);

  const what = Object.entries(REPLAYED).map(([name, text]) => `${name}: ${text}`);
  withApply(
    withWhere(
      program
        .command('replay')
        .description('makes anew what is derived from the tables')
        .addArgument(new Argument('<what>', what.join('; ')).choices(Object.keys(REPLAYED))),
    ),
  )
    .option('--request <number>', 'of one request')
    .option('--from <day>', 'of what changed from this day of the city on, for example 2026-06-01')
    .option('--to <day>', 'up to this day, included; default: until now')
    .action((name: Replayed, options: Parameters<typeof replay>[1]) => replay(name, options));

  withApply(
    withWhere(program.command('reconcile').description('runs the reconciler now, in place of within two minutes')),
  ).action(reconcileNow);

  const notices = program.command('notices').description('e-mails that are stuck, or that may have been sent');
  withWhere(notices.command('list').description('says which')).action(listStuck);
  withWhere(
    notices
      .command('settle')
      .description('decides about one of which nobody knows whether it was sent')
      .argument('<id>', 'as `notices list` prints it'),
  )
    .option('--send', 'send it')
    .option('--sent', 'take it as sent')
    .option('--dry-run', 'say only what it would do')
    .action(settleNotice);

  withApply(
    withWhere(
      program
        .command('restored')
        .description('after a restore: leaves to a person what may have been sent, before anything sends it'),
    ),
  )
    .option('--notices-of <instant>', 'where the table of notices was restored too: of when, 2026-11-28T08:30:00Z')
    .action(settleRestored);
};
