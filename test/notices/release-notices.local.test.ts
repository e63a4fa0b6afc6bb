import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type NoticeStore, createNoticeStore } from '../../functions/notices/notice.store.ts';
import type { MessageName, Notice } from '../../functions/notices/notice.ts';
import { WAITING, placeOnTheWay } from '../../functions/notices/notice-progress.ts';
import { reconcileNotices } from '../../functions/notices/reconcile-notices.ts';
import { releaseNotices } from '../../functions/notices/release-notices.handler.ts';
import { createPoster, sesClient } from '../../functions/notices/ses.store.ts';
import type { RequestFile } from '../../functions/requests/change.ts';
import { runningMilestones } from '../../functions/clocks/watch-milestones.ts';
import { HOUR, TUESDAY, aCompletion, aRequest, somerville, work } from '../support/builders.ts';
import { aNotice } from './builders.ts';
import { type FakeSes, startFakeSes } from './fake-ses.ts';
import { type NoticesTable, recordsOf, startNoticesTable } from './notices-table.ts';
import { aSender } from './sender.ts';

const NIGHT = TUESDAY + 12 * HOUR;
const MORNING = TUESDAY + 23 * HOUR + HOUR / 2;
const MINUTE = 60_000;

let table: NoticesTable;
let ses: FakeSes;
let now: number;
let written = 0;

beforeAll(async () => {
  [table, ses] = await Promise.all([startNoticesTable(), startFakeSes()]);
  vi.stubEnv('AWS_ENDPOINT_URL_SES', ses.url);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await Promise.all([table.stop(), ses.stop()]);
});
beforeEach(async () => {
  await table.clear();
  now = NIGHT;
  ses.posts = [];
  ses.behaviour = 'accept';
});

let oldest: number | undefined;
const PACE = {
  ask: () => Promise.reject(new Error('Nobody is asked how it went here.')),
  pause: async (ms: number) => void (now += ms),
  metrics: {
    count: () => undefined,
    gauge: (_: string, age: number) => void (oldest = age),
    publish: () => undefined,
  },
};
const store = () => createNoticeStore(table.client, table.name, () => now);
const release = (load: (id: string) => Promise<RequestFile | undefined> = async () => undefined, perSecond = 1_000) =>
  releaseNotices({ requests: { load }, notices: store(), perSecond, ...PACE, now: () => now })();
/** A run that only looks. */
const look = () => release(undefined, 0);
const send = (...notices: Notice[]) =>
  aSender(table.client, table.name, {
    now: () => now,
    post: createPoster(sesClient(5_000), { sender: '311@city.example', configurationSet: 'notices' }),
  })(recordsOf(...notices));

/** A notice that was written at night and waits for the morning. */
const given = async (more: Partial<Notice> = {}, message: MessageName = 'clock-due'): Promise<Notice> => {
  const id = `R-7K2M-9QXD-4TBN#1#resolve#${(written += 1)}`;
  const notice = aNotice(message, { id, audience: 'partner', createdAt: NIGHT, notBefore: MORNING, ...more });
  await table.put(notice);
  return notice;
};

describe('a notice that waits for office hours', () => {
  it('R133 is left alone by the sender, by the reconciler and by a release until its time', async () => {
    const notice = await given();
    await send(notice, notice);
    now = MORNING - 1;
    expect(await release()).toEqual({ released: 0, listed: 0, leftOut: 0 });
    await reconcileNotices(store(), now);
    await send(notice);
    expect(ses.posts).toHaveLength(0);
    expect(await store().find(notice.id)).toMatchObject({
      status: 'queued',
      progress: placeOnTheWay(notice.id, WAITING),
      attempts: 0,
    });
  });

  it('R130 R133 is sent once at its time, however often it is let go', async () => {
    const notice = await given();
    now = MORNING;
    const runs = await Promise.all([release(), release(), release()]);
    expect(runs.reduce((sum, { released }) => sum + released, 0)).toBe(1);
    await Promise.all([send(notice), send(notice, notice)]);
    expect(await release()).toEqual({ released: 0, listed: 0, leftOut: 0 });
    await send(notice);
    expect(ses.posts).toHaveLength(1);
    expect(await store().find(notice.id)).toMatchObject({ status: 'sent' });
  });

  it('is sent though every run and every record of the night was lost', async () => {
    const notice = await given();
    now = MORNING + 40 * HOUR;
    expect(await release()).toEqual({ released: 1, listed: 0, leftOut: 0 });
    // The record of its release is lost as well: the reconciler brings it again.
    now += 6 * MINUTE;
    expect((await reconcileNotices(store(), now)).nudged).toBe(1);
    await send(notice);
    expect(ses.posts).toHaveLength(1);
  });

  it('is measured by how long it could have been mailed', async () => {
    const notice = await given();
    await given({ createdAt: MORNING - 10 * MINUTE, notBefore: MORNING - 10 * MINUTE });
    now = MORNING - 20 * MINUTE;
    await look();
    expect(oldest).toBe(0);
    now = MORNING + 5 * MINUTE;
    await look();
    expect(oldest).toBe(15 * 60);
    // Brought to the sender again, it is as old as it was.
    await reconcileNotices(store(), now);
    await look();
    expect(oldest).toBe(15 * 60);
    expect(await store().find(notice.id)).toMatchObject({ progress: placeOnTheWay(notice.id, WAITING) });
  });

  it('does not wait for a moment that has come already when it is written', async () => {
    const notice = await given({ notBefore: NIGHT });
    await send(notice);
    expect(ses.posts).toHaveLength(1);
  });
});

