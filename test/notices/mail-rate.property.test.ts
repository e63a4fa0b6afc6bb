import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextTurn, rateOf } from '../../functions/notices/mail-rate.ts';
import { createMailRateStore } from '../../functions/notices/mail-rate.store.ts';
import { NOW } from './builders.ts';
import { createMemoryTable } from './memory-table.ts';

const perSecond = fc.integer({ min: 1, max: 500 });
/** Gaps between e-mails that are wanted, ms. */
const gaps = fc.array(fc.integer({ min: 0, max: 2_000 }), { minLength: 1, maxLength: 300 });

/** When each of the e-mails leaves that are wanted one after the other. */
const leaving = (rate: ReturnType<typeof rateOf>, wanted: number[]): number[] => {
  let promisedUntil: number | undefined;
  let now = NOW;
  return wanted.map((gap) => {
    now += gap;
    const turn = nextTurn(promisedUntil, now, rate);
    promisedUntil = turn.promisedUntil;
    return now + turn.waitMs;
  });
};

describe('the turn of an e-mail', () => {
  it('lets no more leave in any span than the rate and one burst allow, in the order in which they are wanted', () => {
    fc.assert(
      fc.property(perSecond, gaps, (second, wanted) => {
        const rate = rateOf(second);
        const left = leaving(rate, wanted);
        for (let first = 0; first < left.length; first += 1) {
          if (first > 0) expect(left[first]!).toBeGreaterThanOrEqual(left[first - 1]!);
          for (let last = first; last < left.length; last += 7) {
            const allowed = rate.burst + (rate.perSecond * (left[last]! - left[first]!)) / 1000;
            expect(last - first + 1).toBeLessThanOrEqual(allowed + 1e-3);
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  it('makes nobody wait who wants less than the rate', () => {
    fc.assert(
      fc.property(perSecond, fc.integer({ min: 1, max: 300 }), (second, count) => {
        const rate = rateOf(second);
        const wanted = Array.from({ length: count }, () => Math.ceil(1000 / second));
        let at = NOW;
        for (const left of leaving(rate, wanted)) expect(left).toBe((at += Math.ceil(1000 / second)));
      }),
    );
  });

  it('wastes nothing: of a crowd the n-th leaves when the rate has room for it', () => {
    const left = leaving(
      rateOf(14),
      Array.from({ length: 15 + 14 * 60 }, () => 0),
    );
    expect(left[13]).toBe(NOW);
    expect((left.at(-1)! - NOW) / 1000).toBeCloseTo(60 + 1 / 14, 3);
  });
});

describe('the bucket that senders share', () => {
  it('gives ten senders at the same moment their turns as if they were one', async () => {
    const { client } = createMemoryTable();
    const senders = Array.from({ length: 10 }, () => createMailRateStore(client, 'Notices', rateOf(10), () => NOW));
    const waits: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const turns = await Promise.all(senders.map((reserve) => reserve(60_000)));
      waits.push(...turns.map((wait) => wait ?? Number.NaN));
    }
    const rounded = waits.map(Math.round).sort((a, b) => a - b);
    expect(rounded).toEqual(Array.from({ length: 50 }, (_, turn) => Math.max(0, (turn - 9) * 100)));
  });

  it('is held up by no sender whose clock was wrong', async () => {
    const { client } = createMemoryTable();
    await createMailRateStore(client, 'Notices', rateOf(1), () => NOW + 3_600_000)(0);
    expect(await createMailRateStore(client, 'Notices', rateOf(1), () => NOW)(0)).toBe(0);
  });

  it('takes no turn that is too far away, and has it when its time has come', async () => {
    const { client } = createMemoryTable();
    let now = NOW;
    const reserve = createMailRateStore(client, 'Notices', rateOf(1), () => now);
    expect(await reserve(0)).toBe(0);
    expect(await reserve(999)).toBeUndefined();
    expect(await reserve(1_000)).toBe(1_000);
    now += 2_000;
    expect(await reserve(0)).toBe(0);
  });
});
