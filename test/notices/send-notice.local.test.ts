import { simpleParser } from 'mailparser';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { tagOf } from '../../functions/notices/message-tag.ts';
import { rateOf } from '../../functions/notices/mail-rate.ts';
import { createMailRateStore } from '../../functions/notices/mail-rate.store.ts';
import { createNoticeStore } from '../../functions/notices/notice.store.ts';
import type { Notice } from '../../functions/notices/notice.ts';
import { placeOnTheWay } from '../../functions/notices/notice-progress.ts';
import {
  createRecipientStore,
  liftUndeliverable,
  listUndeliverable,
} from '../../functions/notices/recipients.store.ts';
import { reconcileNotices } from '../../functions/notices/reconcile-notices.ts';
import { DEFAULT_PREFERENCES, withoutOptional } from '../../functions/preferences/preferences.ts';
import { SES_TIMEOUT_MS, createPoster, sesClient } from '../../functions/notices/ses.store.ts';
import { confirmNotice } from '../../functions/notices/confirm-notice.handler.ts';
import { NOW, aNotice } from './builders.ts';
import { type FakeSes, startFakeSes } from './fake-ses.ts';
import { type NoticesTable, recordsOf, startNoticesTable } from './notices-table.ts';
import { aSender } from './sender.ts';
import { anSesEvent } from './ses-events.ts';

/** Of an address of which nothing is known. */
const NOTHING_CHOSEN = { preferences: DEFAULT_PREFERENCES };
const ABOUT = { reason: 'complained', requestId: 'R-7K2M-9QXD-4TBN', message: 'request-received' } as const;

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let table: NoticesTable;
let ses: FakeSes;
let now: number;
let names = 0;

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

beforeEach(() => {
  now = NOW;
  ses.posts = [];
  ses.behaviour = 'accept';
});

afterEach(() => vi.restoreAllMocks());

/** The function as it is deployed over the engine and this SES. */
const senderOf = ({
  timeoutMs = 5_000,
  ...more
}: { timeoutMs?: number } & Partial<Parameters<typeof aSender>[2]> = {}) => {
  const counted: string[] = [];
  const notices = createNoticeStore(table.client, table.name, () => now);
  const metrics = {
    count: (name: string) => void counted.push(name),
    gauge: () => undefined,
    publish: () => undefined,
  };
  const send = aSender(table.client, table.name, {
    now: () => now,
    post: createPoster(sesClient(timeoutMs), { sender: '311@city.example', configurationSet: 'notices' }),
    metrics,
    ...more,
  });
  return { send, notices, counted, confirm: confirmNotice({ notices }) };
};

/** A notice of its own in the table. */
const given = async (more: Partial<Notice> = {}): Promise<Notice> => {
  const notice = aNotice('request-received', { id: `R-7K2M-9QXD-4TBN#${(names += 1)}#request-received`, ...more });
  await table.put(notice);
  return notice;
};

const DONE = { batchItemFailures: [] };