describe('a milestone that was overtaken in the night', () => {
  const kept = work(aRequest.inProgress(), { action: 'accept' }, TUESDAY);
  const { id, of, kind, clock, at } = runningMilestones(kept, somerville).find((one) => one.kind === 'due')!;
  const milestone = { id, of, kind, clock, at };

  it('R135 is not told in the morning, and its notice is on record as left out', async () => {
    const notice = await given({ milestone });
    now = MORNING;
    const done = work(kept, aCompletion, NIGHT + HOUR);
    expect(await release(async () => done)).toEqual({ released: 0, listed: 0, leftOut: 1 });
    await send(notice);
    expect(ses.posts).toHaveLength(0);
    const left = await store().find(notice.id);
    expect(left).toMatchObject({ status: 'left-out', failure: 'overtaken' });
    expect(left).not.toHaveProperty('progress');
    expect(await release(async () => kept)).toEqual({ released: 0, listed: 0, leftOut: 0 });
  });

  it('R135 is told when its request is still open on that clock', async () => {
    await given({ milestone });
    now = MORNING;
    expect(await release(async () => kept)).toEqual({ released: 1, listed: 0, leftOut: 0 });
  });
});

describe('the pace of a run', () => {
  const slowly = (ms: number): NoticeStore => ({
    ...store(),
    letGo: async (seen) => {
      now += ms;
      return store().letGo(seen);
    },
  });
  const runWith = (notices: NoticeStore, perSecond: number) =>
    releaseNotices({ requests: { load: async () => undefined }, notices, perSecond, ...PACE, now: () => now })();

  it('is the rate of the mail, whatever time it takes to let one go', async () => {
    for (let index = 0; index < 57; index += 1) await given({ to: `desk-${index}@city.example` });
    now = MORNING;
    expect(await runWith(slowly(40), 14)).toMatchObject({ released: 57 });
    expect(now - MORNING).toBeCloseTo((56 / 14) * 1000 + 40, -1);
  });

  it('ends when the next run has begun, however few went', async () => {
    for (let index = 0; index < 5; index += 1) await given({ to: `desk-${index}@city.example` });
    now = MORNING;
    expect(await runWith(slowly(1.5 * MINUTE), 14)).toMatchObject({ released: 3 });
    expect(await runWith(slowly(1), 14)).toMatchObject({ released: 2 });
  });

  it('does not count what another run lets go meanwhile', async () => {
    for (let index = 0; index < 20; index += 1) await given({ to: `desk-${index}@city.example` });
    now = MORNING;
    let first = true;
    const overtaken: NoticeStore = {
      ...store(),
      letGo: async (seen) => {
        if (first) {
          first = false;
          for await (const one of store().listWaiting(now)) if (Number(one.id.at(-1)) % 2) await store().letGo(one);
        }
        return store().letGo(seen);
      },
    };
    expect(await runWith(overtaken, 1)).toMatchObject({ released: 10 });
    expect(now - MORNING).toBeLessThanOrEqual(10_000);
  });
});

describe('a burst', () => {
  const KINDS: MessageName[] = ['clock-at-risk', 'clock-due', 'work-reminder', 'clock-escalated', 'hold-too-long'];

  it('R130 R131 of 100 notices goes out in order of importance at the rate of the mail, each once', async () => {
    const waiting: Notice[] = [];
    for (let index = 0; index < 100; index += 1)
      waiting.push(await given({ to: `desk-${index}@city.example` }, KINDS[index % KINDS.length]!));
    now = MORNING;
    const gone: string[] = [];
    const notices: NoticeStore = {
      ...store(),
      letGo: async (seen) => {
        gone.push(seen.id);
        return store().letGo(seen);
      },
    };
    const run = releaseNotices({
      requests: { load: async () => undefined },
      notices,
      // 30 until the next run.
      perSecond: 1 / 8,
      ...PACE,
      pause: async () => undefined,
      now: () => now,
    });
    const sizes: number[] = [];
    for (; sizes.at(-1) !== 0; now += 4 * MINUTE) {
      sizes.push((await run()).released);
      const fresh = gone.slice(gone.length - sizes.at(-1)!).map((id) => waiting.find((one) => one.id === id)!);
      await send(...fresh, ...fresh);
    }
    expect(sizes).toEqual([30, 30, 30, 10, 0]);
    expect(ses.posts).toHaveLength(100);
    const order = ['clock-escalated', 'clock-due', 'hold-too-long', 'work-reminder', 'clock-at-risk'];
    expect(gone.map((id) => waiting.find((one) => one.id === id)!.message)).toEqual(
      order.flatMap((message) => Array<string>(20).fill(message)),
    );
    const tags = ses.posts.map((fields) => fields.get('Tags.member.1.Value'));
    expect(new Set(tags).size).toBe(100);
  });
});
