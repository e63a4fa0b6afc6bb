import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { type NoticeStore, createNoticeStore } from '../../functions/notices/notice.store.ts';
import { type Notice, noticeItem } from '../../functions/notices/notice.ts';
import { isWaiting, placeOnTheWay } from '../../functions/notices/notice-progress.ts';
import { NOW, aNotice } from './builders.ts';
import { createMemoryTable } from './memory-table.ts';
import { startNoticesTable } from './notices-table.ts';

const MINUTE = 60_000;

/** A real engine and the table in memory that the crash model runs on: what holds for one has to hold for the other. */
const TABLES: [string, () => Promise<{ client: DynamoDBDocumentClient; name: string; stop: () => Promise<void> }>][] = [
  ['a real engine', startNoticesTable],
  [
    'the table in memory',
    async () => ({ client: createMemoryTable().client, name: 'Notices', stop: async () => undefined }),
  ],
];

describe.each(TABLES)('the store over %s', (_, open) => {
  let table: Awaited<ReturnType<typeof open>>;
  let notices: NoticeStore;
  let now: number;
  let names = 0;

  beforeAll(async () => {
    table = await open();
    notices = createNoticeStore(table.client, table.name, () => now);
  });
  afterAll(() => table.stop());
  beforeEach(() => {
    now = NOW;
  });

  const given = async (more: Partial<Notice> = {}): Promise<string> => {
    const id = `R-7K2M-9QXD-4TBN#${(names += 1)}#request-received`;
    const { progress } = more;
    const item = { ...noticeItem(aNotice('request-received', { id, ...more })), ...(progress ? { progress } : {}) };
    await table.client.send(new PutCommand({ TableName: table.name, Item: item }));
    return id;
  };
  const listed = async (list: AsyncIterable<{ id: string }>): Promise<string[]> => {
    const ids: string[] = [];
    for await (const { id } of list) ids.push(id);
    return ids;
  };

  it('finds nothing under an unknown id, and claims, marks and confirms nothing there', async () => {
    expect(await notices.find('nobody')).toBeUndefined();
    expect(await notices.claim('nobody', 'mine')).toBeUndefined();
    expect(await notices.markSent({ id: 'nobody', claimId: 'mine' }, 'ses-1')).toBe(false);
    expect(await notices.confirm('nobody', { status: 'sent', messageId: 'ses-1' })).toBe('unknown');
    expect(await notices.find('nobody')).toBeUndefined();
  });

  it('claims once, counts the try and knows its own repeated claim', async () => {
    const id = await given();
    expect(await notices.claim(id, 'mine')).toEqual({ id, claimId: 'mine' });
    expect(await notices.claim(id, 'mine')).toEqual({ id, claimId: 'mine' });
    expect(await notices.claim(id, 'other')).toBeUndefined();
    expect(await notices.find(id)).toMatchObject({
      status: 'claimed',
      progress: placeOnTheWay(id, 'claimed'),
      claimId: 'mine',
      attempts: 1,
    });
  });

  it('lets only the holder of a claim end it', async () => {
    const id = await given();
    await notices.claim(id, 'mine');
    const other = { id, claimId: 'other' };
    expect(await notices.markSent(other, 'ses-1')).toBe(false);
    expect(await notices.markFailed(other, 'no')).toBe(false);
    expect(await notices.postpone(other, 'no')).toBe(false);
    expect(await notices.postpone({ id, claimId: 'mine' }, 'Throttling')).toBe(true);
    expect(await notices.find(id)).toMatchObject({ status: 'queued', failure: 'Throttling', postponedAt: NOW });
    await notices.claim(id, 'again');
    const claimed = await notices.find(id);
    expect(claimed).toMatchObject({ attempts: 2 });
    expect(claimed).not.toHaveProperty('postponedAt');
    expect(claimed).not.toHaveProperty('failure');
    expect(await notices.markSent({ id, claimId: 'again' }, 'ses-1')).toBe(true);
    const sent = await notices.find(id);
    expect(sent).toMatchObject({ status: 'sent', sentAt: NOW, messageId: 'ses-1' });
    expect(sent).not.toHaveProperty('progress');
  });

  it('moves forward by events and never back, and keeps the latest confirmed claim', async () => {
    const id = await given();
    await notices.claim(id, 'mine');
    expect(await notices.confirm(id, { status: 'sent', messageId: 'ses-1' })).toBe('moved');
    expect(await notices.latestConfirmedClaim()).toBe(NOW);
    expect(await notices.confirm(id, { status: 'sent', messageId: 'ses-1' })).toBe('known');
    expect(
      await notices.confirm(id, { status: 'bounced', messageId: 'ses-1', failure: 'bounce Permanent/General' }),
    ).toBe('moved');
    expect(await notices.confirm(id, { status: 'delivered', messageId: 'ses-1' })).toBe('known');
    expect(await notices.find(id)).toMatchObject({ status: 'bounced', failure: 'bounce Permanent/General' });
    now = NOW - MINUTE;
    const earlier = await given();
    await notices.claim(earlier, 'mine');
    await notices.confirm(earlier, { status: 'sent', messageId: 'ses-2' });
    expect(await notices.latestConfirmedClaim()).toBe(NOW);
  });

  it('moves by an event only from the statuses that it is told', async () => {
    const id = await given({ status: 'delivered' });
    const transient = { status: 'bounced', messageId: 'ses-1', onlyFrom: ['sent'] } as const;
    expect(await notices.confirm(id, transient)).toBe('known');
  });

  it('lists what is on its way, the oldest first, and touches nothing that has changed since', async () => {
    const old = await given({ createdAt: NOW - 3 * 1_000 * MINUTE });
    const older = await given({ createdAt: NOW - 4 * 1_000 * MINUTE });
    const ours = async () =>
      (await listed(notices.listOnTheWay('queued', NOW - 1_000 * MINUTE))).filter((id) => [old, older].includes(id));
    expect(await ours()).toEqual([older, old]);
    const seen = { id: older, changedAt: NOW - 4 * 1_000 * MINUTE };
    expect(await notices.nudge({ ...seen, changedAt: NOW })).toBe(false);
    await notices.claim(older, 'mine');
    for (const touch of [notices.nudge, notices.release, notices.markUncertain]) expect(await touch(seen)).toBe(false);
    expect(await ours()).toEqual([old]);
    expect(await notices.markUncertain({ id: older, changedAt: NOW })).toBe(true);
    expect(await listed(notices.listOnTheWay('uncertain', NOW + 1))).toContain(older);
    expect(await notices.release({ id: older, changedAt: NOW })).toBe(true);
  });

  it('keeps what waits until its time, and lets it go or leaves it out once', async () => {
    const wait = { createdAt: NOW, notBefore: NOW + MINUTE };
    const [one, other] = [await given(wait), await given(wait)];
    const waiting = async (until: number) =>
      (await listed(notices.listWaiting(until))).filter((id) => [one, other].includes(id)).sort();
    expect(await waiting(NOW)).toEqual([]);
    expect(await waiting(NOW + MINUTE)).toEqual([one, other].sort());
    const seen = (id: string) => ({ id, changedAt: NOW + MINUTE, progress: placeOnTheWay(id, 'waiting') });
    expect(await notices.letGo(seen(one))).toBe(true);
    expect(await notices.letGo(seen(one))).toBe(false);
    expect(await notices.leaveOut(seen(other), 'overtaken')).toBe(true);
    expect(await notices.leaveOut(seen(one), 'overtaken')).toBe(false);
    expect(await notices.find(one)).toMatchObject({ status: 'queued', progress: placeOnTheWay(one, 'queued') });
    expect(await notices.find(other)).toMatchObject({ status: 'left-out', failure: 'overtaken' });
    expect(isWaiting((await notices.find(other))!)).toBe(false);
  });

  it('lets go what waits where versions before had one partition for all', async () => {
    const id = await given({ createdAt: NOW, notBefore: NOW + MINUTE, progress: 'waiting' });
    expect(isWaiting((await notices.find(id))!)).toBe(true);
    for await (const seen of notices.listWaiting(NOW + MINUTE))
      if (seen.id === id) expect(await notices.letGo(seen)).toBe(true);
    expect(await notices.find(id)).toMatchObject({ progress: placeOnTheWay(id, 'queued') });
  });

  it('knows since when the oldest of a status is in it', async () => {
    const long = NOW - 9_000 * MINUTE;
    expect(await notices.oldestOnTheWay('queued')).toBeGreaterThan(long);
    await given({ createdAt: long });
    await given({ createdAt: NOW });
    expect(await notices.oldestOnTheWay('queued')).toBe(long);
  });
});
