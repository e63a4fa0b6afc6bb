import { readFileSync } from 'node:fs';
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

const WHOLE = /^\d+$/;
const PART = /^\d+\/\d+$/;

/** `2/3` → the second of three parts. @throws RangeError */
export function readPart(text: string): [number, number] {
  const [part, parts] = text.split('/').map(Number);
  if (!Number.isInteger(part) || !Number.isInteger(parts) || part! < 1 || part! > parts!)
    throw new RangeError(`"${text}" is no part; 1/2 is the first of two.`);
  return [part!, parts!];
}

/** Ends with 2 and a line that says what is wrong with what was asked for. */
export function refuse(why: string): never {
  process.stderr.write(`${why}\n`);
  process.exit(2);
}

/** Ends with 2 where a number is less than makes sense, which would play nothing and find nothing. */
export function atLeast(values: Readonly<Record<string, unknown>>, least: Readonly<Record<string, number>>): void {
  for (const [name, fewest] of Object.entries(least))
    if (Number(values[name]) < fewest)
      refuse(`--${name} takes ${fewest} or more, and ${String(values[name])} is less.`);
}

/**
 * Reads what a command of this folder was asked for; answers `--help` with the comment that its file begins with, and ends with 2 and one line that
 * names the option where there is no such one, or where a whole number or a part is none.
 *
 * @param url `import.meta.url` of the command
 * @param numbers options without a default that are whole numbers; with one, the default tells
 */
export const asked = <Options extends ParseArgsOptionsConfig>(
  url: string,
  options: Options,
  numbers: readonly string[] = [],
) => {
  try {
    const { values } = parseArgs({ options: { ...options, help: { type: 'boolean', short: 'h', default: false } } });
    if ((values as { help?: boolean }).help) {
      process.stdout.write(`${commentOf(url)}\n`);
      process.exit(0);
    }
    for (const [name, { default: usual }] of Object.entries(options)) {
      const value = (values as Record<string, unknown>)[name];
      const isNumber = numbers.includes(name) || (typeof usual === 'string' && WHOLE.test(usual));
      if (isNumber && typeof value === 'string' && !WHOLE.test(value))
        throw new RangeError(`--${name} takes a whole number, and "${value}" is none.`);
      if (typeof usual === 'string' && PART.test(usual)) readPart(String(value));
    }
    return values as ReturnType<typeof parseArgs<{ options: Options }>>['values'];
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
};

const commentOf = (url: string): string =>
  (/^\/\*\*\n(.*?)\n \*\//s.exec(readFileSync(new URL(url), 'utf8'))?.[1] ?? '').replaceAll(/^ \* ?/gm, '');
