import { parse } from 'csv-parse/sync';
import { type Sheet, unguarded } from '../../../functions/shared/csv.ts';

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
