import { expect, test } from 'vitest';
import type { Storms } from '../../functions/clocks/storm.ts';
import {
  type StormDeclaration,
  readMoment,
  withDeclared,
  withEnded,
  withExtended,
  withWithdrawn,
} from '../../infra/ops/storm-changes.ts';
import { DAY, HOUR, MINUTE, TUESDAY, somerville } from '../support/builders.ts';

const NOON = TUESDAY + 3 * HOUR;
const aDeclaration = (more: Partial<StormDeclaration> = {}): StormDeclaration => ({
  catalogue: 'somerville',
  name: 'Snow storm of 2 June',
  reason: 'All crews plough',
  by: 'Ana',
  from: '2026-06-02T05:00',
  until: '2026-06-04',
  types: 'pothole, crosswalk-safety',
  pause: true,
  ...more,
});
const declare = (more: Partial<StormDeclaration> = {}, known: Storms = {}, code = 'snow-1') =>
  withDeclared(known, code, aDeclaration({ types: 'pothole', ...more }), somerville, NOON);
const known = declare() as Storms;

test('a storm is written down in the city’s time, and known in two minutes', () => {
  expect(declare({ near: ['42.39,-71.1,800', '42.38, -71.09, 300'], partners: 'dpw-highway,eversource' })).toEqual({
    'snow-1': {
      code: 'snow-1',
      name: 'Snow storm of 2 June',
      reason: 'All crews plough',
      by: 'Ana',
      catalogue: 'somerville',
      declaredAt: NOON,
      knownAt: NOON + 2 * MINUTE,
      revision: 1,
      from: Date.UTC(2026, 5, 2, 9),
      until: Date.UTC(2026, 5, 4, 4),
      types: ['pothole'],
      partners: ['dpw-highway', 'eversource'],
      areas: [
        { lat: 42.39, lon: -71.1, radiusMeters: 800 },
        { lat: 42.38, lon: -71.09, radiusMeters: 300 },
      ],
    },
  });
  const relaxed = declare({ pause: false, relax: '3 business days' }) as Storms;
  expect(relaxed['snow-1']?.relax).toEqual({ kind: 'business-days', amount: 3 });
  expect(Object.keys(declare({}, known, 'ice-2') as Storms)).toEqual(['snow-1', 'ice-2']);
  const { types: _, ...all } = aDeclaration({ all: true });
  expect(withDeclared({}, 'all', all, somerville, NOON)).toHaveProperty('all');
});

test.each<[string, Partial<StormDeclaration>, string]>([
  [
    'nothing chosen',
    { types: undefined } as unknown as Partial<StormDeclaration>,
    'or --all for every one of the city',
  ],
  ['all and some', { all: true }, 'Leave out --all'],
  ['nothing done', { pause: false }, 'Say what it does: --pause, or --relax "3 business days"'],
  ['both done', { relax: '3 business days' }, 'Either --pause or --relax'],
  ['no time', { from: 'tomorrow' }, 'tomorrow is no time of the city; write 2026-12-14T05:00'],
  ['no area', { near: ['42.39,-71.1'] }, 'write latitude,longitude,metres: 42.3876,-71.0995,800'],
  ['no amount', { pause: false, relax: 'a lot' }, '--relax: write for example 2 business days'],
  ['what is unsound', { types: 'potholes', reason: 'x' }, 'Storm snow-1, reason: is too short'],
])('%s is refused with the remedy', (_, more, problem) => {
  expect(declare(more)).toContain(problem);
});

test('a code is used once', () => {
  expect(declare({}, known)).toBe('There is a storm snow-1 already; give this one another code.');
});

test('the latest hundred are kept', () => {
  let storms: Storms = {};
  for (let nth = 0; nth < 105; nth += 1) {
    const next = withDeclared(storms, `s-${nth}`, aDeclaration({ types: 'pothole' }), somerville, NOON + nth);
    if (typeof next === 'string') throw new Error(next);
    storms = next;
  }
  expect(Object.keys(storms)).toHaveLength(100);
  expect(Object.keys(storms).at(0)).toBe('s-5');
});

test('one that is not over gets a later end, an earlier one, or is taken back, each as its next revision', () => {
  const longer = withExtended(known, 'snow-1', '2026-06-05', somerville, NOON) as Storms;
  expect(longer['snow-1']).toMatchObject({ until: Date.UTC(2026, 5, 5, 4), revision: 2, knownAt: NOON + 2 * MINUTE });
  const ended = withEnded(longer, 'snow-1', undefined, somerville, NOON + HOUR) as Storms;
  expect(ended['snow-1']).toMatchObject({ until: NOON + HOUR + 2 * MINUTE, revision: 3 });
  const shorter = withEnded(known, 'snow-1', '2026-06-03T12:00', somerville, NOON) as Storms;
  expect(shorter['snow-1']?.until).toBe(Date.UTC(2026, 5, 3, 16));
  expect((withWithdrawn(known, 'snow-1', somerville, NOON) as Storms)['snow-1']).toMatchObject({
    withdrawnAt: NOON,
    revision: 2,
  });
});

test('what cannot be changed is refused with the remedy', () => {
  expect(withExtended(known, 'hail', '2026-06-05', somerville, NOON)).toBe(
    'There is no storm hail. There are: snow-1.',
  );
  expect(withExtended({}, 'hail', '2026-06-05', somerville, NOON)).toContain('None was declared.');
  expect(withExtended(known, 'snow-1', '2026-06-03', somerville, NOON)).toContain('`storms end` ends it earlier');
  expect(withExtended(known, 'snow-1', 'later', somerville, NOON)).toContain('is no time of the city');
  expect(withExtended(known, 'snow-1', '2026-09-05', somerville, NOON)).toContain('more than 60 days');
  expect(withEnded(known, 'snow-1', '2026-06-05', somerville, NOON)).toContain('`storms extend` lengthens it');
  expect(withEnded(known, 'snow-1', '2026-06-02T11:00', somerville, NOON)).toContain('leave --at out for the earliest');
  const ahead = declare({ from: '2026-06-03', until: '2026-06-04' }) as Storms;
  expect(withEnded(ahead, 'snow-1', undefined, somerville, NOON)).toContain('`storms withdraw` takes it back');
  for (const change of [withEnded, withWithdrawn]) {
    const over = change as (storms: Storms, code: string, ...rest: never[]) => Storms | string;
    const rest = change === withEnded ? [undefined, somerville, TUESDAY + 3 * DAY] : [somerville, TUESDAY + 3 * DAY];
    expect(over(known, 'snow-1', ...(rest as never[]))).toContain('snow-1 is over since June 4, 2026, 12:00');
  }
  const withdrawn = withWithdrawn(known, 'snow-1', somerville, NOON) as Storms;
  expect(withWithdrawn(withdrawn, 'snow-1', somerville, NOON)).toBe('snow-1 was withdrawn; declare another one.');
});

test('a time is the city’s, and a day its midnight', () => {
  expect(readMoment('2026-12-14T05:00', 'America/New_York')).toBe(Date.UTC(2026, 11, 14, 10));
  expect(readMoment('2026-06-04', 'America/New_York')).toBe(Date.UTC(2026, 5, 4, 4));
});
