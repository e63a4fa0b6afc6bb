import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { exportRecord } from '../../functions/records/export-record.ts';
import { checkRecordFile, writeLinks } from '../../infra/ops/record-file.ts';
import { loaded } from '../records/a-record.ts';
import { TUESDAY } from '../support/builders.ts';
import { printed } from '../support/console.ts';

const folder = mkdtempSync(join(tmpdir(), 'resolve311-record-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const about = { reader: 'public', purpose: 'Request 26-31', by: 'Ana', timeZone: 'America/New_York' } as const;
const links = exportRecord(loaded('export'), [], about, TUESDAY);
const file = join(folder, 'record.jsonl');
const lines = links.map((link) => JSON.stringify(link));

test('R194 whoever is given a record can check that it is what was written', async () => {
  await writeLinks(file, links);
  const said = `It holds together: ${links.length} lines, the last digest is ${links.at(-1)!.digest}.`;
  expect(await printed(() => checkRecordFile(file))).toContain(said);
});

test.each([
  ['a changed line', lines.with(2, lines[2]!.replace('{"of"', '{"more":1,"of"')), /^Line 3 of /],
  ['a line that was left out', lines.toSpliced(3, 1), /^Line 4 of /],
  ['an end that was cut off', lines.slice(0, -2), /ends after \d+ lines; \d+ were written/],
  ['words that no digest covers', lines.with(1, lines[1]!.replace(/\}$/, ',"note":"x"}')), /^Line 2 .* no line of/],
  ['something else', ['{"digest":1}'], /^Line 1 .* no line of/],
  ['null', ['null'], /^Line 1 .* no line of/],
  ['nothing', [], /holds no line/],
])('R194 %s is found in its file', async (_, changed, message) => {
  writeFileSync(file, changed.join('\n'));
  await expect(checkRecordFile(file)).rejects.toThrow(message);
});

test('R194 a file that is not there is named', async () => {
  await expect(checkRecordFile(join(folder, 'none'))).rejects.toThrow(/none cannot be read \(ENOENT\)/);
});
