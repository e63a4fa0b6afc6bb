import { describe, expect, test } from 'vitest';
import {
  LEAD_MS,
  NOTHING_PUBLISHED,
  type Publications,
  REFRESH_MS,
  versionAt,
  withBeginning,
} from '../../functions/catalogue/published.ts';
import { catalogueRefresher } from '../../functions/catalogue/refresh-catalogue.store.ts';

const START = Date.UTC(2026, 5, 1, 13);

/** A store that counts its reads, a clock that is set by hand, and what was adopted. */
const aFunction = () => {
  const state = { now: START, reads: 0, adopted: 1, publications: NOTHING_PUBLISHED as Publications };
  const refresh = catalogueRefresher(
    {
      publications: async () => {
        state.reads += 1;
        return state.publications;
      },
      version: async (_, version) => ({
        version,
        activeAt: START,
        effectiveFrom: '2026-06-01',
        publishedAt: START,
        by: 'Ana',
        changes: [],
        files: {},
      }),
    },
    () => state.now,
    (_, published) => void (state.adopted = published?.version ?? 1),
  );
  return { state, refresh };
};

describe('a function', () => {
  test('looks for publications at most once a minute', async () => {
    const { state, refresh } = aFunction();
    for (const after of [0, 1, REFRESH_MS - 1, REFRESH_MS, REFRESH_MS + 1]) {
      state.now = START + after;
      await refresh();
    }
    expect(state.reads).toBe(2);
  });

  test('knows of a version before it begins, and takes it up with its first moment without looking again', async () => {
    const { state, refresh } = aFunction();
    state.publications = withBeginning(NOTHING_PUBLISHED, { version: 2, activeAt: START + 1000 }, START);
    await refresh();
    expect(state.adopted).toBe(1);
    state.now = START + 1000;
    await refresh();
    expect([state.adopted, state.reads]).toEqual([2, 1]);
  });

  test('that has just looked before a publication looks again before that begins', async () => {
    expect(LEAD_MS).toBeGreaterThan(REFRESH_MS);
    const { state, refresh } = aFunction();
    await refresh();
    state.publications = withBeginning(NOTHING_PUBLISHED, { version: 2, activeAt: START + 1 + LEAD_MS }, START + 1);
    state.now = START + 1 + LEAD_MS;
    await refresh();
    expect(state.adopted).toBe(2);
  });
});

test('publications keep what is in force and what is ahead, and forget what is superseded', () => {
  const two = withBeginning(NOTHING_PUBLISHED, { version: 2, activeAt: START }, START);
  const three = withBeginning(two, { version: 3, activeAt: START + 10 }, START + 1);
  expect([versionAt(three, START - 1), versionAt(three, START + 9), versionAt(three, START + 10)]).toEqual([1, 2, 3]);
  const four = withBeginning(three, { version: 4, activeAt: START + 30 }, START + 20);
  expect(four).toEqual({
    newest: 4,
    beginnings: [
      { version: 3, activeAt: START + 10 },
      { version: 4, activeAt: START + 30 },
    ],
  });
});
