import { createHash } from 'node:crypto';

/** The column by which a row says what its entry was when it was exported. */
export const STATE = 'state';

/** What an entry's cells are, in eight letters: no spreadsheet takes them for a number or a date. */
export const stateOf = (cells: readonly string[]): string =>
  [...createHash('sha256').update(JSON.stringify(cells)).digest('hex').slice(0, 8)]
    .map((digit) => 'abcdefghijklmnop'[Number.parseInt(digit, 16)])
    .join('');
