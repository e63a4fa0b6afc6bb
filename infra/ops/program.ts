import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { catalogueNames } from '../../functions/catalogue/source.ts';
import { PUBLISHED_NAME } from '../../functions/catalogue/published.ts';
import { checkCalendars, closeDays, openDays, showCalendars } from './calendar.ts';
import { check } from './check.ts';
import { diff } from './diff.ts';
import { exportSheet } from './export.ts';
import { LINK_HOLDERS } from '../../functions/review/review-command.ts';
import { revokeLinks, showLinks } from './links.ts';
import { withWhere } from './options.ts';
import { publish } from './publish.ts';
import { rebase } from './rebase.ts';
import { addRecordCommands } from './record-commands.ts';
import { addRepairCommands } from './repair-commands.ts';
import { addFigureCommands } from './figure-commands.ts';
import { findings } from './findings.ts';
import { beginByCommand, changeByCommand, listImprovements, showImprovement } from './improvements.ts';
import { FIGURES } from '../../functions/improvements/measure.ts';
import { HAND_SOURCES } from '../../functions/improvements/improvement.ts';
import { MANAGER } from '../../functions/requests/concern.ts';
import { CSV } from './give-csv.ts';
import { previewMessages } from './message-preview.ts';
import { listUnreviewed } from './messages.ts';
import { LANGUAGES } from '../../functions/languages/language.ts';
import { MESSAGES } from '../../functions/notices/notice.ts';
import { declareStorm, endStorm, extendStorm, showStorms, withdrawStorm } from './storms.ts';
import { KINDS } from './sheets/kinds.ts';
import { undeliverable } from './undeliverable.ts';
import { listWebhooks, redriveWebhooks } from './webhooks.ts';

/** Every command of `npm run ops`, with what each is told; parsing runs one. */
export const program = new Command('npm run ops --')
  .description(
    'The tools of operators and of the manager: what is wrong and what repairs it, partners, request types and agreements as spreadsheets, what the register lacks, figures, scorecards, reports and lists, audits, closures, storms, links that are taken back, and translations that wait for a reader.',
  )
  .showHelpAfterError();

const EFFECTIVE = ['--effective-from <date>', 'first day in the city, for example 2026-07-01'] as const;

for (const kind of KINDS) {
  const sheet = program.command(kind).description(`the ${kind} as a spreadsheet (CSV)`);
  const command = (name: string, description: string, file: string) =>
    withWhere(sheet.command(name).description(description).argument('<file>', file));
  command('export', 'writes what is there into a file', 'CSV to write').action((file, options) =>
    exportSheet(kind, file, options),
  );
  command('check', 'names every problem of a file, by row and column', 'CSV to read')
    .option(...EFFECTIVE)
    .action((file, options) => check(kind, file, options));
  command('diff', 'shows what a file would change', 'CSV to read')
    .option(...EFFECTIVE)
    .action((file, options) => diff(kind, file, options));
  command('publish', 'publishes what a file changes, whole or not at all', 'CSV to read')
    .option(...EFFECTIVE)
    .option('--by <name>', 'who publishes it', userInfo().username)
    .option('--retire <codes>', 'retire these, which the file leaves out; comma between them')
    .action((file, options) => publish(kind, file, options));
  if (kind === 'agreements')
    withWhere(
      sheet
        .command('rebase')
        .description('puts open requests under its version in force')
        .argument('<code>', 'its code'),
    )
      .requiredOption('--reason <text>', 'why; residents read it')
      .option('--dry-run', 'say only which open requests would move')
      .action(rebase);
}

withWhere(
  program
    .command('findings')
    .description('what changed beyond chance, and what the register, its calendars and the translations lack'),
)
  .option(...CSV)
  .action(findings);

const improvements = program
  .command('improvements')
  .description('what is to be better: who owns it, what was changed, and whether the figures show it');
withWhere(improvements.command('list').description('prints them all'))
  .option(...CSV)
  .action(listImprovements);
const withImprovement = (name: string, description: string): Command =>
  withWhere(improvements.command(name).description(description).argument('<number>', 'its own, for example I-12'));
