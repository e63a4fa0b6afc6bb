import fc from 'fast-check';
import { NAUGHTY } from '../support/bad-input.ts';
import { type Attack, BODIES, type Edit } from './edits.ts';
import { FIELDS, HEADERS, METHODS, QUERIES, RAW, TEXTS, TYPES } from './hostile-words.ts';

const hostileText = fc.oneof(
  fc.constantFrom(...TEXTS),
  fc.constantFrom(...NAUGHTY),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
);
/** Any value that a body can hold in place of another. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: hostileText },
  {
    weight: 2,
    arbitrary: fc.constantFrom<unknown>(null, true, 0, -1, 1e308, 5e-324, 2 ** 53, {}, [], [[]], { a: null }),
  },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
);

const at = fc.nat({ max: 0xffff });
const edit: fc.Arbitrary<Edit> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      edit: fc.constantFrom('flip' as const, 'drop' as const, 'double' as const, 'cut' as const),
      at,
      bytes: fc.integer({ min: 1, max: 40 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ edit: fc.constant('insert' as const), at, text: hostileText }) },
  { weight: 12, arbitrary: fc.record({ edit: fc.constant('value' as const), at, value: hostileValue }) },
  { weight: 3, arbitrary: fc.record({ edit: fc.constant('raw' as const), at, text: fc.constantFrom(...RAW) }) },
  { weight: 3, arbitrary: fc.record({ edit: fc.constant('without' as const), at }) },
  {
    weight: 5,
    arbitrary: fc.record({
      edit: fc.constant('field' as const),
      name: fc.oneof(fc.constantFrom(...FIELDS), hostileText),
      value: hostileText,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      edit: fc.constant('body' as const),
      kind: fc.constantFrom(...(Object.keys(BODIES) as (keyof typeof BODIES)[])),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      edit: fc.constant('header' as const),
      name: fc.constantFrom(...HEADERS),
      value: fc.oneof(fc.constantFrom(...TYPES), hostileText, fc.constant('x'.repeat(20_000))),
    }),
  },
  { weight: 2, arbitrary: fc.record({ edit: fc.constant('no header' as const), at }) },
  {
    weight: 3,
    arbitrary: fc.record({
      edit: fc.constant('query' as const),
      text: fc.oneof(fc.constantFrom(...QUERIES), hostileText),
    }),
  },
  { weight: 3, arbitrary: fc.record({ edit: fc.constant('path' as const), at, text: hostileText }) },
  { weight: 1, arbitrary: fc.record({ edit: fc.constant('method' as const), method: fc.constantFrom(...METHODS) }) },
  { weight: 1, arbitrary: fc.constant<Edit>({ edit: 'lie' }) },
);

/** What is sent to a door with so many genuine things: one of them, changed up to five times, and mostly signed after that. */
export const attacks = (genuine: number): fc.Arbitrary<Attack> =>
  fc.record({
    genuine: fc.nat({ max: genuine - 1 }),
    edits: fc.array(edit, { maxLength: 5 }),
    signed: fc.nat({ max: 9 }).map((of10) => of10 > 0),
  });
