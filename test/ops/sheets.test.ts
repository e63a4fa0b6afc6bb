import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { catalogueFrom } from '../../functions/catalogue/catalogue.ts';
import { problemsOf } from '../../functions/catalogue/check-catalogue.ts';
import { somerville } from '../../functions/catalogue/somerville.ts';
import { reportedTypeOf } from '../../functions/review/reported-type.ts';
import type { CatalogueSource } from '../../functions/catalogue/source.ts';
import { type Sheet, writeCsv } from '../../functions/shared/csv.ts';
import { readCsv } from '../../infra/ops/sheets/csv.ts';
import { differences, sayDifference } from '../../infra/ops/sheets/difference.ts';
import { editCatalogue } from '../../infra/ops/sheets/edit.ts';
import { KINDS, type Kind, SHEETS } from '../../infra/ops/sheets/kinds.ts';

const exported = (kind: Kind, source: CatalogueSource = somerville): Sheet => ({
  titles: [...SHEETS[kind].titles],
  rows: [...SHEETS[kind].rows(source).values()],
});

/** The exported sheet with one cell, of the row with this code, changed. */
const changed = (kind: Kind, code: string, cells: Record<string, string>): Sheet => {
  const { titles, rows } = exported(kind);
  return {
    titles,
    rows: rows.map((row) => (row[0] === code ? row.map((cell, at) => cells[titles[at] ?? ''] ?? cell) : row)),
  };
};
const edited = (kind: Kind, sheet: Sheet) => editCatalogue(somerville, kind, sheet, '2026-07-01');
const rowOf = (kind: Kind, code: string) => [...SHEETS[kind].rows(somerville).keys()].indexOf(code) + 2;

describe.each(KINDS)('the sheet of %s', (kind) => {
  test('changes nothing when it comes back as it was exported', () => {
    const { source, problems, retired } = edited(kind, readCsv(writeCsv(exported(kind))));
    expect([problems, retired]).toEqual([[], []]);
    expect(differences(somerville, source)).toEqual([]);
    expect(source.files).toEqual(somerville.files);
  });

  test('changes nothing when an American spreadsheet has written its dates and its words of yes and no in its own way', () => {
    const american = (cell: string): string => {
      const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/u.exec(cell) ?? [];
      if (year) return `${Number(month)}/${Number(day)}/${year}`;
      return cell === 'yes' ? 'TRUE' : cell === 'no' ? 'FALSE' : cell;
    };
    const { titles, rows } = exported(kind);
    const { source, problems } = edited(kind, { titles, rows: rows.map((row) => row.map(american)) });
    expect(problems).toEqual([]);
    expect(source.files).toEqual(somerville.files);
  });

  test('changes nothing in whatever order its rows and columns come back', () => {
    const sheet = exported(kind);
    const order = <T>(all: readonly T[]) => fc.shuffledSubarray([...all], { minLength: all.length });
    fc.assert(
      fc.property(order(sheet.rows), order(sheet.titles.map((_, at) => at)), (rows, columns) => {
        const pick = (cells: readonly string[]) => columns.map((at) => cells[at] ?? '');
        const again = readCsv(writeCsv({ titles: pick(sheet.titles), rows: rows.map(pick) }));
        const { source, problems } = edited(kind, again);
        return problems.length === 0 && differences(somerville, source).length === 0;
      }),
      { numRuns: 5, seed: 311 },
    );
  });
});

test('any cells come back from CSV as they were, and none begins as a formula does', () => {
  const text = fc.oneof(
    fc.string().map((one) => one.replaceAll('\r', '').trim()),
    fc.constantFrom('=1+1', '+1', '-2', '@x', "'=1", "''@", 'a"b,c', 'two\nlines', '=cmd|"/c calc"!A0'),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text), { minLength: 1 }), (rows) => {
      const csv = writeCsv({ titles: ['code', 'name'], rows });
      const cells: string[][] = parse(csv, { bom: true });
      for (const cell of cells.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r]/u);
      expect(readCsv(csv).rows).toEqual(rows);
    }),
    { numRuns: 200, seed: 311 },
  );
});