withImprovement('show', 'prints one with its history').action(showImprovement);
withWhere(improvements.command('start').description('begins one, with a finding or by hand'))
  .option('--finding <id>', 'the finding that it begins with, as `findings` prints it')
  .option('--title <words>', 'by hand: what is to be better')
  .addOption(new Option('--source <kind>', 'by hand: where it comes from').choices(HAND_SOURCES))
  .option('--said <text>', 'by hand: what was seen; names no person')
  .addOption(new Option('--figure <name>', 'by hand: by what it is measured').choices(FIGURES))
  .option('--type <code>', 'the figure of one request type')
  .option('--partner <code>', 'the figure of one partner; default: of the city')
  .option('--owner <code>', 'who answers for it: review-desk, or the code of a partner', MANAGER)
  .option('--dry-run', 'say only what would begin')
  .action(beginByCommand);
withImprovement('assign', 'gives it to somebody, who is written to')
  .requiredOption('--owner <code>', `${MANAGER}, review-desk, or the code of a partner`)
  .option('--dry-run', 'keep nothing')
  .action(changeByCommand('assign'));
withImprovement('change', 'writes down what was changed, and when it is to be reviewed')
  .requiredOption('--text <sentence>', 'what was changed; names no person')
  .requiredOption('--on <day>', 'the day of the change in the city, for example 2026-06-01')
  .requiredOption('--review-on <day>', 'the day of the review, two whole weeks after it at the earliest')
  .option('--dry-run', 'keep nothing')
  .action(changeByCommand('change'));
withImprovement('move', 'reviews it on another day')
  .requiredOption('--review-on <day>', 'the day of the review')
  .option('--dry-run', 'keep nothing')
  .action(changeByCommand('move'));
withImprovement('review', 'measures the figure before the change and after it, and says what you make of it')
  .requiredOption('--text <sentence>', 'what you make of it; names no person')
  .option('--dry-run', 'print the figures, and keep nothing')
  .action(changeByCommand('review'));
withImprovement('close', 'closes it')
  .option('--reason <sentence>', 'needed where nothing was measured')
  .option('--dry-run', 'keep nothing')
  .action(changeByCommand('close'));

withWhere(
  program
    .command('undeliverable')
    .description('requests whose reporter or contact cannot be reached by e-mail, and why'),
)
  .option('--lift <request>', 'write again to the address that its notice went to')
  .option('--since <instant>', 'of several for one request, or for one kind of list, that which is there since then')
  .option(...CSV)
  .action(undeliverable);

addFigureCommands(program);

const calendar = program.command('calendar').description('holidays and closures of the calendars');
withWhere(
  calendar.command('show').description('prints hours, holidays and closures ahead').argument('[id]', 'of one calendar'),
).action(showCalendars);
withWhere(calendar.command('check').description('says which end before the longest promise under them')).action(
  checkCalendars,
);
const withDays = (command: Command): Command =>
  withWhere(command.argument('<days>', 'one day, or the first and the last: 2026-12-24..2026-12-31'))
    .requiredOption('--calendar <id>', 'for example somerville-business')
    .requiredOption('--reason <text>', 'why; residents read it')
    .option('--by <name>', 'who declares it', userInfo().username)
    .option('--dry-run', 'say only which open requests would move');
withDays(calendar.command('close').description('declares a closure, or with --name a holiday'))
  .option('--name <name>', 'of the holiday')
  .action(closeDays);
withDays(calendar.command('open').description('takes back a closure or a holiday that was declared')).action(openDays);

const storms = program
  .command('storms')
  .description('declared events that stop or lengthen promises, and quieten notices');
withWhere(storms.command('show').description('prints the storms, the latest first')).action(showStorms);
const withChange = (command: Command): Command =>
  withWhere(command.argument('<code>', 'its own, for example snow-2026-12-14'))
    .option('--by <name>', 'who decides it', userInfo().username)
    .option('--dry-run', 'say only which open requests would move');
