import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { confirmNotice } from '../../functions/notices/confirm-notice.handler.ts';
import { type NoticeStore, createNoticeStore } from '../../functions/notices/notice.store.ts';
import type { Notice } from '../../functions/notices/notice.ts';
import type { NoticeStatus } from '../../functions/notices/notice-progress.ts';
import { NOW, aNotice } from './builders.ts';
import { type NoticesTable, startNoticesTable } from './notices-table.ts';
import { anSesEvent, messagesOf, sesEvent } from './ses-events.ts';

let table: NoticesTable;
let notices: NoticeStore;
let names = 0;

beforeAll(async () => {
  table = await startNoticesTable();
  notices = createNoticeStore(table.client, table.name, () => NOW + 1_000);
});
afterAll(() => table.stop());
afterEach(() => vi.restoreAllMocks());

const confirm = (event: Parameters<ReturnType<typeof confirmNotice>>[0]) => confirmNotice({ notices })(event);

const given = async (status: NoticeStatus, more: Partial<Notice> = {}): Promise<string> => {
  const id = `R-7K2M-9QXD-4TBN#${(names += 1)}#request-received`;
  await table.put(aNotice('request-received', { id, status, claimedAt: NOW, ...more }));
  return id;
};

const statusOf = async (id: string) => (await notices.find(id))?.status;

describe("SES's events", () => {
  it('settle a claim whose sender got no answer', async () => {
    const id = await given('claimed');
    await confirm(anSesEvent('Send', id));
    expect(await notices.find(id)).toMatchObject({ status: 'sent', messageId: 'ses-message', sentAt: NOW + 1_000 });
    expect(await notices.find(id)).not.toHaveProperty('progress');
  });

  it('bring a notice to the same end in whatever order they come (R141)', async () => {
    const orders = [
      ['Send', 'Delivery', 'Bounce'],
      ['Bounce', 'Delivery', 'Send'],
      ['Delivery', 'Bounce', 'Send'],
      ['Bounce', 'Bounce', 'Send'],
    ] as const;
    for (const order of orders) {
      const id = await given('claimed');
      for (const kind of order) await confirm(anSesEvent(kind, id));
      expect(await notices.find(id), order.join()).toMatchObject({
        status: 'bounced',
        failure: 'bounce Permanent/General',
      });
    }
  });

  it('move a bounce on to a complaint, each once', async () => {
    const id = await given('sent');
    await confirm(anSesEvent('Bounce', id));
    const bounced = await notices.find(id);
    expect(bounced?.status).toBe('bounced');
    await confirm(anSesEvent('Bounce', id));
    expect(await notices.find(id)).toEqual(bounced);
    await confirm(anSesEvent('Complaint', id));
    expect(await statusOf(id)).toBe('complained');
  });

  it('take a transient bounce after a delivery for an automatic answer, and before one for a failure', async () => {
    const bounce = { bounce: { bounceType: 'Transient', bounceSubType: 'General' } };
    const delivered = await given('delivered');
    await confirm(anSesEvent('Bounce', delivered, bounce));
    expect(await statusOf(delivered)).toBe('delivered');
    const sent = await given('sent');
    await confirm(anSesEvent('Bounce', sent, bounce));
    expect(await statusOf(sent)).toBe('bounced');
  });

  it('fail a notice that SES rejected after it had taken it', async () => {
    const id = await given('sent');
    await confirm(anSesEvent('Reject', id, { reject: { reason: 'Bad content' } }));
    expect(await notices.find(id)).toMatchObject({ status: 'failed', failure: 'rejected by SES' });
  });

  it('may have fields that nobody knew when this was written', async () => {
    const id = await given('claimed');
    await confirm(anSesEvent('Delivery', id, { somethingNew: { a: 1 }, delivery: { recipients: ['x'] } }));
    expect(await statusOf(id)).toBe('delivered');
  });

  it('are evidence about claims made before, the latest of them kept', async () => {
    const latest = NOW + 1_000 * 86_400_000;
    for (const claimedAt of [latest, latest - 5 * 60_000]) {
      await confirm(anSesEvent('Send', await given('sent', { claimedAt })));
    }
    expect(await notices.latestConfirmedClaim()).toBe(latest);
  });

  it('are passed over when they are malformed, of another kind, forged, or about no known notice', async () => {
    const before = await notices.latestConfirmedClaim();
    const id = await given('claimed');
    const { mail } = sesEvent('Send', id);
    const tagged = (tags: unknown) => JSON.stringify({ eventType: 'Send', mail: { ...mail, tags } });
    for (const message of [
      '',
      'null',
      '[]',
      '{"eventType":"Send"}',
      'Successfully validated SNS topic for Amazon SES event publishing.',
      tagged(undefined),
      tagged({ notice: [] }),
      tagged({ notice: ['R-7K2M-9QXD-4TBN#1'] }),
      tagged({ notice: [{ id }] }),
      JSON.stringify(sesEvent('Send', 'R-0000-0000-0000#1#request-received')),
      JSON.stringify(sesEvent('Send', '#latest-confirmed-claim')),
      JSON.stringify({ ...sesEvent('Send', id), eventType: 'Open' }),
      JSON.stringify({ ...sesEvent('Send', id), eventType: 'constructor' }),
      JSON.stringify({ ...sesEvent('Send', id), mail: { ...mail, messageId: 5 } }),
    ]) {
      await expect(confirm(messagesOf(message)), message).resolves.toEqual({ batchItemFailures: [] });
    }
    expect(await statusOf(id)).toBe('claimed');
    expect(await notices.latestConfirmedClaim()).toBe(before);
  });

  it('come again one by one where the table did not take them, and hold nothing else up', async () => {
    const [one, broken, other] = [await given('claimed'), await given('claimed'), await given('claimed')];
    const batch = messagesOf(...[one, broken, other].map((id) => JSON.stringify(sesEvent('Send', id))));
    const whole = notices;
    notices = {
      ...whole,
      confirm: async (id, confirmation) => {
        if (id === broken) throw new Error('The table is not there.');
        return whole.confirm(id, confirmation);
      },
    };
    expect(await confirm(batch)).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
    notices = whole;
    expect([await statusOf(one), await statusOf(broken), await statusOf(other)]).toEqual(['sent', 'claimed', 'sent']);
    expect(await confirm(batch)).toEqual({ batchItemFailures: [] });
    expect(await statusOf(broken)).toBe('sent');
  });

  it('never make it throw, whatever the text is', async () => {
    vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.json()), async (message) => {
        await confirm(messagesOf(message));
      }),
    );
  });
});
