/** A sheet as it is written or was read: its titles, and for each row what stands below them. */
export interface Sheet {
  titles: string[];
  rows: string[][];
}

/** What a spreadsheet takes for a formula, whoever wrote it; `'` before it makes it a text. */
const FORMULA = /^'*[=+\-@\t\r]/u;

/** A text that no spreadsheet takes for a formula. */
const guarded = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);

/** The text that was guarded. */
export const unguarded = (text: string): string => (text.startsWith("'") && FORMULA.test(text) ? text.slice(1) : text);

const cell = (text: string): string => {
  const safe = guarded(text);
  return /[",\n\r]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** Writes a sheet as CSV (RFC 4180) that spreadsheets open as UTF-8, and of which none takes a cell for a formula. */
export const writeCsv = ({ titles, rows }: Sheet): string =>
  `\u{feff}${[titles, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
