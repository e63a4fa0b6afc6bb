import { readFile } from 'node:fs/promises';
import { plusDays } from '../../functions/measures/window.ts';
import { isCalendarDate } from './options.ts';
import { dateAt } from './publication.ts';
import { OpsError, type Register } from './register.ts';
import { readCsv } from './sheets/csv.ts';
import { type Difference, differences } from './sheets/difference.ts';
import { editCatalogue } from './sheets/edit.ts';
import type { Problem } from './sheets/locate.ts';
import type { Kind } from './sheets/kinds.ts';
import type { CatalogueSource } from '../../functions/catalogue/source.ts';

/** A sheet that may be published, and what it changes. */
export interface SoundSheet {
  edited: CatalogueSource;
  changes: Difference[];
  retired: string[];
  effectiveFrom: string;
}

const sayProblem = ({ row, column, problem }: Problem): string =>
  `  ${row === undefined ? '' : `row ${row}${column === undefined ? '' : `, ${column}`}: `}${problem}`;

/**
 * Reads a sheet against the register. Throws an OpsError that names every problem by row and column. A promise begins with a day,
 * so agreements hold from tomorrow unless another day is named, and everything else from today.
 */
export const readSheet = async (
  register: Pick<Register, 'newest' | 'now'>,
  kind: Kind,
  file: string,
  from: string | undefined,
): Promise<SoundSheet> => {
  if (from !== undefined && !isCalendarDate(from)) throw new OpsError(`${from} is no date; write 2026-07-01.`);
  const { newest, now } = register;
  const today = dateAt(now, newest);
  const effectiveFrom = from ?? (kind === 'agreements' ? plusDays(today, 1) : today);
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new OpsError(`${file} cannot be read: ${error.code === 'ENOENT' ? 'there is no such file' : error.code}.`);
  });
  const { source, problems, retired } = editCatalogue(newest, kind, parsed(file, textOf(file, bytes)), effectiveFrom);
  if (problems.length > 0) {
    const count = `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`;
    throw new OpsError([`${file}: ${count}, nothing was published.`, ...problems.map(sayProblem)].join('\n'));
  }
  return { edited: source, changes: differences(newest, source), retired, effectiveFrom };
};

/** Excel's plain "CSV" keeps no accents; its "CSV UTF-8" does. */
const textOf = (file: string, bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new OpsError(`${file} is not in UTF-8. Save it as “CSV UTF-8”.`);
  }
};

const parsed = (file: string, text: string) => {
  try {
    return readCsv(text);
  } catch (error) {
    throw new OpsError(`${file} is no CSV: ${error instanceof Error ? error.message : String(error)}`);
  }
};
