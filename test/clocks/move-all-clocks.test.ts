import { afterEach, expect, test } from 'vitest';
import { adoptAmendments } from '../../functions/clocks/calendars.ts';
import { moveAllClocks } from '../../functions/clocks/move-clocks.handler.ts';
import type { MoveProgress } from '../../functions/clocks/move-progress.store.ts';
import type { RequestsStore, Watched } from '../../functions/requests/requests.store.ts';
import { type Kept, HOUR, MINUTE, TUESDAY, aRequest, keep } from '../support/builders.ts';

afterEach(() => adoptAmendments({}));

/** Ten open requests, one a shard; `breaksAt` is the one at which the function is cut off, once. */
const aService = ({ breaksAt }: { breaksAt?: number } = {}) => {
  const files = Array.from({ length: 10 }, (): Kept => aRequest.inProgress());
  const state = {
    files,
    progress: undefined as MoveProgress | undefined,
    now: TUESDAY,
    changedAt: TUESDAY,
    breaksAt,
    looked: [] as number[],
  };
  const requests: Pick<RequestsStore, 'watched' | 'change'> = {
    async *watched(shard) {
      yield { requestId: String(shard) } as Watched;
    },
    change: async (id, decide) => {
      const at = Number(id);
      if (state.breaksAt === at) {
        state.breaksAt = undefined;
        throw new Error('cut off');
      }
      state.looked.push(at);
      const file = state.files[at]!;
      const outcome = decide(file);
      if (outcome.kind === 'changed') state.files[at] = keep(file, outcome.change);
      return { outcome, file: state.files[at] ?? file };
    },
  };
  const run = moveAllClocks({
    requests: requests as RequestsStore,
    progress: { read: async () => state.progress, write: async (progress) => void (state.progress = progress) },
    publications: async () => [{ newest: 2, beginnings: [{ version: 2, activeAt: state.changedAt }] }],
    now: () => state.now,
  });
  return { state, run };
};
const closeWednesday = () =>
  adoptAmendments({
    'somerville-business': {
      revision: 1,
      days: [{ date: '2026-06-03', reason: 'Snow emergency', by: 'Ana', declaredAt: TUESDAY }],
      takenBack: [],
    },
  });

test('R112 moves every open request once, and looks at none again until a calendar changes', async () => {
  const { state, run } = aService();
  closeWednesday();
  state.now = TUESDAY + HOUR;
  expect(await run()).toEqual({ looked: 10, moved: 10 });
  expect(await run()).toEqual({ looked: 0, moved: 0 });
  adoptAmendments({});
  expect(await run()).toEqual({ looked: 10, moved: 10 });
});

test('R112 goes on where it was cut off, and moves nothing twice', async () => {
  const { state, run } = aService({ breaksAt: 4 });
  closeWednesday();
  state.now = TUESDAY + HOUR;
  await expect(run()).rejects.toThrow('cut off');
  expect(await run()).toEqual({ looked: 6, moved: 6 });
  expect(state.looked).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  for (const { events } of state.files)
    expect(events.filter(({ type, data }) => type === 'clock-moved' && data?.clock === 'resolve')).toHaveLength(1);
});

test('one that no rule can count holds up none of the others, and the run says in the end that it failed', async () => {
  const { state, run } = aService();
  state.now = TUESDAY + 5 * MINUTE;
  const faulty = aRequest.inProgress();
  const clocks = faulty.request.clocks.map((clock) => ({ ...clock, agreementVersion: 99 }));
  state.files[3] = { ...faulty, request: { ...faulty.request, clocks } };
  closeWednesday();
  await expect(run()).rejects.toThrow(RangeError);
  expect(state.looked).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(state.files.filter(({ events }) => events.some(({ type }) => type === 'clock-moved'))).toHaveLength(9);
  expect(await run()).toEqual({ looked: 0, moved: 0 });
});

test('soon after a change it looks again, for what was decided while the change began', async () => {
  const { state, run } = aService();
  closeWednesday();
  state.now = TUESDAY + MINUTE;
  expect(await run()).toEqual({ looked: 10, moved: 10 });
  adoptAmendments({});
  state.files[3] = aRequest.inProgress();
  closeWednesday();
  state.now = TUESDAY + 6 * MINUTE;
  expect(await run()).toEqual({ looked: 10, moved: 1 });
  expect(await run()).toEqual({ looked: 0, moved: 0 });
});

test('a run that fails begins no more requests: what is frozen with the function would go on beside the next run', async () => {
  let calls = 0;
  const requests: Pick<RequestsStore, 'watched' | 'change'> = {
    async *watched() {
      for (let id = 0; id < 500; id += 1) yield { requestId: String(id) } as Watched;
    },
    change: async () => {
      calls += 1;
      if (calls === 30) throw new Error('The table is throttled.');
      await new Promise((resolve) => setImmediate(resolve));
      return undefined;
    },
  };
  const run = moveAllClocks({
    requests: requests as RequestsStore,
    progress: { read: async () => undefined, write: async () => undefined },
    publications: async () => [],
    now: () => TUESDAY,
  });
  closeWednesday();
  await expect(run()).rejects.toThrow('throttled');
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(calls).toBeLessThan(60);
});
