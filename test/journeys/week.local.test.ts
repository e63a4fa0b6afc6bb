import { expect, test } from 'vitest';
import { playWeek, wrongWith } from './week-of-boston.ts';

/** Half a year of closings follows the three days; a busy machine may take three times as long. */
const PATIENCE = 20 * 60_000;

test(
  'three days of a real week, a weekend in them, come in whole; targets and verdicts are the city’s own, and no e-mail goes out twice',
  async () => {
    const played = await playWeek({ from: '2015-06-05', to: '2015-06-07' });
    expect(wrongWith(played)).toEqual([]);
    expect(played.rows).toBe(612);
    expect(played.targets.compared).toBeGreaterThan(450);
    expect(played.verdicts.compared).toBeGreaterThan(400);
  },
  PATIENCE,
);
