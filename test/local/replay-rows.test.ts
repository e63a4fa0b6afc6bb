import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ReplayFileError, readRows } from '../../infra/local/replay/rows.ts';

const folder = mkdtempSync(join(tmpdir(), 'resolve311-rows-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HEAD = 'case_id,opened,target,closed,verdict,type';
const file = (...lines: string[]): string => {
  const path = join(folder, `${lines.length}-${lines.join('').length}.csv`);
  writeFileSync(path, [HEAD, ...lines].join('\n'));
  return path;
};

describe('a file to be replayed', () => {
  test('is read as Boston’s wall clock and sorted by opening', async () => {
    const rows = await readRows(
      file(
        '2,2015-06-02T09:00:00,,,ONTIME,Pothole',
        '1,2015-06-01T09:00:30,2015-06-03T09:00:00,2015-06-02T10:00:00,ONTIME,Pothole',
      ),
    );
    expect(rows.map(({ caseId }) => caseId)).toEqual(['1', '2']);
    expect(rows[0]).toMatchObject({ opened: Date.UTC(2015, 5, 1, 13, 0, 30), closed: Date.UTC(2015, 5, 2, 14) });
    expect(rows[1]).not.toHaveProperty('target');
  });

  test('gives the days that are asked for, first and last included, and no more rows than that', async () => {
    const days = ['01', '02', '03', '04'].map((day) => `${day},2015-06-${day}T23:59:00,,,,Pothole`);
    const select = async (selection: Parameters<typeof readRows>[1]) =>
      (await readRows(file(...days), selection)).map(({ caseId }) => caseId);
    expect(await select({ from: '2015-06-02', to: '2015-06-03' })).toEqual(['02', '03']);
    expect(await select({ limit: 1 })).toEqual(['01']);
  });

  test.each([
    ['that is not there', join(folder, 'none.csv'), /There is no file/],
    ['with a time that cannot be read', file('1,yesterday,,,,Pothole'), /line 2: "opened".*yesterday/],
    ['with an empty opening', file('1,,,,,Pothole'), /"opened" is empty/],
  ])('%s is refused with its place', async (_what, path, message) => {
    const refusal = await readRows(path).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ReplayFileError);
    expect((refusal as Error).message).toMatch(message);
  });

  test('without a column that is needed is refused by the column’s name', async () => {
    const path = join(folder, 'columns.csv');
    writeFileSync(path, 'case_id,opened\n1,2015-06-01T09:00:00\n');
    await expect(readRows(path)).rejects.toThrow('no column "target"');
  });
});
