import { expect, test } from 'vitest';
import { loadCode } from './code.ts';
import { openTemplate } from './play.ts';
import { soak } from './soak-play.ts';

test('a day of a village adds up to the last request, letter and line of history, and nothing of it is kept', async () => {
  const service = { template: openTemplate(), code: await loadCode() };
  // Schedules every ten minutes: little happens in the weeks in which the last survey windows end.
  const { violations, closed, open, letters, lettersOfClosed } = await soak(service, {
    requests: 20,
    days: 1,
    seed: 3,
    tickMs: 600_000,
  });
  expect(violations).toEqual([]);
  expect({ closed, open, lettersOfClosed }).toEqual({ closed: 20, open: 0, lettersOfClosed: letters });
});
