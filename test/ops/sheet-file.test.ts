import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { somerville } from '../../functions/catalogue/somerville.ts';
import { readSheet } from '../../infra/ops/sheet-command.ts';
import { writeCsv } from '../../functions/shared/csv.ts';
import { SHEETS } from '../../infra/ops/sheets/kinds.ts';

const folder = mkdtempSync(join(tmpdir(), 'resolve311-sheet-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Monday 1 June 2026, 22:00 in Somerville: the next day already in UTC. */
const register = { newest: somerville, now: Date.UTC(2026, 5, 2, 2) };
const { titles, rows } = SHEETS.partners;
const csv = writeCsv({ titles: [...titles], rows: [...rows(somerville).values()] });

const aFile = (bytes: string | Buffer): string => {
  const file = join(folder, 'partners.csv');
  writeFileSync(file, bytes);
  return file;
};
const read = (file: string, from?: string) => readSheet(register, 'partners', file, from);

test('a sheet holds from the city’s today unless it says from when', async () => {
  expect(await read(aFile(csv))).toMatchObject({ changes: [], effectiveFrom: '2026-06-01' });
  expect(await read(aFile(csv), '2026-07-01')).toMatchObject({ effectiveFrom: '2026-07-01' });
});

test.each([
  ['where a day has 23 hours', '2026-03-07T23:30:00-05:00', '2026-03-08'],
  ['where a day has 25 hours', '2026-11-01T00:30:00-04:00', '2026-11-02'],
])('a sheet of promises holds from the city’s tomorrow, also %s', async (_, now, tomorrow) => {
  const { titles: columns, rows: promises } = SHEETS.agreements;
  const file = aFile(writeCsv({ titles: [...columns], rows: [...promises(somerville).values()] }));
  const at = { newest: somerville, now: Date.parse(now) };
  expect(await readSheet(at, 'agreements', file, undefined)).toMatchObject({ effectiveFrom: tomorrow });
});

test.each([
  ['that is not there', () => join(folder, 'nowhere.csv'), undefined, /there is no such file/],
  ['that is no CSV', () => aFile('code,name\n"dcr,x\n'), undefined, /is no CSV/],
  ['whose accents are lost', () => aFile(Buffer.from('code,name\ndcr,Caf\u00e9\n', 'latin1')), undefined, /CSV UTF-8/],
  ['from no date', () => aFile(csv), '2026-02-30', /is no date/],
  ['with a problem', () => aFile('code,kind\ndcr,friend\n'), undefined, /row 2, kind: write one of/],
])('a file %s is refused in a sentence', async (_, file, from, sentence) => {
  await expect(read(file(), from)).rejects.toThrow(sentence);
});
