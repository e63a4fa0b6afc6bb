import { describe, expect, test } from 'vitest';
import { lastHeard, timeUpdate } from '../../functions/partners/update-time.ts';
import type { RequestEvent } from '../../functions/requests/event.ts';
import { HOUR, MINUTE, TUESDAY } from '../support/builders.ts';

const NOW = TUESDAY + 5 * HOUR;
const offeredAt = TUESDAY;
const timed = (told: number | undefined, heard?: number) => timeUpdate(told, { offeredAt, heard }, NOW);

describe('the time of an update', () => {
  test('is the partner’s own where it can be', () => {
    expect(timed(TUESDAY + HOUR)).toEqual({ at: TUESDAY + HOUR, corrected: false, old: false });
  });

  test('is now where the partner says none', () => {
    expect(timed(undefined)).toEqual({ at: NOW, corrected: false, old: false });
  });

  test('before the work was offered is corrected, not refused (R6)', () => {
    expect(timed(TUESDAY - 1)).toEqual({ at: TUESDAY, corrected: true, old: false });
  });

  test('in the future is corrected to now (R6)', () => {
    expect(timed(NOW + 1)).toEqual({ at: NOW, corrected: true, old: false });
  });

  test('that is the same as what was heard before comes a second later, so that the order is stable (R6)', () => {
    expect(timed(TUESDAY + HOUR, TUESDAY + HOUR)).toEqual({
      at: TUESDAY + HOUR + 1000,
      corrected: false,
      old: false,
    });
  });

  test('older than what was heard before is told to be old (R5)', () => {
    expect(timed(TUESDAY + HOUR, TUESDAY + HOUR + 1)).toEqual({ at: TUESDAY + HOUR, corrected: false, old: true });
    expect(timed(TUESDAY - HOUR, TUESDAY + MINUTE)).toEqual({ at: TUESDAY, corrected: true, old: true });
  });

  test('of this moment is never old, even where seconds were added before (R6)', () => {
    expect(timed(undefined, NOW + 1000)).toEqual({ at: NOW + 2000, corrected: false, old: false });
    expect(timed(NOW + HOUR, NOW + 1000)).toEqual({ at: NOW + 2000, corrected: true, old: false });
  });
});

describe('what was heard last of a work order', () => {
  const line = (more: Partial<RequestEvent>): RequestEvent => ({
    type: 'work-order-started',
    at: TUESDAY + HOUR,
    by: { kind: 'partner', name: 'eversource' },
    data: { workOrder: 'W-1' },
    requestId: 'W',
    cycle: 1,
    version: 2,
    order: 0,
    ...more,
  });
  const workOrder = { id: 'W-1', partner: 'eversource', offeredAt: TUESDAY };

  test('is the latest instant that its owner told, on the page or by its system', () => {
    const toldAt = TUESDAY + 2 * HOUR;
    expect(lastHeard(workOrder, [line({ data: { workOrder: 'W-1', toldAt } }), line({})])).toBe(toldAt);
    expect(lastHeard(workOrder, [line({})])).toBe(TUESDAY + HOUR);
  });

  test('on the page is of a whole minute, so that what a system tells of that minute is not older (R6)', () => {
    const heard = lastHeard(workOrder, [line({ at: TUESDAY + HOUR + MINUTE / 2 })]);
    expect(heard).toBe(TUESDAY + HOUR);
    expect(timed(TUESDAY + HOUR, heard)).toMatchObject({ old: false });
  });

  test('is nothing where others spoke, or of other work, or before it was theirs', () => {
    const others = [
      line({ by: { kind: 'partner', name: 'dpw-highway' } }),
      line({ by: { kind: 'system', name: 'clocks' } }),
      line({ data: { workOrder: 'W-2' } }),
      line({ at: TUESDAY - 1 }),
    ];
    expect(lastHeard(workOrder, others)).toBeUndefined();
  });
});