describe('a queued notice', () => {
  it('is sent once, tagged with its id, and marked as sent', async () => {
    const { send, notices, counted } = senderOf();
    const notice = await given();
    expect(await send(recordsOf(notice))).toEqual(DONE);
    const [fields] = ses.posts;
    expect(Object.fromEntries(fields ?? [])).toMatchObject({
      Action: 'SendRawEmail',
      Source: '311@city.example',
      'Destinations.member.1': 'ana@resident.example',
      ConfigurationSetName: 'notices',
      'Tags.member.1.Name': 'notice',
      'Tags.member.1.Value': tagOf(notice.id),
    });
    expect([...(fields?.keys() ?? [])]).not.toContain('Destinations.member.2');
    const mail = await simpleParser(Buffer.from(fields?.get('RawMessage.Data') ?? '', 'base64'));
    expect(mail.subject).toBe('We received your request: Pothole (R-7K2M-9QXD-4TBN)');
    expect(mail.headers.get('x-resolve311-notice')).toBe(notice.id);
    expect(mail.text).toMatch(
      /See your request:\nhttps:\/\/311\.example\.org\/requests\/r\.R-7K2M-9QXD-4TBN\.\w+\.[\w-]{27}\n/,
    );
    expect(await notices.find(notice.id)).toMatchObject({
      status: 'sent',
      messageId: 'ses-1',
      attempts: 1,
      claimedAt: NOW,
      sentAt: NOW,
    });
    expect(await notices.find(notice.id)).not.toHaveProperty('progress');
    expect(counted).toEqual(['NoticesSent']);
  });

  it('is not sent again by a repeated record, nor by another reader', async () => {
    const { send } = senderOf();
    const notice = await given();
    await send(recordsOf(notice, notice));
    await send(recordsOf(notice));
    await senderOf().send(recordsOf(notice));
    expect(ses.posts).toHaveLength(1);
  });

  it('is sent once when eight readers have its record at the same time', async () => {
    const notice = await given();
    const readers = Array.from({ length: 8 }, () => senderOf());
    await Promise.all(readers.map(({ send }) => send(recordsOf(notice))));
    expect(ses.posts).toHaveLength(1);
  });

  it('is claimed by the write that the SDK repeats after a lost answer', async () => {
    const { notices } = senderOf();
    const { id } = await given();
    expect(await notices.claim(id, 'mine')).toEqual({ id, claimId: 'mine' });
    expect(await notices.claim(id, 'mine')).toEqual({ id, claimId: 'mine' });
    expect(await notices.claim(id, 'other')).toBeUndefined();
    expect(await notices.find(id)).toMatchObject({ attempts: 1, claimId: 'mine' });
  });

  it('fails for good when SES refuses it, with a reason that names nobody', async () => {
    ses.behaviour = 'refuse';
    const { send, notices } = senderOf();
    const notice = await given();
    expect(await send(recordsOf(notice))).toEqual(DONE);
    expect(await notices.find(notice.id)).toMatchObject({ status: 'failed', failure: 'MessageRejected' });
    ses.behaviour = 'accept';
    await send(recordsOf(notice));
    expect(ses.posts).toHaveLength(1);
  });

  it('fails without a call of SES when its address is not one mailbox', async () => {
    const { send, notices } = senderOf();
    const notice = await given({ to: 'ana@example.org, eve@example.org' });
    expect(await send(recordsOf(notice))).toEqual(DONE);
    expect(await notices.find(notice.id)).toMatchObject({ status: 'failed', failure: 'unusable-address' });
    expect(ses.posts).toHaveLength(0);
  });

  it('waits for the retry of its record when SES throttles, and is sent by it', async () => {
    ses.behaviour = 'throttle';
    const { send, notices } = senderOf();
    const notice = await given();
    expect(await send(recordsOf(notice))).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
    const postponed = (await notices.find(notice.id)) as Notice;
    expect(postponed).toMatchObject({ status: 'queued', failure: 'Throttling', postponedAt: NOW });
    ses.behaviour = 'accept';
    expect(await send(recordsOf(postponed)), 'the record of the postponement itself').toEqual(DONE);
    expect(ses.posts).toHaveLength(1);
    expect(await send(recordsOf(notice))).toEqual(DONE);
    expect(ses.posts).toHaveLength(2);
    const sent = await notices.find(notice.id);
    expect(sent).toMatchObject({ status: 'sent', attempts: 2 });
    expect(sent).not.toHaveProperty('failure');
    expect(sent).not.toHaveProperty('postponedAt');
  });

  it('waits for the retry of its record when nobody listens', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL_SES', 'http://127.0.0.1:9');
    const { send, notices } = senderOf();
    const notice = await given();
    expect(await send(recordsOf(notice))).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
    expect(await notices.find(notice.id)).toMatchObject({ status: 'queued', failure: 'ECONNREFUSED' });
    vi.stubEnv('AWS_ENDPOINT_URL_SES', ses.url);
  });

  it.each(['drop', 'silence', 'fail'] as const)(
    'stays claimed after one call when SES may have taken it (%s), and no repetition sends it',
    async (behaviour) => {
      ses.behaviour = behaviour;
      const { send, notices } = senderOf({ timeoutMs: 300 });
      const notice = await given();
      expect(await send(recordsOf(notice))).toEqual(DONE);
      expect(await notices.find(notice.id)).toMatchObject({
        status: 'claimed',
        attempts: 1,
        progress: placeOnTheWay(notice.id, 'claimed'),
      });
      ses.behaviour = 'accept';
      expect(await send(recordsOf(notice))).toEqual(DONE);
      expect(ses.posts).toHaveLength(1);
    },
  );

  it('is not begun when the time left would not outlast a silent SES, so that the function ends by itself', async () => {
    ses.behaviour = 'silence';
    const { send, notices } = senderOf({ timeoutMs: 20 });
    const batch: Notice[] = [];
    for (let index = 0; index < 25; index += 1) batch.push(await given());
    // Each call takes the five seconds that a silent SES is given.
    const left = () => 60_000 - ses.posts.length * SES_TIMEOUT_MS;
    const { batchItemFailures } = await send(recordsOf(...batch), left);
    expect(left()).toBeGreaterThan(5_000);
    expect(batchItemFailures).toEqual([{ itemIdentifier: String(ses.posts.length + 1) }]);
    expect(ses.posts.length).toBeGreaterThanOrEqual(9);
    expect(await notices.find(batch[ses.posts.length]!.id)).toMatchObject({ status: 'queued', attempts: 0 });
  });

  it('does not keep the notices after it from being sent when it fails', async () => {
    const { send } = senderOf();
    const notices = [await given({ to: 'nobody' }), await given()];
    expect(await send(recordsOf(...notices))).toEqual(DONE);
    expect(ses.posts).toHaveLength(1);
  });

  it('is not logged with anything that its recipient wrote or is', async () => {
    const lines: string[] = [];
    vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
    vi.spyOn(process.stderr, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
    const { send, confirm } = senderOf();
    for (const behaviour of ['accept', 'refuse', 'throttle', 'drop'] as const) {
      ses.behaviour = behaviour;
      const notice = await given();
      await send(recordsOf(notice));
      await confirm(anSesEvent('Bounce', notice.id));
    }
    vi.restoreAllMocks();
    expect(lines.join('')).toContain('NOTICE_REFUSED');
    expect(lines.join('')).not.toMatch(/resident\.example|bakery|Elm St/);
  });
});

