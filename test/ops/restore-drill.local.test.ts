import { expect, test, vi } from 'vitest';
import { drill } from './drill.ts';

test('a restore re-arms every open timer, tells nothing twice and leaves what may have been sent to a person', async () => {
  const spy = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const result = await drill({ open: 20 }).finally(() => spy.mockRestore());
  expect(result.openAtInstant).toBeGreaterThanOrEqual(20);
  expect(result).toMatchObject({
    open: result.openAtInstant,
    withoutExecutionBefore: result.openAtInstant,
    withoutExecutionAfter: 0,
    armed: result.openAtInstant,
    leftToPerson: result.claimed,
    duplicates: [],
  });
  expect(result.claimed).toBeGreaterThanOrEqual(3);
  expect(result.moments).toEqual({ due: result.moments.due, byWorkflow: result.moments.due, byReconciler: 0 });
  expect(result.moments.due).toBeGreaterThan(0);
});
