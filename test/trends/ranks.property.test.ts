import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Histogram, mannWhitney, meanStep } from '../../functions/trends/ranks.ts';
import { testRatings } from '../../functions/trends/ratings.ts';
import { chance } from '../support/chance.ts';

/** The answers of a histogram one by one. */
const answersOf = (histogram: Histogram): number[] =>
  histogram.flatMap((count, step) => Array<number>(count).fill(step + 1));
const histogramOf = (answers: readonly number[]): number[] =>
  [1, 2, 3, 4, 5].map((step) => answers.filter((one) => one === step).length);
const histogram = fc
  .array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 40 })
  .map((answers) => histogramOf(answers));

describe('the rank test', () => {
  it('counts the pairs in which one answer is better, less those in which it is worse', () => {
    fc.assert(
      fc.property(histogram, histogram, (one, other) => {
        const [first, second] = [answersOf(one), answersOf(other)];
        const signs = first.flatMap((a) => second.map((b) => Math.sign(a - b)));
        const { delta, interval, p } = mannWhitney(one, other);
        expect(delta).toBeCloseTo(signs.reduce<number>((sum, sign) => sum + sign, 0) / signs.length, 10);
        expect(interval[0]).toBeLessThanOrEqual(delta);
        expect(interval[1]).toBeGreaterThanOrEqual(delta);
        expect(p).toBeGreaterThanOrEqual(0);
        expect(p).toBeLessThanOrEqual(1);
        const turned = mannWhitney(other, one);
        expect(turned.delta).toBeCloseTo(-delta, 10);
        expect(turned.p).toBeCloseTo(p, 10);
      }),
      { seed: 311 },
    );
  });

  it('gives the p of the textbook: U of the pairs, its variance less that of the ties, and half a step off', () => {
    // 1 2 2 3 4 against 3 4 4 5 5: ranks 1, 2.5, 2.5, 4.5, 7 sum to 17.5, so U is 2.5; ties of 2, 2, 3 and 2.
    const variance = (25 / 12) * (11 - (6 + 6 + 24 + 6) / 90);
    const z = (10 - 0.5) / Math.sqrt(variance);
    expect(variance).toBeCloseTo(21.944, 3);
    expect(z).toBeCloseTo(2.028, 3);
    expect(mannWhitney([1, 2, 1, 1, 0], [0, 0, 1, 2, 2]).p).toBeCloseTo(0.0426, 3);
  });

  it('finds nothing where all answers are alike', () => {
    expect(mannWhitney([0, 0, 9, 0, 0], [0, 0, 7, 0, 0])).toEqual({ delta: 0, interval: [0, 0], p: 1 });
    expect(meanStep([0, 0, 0, 0, 0])).toBeUndefined();
  });

  it('is false as often as stated where all answers come from one city', () => {
    const random = chance(5);
    const draw = (n: number) =>
      histogramOf(Array.from({ length: n }, () => 1 + Math.floor(5 * Math.max(random(), random()))));
    const runs = 4000;
    let found = 0;
    for (let run = 0; run < runs; run += 1) found += Number(mannWhitney(draw(15), draw(60)).p <= 0.05);
    expect(found / runs).toBeLessThan(0.06);
    expect(found / runs).toBeGreaterThan(0.03);
  });

  it('compares the last four weeks of a type with those before, where both hold ten answers', () => {
    const good = [0, 0, 1, 2, 3];
    const bad = [3, 2, 1, 0, 0];
    const weeks = (...all: number[][]) => new Map([['pothole', all]]);
    const [test] = testRatings(weeks(good, good, good, bad, bad, bad, bad));
    expect(test).toMatchObject({ subject: 'pothole', n: 24 });
    expect(test!.before).toBeCloseTo(4.33, 2);
    expect(test!.mean).toBeCloseTo(1.67, 2);
    expect(test!.p).toBeLessThan(1e-5);
    expect(testRatings(weeks(good, [0, 0, 0, 0, 0], bad, bad, bad, bad))).toEqual([]);
  });
});