describe('a claim whose sender died', () => {
  const dies = async () => {
    const { notices } = senderOf();
    const notice = await given();
    await notices.claim(notice.id, 'dead');
    return notice;
  };

  it('is settled by the event when SES had taken the message', async () => {
    const { confirm, notices, send } = senderOf();
    const notice = await dies();
    await confirm(anSesEvent('Send', notice.id));
    now += 60 * MINUTE;
    await reconcileNotices(notices, now);
    await send(recordsOf(notice));
    expect(await notices.find(notice.id)).toMatchObject({ status: 'sent', messageId: 'ses-message' });
    expect(ses.posts).toHaveLength(0);
  });

  it('is released, and sent once, when events of later claims came and its own did not', async () => {
    const { confirm, notices, send } = senderOf();
    const notice = await dies();
    now += MINUTE;
    const later = await given();
    await send(recordsOf(later));
    await confirm(anSesEvent('Send', later.id));
    now += 15 * MINUTE;
    await reconcileNotices(notices, now);
    const released = (await notices.find(notice.id)) as Notice;
    expect(released.status).toBe('queued');
    await send(recordsOf(released, released));
    expect(await notices.find(notice.id)).toMatchObject({ status: 'sent', attempts: 2 });
    expect(ses.posts).toHaveLength(2);
  });

  it('is left to a person when no event came since, and a late event still settles it', async () => {
    const { confirm, notices, send } = senderOf();
    now += 24 * 60 * MINUTE;
    const notice = await dies();
    now += 16 * MINUTE;
    await reconcileNotices(notices, now);
    expect(await notices.find(notice.id)).toMatchObject({
      status: 'uncertain',
      progress: placeOnTheWay(notice.id, 'uncertain'),
    });
    await send(recordsOf(notice));
    expect(ses.posts).toHaveLength(0);
    await confirm(anSesEvent('Send', notice.id));
    expect(await notices.find(notice.id)).toMatchObject({ status: 'sent' });
  });

  it('is not sent again when its event comes after it was released', async () => {
    const { confirm, notices, send } = senderOf();
    const notice = await dies();
    const { changedAt = 0 } = (await notices.find(notice.id)) as Notice;
    expect(await notices.release({ id: notice.id, changedAt })).toBe(true);
    const released = (await notices.find(notice.id)) as Notice;
    await confirm(anSesEvent('Send', notice.id));
    await send(recordsOf(released));
    expect(ses.posts).toHaveLength(0);
  });
});

