import { existsSync, mkdirSync, statSync } from 'node:fs';
import { appendFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Sheet, writeCsv } from '../../functions/shared/csv.ts';
import { say } from './options.ts';
import { OpsError } from './register.ts';

/** What `--csv` was given: a file, or nothing where the sheet goes to the terminal. */
export type CsvWish = string | boolean | undefined;

/** The option by which every list becomes a sheet. */
export const CSV = ['--csv [file]', 'as CSV: into this file, or where none is named to the terminal'] as const;

/** Writes text into a file. Throws an OpsError that names the file where it cannot be written. */
export const writeText = (file: string, text: string | Uint8Array): Promise<void> =>
  writeFile(file, text).catch((error: NodeJS.ErrnoException) => {
    throw cannotWrite(file, error);
  });

/** Makes sure that a file can be written, and leaves what is in it. Throws an OpsError that names the file where it cannot. */
export const checkWritable = (file: string): Promise<void> =>
  appendFile(file, '').catch((error: NodeJS.ErrnoException) => {
    throw cannotWrite(file, error);
  });

const cannotWrite = (file: string, error: NodeJS.ErrnoException): OpsError => {
  const why = { ENOENT: 'its folder is not there', EISDIR: 'it is a folder', EACCES: 'it may not be written' }[
    error.code ?? ''
  ];
  return new OpsError(`${file} cannot be written: ${why ?? error.code ?? error.message}.`);
};

/** Makes a folder, by its whole path, with all that it lies in. Throws an OpsError where it cannot be made. */
export const makeFolder = (folder: string): void => {
  try {
    // One level after the other: Node's own recursion never ends where the system says that a parent is missing, as in /proc.
    for (const level of levelsOf(folder)) if (!existsSync(level)) mkdirSync(level);
    if (!statSync(folder).isDirectory()) throw Object.assign(new Error(`${folder} is a file.`), { code: 'ENOTDIR' });
  } catch (error) {
    const { code = 'no reason was given' } = error as NodeJS.ErrnoException;
    throw new OpsError(`${folder} cannot be made (${code}): name another folder with --to.`);
  }
};

/** A folder with all that it lies in, the outermost first. */
const levelsOf = (folder: string): string[] =>
  dirname(folder) === folder ? [folder] : [...levelsOf(dirname(folder)), folder];

/** Gives a list as CSV where that was asked for; answers whether it was. */
export const giveCsv = async (sheet: Sheet, csv: CsvWish): Promise<boolean> => {
  if (!csv) return false;
  if (csv === true) {
    process.stdout.write(writeCsv(sheet));
    return true;
  }
  await writeText(csv, writeCsv(sheet));
  say(`${csv}: ${sheet.rows.length} ${sheet.rows.length === 1 ? 'row' : 'rows'}.`);
  return true;
};
