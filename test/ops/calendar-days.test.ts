import { expect, test } from 'vitest';
import type { Amendments } from '../../functions/clocks/declared-days.ts';
import { type Declaration, readDates, withClosed, withOpened } from '../../infra/ops/calendar-days.ts';

const NOW = Date.UTC(2026, 11, 1);
const aDeclaration = (more: Partial<Declaration> = {}): Declaration => ({
  calendar: 'somerville-business',
  dates: ['2026-12-24'],
  reason: 'Snow emergency',
  by: 'Ana',
  ...more,
});
const close = (more: Partial<Declaration> = {}, known: Amendments = {}) => withClosed(known, aDeclaration(more), NOW);
const daysOf = (amendments: Amendments | string) =>
  typeof amendments === 'string' ? amendments : amendments['somerville-business']?.days.map(({ date }) => date);

test('one day or several are read, over New Year too (R87)', () => {
  expect(readDates('2026-12-24')).toEqual(['2026-12-24']);
  expect(readDates('2026-12-30..2027-01-02')).toEqual(['2026-12-30', '2026-12-31', '2027-01-01', '2027-01-02']);
});

test.each([
  ['24.12.2026', 'write 2026-12-24'],
  ['2026-12-24..2026-12-01', 'is before'],
  ['2026-02-30', 'is no day'],
  ['2026-01-01..2026-12-31', 'too many'],
  ['2026-01-01..2026-01-02..2026-01-03', 'is no day'],
])('%s is refused: %s', (text, problem) => {
  expect(readDates(text)).toContain(problem);
});

test('a holiday within several days stays one, and only the others are closed', () => {
  const days = readDates('2026-12-24..2026-12-26') as string[];
  expect(daysOf(close({ dates: days }))).toEqual(['2026-12-24', '2026-12-26']);
  expect(close({ dates: ['2026-12-25'] })).toBe('2026-12-25 is Christmas Day already, so there is nothing to close.');
});

test.each<[string, Partial<Declaration>, RegExp]>([
  ['a calendar that there is not', { calendar: 'cambridge' }, /There are: boston-business/],
  ['one that counts every hour', { calendar: 'somerville-always' }, /counts every hour/],
  ['a year that is not listed yet', { dates: ['2031-01-03'] }, /outside 2025-01-01 to 2030-12-31/],
  ['no reason', { reason: '' }, /--reason/],
  ['a holiday on a Sunday (R75)', { dates: ['2026-12-27'], name: 'City Day' }, /kept on the Monday, 2026-12-28/],
])('nothing is closed for %s', (_what, more, problem) => {
  expect(close(more)).toMatch(problem);
});

test('what is taken back was declared; what a file holds is taken out there', () => {
  const closed = close() as Amendments;
  const opened = withOpened(closed, aDeclaration({ reason: 'It melted' }), NOW + 1) as Amendments;
  expect(opened['somerville-business']).toMatchObject({
    revision: 2,
    days: [],
    takenBack: [{ date: '2026-12-24', reason: 'It melted', by: 'Ana' }],
  });
  expect(withOpened({}, aDeclaration({ dates: ['2026-12-25'] }), NOW)).toMatch(/deployed file/);
  expect(withOpened({}, aDeclaration(), NOW)).toMatch(/nothing to take back/);
});

test('the same several days that were closed are taken back, with the holiday among them that stays one', () => {
  const dates = readDates('2026-12-24..2026-12-26') as string[];
  const opened = withOpened(close({ dates }) as Amendments, aDeclaration({ dates, reason: 'It melted' }), NOW + 1);
  expect(daysOf(opened)).toEqual([]);
  expect(opened).toMatchObject({
    'somerville-business': { takenBack: [{ date: '2026-12-24' }, { date: '2026-12-26' }] },
  });
});