describe('the notices on their way', () => {
  it('are listed oldest first, by status, until they have arrived', async () => {
    const { notices } = senderOf();
    const ids: string[] = [];
    for (const age of [3, 1, 2]) ids.push((await given({ createdAt: NOW - age * 10_000 * MINUTE })).id);
    const listed = async () => {
      const found: string[] = [];
      for await (const { id } of notices.listOnTheWay('queued', NOW - 5_000 * MINUTE)) found.push(id);
      return found.filter((id) => ids.includes(id));
    };
    expect(await listed()).toEqual([ids[0], ids[2], ids[1]]);
    await notices.claim(ids[0] ?? '', 'mine');
    expect(await listed()).toEqual([ids[2], ids[1]]);
  });

  it('are not touched by a sweep that saw them before they changed', async () => {
    const { notices } = senderOf();
    const { id, createdAt } = await given();
    now += MINUTE;
    await notices.claim(id, 'mine');
    expect(await notices.nudge({ id, changedAt: createdAt })).toBe(false);
    expect(await notices.release({ id, changedAt: createdAt })).toBe(false);
    expect(await notices.markUncertain({ id, changedAt: createdAt })).toBe(false);
    expect(await notices.find(id)).toMatchObject({ status: 'claimed' });
  });

  it('come to the sender again by a nudge, a postponed one too', async () => {
    ses.behaviour = 'throttle';
    const { notices, send } = senderOf();
    const notice = await given();
    await send(recordsOf(notice));
    now += 6 * MINUTE;
    await reconcileNotices(notices, now);
    ses.behaviour = 'accept';
    await send(recordsOf((await notices.find(notice.id)) as Notice));
    expect(await notices.find(notice.id)).toMatchObject({ status: 'sent' });
  });
});

describe('a recipient that cannot be reached', () => {
  const recipients = () =>
    createRecipientStore(
      table.client,
      table.name,
      async () => 'a'.repeat(44),
      () => now,
    );

  it('R140 gets nothing more, whatever the case of the letters, and SES is not asked', async () => {
    const { send, notices, counted } = senderOf();
    await recipients().record('Gone@Resident.example', {
      reason: 'bounced',
      requestId: 'R-7K2M-9QXD-4TBN',
      message: 'request-received',
    });
    const notice = await given({ to: 'gone@resident.example' });
    expect(await send(recordsOf(notice))).toEqual(DONE);
    const withheld = await notices.find(notice.id);
    expect(withheld).toMatchObject({ status: 'withheld', failure: 'recipient-bounced', attempts: 0 });
    expect(withheld).not.toHaveProperty('progress');
    expect(counted).toEqual(['NoticesWithheld']);
    expect(ses.posts).toHaveLength(0);
  });

  it('R140 is known by no address in the table', async () => {
    await recipients().record('angry@resident.example', ABOUT);
    expect(await recipients().find('angry@resident.example')).toEqual({ unreachable: 'complained', ...NOTHING_CHOSEN });
    expect(await recipients().find('ana@resident.example')).toEqual(NOTHING_CHOSEN);
    const listed = await listUndeliverable(table.client, table.name);
    expect(JSON.stringify(listed)).not.toContain('angry');
    const entry = listed.find(({ status }) => status === 'complained')!;
    await liftUndeliverable(table.client, table.name, entry);
    expect(await recipients().find('angry@resident.example')).toEqual(NOTHING_CHOSEN);
  });

  it('keeps what its owner chose when it is put on the list and lifted again', async () => {
    const large = { ...DEFAULT_PREFERENCES, print: 'large' as const };
    await recipients().choose('back@resident.example', () => large);
    await recipients().record('back@resident.example', ABOUT);
    expect(await recipients().find('back@resident.example')).toEqual({ unreachable: 'complained', preferences: large });
    const listed = () => listUndeliverable(table.client, table.name);
    const entry = (await listed()).find(({ status }) => status === 'complained')!;
    await liftUndeliverable(table.client, table.name, entry);
    expect(await recipients().find('back@resident.example')).toEqual({ preferences: large });
    expect((await listed()).map(({ id }) => id)).not.toContain(entry.id);
  });
});

