import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  discoveries,
  fisherMidP,
  incompleteBeta,
  logGamma,
  moderate,
  newcombe,
  studentTwoSided,
  intervalOf,
} from '../../functions/trends/statistics.ts';
import { testShares } from '../../functions/trends/shares.ts';
import { testVolumes } from '../../functions/trends/volumes.ts';
import { chance } from '../support/chance.ts';

const choose = (n: number, k: number): bigint =>
  k < 0 || k > n
    ? 0n
    : Array.from({ length: k }).reduce<bigint>((all, _, i) => (all * BigInt(n - i)) / BigInt(i + 1), 1n);

/** The mid-p by whole numbers, with no rounding until the end. */
const plainMidP = (a: number, n: number, b: number, m: number): number => {
  const weigh = (k: number) => choose(n, k) * choose(m, a + b - k);
  const seen = weigh(a);
  let twice = 0n;
  let total = 0n;
  for (let k = 0; k <= a + b; k += 1) {
    const one = weigh(k);
    total += one;
    twice += one < seen ? 2n * one : one === seen ? one : 0n;
  }
  return Number((twice * 10n ** 15n) / (2n * total)) / 1e15;
};

describe('the distributions', () => {
  it('have the values of the tables', () => {
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 11);
    expect(logGamma(11)).toBeCloseTo(Math.log(3_628_800), 11);
    expect(incompleteBeta(0.3, 1, 1)).toBeCloseTo(0.3, 12);
    // Student's t beyond which 5 % lie on both sides, with 1, 10 and any number of degrees of freedom.
    expect(studentTwoSided(12.7062, 1)).toBeCloseTo(0.05, 6);
    expect(studentTwoSided(2.22814, 10)).toBeCloseTo(0.05, 6);
    expect(studentTwoSided(1.959964, Infinity)).toBeCloseTo(0.05, 5);
  });

  it('have intervals as their authors printed them', () => {
    // Newcombe 1998: 56/70 against 48/80, by his method 10.
    expect(newcombe([56, 70], [48, 80]).map((one) => one.toFixed(4))).toEqual(['0.0524', '0.3339']);
    expect(intervalOf([0, 0])).toEqual([0, 1]);
    expect(intervalOf([0, 10])[0]).toBe(0);
  });
});

describe('Fisher’s exact test with mid-p', () => {
  const count = fc.nat(25);
  it('is what whole numbers come to', () => {
    fc.assert(
      fc.property(count, count, count, count, (a, restA, b, restB) => {
        fc.pre(a + b > 0 && restA + restB > 0 && a + restA > 0 && b + restB > 0);
        expect(fisherMidP([a, a + restA], [b, b + restB])).toBeCloseTo(plainMidP(a, a + restA, b, b + restB), 9);
      }),
    );
  });

  it('is 1 where nothing can differ', () => {
    expect(fisherMidP([0, 20], [0, 30])).toBe(1);
    expect(fisherMidP([20, 20], [30, 30])).toBe(1);
  });
});

describe('discoveries among many tests', () => {
  it('are the smallest p, and as many as Benjamini and Hochberg allow', () => {
    const p = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
    ];
    // The example of their paper of 1995: four of fifteen.
    expect(discoveries(p.map((one) => ({ p: one })).reverse(), 0.05).map((one) => one.p)).toEqual(p.slice(0, 4));
    expect(discoveries([], 0.05)).toEqual([]);
  });

  it('are false no more often than stated where nothing has changed', () => {
    const random = chance(1995);
    const NIGHTS = 4000;
    const any = Array.from({ length: NIGHTS }).filter(
      () =>
        discoveries(
          Array.from({ length: 80 }, () => ({ p: random() })),
          0.05,
        ).length > 0,
    ).length;
    // The chance is 5 % exactly; the interval is of so many nights.
    const [low, high] = intervalOf([any, NIGHTS]);
    expect(low).toBeLessThanOrEqual(0.05);
    expect(high).toBeGreaterThanOrEqual(0.05);
  });
});

describe('scatter that series lend each other', () => {
  it('is chance’s own at least, and draws the odd ones towards what is usual', () => {
    const { scatters, freedom } = moderate([2, 2.2, 1.8, 2.1, 1.9, 9], 20);
    expect(freedom).toBeGreaterThan(20);
    expect(scatters[5]).toBeLessThan(9);
    expect(scatters[0]).toBeGreaterThan(1.9);
    expect(moderate([0.2, 0.3, 0.1, 0.2], 8).scatters).toEqual([1, 1, 1, 1]);
  });
});

/** A Poisson count (Knuth). */
const poisson = (mean: number, random: () => number): number => {
  let count = 0;
  for (let product = random(); product > Math.exp(-mean); product *= random()) count += 1;
  return count;
};

describe('the tests of a week where nothing has changed', () => {
  const NIGHTS = 150;
  const TYPES = 20;
  const below = (p: readonly number[], level: number) => p.filter((one) => one < level).length / p.length;

  it('R177 of volume give p that is as uniform as it may be: no smaller, and not much larger', () => {
    const random = chance(52);
    const p = Array.from({ length: NIGHTS }).flatMap(() =>
      testVolumes(
        new Map(
          Array.from({ length: TYPES }, (_, type) => [
            `${type}`,
            Array.from({ length: 27 }, () => poisson(10 + 4 * type, random)),
          ]),
        ),
      ).map((test) => test.p),
    );
    for (const level of [0.01, 0.05, 0.2, 0.5]) {
      expect(below(p, level)).toBeLessThan(level + 3 * Math.sqrt(level / p.length));
      expect(below(p, level)).toBeGreaterThan(level / 3);
    }
  });

  it('of shares give p that is no smaller than it may be', () => {
    const random = chance(105);
    const p = Array.from({ length: NIGHTS }).flatMap(() =>
      testShares(
        new Map(
          Array.from({ length: TYPES }, (_, type) => [
            `${type}`,
            Array.from({ length: 13 }, () => {
              const whole = 10 + poisson(20, random);
              return [Array.from({ length: whole }).filter(() => random() < 0.2).length, whole] as const;
            }),
          ]),
        ),
      ).map((test) => test.p),
    );
    for (const level of [0.01, 0.05, 0.2, 0.5])
      expect(below(p, level)).toBeLessThan(level + 3 * Math.sqrt(level / p.length));
    expect(below(p, 0.5)).toBeGreaterThan(0.2);
  });
});

describe('the season', () => {
  const weeks = 52 + 1 + 26 + 1;
  /** Sixty types, of which every third comes four times as often in seven weeks of each year, in the middle of which the last one lies. */
  const year = (last: number) => {
    const random = chance(7);
    return new Map(
      Array.from({ length: 60 }, (_, type) => [
        `${type}`,
        Array.from({ length: weeks }, (_week, week) => {
          if (type === 0 && week === weeks - 1) return last;
          const inSeason = type % 3 === 0 && (weeks - 1 - week + 3) % 52 < 7;
          return poisson(inSeason ? 80 : 20, random);
        }),
      ]),
    );
  };

  it('is allowed for: what comes every year is no finding, and what is beyond it is', () => {
    const found = (last: number) => discoveries(testVolumes(year(last)), 0.05).map(({ subject }) => subject);
    expect(testVolumes(year(80))[0]?.seasonal).toBe(true);
    expect(found(80)).toEqual([]);
    expect(found(320)).toEqual(['0']);
    expect(found(0)).toEqual(['0']);
  });
});