describe('a changed promise', () => {
  const sheet = changed('agreements', 'dpw-highway-pothole', {});
  const code = sheet.rows.find((row) => row[1] === 'dpw-highway')?.[0] ?? '';
  const potholes = catalogueFrom(somerville).find('pothole')?.agreement ?? code;

  test('is a version more with its own first day, and the old version stays as it is (R111)', () => {
    const { source, problems } = edited(
      'agreements',
      changed('agreements', potholes, { resolve: '3 business days', source: 'house-default' }),
    );
    expect(problems).toEqual([]);
    const [before, after] = [catalogueFrom(somerville), catalogueFrom(source)];
    expect(after.agreement(potholes, 1)).toEqual(before.agreement(potholes, 1));
    expect(after.agreement(potholes, 2)).toMatchObject({
      effectiveFrom: '2026-07-01',
      targets: { resolve: { kind: 'business-days', amount: 3 }, complete: { kind: 'business-days', amount: 3 } },
    });
  });

  test('is shown as what the promise was and what it will be, with what follows from it', () => {
    const { source } = edited(
      'agreements',
      changed('agreements', potholes, { resolve: '3 business days', source: 'house-default' }),
    );
    expect(differences(somerville, source).map(sayDifference)).toEqual([
      [
        `agreement ${potholes}: changed`,
        '  version: was 1, will be 2',
        '  effective from: was 2026-01-01, will be 2026-07-01',
        '  resolve: was 2 business days, will be 3 business days',
        '  complete: was 2 business days, will be 3 business days',
        '  source: was published-somerville, will be house-default',
      ].join('\n'),
    ]);
  });

  test('does not stay under the name of who published another figure', () => {
    const { problems } = edited('agreements', changed('agreements', potholes, { resolve: '3 business days' }));
    expect(problems.map(({ row, column }) => [row, column])).toEqual([[rowOf('agreements', potholes), 'resolve']]);
    expect(problems[0]?.problem).toContain('change source or note');
  });
});

test('every problem of a sheet is named at once, with its row and column', () => {
  const sheet = changed('types', 'pothole', { emergency: 'maybe', group: 'Streets' });
  const other = sheet.rows.find(([code]) => code === 'abandoned-vehicle') ?? sheet.rows[0] ?? [];
  other[sheet.titles.indexOf('group')] = 'Nowhere';
  sheet.rows.push(['pothole'], ['', 'No code']);
  const places = edited('types', sheet).problems.map(({ row, column }) => `${row} ${column}`);
  expect(places.sort()).toEqual(
    [
      `${rowOf('types', 'pothole')} emergency`,
      `${rowOf('types', other[0] ?? '')} group`,
      `${sheet.rows.length} code`,
      `${sheet.rows.length + 1} code`,
    ].sort(),
  );
});

test('a column that nobody knows is named before anything is read', () => {
  const { titles, rows } = exported('partners');
  expect(edited('partners', { titles: [...titles, 'colour'], rows }).problems).toEqual([
    expect.objectContaining({ row: 1, column: 'colour' }),
  ]);
});

test.each([
  ['partners', 'dcr', { kind: 'friend' }, 'kind'],
  ['partners', 'dcr', { 'desk e-mail': 'A desk <desk@dcr.example>' }, 'desk e-mail'],
  ['partners', 'dcr', { calendar: 'moon' }, 'calendar'],
  ['partners', 'dcr', { 'reminded every': '0 hours' }, 'reminded every'],
  ['partners', 'dcr', { 'reminded every': 'no promise' }, 'reminded every'],
  ['partners', 'dcr', { 'agreement until': '31/12/2026' }, 'agreement until'],
  ['agreements', 'review', { version: '7' }, 'version'],
  ['agreements', 'concern', { acknowledge: 'soon' }, 'acknowledge'],
  ['agreements', 'concern', { acknowledge: '3000 business days' }, 'acknowledge'],
  ['agreements', 'concern', { complete: '99999999 hours' }, 'complete'],
  ['agreements', 'review', { 'longest pause': 'no promise' }, 'longest pause'],
  ['types', 'pothole', { agreement: 'nothing' }, 'agreement'],
  ['types', 'pothole', { partner: 'moon-office' }, 'partner'],
  ['types', 'pothole', { partner: 'constructor' }, 'partner'],
] as const)('%s: %s refuses %o in its cell', (kind, code, cells, column) => {
  const { problems } = edited(kind, changed(kind, code, cells));
  expect(problems.map((problem) => [problem.row, problem.column])).toEqual([[rowOf(kind, code), column]]);
});

