import { problemsOf } from '../../../functions/catalogue/check-catalogue.ts';
import type { CatalogueSource } from '../../../functions/catalogue/source.ts';
import type { Sheet } from '../../../functions/shared/csv.ts';
import { type Files, type Kind, SHEETS, filesOf } from './kinds.ts';
import { type Problem, locate } from './locate.ts';

/** What a sheet makes of a catalogue. With problems, nothing of it may be published. */
export interface Edited {
  source: CatalogueSource;
  problems: Problem[];
  /** Codes that the sheet leaves out. */
  retired: string[];
}

/** Of what is said of one cell, the first. */
const firstOfEachCell = (problems: readonly Problem[]): Problem[] => {
  const said = new Set<string>();
  return problems.filter(({ row, column, problem }) => {
    const place = row === undefined ? problem : `${row} ${column ?? problem}`;
    return !said.has(place) && said.add(place);
  });
};

/** How long a spreadsheet's first row of entries is away from its first row. */
const FIRST_ROW = 2;

/**
 * The catalogue as a sheet would have it, and every problem at once. An agreement whose promise changed gets one version more,
 * which holds from `effectiveFrom` (local date); its old versions stay as they are (R111).
 */
export const editCatalogue = (
  source: CatalogueSource,
  kind: Kind,
  { titles, rows }: Sheet,
  effectiveFrom: string,
): Edited => {
  const sheet = SHEETS[kind];
  const problems: Problem[] = titles.flatMap((title, index) => {
    if (titles.indexOf(title) !== index) return [{ row: 1, column: title, problem: 'is there twice.' }];
    if (sheet.titles.includes(title)) return [];
    return [{ row: 1, column: title, problem: `is no column of ${kind}; there are: ${sheet.titles.join(', ')}.` }];
  });
  const codeAt = titles.indexOf('code');
  if (codeAt < 0) problems.push({ row: 1, column: 'code', problem: 'is missing: it says which entry a row is.' });
  if (problems.length > 0) return { source, problems, retired: [] };

  const files: Files = filesOf(source);
  const rowOf = new Map<string, number>();
  for (const [index, cells] of rows.entries()) {
    if (cells.every((cell) => cell === '')) continue;
    const row = index + FIRST_ROW;
    const code = cells[codeAt] ?? '';
    if (cells.length > titles.length) problems.push({ row, problem: 'has more cells than there are columns.' });
    else if (code === '') problems.push({ row, column: 'code', problem: 'is empty.' });
    else if (rowOf.has(code))
      problems.push({ row, column: 'code', problem: `${code} is in row ${rowOf.get(code)} too.` });
    else {
      rowOf.set(code, row);
      const byTitle = new Map(titles.flatMap((title, at) => (cells[at] === undefined ? [] : [[title, cells[at]]])));
      const found = sheet.put(files, source, { code, cells: byTitle, effectiveFrom });
      problems.push(...found.map((problem) => ({ row, ...problem })));
    }
  }
  const retired = [...sheet.rows(source).keys()].filter((code) => !rowOf.has(code));
  for (const code of retired) {
    const stays = sheet.retire(files, code);
    if (stays) problems.push({ problem: `${code} has no row: ${stays}` });
  }
  const next = { ...source, files };
  const broken = problemsOf(next, 'published').map((line) => locate(line, kind, files, rowOf));
  // What could not be read has been said; a rule that stumbles over the same row says it worse.
  const said = new Set(problems.map(({ row }) => row));
  problems.push(...broken.filter(({ row }) => row === undefined || !said.has(row)));
  return { source: next, problems: firstOfEachCell(problems), retired };
};
