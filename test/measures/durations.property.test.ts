import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Durations, DURATION_ERROR, bucketOf, countOf, quantile } from '../../functions/measures/durations.ts';
import { type Figures, noFigures, sumOf } from '../../functions/measures/figures.ts';
import { chance } from '../support/chance.ts';

const durationsOf = (all: readonly number[]): Durations => {
  const durations: Durations = {};
  for (const ms of all) durations[bucketOf(ms)] = (durations[bucketOf(ms)] ?? 0) + 1;
  return durations;
};
/** The plain definition: sort, and take the one of rank ⌈share × n⌉. */
const plainQuantile = (all: readonly number[], share: number): number | undefined =>
  all.toSorted((one, other) => one - other)[Math.max(1, Math.ceil(share * all.length)) - 1];

const anyMs = fc.oneof(fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 0, max: 3_650 * 86_400_000 }));

describe('durations', () => {
  it('tell a median and a P90 within one per cent of the plain ones', () => {
    fc.assert(
      fc.property(fc.array(anyMs, { minLength: 1, maxLength: 200 }), fc.constantFrom(0.5, 0.9, 0, 1), (all, share) => {
        const plain = plainQuantile(all, share)!;
        const told = quantile(durationsOf(all), share)!;
        expect(Math.abs(told - plain)).toBeLessThanOrEqual(plain * DURATION_ERROR + 1e-6);
      }),
    );
  });

  it('stay within it for a hundred thousand real lengths of time', () => {
    const random = chance(311);
    const all = Array.from({ length: 100_000 }, () => Math.floor(Math.exp(random() * 26)));
    for (const share of [0.5, 0.9]) {
      const plain = plainQuantile(all, share)!;
      expect(Math.abs(quantile(durationsOf(all), share)! - plain) / plain).toBeLessThanOrEqual(DURATION_ERROR);
    }
  });

  it('R179 of nothing have no median', () => {
    expect(quantile({}, 0.5)).toBeUndefined();
    expect(countOf({})).toBe(0);
  });
});

const figures = fc.record({
  counts: fc.dictionary(fc.constantFrom('met', 'missed', 'open', 'overall'), fc.integer({ min: -3, max: 3 })),
  paused: fc.dictionary(fc.constantFrom('weather', 'waiting-for-parts'), fc.integer({ min: 1, max: 9 })),
  times: fc.dictionary(
    fc.constantFrom('toResolve', 'toAccept'),
    fc.dictionary(fc.constantFrom('3', '70', '900'), fc.integer({ min: 1, max: 9 })),
  ),
}) as fc.Arbitrary<Figures>;

describe('figures', () => {
  it('come to the same in whatever order and grouping they are added', () => {
    fc.assert(
      fc.property(figures, figures, figures, (one, two, three) => {
        const whole = sumOf([one, two, three]);
        expect(sumOf([sumOf([three, one]), two])).toEqual(whole);
        expect(sumOf([one, sumOf([two, three])])).toEqual(whole);
        expect(sumOf([whole, noFigures()])).toEqual(whole);
      }),
    );
  });
});
