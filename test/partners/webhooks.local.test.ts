import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { NOTHING_PUBLISHED, PUBLISHED_NAME } from '../../functions/catalogue/published.ts';
import { createPublishedStore } from '../../functions/catalogue/published.store.ts';
import { somerville } from '../../functions/catalogue/somerville.ts';
import type { StoredFile } from '../../functions/catalogue/stored.ts';
import { linkUrl } from '../../functions/pages/signed-link.ts';
import { createOutbox } from '../../functions/partners/webhook-outbox.store.ts';
import {
  type LocalStack,
  DAY,
  HOUR,
  MONDAY_MORNING,
  aLocalStack,
  aPothole,
  deliver,
  letterTo,
  linkIn,
  post,
  stored,
} from '../support/local-stack.ts';
import { type Received, aReceiver, verified } from './webhook-receiver.ts';

const DESK = 'highway.desk@dpw.somerville.example';
const MINUTE = 60_000;
const PLATFORM = '/platform';
const PARTNER = '/partner';

let stack: LocalStack;
let receiver: Awaited<ReturnType<typeof aReceiver>>;

/** The register as it was deployed, with the highway division called by webhook. */
const publishWebhook = async (): Promise<void> => {
  const [name, file] = Object.entries(somerville.files).find(
    ([, each]) => (each as StoredFile).partner.code === 'dpw-highway',
  ) as [string, StoredFile];
  const files = { [name]: { ...file, partner: { ...file.partner, channel: 'webhook' as const } } };
  const store = createPublishedStore(stack.service.dynamodb, stack.service.tables.requests);
  await store.publish(PUBLISHED_NAME, NOTHING_PUBLISHED, {
    version: 2,
    activeAt: MONDAY_MORNING,
    effectiveFrom: '2026-06-01',
    publishedAt: MONDAY_MORNING,
    by: 'Ana',
    changes: [],
    files,
  });
};

/** The template lets a function read the keys of those who have an address; here two have one that have none in it. */
const MAY_SIGN = { Effect: 'Allow', Action: ['secretsmanager:GetSecretValue', 'kms:Decrypt'], Resource: '*' };

beforeAll(async () => {
  receiver = await aReceiver();
  stack = await aLocalStack({
    grants: Object.fromEntries(
      ['PassOnEvents', 'FlushWebhooks'].map((name) => [`Resolve311-Local-${name}`, [MAY_SIGN]]),
    ),
    variables: {
      WEBHOOK_TARGETS: JSON.stringify({
        'platform:standard': { url: receiver.url + PLATFORM, secret: 'Resolve311-Local-Platform-standard' },
        // The secret of another partner: the highway division has none of its own here.
        'partner:dpw-highway': {
          url: receiver.url + PARTNER,
          secret: 'Resolve311-Local-Partner-eversource',
          catalogue: 'somerville',
        },
      }),
    },
  });
  await publishWebhook();
});
afterAll(async () => {
  await stack.stop();
  receiver.stop();
});
beforeEach(() => {
  receiver.received.length = 0;
  receiver.reply = () => 204;
});

const outbox = () => createOutbox(stack.service.dynamodb, stack.service.tables.requests, () => stack.clock.now());
const flush = () => stack.functions.invoke('Resolve311-Local-FlushWebhooks', {});

const reported = async (): Promise<string> => {
  const { body } = await deliver(stack, aPothole());
  await stack.settle();
  return body.id ?? '';
};
/** Does something on the page of the work order that was offered last. */
const onPage = async (fields: Record<string, string>): Promise<void> => {
  expect((await post(linkIn(await letterTo(stack, DESK)), fields)).status).toBe(303);
  await stack.settle();
};
const COMPLETE = { action: 'complete', outcome: 'done', resolution: 'The hole was filled with hot asphalt.' };
const HOLD = { action: 'hold', reason: 'weather' };
const statuses = (path = PLATFORM): string[] => receiver.at(path).map(({ payload }) => payload.status);
const later = (ms: number) => stack.clock.advanceTo(stack.clock.now() + ms);

