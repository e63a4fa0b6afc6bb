import { Argument, type Command, Option } from 'commander';
import { SURVEYED_BY } from '../../functions/surveys/league.ts';
import { drawAudits, giveAudits, reportAudits, showAudits } from './audits.ts';
import { CSV } from './give-csv.ts';
import { LISTS, showList } from './lists.ts';
import { checkMeasures, showMeasures } from './measures.ts';
import { misroutes } from './misroutes.ts';
import { withWhere } from './options.ts';
import { withPrint } from './print-pdf.ts';
import { writeReport } from './report.ts';
import { writeScorecards } from './scorecards.ts';
import { showSurveys } from './surveys.ts';
import { showTrends } from './trends.ts';

/** Adds the commands that tell how things go: figures, scorecards, reports and lists, audits, trends. */
export const addFigureCommands = (program: Command): void => {
  withWhere(program.command('misroutes').description('counts work that went to the wrong partner first'))
    .option('--month <month>', 'in the city, for example 2026-06; default: this one')
    .option(...CSV)
    .action(misroutes);

  const measures = program.command('measures').description('what was counted, by day, partner, type, channel and ward');
  withWhere(measures.command('show').description('prints the figures of a month, each with its formula'))
    .option('--month <month>', 'in the city, for example 2026-10; default: this one, so far')
    .option('--partner <code>', 'of one partner')
    .option(...CSV)
    .action(showMeasures);
  withWhere(measures.command('check').description('counts anew from the histories, and compares with the roll-ups'))
    .requiredOption('--from <day>', 'first day in the city, for example 2026-06-01')
    .option('--to <day>', 'last day, included; default: today')
    .option('--repair', 'count what the roll-ups lack')
    .action(checkMeasures);

  const audits = program
    .command('audits')
    .description('the monthly sample of requests that ended, and what audits found');
  const withMonth = (command: Command): Command =>
    withWhere(command).option('--month <month>', 'in the city, for example 2026-10; default: the one before');
  withMonth(audits.command('draw').description('draws the sample of a month, once, and hands it to the auditors'))
    .option('--seed <number>', 'to draw what was drawn with it; default: by chance')
    .option('--per-partner <number>', 'cases of each partner, or all where there are fewer', '10')
    .option('--dry-run', 'say only how many cases would be drawn')
    .action(drawAudits);
  withMonth(audits.command('give').description('gives what an auditor has left to another one, and writes to them'))
    .requiredOption('--from <code>', 'whose audits')
    .requiredOption('--to <code>', 'the auditor who takes them over')
    .option('--request <number>', 'only those of one request')
    .option('--dry-run', 'say only which would be given')
    .action(giveAudits);
  withMonth(audits.command('show').description('lists the cases of a month, and who looks at each'))
    .option(...CSV)
    .action(showAudits);
  withMonth(audits.command('report').description('says what the audits of a month came to, by partner'))
    .option(...CSV)
    .action(reportAudits);
  withPrint(
    withMonth(program.command('scorecards').description('the scorecards of a month: a league, pages, PDF or CSV')),
  )
    .option('--partner <code>', 'of one partner')
    .option('--to <folder>', 'writes a page of each into it')
    .option('--pdf', 'as PDF')
    .option(...CSV)
    .action(writeScorecards);
  withPrint(
    withMonth(program.command('report').description('writes the monthly report for the mayor’s office, in two pages')),
  )
    .option('--to <file>', 'ends in .html or .pdf; default: report-MONTH.html')
    .action(writeReport);
  withMonth(
    program.command('surveys').description('what residents said of each partner or type, the least satisfied first'),
  )
    .addOption(new Option('--by <what>', 'told apart by').choices(SURVEYED_BY).default('partner'))
    .option('--year', 'of the year until the month’s end')
    .option(...CSV)
    .action(showSurveys);
  withWhere(
    program
      .command('list')
      .description('what is late, or waits for whom')
      .addArgument(new Argument('<list>', 'which').choices(LISTS)),
  )
    .option('--partner <code>', 'whose work')
    .option(...CSV)
    .action(showList);

  withWhere(
    program
      .command('trends')
      .description('what changed beyond chance last week, and targets that nobody or everybody meets'),
  )
    .option('--at <day>', 'as of a day in the city, for example 2026-06-01; default: today')
    .option(...CSV)
    .action(showTrends);
};