withChange(storms.command('declare').description('declares a storm'))
  .requiredOption('--name <name>', 'residents read it, for example "Snow storm of 14 December"')
  .requiredOption('--reason <text>', 'why; residents read it')
  .requiredOption('--from <time>', 'the city’s clock, for example 2026-12-14T05:00')
  .requiredOption('--until <time>', 'the city’s clock')
  .option('--types <codes>', 'of these types only, comma between them; an emergency is touched only if named')
  .option('--partners <codes>', 'work of these partners only, comma between them')
  .option(
    '--near <area>',
    'within this circle only: latitude,longitude,metres; several times for several',
    (area, all) => [...(Array.isArray(all) ? all : []), area],
  )
  .option('--all', 'every request of the city but emergencies')
  .option('--pause', 'promises stand still meanwhile')
  .option('--relax <time>', 'so much is added to each promise, for example "3 business days"')
  .addOption(new Option('--catalogue <name>', 'of which city').choices(catalogueNames).default(PUBLISHED_NAME))
  .action(declareStorm);
withChange(storms.command('extend').description('gives a storm a later end'))
  .requiredOption('--until <time>', 'the city’s clock')
  .action(extendStorm);
withChange(storms.command('end').description('ends a storm earlier: promises move back by the rest'))
  .option('--at <time>', 'the city’s clock; default: in two minutes')
  .action(endStorm);
withChange(storms.command('withdraw').description('takes a storm back, as if it had never been')).action(withdrawStorm);

const links = program
  .command('links')
  .description('signed links to a queue, to all work orders of a partner, or to one request');
const withHolder = (command: Command): Command =>
  withWhere(command)
    .option('--partner <code>', 'of one partner: to its queue and to its work orders')
    .option('--review', 'of the review desk: to its queue')
    .option('--auditor <code>', 'of one auditor: to the list of their audits, and to each')
    .option('--audits', 'of the Service Operations Manager: to the list of all audits')
    .option(
      '--concerns',
      'of the Service Operations Manager: to the list of open concerns, to findings and improvements, and to each',
    )
    .addOption(
      new Option('--catalogue <name>', 'where the partner stands').choices(catalogueNames).default(PUBLISHED_NAME),
    );
withHolder(links.command('show').description('says who reads them, and when and why they were taken back')).action(
  showLinks,
);
withHolder(links.command('revoke').description('takes them back, and writes a new one to whoever needs one'))
  .option('--request <number>', 'in place of a queue’s: of one request, as its review page does')
  .addOption(new Option('--of <whose>', 'whose links to that request').choices(LINK_HOLDERS))
  .requiredOption('--reason <text>', 'why; kept with the revocation')
  .option('--by <name>', 'who takes them back; a request’s history names no person', userInfo().username)
  .action(revokeLinks);

const webhooks = program.command('webhooks').description('webhooks to platforms and partners that were not taken');
const TARGET = [
  '--target <target>',
  'of one target only, for example platform:standard or partner:eversource',
] as const;
withWhere(webhooks.command('list').description('says which were given up or wait, and why'))
  .option(...TARGET)
  .action(listWebhooks);
withWhere(webhooks.command('redrive').description('puts those that were given up out again'))
  .option(...TARGET)
  .option('--waiting', 'those that wait for their next attempt too')
  .action(redriveWebhooks);

addRecordCommands(program);
addRepairCommands(program);

const messages = program.command('messages').description('what residents and staff read, in every language');
messages
  .command('unreviewed')
  .description('lists the translations that no person has signed off, and says how that is done')
  .addOption(
    new Option('--language <tag>', 'of one language').choices(LANGUAGES.filter((language) => language !== 'en')),
  )
  .action(listUnreviewed);
messages
  .command('preview')
  .description('writes every message with sample data into a folder, as HTML, in large print and as plain text')
  .option('--to <folder>', 'where to', join(tmpdir(), 'resolve311-messages'))
  .addOption(new Option('--message <name>', 'one message').choices(MESSAGES))
  .addOption(new Option('--language <tag>', 'one language').choices(LANGUAGES))
  .action(previewMessages);