describe('a platform and a partner that take what they are sent', () => {
  test('R7 the platform hears of its request step by step, each message signed, and the partner of its work', async () => {
    const id = await reported();
    await onPage({ action: 'accept' });
    await onPage(HOLD);
    await onPage({ action: 'resume' });
    await onPage(COMPLETE);
    expect(statuses()).toEqual(['in-progress', 'on-hold', 'in-progress', 'resolved']);
    const { request } = await stored(stack, id);
    expect(receiver.at(PLATFORM).at(-1)?.payload).toMatchObject({
      requestId: id,
      sourceId: request.sourceId,
      somervilleStatus: 'Closed',
      outcome: 'done',
      closingText: COMPLETE.resolution,
    });
    expect(receiver.at(PARTNER).map(({ payload }) => payload)).toMatchObject([
      {
        type: 'work-order.offered',
        workOrder: `${id}-1`,
        work: {
          typeCode: 'pothole',
          description: 'A deep hole in front of the bakery.',
          place: { address: '12 Elm St' },
        },
      },
    ]);
    const secrets = { [PLATFORM]: stack.service.webhookSecret('standard'), [PARTNER]: partnerSecret() };
    for (const message of receiver.received) {
      const secret = secrets[message.path as keyof typeof secrets];
      expect(verified(message, secret, stack.clock.now())).toMatchObject({ id: message.id });
    }
    expect(JSON.stringify(receiver.received)).not.toMatch(/Ana|resident\.example/);
  });

  test('R110 the partner that keeps its work hears that it has become urgent, and until when it is promised now', async () => {
    const id = await reported();
    await onPage({ action: 'accept' });
    await later(MINUTE);
    const { dueAt } = (await stored(stack, id)).workOrders[0]!;
    const expiresAt = stack.clock.now() + DAY;
    const review = linkUrl(stack.url, { purpose: 'review', id, expiresAt }, stack.service.linkKeys());
    expect((await post(review, { action: 'retype', typeCode: 'pothole', priority: 'urgent' })).status).toBe(303);
    await stack.settle();
    const after = (await stored(stack, id)).workOrders[0]!;
    expect(after.dueAt).toBeLessThan(dueAt!);
    const { payload } = receiver.at(PARTNER).at(-1)!;
    expect(payload).toMatchObject({ type: 'work-order.changed', workOrder: `${id}-1` });
    expect(payload.work).toMatchObject({ priority: 'urgent', dueAt: new Date(after.dueAt!).toISOString() });
    expect(statuses()).toEqual(['in-progress']);
  });

  test('R1 what left is no delivery that comes in: a platform’s own message cannot be sent back as its request', async () => {
    await reported();
    const [{ headers, body } = { headers: {}, body: '' }] = receiver.at(PLATFORM);
    const answer = await fetch(`${stack.url}/webhooks/standard`, { method: 'POST', headers, body });
    expect(answer.status).toBe(401);
  });
});

describe('a target that does not take a message', () => {
  test('R7 blocks the newer ones of the same request, and gets all in their order when it is back, with the ids that they had', async () => {
    receiver.reply = ({ path }) => (path === PLATFORM ? 503 : 204);
    await reported();
    await onPage(HOLD);
    await onPage(COMPLETE);
    expect(statuses()).toEqual(['in-progress']);
    const [{ id }] = receiver.at(PLATFORM) as [Received];

    receiver.reply = () => 204;
    await later(4 * MINUTE);
    await flush();
    expect(statuses()).toHaveLength(1); // it is not due yet
    await later(MINUTE);
    await flush();
    expect(statuses()).toEqual(['in-progress', 'in-progress', 'on-hold', 'resolved']);
    expect(receiver.at(PLATFORM)[1]?.id).toBe(id);
    expect(receiver.at(PLATFORM)[1]?.body).toBe(receiver.at(PLATFORM)[0]?.body);
    expect(await outbox().list('unsent')).toEqual([]);
  });

  test('R11 is the only one that is tried again: what another took is not repeated, and it waits for nobody', async () => {
    receiver.reply = ({ path }) => (path === PLATFORM ? 500 : 204);
    const id = await reported();
    await onPage(COMPLETE);
    expect(receiver.at(PARTNER)).toHaveLength(1);
    await later(6 * MINUTE);
    receiver.reply = () => 204;
    await flush();
    expect(receiver.at(PARTNER)).toHaveLength(1);
    expect(statuses().slice(1)).toEqual(['in-progress', 'resolved']);
    expect(receiver.received.every(({ payload }) => payload.requestId === id)).toBe(true);
  });

  test('R7 does not block another request', async () => {
    const first = await reported();
    receiver.reply = ({ payload }) => (payload.requestId === first ? 503 : 204);
    await onPage(HOLD);
    const second = await reported();
    const taken = receiver.at(PLATFORM).filter(({ payload }) => payload.requestId === second);
    expect(taken).toHaveLength(1);
    receiver.reply = () => 204;
    await later(6 * MINUTE);
    await flush();
    expect(await outbox().list('unsent')).toEqual([]);
  });

  test('follows no redirect', async () => {
    receiver.reply = ({ path }) =>
      path === PLATFORM ? { status: 307, headers: { location: `${receiver.url}/elsewhere` } } : 204;
    await reported();
    expect(receiver.received.map(({ path }) => path).toSorted()).toEqual([PARTNER, PLATFORM]);
    expect(await outbox().list('unsent')).toMatchObject([{ failure: 'http-307', attempts: 1 }]);
    receiver.reply = () => 204;
    await later(6 * MINUTE);
    await flush();
  });

  test('is not waited for longer than ten seconds, and the partner is told meanwhile', async () => {
    receiver.reply = ({ path }) => (path === PLATFORM ? 'hangs' : 204);
    await reported();
    expect(receiver.at(PARTNER)).toHaveLength(1);
    expect(await outbox().list('unsent')).toMatchObject([{ target: 'platform:standard', failure: 'timeout' }]);
    receiver.reply = () => 204;
    await later(6 * MINUTE);
    await flush();
    expect(await outbox().list('unsent')).toEqual([]);
  });
});

