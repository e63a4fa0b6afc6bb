import { expect, test } from 'vitest';
import { somerville } from '../../functions/catalogue/somerville.ts';
import { countByAgreement, sayKept } from '../../infra/ops/open-requests.ts';
import type { Difference } from '../../infra/ops/sheets/difference.ts';

const changed = (code: string): Difference => ({
  kind: 'agreements',
  code,
  change: 'changed',
  cells: [{ column: 'version', was: '2', willBe: '3' }],
});

test('open requests are counted by what they were promised, and those of another city or without a type are not', () => {
  const counts = countByAgreement(
    [
      { typeName: 'Pothole', catalogue: 'somerville' },
      { typeName: 'Pothole', catalogue: 'somerville' },
      { typeName: 'Pothole', catalogue: 'boston' },
      { catalogue: 'somerville' },
    ],
    somerville,
  );
  expect([...counts]).toEqual([['dpw-highway-pothole', 2]]);
});

test('a changed promise says how many keep the old one (R111)', () => {
  const counts = new Map([
    ['one', 1],
    ['two', 2],
  ]);
  expect(sayKept(changed('one'), counts)).toBe('  1 open request keeps what it was promised (version 2 or older)');
  expect(sayKept(changed('two'), counts)).toBe('  2 open requests keep what they were promised (version 2 or older)');
  expect(sayKept(changed('none'), counts)).toBe('  no open request has this promise');
  expect(sayKept({ ...changed('one'), change: 'added' }, counts)).toBeUndefined();
  expect(sayKept({ ...changed('one'), kind: 'types' }, counts)).toBeUndefined();
});
