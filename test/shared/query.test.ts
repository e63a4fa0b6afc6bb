import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inOrder } from '../../functions/shared/query.ts';

/** A list that tells how many of it were read. */
const counted = (items: readonly number[]) => {
  const seen = { read: 0 };
  const source = (async function* () {
    for (const item of items) {
      seen.read += 1;
      yield item;
    }
  })();
  return { seen, source };
};

const itself = (item: number): number => item;

describe('several lists in order', () => {
  it('are one list in order', async () => {
    const lists = fc.array(fc.array(fc.integer()).map((list) => list.sort((one, other) => one - other)));
    await fc.assert(
      fc.asyncProperty(lists, async (all) => {
        const merged: number[] = [];
        for await (const item of inOrder(
          all.map((list) => counted(list).source),
          itself,
        ))
          merged.push(item);
        expect(merged).toEqual(all.flat().sort((one, other) => one - other));
      }),
    );
  });

  it('are read no further than somebody wants', async () => {
    const [one, other] = [counted([1, 2, 3, 4, 5, 6]), counted([2, 7, 8, 9])];
    for await (const item of inOrder([one.source, other.source], itself)) if (item === 3) break;
    expect([one.seen.read, other.seen.read]).toEqual([3, 2]);
  });
});