describe('a message that is given up', () => {
  test('R7 after three days blocks no newer one any more, raises an alarm, and goes out again when it is redriven', async () => {
    receiver.reply = ({ path }) => (path === PLATFORM ? 503 : 204);
    const id = await reported();
    for (let tried = 1; (await outbox().list('dead')).length === 0 && tried < 30; tried += 1) {
      const [head] = await outbox().list('unsent');
      await stack.clock.advanceTo(head?.nextAttemptAt ?? 0);
      await flush();
    }
    const [dead] = await outbox().list('dead');
    expect(dead).toMatchObject({ requestId: id, attempts: 17, failure: 'http-503' });
    expect(stack.clock.now() - dead!.since).toBeGreaterThanOrEqual(3 * DAY);
    expect(stack.clock.now() - dead!.since).toBeLessThan(4 * DAY);
    // The next run finds it on the list.
    await flush();
    await later(MINUTE);
    const alarms = stack.alarms.history('partners/WebhooksDead').map(({ to }) => to);
    expect(alarms).toContain('ALARM');

    receiver.reply = () => 204;
    receiver.received.length = 0;
    await onPage(COMPLETE);
    expect(statuses()).toEqual(['resolved']);

    // Forgotten long before any record is disposed of, because a person's words may stand in it.
    const keptFor = (Number((dead as { expiresAt?: number }).expiresAt) * 1000 - stack.clock.now()) / DAY;
    expect(Math.round(keptFor)).toBe(365);
    expect(await outbox().redrive(dead!)).toBe(true);
    expect((await outbox().list('unsent'))[0]).not.toHaveProperty('expiresAt');
    expect(await outbox().redrive(dead!)).toBe(false);
    await flush();
    const [, redriven] = receiver.at(PLATFORM);
    expect(redriven?.id).toBe(dead!.id);
    // It is older than what the platform knows, and says so.
    expect(redriven!.payload.sequence).toBeLessThan(receiver.at(PLATFORM)[0]!.payload.sequence);
    expect(await outbox().list('dead')).toEqual([]);
  });

  test.each([410, 400])('at once by a %s lets the next one go', async (status) => {
    receiver.reply = ({ path, payload }) => (path === PLATFORM && payload.status === 'in-progress' ? status : 204);
    const id = await reported();
    expect(await outbox().list('dead')).toMatchObject([{ requestId: id, failure: `http-${status}`, attempts: 1 }]);
    await onPage(COMPLETE);
    expect(statuses()).toEqual(['in-progress', 'resolved']);
    for (const message of await outbox().list('dead')) await outbox().redrive(message);
    receiver.reply = () => 204;
    await flush();
  });
});

describe('two invocations at once', () => {
  test('R7 do not send messages of one request at the same time, nor any of them twice', async () => {
    receiver.reply = ({ path }) => (path === PLATFORM ? 503 : 204);
    await reported();
    await onPage(HOLD);
    await later(6 * MINUTE);
    receiver.received.length = 0;
    receiver.reply = () => 204;
    await Promise.all([flush(), flush(), flush()]);
    await flush();
    expect(statuses()).toEqual(['in-progress', 'on-hold']);
  });

  test('a claim that its owner left behind is taken over when it has run out', async () => {
    const group = 'WEBHOOK#platform:standard#R-NONE';
    const first = await outbox().claim(group, 'one');
    expect(first).toBeDefined();
    expect(await outbox().claim(group, 'two')).toBeUndefined();
    await later(31_000);
    expect(await outbox().claim(group, 'two')).toBeDefined();
    expect(await outbox().renew(first!)).toBe(false);
    await outbox().release(first!);
    expect(await outbox().claim(group, 'three')).toBeUndefined();
  });

  test('what a crash left behind before its first attempt goes out with the schedule', async () => {
    const { request } = await stored(stack, await reported());
    receiver.received.length = 0;
    const payload = {
      type: 'request.status' as const,
      id: 'r311_left',
      sequence: 9900,
      at: new Date(stack.clock.now()).toISOString(),
      requestId: request.id,
      status: 'on-hold' as const,
      somervilleStatus: 'On Hold' as const,
      cycle: 1,
    };
    await outbox().put({ target: 'platform:standard', requestId: request.id, place: '000099#00', payload });
    await flush();
    expect(receiver.received).toEqual([]); // whoever put it out may be at it
    await later(HOUR);
    await flush();
    expect(receiver.received.map(({ id }) => id)).toEqual(['r311_left']);
  });
});

const partnerSecret = (): string =>
  (JSON.parse(stack.secrets.value('Resolve311-Local-Partner-eversource')) as { current: string }).current;
