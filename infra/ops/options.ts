import { type Command, Option } from 'commander';
import { dayNumber } from '../../functions/clocks/business-calendar.ts';

/** Whether a text is a day of the calendar, YYYY-MM-DD. */
export const isCalendarDate = (text: string): boolean => dayNumber(text) !== undefined;

/** Prints a line. */
export const say = (line = ''): void => void process.stdout.write(`${line}\n`);

/** The options of commands that act on whatever they find: nothing is done unless told. */
export const withApply = (command: Command): Command =>
  command
    .option('--apply', 'do it; without it the command says what it would do, and does nothing')
    .addOption(new Option('--dry-run', 'do nothing, as without --apply').conflicts('apply'));

/** What a dry run ends with. */
export const NOTHING_DONE = 'Nothing was done. Do it with --apply.';

/** A count with its thing: `1 request`, `2,000 requests`. */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;

/** Most that a repair lists one by one. */
export const MOST_LISTED = 20;

/** Says how many there are beyond those that were listed. */
export const sayMore = (many: number): void => {
  if (many > MOST_LISTED) say(`  and ${plural(many - MOST_LISTED, 'more', 'more')}`);
};

/** The options by which every command finds the service that it works on. */
export const withWhere = (command: Command): Command =>
  command
    .addOption(
      new Option('--environment <name>', 'on AWS, by the SDK’s own configuration').choices(['staging', 'production']),
    )
    .option('--console <url>', 'the console of the stack that runs on this machine', 'http://127.0.0.1:4310');
