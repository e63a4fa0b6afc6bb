import { type Command, Option } from 'commander';
import { dayNumber } from '../../functions/clocks/business-calendar.ts';

/** Whether a text is a day of the calendar, YYYY-MM-DD. */
export const isCalendarDate = (text: string): boolean => dayNumber(text) !== undefined;

/** Prints a line. */
export const say = (line = ''): void => void process.stdout.write(`${line}\n`);

/** The options by which every command finds the service that it works on. */
export const withWhere = (command: Command): Command =>
  command
    .addOption(
      new Option('--environment <name>', 'on AWS, by the SDK’s own configuration').choices(['staging', 'production']),
    )
    .option('--console <url>', 'the console of the stack that runs on this machine', 'http://127.0.0.1:4310');