describe('what a recipient chose', () => {
  const recipients = () =>
    createRecipientStore(
      table.client,
      table.name,
      async () => 'a'.repeat(44),
      () => now,
    );

  it.each([
    ['request-in-progress', 'constituent', 'withheld', 'NoticesUnwanted'],
    ['request-resolved', 'constituent', 'sent', 'NoticesSent'],
    ['work-offered', 'partner', 'sent', 'NoticesSent'],
  ] as const)('stops what is optional, so that %s to a %s ends as %s', async (message, audience, status, metric) => {
    const { send, notices, counted } = senderOf();
    await recipients().choose('quiet@resident.example', withoutOptional);
    const notice = await given({ ...aNotice(message), audience, to: 'Quiet@resident.example' });
    expect(await send(recordsOf(notice))).toEqual(DONE);
    const after = await notices.find(notice.id);
    expect(after).toMatchObject({ status, ...(status === 'withheld' ? { failure: 'recipient-unwanted' } : {}) });
    expect(after).not.toHaveProperty('progress');
    expect(counted).toEqual([metric]);
    expect(ses.posts).toHaveLength(status === 'sent' ? 1 : 0);
  });

  it('is both, where two choose at once', async () => {
    const both = recipients();
    await Promise.all([
      both.choose('two@resident.example', withoutOptional),
      both.choose('two@resident.example', (before) => ({ ...before, print: 'large' })),
      both.choose('two@resident.example', (before) => ({ ...before, format: 'text' })),
    ]);
    expect((await both.find('two@resident.example')).preferences).toEqual({
      print: 'large',
      format: 'text',
      unwanted: ['progress', 'survey'],
    });
  });
});

describe('an environment that does not send', () => {
  it.each([
    ['sandbox', 'ana@resident.example', 'sandbox'],
    ['sandbox', 'tester@city.example', undefined],
    ['dry-run', 'tester@city.example', 'dry-run'],
  ] as const)('in %s has a notice to %s end as withheld: %s', async (mode, to, failure) => {
    const { send, notices } = senderOf({ mode, allowed: ['city.example'] });
    const notice = await given({ to });
    expect(await send(recordsOf(notice))).toEqual(DONE);
    expect(await notices.find(notice.id)).toMatchObject(failure ? { status: 'withheld', failure } : { status: 'sent' });
    expect(ses.posts).toHaveLength(failure ? 0 : 1);
  });
});

describe('more notices than the account may send', () => {
  /** Time that passes only where a sender waits for its turn. */
  const paced = (perSecond: number) => {
    const waited: number[] = [];
    const pause = async (ms: number) => {
      waited.push(ms);
      now += ms;
    };
    return { waited, ...senderOf({ perSecond, pause }) };
  };
  const SECOND = 1_000;

  it('leave at its rate, one after the other', async () => {
    now += DAY;
    const { send, waited } = paced(10);
    const batch: Notice[] = [];
    for (let index = 0; index < 25; index += 1) batch.push(await given());
    const began = now;
    expect(await send(recordsOf(...batch))).toEqual(DONE);
    expect(ses.posts).toHaveLength(25);
    expect(waited).toHaveLength(15);
    expect(Math.round(now - began)).toBe(1_500);
  });

  it('go on with what is urgent and set the rest aside when the stream is late, and a release has it', async () => {
    now += 2 * DAY;
    const { send, notices } = paced(1);
    const batch = [await given(), await given(), await given({ message: 'clock-escalated' }), await given()];
    const event = recordsOf(...batch);
    for (const { dynamodb } of event.Records) dynamodb!.ApproximateCreationDateTime = (now - 90 * SECOND) / SECOND;
    expect(await send(event)).toEqual(DONE);
    const found = await Promise.all(batch.map(({ id }) => notices.find(id)));
    expect(found.map((notice) => [notice?.status, notice?.progress])).toEqual([
      ['sent', undefined],
      ['queued', placeOnTheWay(batch[1]!.id, 'waiting')],
      ['sent', undefined],
      ['queued', placeOnTheWay(batch[3]!.id, 'waiting')],
    ]);
    const waiting: string[] = [];
    for await (const { id } of notices.listWaiting(now)) waiting.push(id);
    expect(waiting).toEqual(expect.arrayContaining([batch[1]!.id, batch[3]!.id]));
  });

  it('are set aside as well where many senders have taken the next seconds, but an urgent one is tried again', async () => {
    now += 3 * DAY;
    const rate = createMailRateStore(table.client, table.name, rateOf(1), () => now);
    for (let turn = 0; turn < 20; turn += 1) await rate(60_000);
    const { send, notices } = paced(1);
    const [usual, urgent] = [await given(), await given({ message: 'clock-due' })];
    expect(await send(recordsOf(usual, urgent))).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
    expect(await notices.find(usual.id)).toMatchObject({
      status: 'queued',
      progress: placeOnTheWay(usual.id, 'waiting'),
    });
    expect(await notices.find(urgent.id)).toMatchObject({
      status: 'queued',
      progress: placeOnTheWay(urgent.id, 'queued'),
    });
    expect(ses.posts).toHaveLength(0);
  });
});
