import { Command, InvalidArgumentError } from 'commander';

/** An option of a long run: a whole number, with what it stands for, its default, and the least and the most that it may be. */
export interface WholeNumber {
  says: string;
  unless: number;
  from?: number;
  to?: number;
}

/**
 * Reads the options of a command of the tests, all of which are whole numbers but for a few texts; answers `--help`, and ends with 2 and one line
 * that names the option where one is not what it may be.
 *
 * @param file where the command lies, as it is typed after `node`
 * @param texts what each option that is a text says; one that was not given is undefined
 */
export const wholeNumbers = <Name extends string, Text extends string = never>(
  file: string,
  description: string,
  options: Record<Name, WholeNumber>,
  texts?: Record<Text, string>,
): Record<Name, number> & Partial<Record<Text, string>> => {
  const command = new Command(`node ${file}`).description(description).allowExcessArguments(false);
  command.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));
  for (const [name, { says, unless, from = 0, to = Number.MAX_SAFE_INTEGER }] of Object.entries<WholeNumber>(options))
    command.option(`--${name} <number>`, says, read(from, to), unless);
  for (const [name, says] of Object.entries<string>(texts ?? {})) command.option(`--${name} <text>`, says);
  return command.parse().opts();
};

const read =
  (from: number, to: number) =>
  (text: string): number => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= from && value <= to) return value;
    const upTo = to < Number.MAX_SAFE_INTEGER ? ` to ${to}` : ' on';
    throw new InvalidArgumentError(`It is a whole number from ${from}${upTo}.`);
  };
