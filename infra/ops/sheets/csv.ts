import { parse } from 'csv-parse/sync';

/** A sheet as it was read: its titles, and for each row what stands below them. */
export interface Sheet {
  titles: string[];
  rows: string[][];
}

/** What a spreadsheet takes for a formula, whoever wrote it; `'` before it makes it a text. */
const FORMULA = /^'*[=+\-@\t\r]/u;
const guarded = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);
const unguarded = (text: string): string => (text.startsWith("'") && FORMULA.test(text) ? text.slice(1) : text);

const cell = (text: string): string => {
  const safe = guarded(text);
  return /[",\n\r]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** Writes a sheet as CSV that spreadsheets open as UTF-8, and of which none takes a cell for a formula. */
export const writeCsv = ({ titles, rows }: Sheet): string =>
  `\u{feff}${[titles, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;

/** What a spreadsheet puts between cells: a comma, a semicolon where the comma is the decimal sign, or a tab; told by the first line. */
const delimiterOf = (text: string): string => {
  const [titles = ''] = text.split('\n', 1);
  const count = (sign: string) => titles.split(sign).length;
  return [';', '\t'].find((sign) => count(sign) > count(',')) ?? ',';
};

/** Reads CSV back: spaces around cells and empty rows mean nothing. Throws csv-parse's own error for what is no CSV. */
export const readCsv = (text: string): Sheet => {
  const [titles = [], ...rows]: string[][] = parse(text, {
    bom: true,
    delimiter: delimiterOf(text),
    relax_column_count: true,
  });
  const clean = (row: string[]) => row.map((one) => unguarded(one.replaceAll('\r\n', '\n').trim()));
  return { titles: clean(titles), rows: rows.map(clean) };
};
