import { expect, test } from 'vitest';
import { loadCode } from './code.ts';
import { openTemplate } from './play.ts';
import { soak } from './soak-play.ts';

test('a week of a village adds up to the last request, letter and line of history, and nothing of it is kept', async () => {
  const service = { template: openTemplate(), code: await loadCode() };
  const { violations, closed, open, letters, lettersOfClosed } = await soak(service, {
    requests: 40,
    days: 7,
    seed: 3,
  });
  expect(violations).toEqual([]);
  expect({ closed, open, lettersOfClosed }).toEqual({ closed: 40, open: 0, lettersOfClosed: letters });
});
