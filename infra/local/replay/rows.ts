import { createReadStream, existsSync } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { toInstant } from '../../../functions/clocks/business-calendar.ts';

/** One request of a city's own record, as the replay plays it. Instants are UTC epoch milliseconds. */
export interface ReplayRow {
  caseId: string;
  opened: number;
  /** The city's own target, where it set one. */
  target?: number;
  closed?: number;
  verdict?: 'ONTIME' | 'OVERDUE';
  type: string;
  source: string;
  neighborhood: string;
  lat?: number;
  lon?: number;
}

/** Which rows of a file are played: `from` and `to` are the first and the last local date of opening. */
export interface RowSelection {
  from?: string | undefined;
  to?: string | undefined;
  limit?: number | undefined;
}

const TIME_ZONE = 'America/New_York';
const NEEDED = ['case_id', 'opened', 'target', 'closed', 'verdict', 'type'];

/** A file that is not what the replay can play; names the line and the column. */
export class ReplayFileError extends Error {
  override readonly name = 'ReplayFileError';
}

/**
 * Reads the rows of a CSV file, plain or gzipped, sorted by their opening; times are Boston's wall clock (the hour that November
 * repeats is read as the first). Throws ReplayFileError for a file that cannot be read, a missing column and a time that cannot be read.
 */
export const readRows = async (path: string, selection: RowSelection = {}): Promise<ReplayRow[]> => {
  if (!existsSync(path)) throw new ReplayFileError(`There is no file ${path}.`);
  const rows: ReplayRow[] = [];
  for await (const { record, info } of recordsOf(path)) {
    const missing = NEEDED.find((column) => record[column] === undefined);
    if (missing) throw new ReplayFileError(`${path} has no column "${missing}"; it needs ${NEEDED.join(', ')}.`);
    const date = (record.opened ?? '').slice(0, 10);
    if ((selection.from && date < selection.from) || (selection.to && date > selection.to)) continue;
    rows.push(toRow(record, `${path}, line ${info.lines}`));
  }
  rows.sort((a, b) => a.opened - b.opened);
  return rows.slice(0, selection.limit ?? rows.length);
};

interface CsvRecord {
  record: Record<string, string>;
  info: { lines: number };
}

async function* recordsOf(path: string): AsyncIterable<CsvRecord> {
  const file = createReadStream(path);
  const text = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  const records = text.pipe(parse({ columns: true, bom: true, info: true }));
  for (const stream of [file, text]) stream.on('error', (error: Error) => records.destroy(error));
  try {
    yield* records as AsyncIterable<CsvRecord>;
  } catch (error) {
    const message = `${path} is no CSV, nor CSV that gzip packed under a name that ends in .gz: ${(error as Error).message}.`;
    throw new ReplayFileError(message, { cause: error });
  }
}

const toRow = (record: Record<string, string>, where: string): ReplayRow => {
  const instant = (column: string): number | undefined => {
    const text = record[column];
    if (!text) return undefined;
    try {
      return toInstant(text.replace(' ', 'T'), TIME_ZONE);
    } catch {
      throw new ReplayFileError(`${where}: "${column}" is not a local time like 2015-06-01T08:30:00: ${text}`);
    }
  };
  const opened = instant('opened');
  if (opened === undefined) throw new ReplayFileError(`${where}: "opened" is empty.`);
  const target = instant('target');
  const closed = instant('closed');
  const verdict = record.verdict === 'ONTIME' || record.verdict === 'OVERDUE' ? record.verdict : undefined;
  const [lat, lon] = [Number(record.latitude || Number.NaN), Number(record.longitude || Number.NaN)];
  return {
    caseId: record.case_id ?? '',
    opened,
    ...(target === undefined ? {} : { target }),
    ...(closed === undefined ? {} : { closed }),
    ...(verdict ? { verdict } : {}),
    type: record.type ?? '',
    source: record.source ?? '',
    neighborhood: record.neighborhood ?? '',
    ...(Number.isFinite(lat) && Number.isFinite(lon) ? { lat, lon } : {}),
  };
};
