import { expect, test } from 'vitest';
import type { NoticeStore, OnTheWay } from '../../functions/notices/notice.store.ts';
import { MOST_NUDGED, reconcileNotices } from '../../functions/notices/reconcile-notices.ts';

const NOW = Date.UTC(2026, 5, 1, 13);

test('a run brings as many queued notices to the sender again as leave until the next one, the oldest first, and reads no more', async () => {
  // After an outage or within a storm: the stream still brings them, or will never.
  const queued = Array.from(
    { length: 10 * MOST_NUDGED },
    (_, index) => ({ id: `N-${index}`, changedAt: index }) as OnTheWay,
  );
  const read: string[] = [];
  const nudged: string[] = [];
  const store = {
    async *listOnTheWay(status: string) {
      for (const notice of status === 'queued' ? queued : []) {
        read.push(notice.id);
        yield notice;
      }
    },
    nudge: async ({ id }: OnTheWay) => nudged.push(id) > 0,
    latestConfirmedClaim: async () => undefined,
  } as unknown as NoticeStore;
  expect(await reconcileNotices(store, NOW)).toEqual({ nudged: MOST_NUDGED, released: 0, uncertain: 0 });
  expect(nudged).toEqual(queued.slice(0, MOST_NUDGED).map(({ id }) => id));
  expect(read.length).toBeLessThanOrEqual(MOST_NUDGED + 1);
});
