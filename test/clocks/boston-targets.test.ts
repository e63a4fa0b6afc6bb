import { describe, expect, it } from 'vitest';
import { type Period, causes, compareTargets } from './boston-targets.ts';

const { rows, withoutPromise, before, from } = compareTargets();
const restOf = ({ rest }: Period) => causes.reduce((sum, cause) => sum + rest[cause], 0);

describe('every target of Boston, January to August 2015', () => {
  it('is asked about, but for those of types that have no promise', () => {
    expect(rows).toBe(61_875);
    expect(withoutPromise).toBe(20);
    expect(before.counted + from.counted).toBe(rows - withoutPromise);
  });

  it('is the city’s own within 61 s in 96.8 % from February 17 on, and in 95.5 % under the promises before', () => {
    expect(from.within61s / from.counted).toBeGreaterThanOrEqual(0.968);
    expect(before.within61s / before.counted).toBeGreaterThanOrEqual(0.955);
  });

  it('has the city’s verdict in every case where the target is the city’s', () => {
    expect(before.verdicts.same).toBe(before.verdicts.compared);
    expect(from.verdicts.same).toBe(from.verdicts.compared);
    // The city has no verdict on 133 of them.
    expect(before.verdicts.compared + from.verdicts.compared).toBe(before.within61s + from.within61s - 133);
  });

  it('is put down to a cause where it is another, and in 4 ‰ to none that is known', () => {
    for (const period of [before, from]) expect(restOf(period)).toBe(period.counted - period.within61s);
    expect((before.rest.unknown + from.rest.unknown) / (rows - withoutPromise)).toBeLessThan(0.004);
  });
});