test('real addresses come in by a publication, and never by the deployed files', () => {
  const { source, problems } = edited('partners', changed('partners', 'dcr', { 'desk e-mail': 'desk@parks.gov' }));
  expect(problems).toEqual([]);
  expect(catalogueFrom(source).partner('dcr').contacts[0]?.email).toBe('desk@parks.gov');
  expect(problemsOf(source, 'deployed')).toEqual([
    'somerville/dcr.json: partner.contacts[0].email: desk@parks.gov is not at a reserved domain.',
  ]);
});

test('a ladder may begin before the due moment, and a change of it is told in words (R132)', () => {
  const ladder =
    '4 business hours before: supervisor\n1 business day: director\n2 business days: service-operations-manager';
  const { source, problems } = edited('agreements', changed('agreements', 'review', { escalations: ladder }));
  expect(problems).toEqual([]);
  const { agreements } = SHEETS;
  expect(agreements.rows(source).get('review')?.[agreements.titles.indexOf('escalations')]).toBe(ladder);
  expect(catalogueFrom(source).agreement('review', 2).escalations[0]).toEqual({
    level: 1,
    before: { kind: 'business-hours', amount: 4 },
    to: 'supervisor',
  });
  expect(differences(somerville, source).map(sayDifference).join()).toContain(
    `escalations: was 1 business day: service-operations-manager, will be ${ladder.replaceAll('\n', '; ')}`,
  );
});

test.each([
  ['1 business day: director\n4 business hours before: supervisor', 'escalations'],
  ['soon before: director', 'escalations'],
])('R116 the ladder %j is refused in its cell', (escalations, column) => {
  const { problems } = edited('agreements', changed('agreements', 'review', { escalations }));
  expect(problems.map(({ row }) => row)).toEqual([rowOf('agreements', 'review')]);
  if (problems[0]?.column) expect(problems[0].column).toBe(column);
});

test.each([
  ['partners', 'dcr', { 'agreement until': '12/1/2027' }, 'agreement until', '2027-12-01'],
  ['partners', 'dcr', { 'desk until': '6/30/2027' }, 'desk until', '2027-06-30'],
  ['types', 'pothole', { emergency: 'TRUE' }, 'emergency', 'yes'],
  ['agreements', 'review', { urgent: 'TRUE' }, 'urgent', 'yes'],
  ['agreements', 'review', { 'longest pause': 'no limit' }, 'longest pause', 'no limit'],
  ['agreements', 'review', { 'longest pause': '5 business days' }, 'longest pause', '5 business days'],
] as const)('%s: %s takes %o as a spreadsheet writes it back', (kind, code, cells, column, expected) => {
  const { source, problems } = edited(kind, changed(kind, code, cells));
  expect(problems).toEqual([]);
  expect(SHEETS[kind].rows(source).get(code)?.[SHEETS[kind].titles.indexOf(column)]).toBe(expected);
});

test.each([
  [';', 'code;name\r\none;"a, b"\r\n'],
  ['\t', 'code\tname\none\ta, b\n'],
  [',', 'code,name\none,"a, b"\n'],
])('cells may be parted by %j', (_, text) => {
  expect(readCsv(text)).toEqual({ titles: ['code', 'name'], rows: [['one', 'a, b']] });
});

test('an empty radius turns the search for duplicates off, and a number on again', () => {
  const off = edited('types', changed('types', 'pothole', { 'duplicates within metres': '' }));
  expect(off.problems).toEqual([]);
  expect(catalogueFrom(off.source).find('pothole')?.duplicates).toBeUndefined();
  const titles = [...SHEETS.types.titles];
  const rows = [...SHEETS.types.rows(off.source).values()].map((row) =>
    row[0] === 'pothole' ? row.map((cell, at) => (titles[at] === 'duplicates within metres' ? '40' : cell)) : row,
  );
  const on = editCatalogue(off.source, 'types', { titles, rows }, '2026-07-01');
  expect(catalogueFrom(on.source).find('pothole')?.duplicates).toEqual({ radiusMeters: 40, days: 3 });
});

