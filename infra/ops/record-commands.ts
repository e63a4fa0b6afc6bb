import { userInfo } from 'node:os';
import { type Command, Option } from 'commander';
import { RETENTION_CLASSES } from '../../functions/records/retention.ts';
import { listHolds, placeHold, releaseHold } from './holds.ts';
import { withWhere } from './options.ts';
import { checkRecordFile } from './record-file.ts';
import {
  approveDisposal,
  disposeOfBatch,
  exportRequest,
  proposeDisposal,
  showBatch,
  showCertificate,
  showRetention,
} from './records.ts';

const withReason = (command: Command, reason: string): Command =>
  withWhere(command)
    .requiredOption('--reason <text>', reason)
    .option('--by <name>', 'who does it', userInfo().username)
    .option('--dry-run', 'say only what it would do');

/** Adds the commands about how long records are kept, what holds them, and who gets a copy. */
export const addRecordCommands = (program: Command): void => {
  const hold = program
    .command('hold')
    .description('orders to keep records whatever their age: lawsuits, investigations');
  withReason(
    hold
      .command('place')
      .description('holds every request that fits all that is given')
      .argument('<name>', 'doe-v-city-2026'),
    'why; kept with it',
  )
    .option('--requests <numbers>', 'these requests, comma between them')
    .option('--types <codes>', 'of these request types')
    .option('--partners <codes>', 'of these partners')
    .option('--wards <names>', 'in these wards')
    .option('--received-from <date>', 'received on this day of the city or later')
    .option('--received-to <date>', 'received before this day')
    .action(placeHold);
  // The short name too: whoever ends a hold looks for it there.
  for (const release of [hold.command('release'), program.command('release')])
    withReason(release.description('lets go what a hold held').argument('<name>', 'its name'), 'why').action(
      releaseHold,
    );
  withWhere(hold.command('list').description('shows all, those in force first')).action(listHolds);

  const records = program
    .command('records')
    .description('how long records are kept, what is past its time, and copies for those who ask for public records');
  const BATCH = ['<batch>', 'its name'] as const;
  withWhere(records.command('show').description('counts what is kept, held and past its time')).action(showRetention);
  withWhere(
    records
      .command('propose')
      .description('proposes what is past its time as a batch')
      .argument('<batch>', 'for example service-2033'),
  )
    .addOption(
      new Option('--class <code>', 'of which class')
        .choices(RETENTION_CLASSES.map(({ code }) => code))
        .makeOptionMandatory(),
    )
    .option('--by <name>', 'who proposes it', userInfo().username)
    .option('--dry-run', 'say only what would be in it')
    .action(proposeDisposal);
  withWhere(
    records
      .command('batch')
      .description('shows a batch')
      .argument(...BATCH),
  ).action(showBatch);
  withWhere(
    records
      .command('approve')
      .description('approves a batch that somebody else has proposed')
      .argument(...BATCH),
  )
    .requiredOption('--authority <text>', 'by whose permission: the letter, the schedule')
    .requiredOption('--digest <letters>', 'how the digest of the batch begins that was looked at')
    .option('--by <name>', 'who approves it', userInfo().username)
    .action(approveDisposal);
  withWhere(
    records
      .command('dispose')
      .description('takes the persons out of the records of an approved batch')
      .argument(...BATCH),
  )
    .option('--dry-run', 'say only what it would do')
    .action(disposeOfBatch);
  withWhere(
    records
      .command('certificate')
      .description('prints what became of each record, and checks it')
      .argument(...BATCH),
  )
    .option('--to <file>', 'in place of the terminal: JSON, a line each, as `records check` reads it')
    .action(showCertificate);
  records
    .command('check')
    .description('says whether the file of an export or of a certificate is as it was written')
    .argument('<file>', 'JSON, a line each')
    .action((file: string) => checkRecordFile(file));
  for (const give of [records.command('export'), program.command('export')])
    withWhere(
      give
        .description('writes the whole record of a request, with what is left out marked')
        .argument('<request>', 'its number'),
    )
      .requiredOption('--to <file>', 'JSON, a line each')
      .requiredOption('--purpose <text>', 'who asked for it, and what for; kept in its history')
      .addOption(
        new Option('--for <reader>', 'anybody, or the person who asked')
          .choices(['public', 'requester'])
          .default('public'),
      )
      .option('--by <name>', 'who gives it out', userInfo().username)
      .option('--dry-run', 'say only what would be given out')
      .action(exportRequest);
};
