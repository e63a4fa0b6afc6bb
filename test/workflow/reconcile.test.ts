import { describe, expect, it } from 'vitest';
import type { NoticeStore } from '../../functions/notices/notice.store.ts';
import type { Outcome } from '../../functions/requests/change.ts';
import type { RequestsStore, Watched } from '../../functions/requests/requests.store.ts';
import { START_GRACE_MS } from '../../functions/requests/watch.ts';
import { RECONCILED_EVERY_MINUTES } from '../../functions/workflow/contract.ts';
import { reconcile } from '../../functions/workflow/reconcile.handler.ts';
import { REPAIR_GRACE_MS } from '../../functions/workflow/repair.ts';
import { type Kept, TUESDAY, aRequest, anOffice } from '../support/builders.ts';

const NOW = TUESDAY + START_GRACE_MS + REPAIR_GRACE_MS;

/** A run over requests that nobody has looked at, of which some cannot be read: which were started, and whether notices were seen to. */
const aRun = (count: number, isFaulty: (place: number) => boolean, now = NOW) => {
  const files = Array.from({ length: count }, (_, place): Kept => aRequest.received({ sourceId: `late-${place}` }));
  const seen = { looked: 0, started: 0, notices: false };
  const requests = {
    async *watched(shard: number) {
      if (shard === 0) for (const { request } of files) yield { requestId: request.id } as Watched;
    },
    changeWithHistory: async (id: string, decide: (file: Kept) => Outcome) => {
      seen.looked += 1;
      const place = files.findIndex(({ request }) => request.id === id);
      if (isFaulty(place)) throw new RangeError('No agreement of this version.');
      return { outcome: decide(files[place]!), file: files[place]! };
    },
  };
  const notices = {
    async *listOnTheWay() {
      seen.notices = true;
      yield* [];
    },
    latestConfirmedClaim: async () => undefined,
  };
  const run = reconcile({
    requests: requests as unknown as RequestsStore,
    notices: notices as unknown as NoticeStore,
    workflow: {
      start: async () => {
        seen.started += 1;
        return true;
      },
      wake: async () => false,
    },
    office: anOffice(),
    metrics: { count: () => undefined } as never,
    now: () => now,
  });
  return { run, seen };
};

describe('a request that cannot be repaired', () => {
  it('holds up no other, nor the notices, and the run says in the end that it failed', async () => {
    const { run, seen } = aRun(3, (place) => place === 0);
    await expect(run()).rejects.toThrow('No agreement of this version.');
    expect(seen).toEqual({ looked: 3, started: 2, notices: true });
  });

  it('is no reason to try all of them where many cannot be', async () => {
    const { run, seen } = aRun(50, () => true);
    await expect(run()).rejects.toThrow();
    expect(seen).toEqual({ looked: 10, started: 0, notices: true });
  });

  it('keeps from none of those behind it their turn, where so many cannot be that each run ends before it is through', async () => {
    let started = 0;
    for (let run = 0; run < 10; run += 1) {
      const { run: once, seen } = aRun(24, (place) => place < 20, NOW + run * RECONCILED_EVERY_MINUTES * 60_000);
      await expect(once()).rejects.toThrow();
      started += Number(seen.started === 4);
    }
    expect(started).toBeGreaterThan(2);
  });
});