test('an old sheet takes no newer change back, and may still change what nobody has touched', () => {
  const old = exported('types');
  const put = (source: CatalogueSource, sheet: Sheet) => editCatalogue(source, 'types', sheet, '2026-07-01');
  const cell = (code: string, title: string, text: string): Sheet => ({
    ...old,
    rows: old.rows.map((row) =>
      row[0] === code ? row.map((was, at) => (old.titles[at] === title ? text : was)) : row,
    ),
  });
  const newer = put(somerville, cell('pothole', 'keywords', 'hole'));
  expect(newer.problems).toEqual([]);
  expect(put(newer.source, cell('pothole', 'photo', 'required')).problems).toEqual([
    expect.objectContaining({ row: rowOf('types', 'pothole'), column: 'state' }),
  ]);
  const both = put(newer.source, cell('graffiti-on-city-property', 'keywords', 'tag'));
  expect(both.problems).toEqual([]);
  const keywords = (code: string) => catalogueFrom(both.source).find(code)?.keywords;
  expect([keywords('pothole'), keywords('graffiti-on-city-property')]).toEqual([['hole'], ['tag']]);
});

test('an old sheet does not bring back a type that was retired since; only a row without its state does', () => {
  const old = exported('types');
  const put = (source: CatalogueSource, sheet: Sheet) => editCatalogue(source, 'types', sheet, '2026-07-01');
  const pothole = (cells: Record<string, string>): Sheet => changed('types', 'pothole', cells);
  const { source: retired } = put(somerville, { ...old, rows: old.rows.filter(([code]) => code !== 'pothole') });
  const offered = (source: CatalogueSource) => catalogueFrom(source).types.has('pothole');
  const again = put(retired, old);
  expect([again.problems, offered(again.source)]).toEqual([[], false]);
  expect(put(retired, pothole({ keywords: 'hole' })).problems).toEqual([
    expect.objectContaining({ row: rowOf('types', 'pothole'), column: 'state' }),
  ]);
  const anew = put(retired, pothole({ state: '' }));
  expect([anew.problems, offered(anew.source)]).toEqual([[], true]);
});

describe('a row that is not there', () => {
  const without = (kind: Kind, code: string) => {
    const { titles, rows } = exported(kind);
    return edited(kind, { titles, rows: rows.filter(([first]) => first !== code) });
  };

  test('retires a type, which old requests still find and nobody is offered, and keeps its promise for them (R13, R111)', () => {
    const { source, retired, problems } = without('types', 'pothole');
    expect([retired, problems]).toEqual([['pothole'], []]);
    const after = catalogueFrom(source);
    expect([after.types.has('pothole'), after.findByName('Pothole')]).toEqual([false, undefined]);
    expect(after.find('pothole')).toMatchObject({ name: 'Pothole', retired: true });
    expect(reportedTypeOf({ reportedType: 'pothole' }, after)).toBeUndefined();
    const { agreement } = catalogueFrom(somerville).find('pothole') ?? { agreement: '' };
    expect(catalogueFrom(source).agreement(agreement, 1).code).toBe(agreement);
    expect(differences(somerville, source).map(sayDifference)).toEqual(['type pothole: retired']);
  });

  test.each([
    ['partners', 'dcr'],
    ['agreements', 'review'],
  ] as const)('of %s is refused: what a running promise stands on is never taken away (R115)', (kind, code) => {
    expect(without(kind, code).problems.map(({ problem }) => problem)).toEqual([
      expect.stringMatching(`${code} has no row: .* is never removed`),
    ]);
  });
});

test('a new partner, its agreement and its type come in one after the other', () => {
  const add = (source: CatalogueSource, kind: Kind, cells: Record<string, string>) => {
    const { titles, rows } = exported(kind, source);
    const sheet = { titles, rows: [...rows, titles.map((title) => cells[title] ?? '')] };
    const { source: next, problems } = editCatalogue(source, kind, sheet, '2026-07-01');
    expect(problems).toEqual([]);
    return next;
  };
  const withPartner = add(somerville, 'partners', {
    code: 'tree-crew',
    name: 'Tree crew',
    kind: 'vendor',
    covers: 'Stumps.',
    calendar: 'somerville-business',
    'desk name': 'Dispatch',
    'desk e-mail': 'desk@trees.example',
  });
  const promise = {
    code: 'tree-crew-stumps',
    partner: 'tree-crew',
    resolve: '20 business days',
    source: 'house-default',
  };
  const withAgreement = add(withPartner, 'agreements', promise);
  const type = { code: 'stump', name: 'Stump', group: 'Trees', class: 'service', partner: 'tree-crew' };
  const catalogue = catalogueFrom(add(withAgreement, 'types', { ...type, agreement: 'tree-crew-stumps' }));
  expect(catalogue.find('stump')).toMatchObject({ partner: 'tree-crew', duplicates: { radiusMeters: 25, days: 3 } });
});
