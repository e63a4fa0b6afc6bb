import { createHash } from 'node:crypto';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { acceptRequest } from '../../functions/intake/accept-request.handler.ts';
import { type DeliveriesStore, createDeliveriesStore } from '../../functions/intake/deliveries.store.ts';
import { requestIdOf } from '../../functions/intake/request-id.ts';
import { readLink } from '../../functions/pages/signed-link.ts';
import { createRequestsStore } from '../../functions/requests/requests.store.ts';
import { DAY, HOUR, TUESDAY } from '../support/builders.ts';
import { type Engine, anEngine } from '../support/engine.ts';
import qalert from './qalert-request.json' with { type: 'json' };

const keyOf = (name: string) => createHash('sha256').update(name).digest('base64');
const KEYS: Record<string, { current: string; previous?: string }> = {
  standard: { current: keyOf('standard'), previous: keyOf('standard, before') },
  qalert: { current: keyOf('qalert') },
  links: { current: keyOf('links') },
};
const platform = { catalogue: 'somerville', timeZone: 'America/New_York' } as const;
const PLATFORMS = {
  standard: { ...platform, format: 'standard', secret: 'standard' },
  qalert: { ...platform, format: 'qalert', secret: 'qalert' },
} as const;

let engine: Engine;
let now = TUESDAY;
let counts: Record<string, number> = {};
let made = 0;

beforeAll(async () => {
  engine = await anEngine();
});
afterAll(() => engine.stop());
afterEach(() => {
  now = TUESDAY;
  counts = {};
});

const anIntake = (more: { deliveries?: DeliveriesStore } = {}) =>
  acceptRequest({
    platforms: PLATFORMS,
    requests: createRequestsStore(engine.client, engine.tables, () => now),
    deliveries: createDeliveriesStore(engine.client, engine.tables.requests),
    readKeys: async (secretId) => KEYS[secretId]!,
    linkKeysSecret: 'links',
    publicUrl: 'https://311.example',
    metrics: {
      count: (name, value = 1) => void (counts[name] = (counts[name] ?? 0) + value),
      gauge: () => undefined,
      publish: () => undefined,
    },
    now: () => now,
    ...more,
  });

const sourceId = () => `source-${(made += 1)}`;
const deliveryId = () => `msg_${(made += 1)}`;
const aPayload = (payload: Record<string, unknown> = {}) => ({
  id: sourceId(),
  type: 'pothole',
  location: { address: '12 Elm St' },
  reporter: { email: 'not an address' },
  ...payload,
});

interface Delivery {
  id?: string;
  to?: string;
  key?: string;
  body: unknown;
}
const anEvent = ({ id = deliveryId(), to = 'standard', key = KEYS.standard!.current, body }: Delivery) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    pathParameters: { platform: to },
    headers: {
      'Webhook-Id': id,
      'Webhook-Timestamp': String(Math.floor(now / 1000)),
      'Webhook-Signature': new Webhook(key).sign(id, new Date(now), text),
    },
    isBase64Encoded: true,
    body: Buffer.from(text).toString('base64'),
  } as unknown as APIGatewayProxyEvent;
};
const deliver = (delivery: Delivery, intake = anIntake()) => intake(anEvent(delivery));
const bodyOf = ({ body }: { body: string }) => JSON.parse(body) as Record<string, unknown>;
const table = () => engine.items('requests');
const requestsIn = (items: Record<string, unknown>[]) => items.filter(({ sk }) => sk === 'REQUEST');
/** Does something and says how many items and which request ids it added. */
const added = async (what: () => Promise<unknown>) => {
  const before = await table();
  await what();
  const keys = new Set(before.map(({ pk, sk }) => `${String(pk)} ${String(sk)}`));
  return (await table()).filter(({ pk, sk }) => !keys.has(`${String(pk)} ${String(sk)}`));
};

describe('a delivery', () => {
  it('R3 becomes one request with its event and its delivery, and is answered with where it can be seen', async () => {
    const body = aPayload();
    let answer!: Awaited<ReturnType<typeof deliver>>;
    const items = await added(async () => (answer = await deliver({ body })));
    expect(items.map(({ sk }) => String(sk)).sort()).toEqual(['DELIVERY', 'EVENT#000001#00', 'REQUEST']);
    expect(answer.statusCode).toBe(202);
    const { id, statusPage, ...rest } = bodyOf(answer);
    expect(id).toBe(requestIdOf('standard', body.id));
    expect(rest).toEqual({
      status: 'received',
      receivedAt: new Date(TUESDAY).toISOString(),
      warnings: [{ field: 'reporter.email', detail: expect.stringMatching(/\S/) as string }],
    });
    const token = String(statusPage).replace('https://311.example/requests/', '');
    expect(readLink(token, 'request', KEYS.links!, TUESDAY + 799 * DAY)?.id).toBe(id);
    expect(counts).toEqual({ RequestsAccepted: 1 });
  });

  it('by the previous key is accepted as well', async () => {
    expect((await deliver({ body: aPayload(), key: KEYS.standard!.previous! })).statusCode).toBe(202);
  });

  it('of QAlert is taken in its own format', async () => {
    const answer = await deliver({ to: 'qalert', key: KEYS.qalert!.current, body: qalert.request });
    expect([answer.statusCode, bodyOf(answer).id]).toEqual([202, requestIdOf('qalert', '106472')]);
  });

  it('with everything at its largest still fits the table', async () => {
    const answers = Object.fromEntries(
      Array.from({ length: 100 }, (_, index) => [`question-${index}`, '𝄞'.repeat(600)]),
    );
    const body = aPayload({ id: `${sourceId()}${'é'.repeat(150)}`, description: '語'.repeat(4000), answers });
    expect((await deliver({ body })).statusCode).toBe(202);
  });
});

describe('a repeated delivery', () => {
  it('R1 of the same body is answered byte by byte the same, hours later and after its request has moved on', async () => {
    const delivery = { id: deliveryId(), body: aPayload({ requestedAt: '2026-06-02T12:00:00Z' }) };
    const first = await deliver(delivery);
    const requests = createRequestsStore(engine.client, engine.tables, () => now);
    await requests.change(String(bodyOf(first).id), ({ request }) => ({
      kind: 'changed',
      change: { request: { ...request, receivedAt: 0 }, workOrders: [], events: [], notices: [] },
    }));
    now += 5 * HOUR;
    const items = await added(async () => expect(await deliver(delivery)).toEqual(first));
    expect(items).toEqual([]);
    expect(counts).toEqual({ RequestsAccepted: 1, DeliveriesRepeated: 1 });
  });

  it('R1 of another body is refused, counted, and writes nothing, be it of the same request or of a new one', async () => {
    const delivery = { id: deliveryId(), body: aPayload() };
    await deliver(delivery);
    for (const body of [aPayload(), { ...delivery.body, description: 'More.' }]) {
      counts = {};
      const before = await table();
      const answer = await deliver({ ...delivery, body });
      expect(answer.statusCode).toBe(409);
      expect(await table()).toEqual(before);
      expect(counts).toEqual({ DeliveriesRefused: 1 });
    }
  });

  it('R1 has an id of its platform only: another platform may use the same', async () => {
    const id = deliveryId();
    expect((await deliver({ id, body: aPayload() })).statusCode).toBe(202);
    const body = { ...qalert.request, id: sourceId() };
    expect((await deliver({ id, body, to: 'qalert', key: KEYS.qalert!.current })).statusCode).toBe(202);
  });
});

describe('two deliveries of one source id', () => {
  it('R4 become one request, and the second is answered with the first one', async () => {
    const body = aPayload();
    const first = await deliver({ body });
    now += HOUR;
    let second!: typeof first;
    const items = await added(async () => (second = await deliver({ body: { ...body, description: 'Again.' } })));
    expect(items.map(({ sk }) => sk)).toEqual(['DELIVERY']);
    expect(second.statusCode).toBe(202);
    expect(bodyOf(second)).toEqual(bodyOf(first));
  });

  it('R1 R4 are each answered the same again, and refused with another body', async () => {
    const body = aPayload();
    await deliver({ body });
    const repeat = { id: deliveryId(), body: { ...body, description: 'Again.' } };
    const second = await deliver(repeat);
    now += HOUR;
    expect(await deliver(repeat)).toEqual(second);
    expect((await deliver({ ...repeat, body })).statusCode).toBe(409);
  });

  it('R1 with one delivery id and two bodies at once are not both accepted', async () => {
    const body = aPayload();
    await deliver({ body });
    const id = deliveryId();
    // Both look for the delivery before either has been remembered.
    const plain = createDeliveriesStore(engine.client, engine.tables.requests);
    let looking = 0;
    let bothLooked!: () => void;
    const both = new Promise<void>((resolve) => (bothLooked = resolve));
    const deliveries: DeliveriesStore = {
      ...plain,
      find: async (...key) => {
        const found = await plain.find(...key);
        if ((looking += 1) === 2) bothLooked();
        if (looking <= 2) await both;
        return found;
      },
    };
    const intake = anIntake({ deliveries });
    const answers = await Promise.all(
      ['one', 'other'].map((description) => deliver({ id, body: { ...body, description } }, intake)),
    );
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([202, 409]);
  });
});

describe('a hundred deliveries at once', () => {
  it('R1 of one id become one request, and all are answered the same', async () => {
    const delivery = { id: deliveryId(), body: aPayload() };
    let answers: Awaited<ReturnType<typeof deliver>>[] = [];
    const items = await added(async () => {
      answers = await Promise.all(Array.from({ length: 100 }, () => deliver(delivery)));
    });
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]!.statusCode).toBe(202);
    expect(requestsIn(items)).toHaveLength(1);
    expect(items).toHaveLength(3);
    expect(counts).toEqual({ RequestsAccepted: 1, DeliveriesRepeated: 99 });
  });

  it('R4 of one source id by a hundred ids become one request, and all name it', async () => {
    const body = aPayload();
    let answers: Awaited<ReturnType<typeof deliver>>[] = [];
    const items = await added(async () => {
      answers = await Promise.all(Array.from({ length: 100 }, () => deliver({ body })));
    });
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(requestsIn(items)).toHaveLength(1);
    expect(items.filter(({ sk }) => sk === 'DELIVERY')).toHaveLength(100);
  });
});

describe('what is refused', () => {
  const unsigned = (event: APIGatewayProxyEvent) => ({ ...event, headers: {} });
  it.each<[string, number, () => APIGatewayProxyEvent]>([
    ['an unknown platform', 404, () => anEvent({ to: 'nobody', body: aPayload() })],
    ['a platform named like a part of every object', 404, () => anEvent({ to: '__proto__', body: aPayload() })],
    ['a delivery without a signature', 401, () => unsigned(anEvent({ body: aPayload() }))],
    ['a delivery by the key of another platform', 401, () => anEvent({ key: KEYS.qalert!.current, body: aPayload() })],
    ['a body that is no JSON', 400, () => anEvent({ body: '{' })],
    ['a payload without a type', 400, () => anEvent({ body: { id: sourceId() } })],
    ['a body that is too large', 413, () => anEvent({ body: aPayload({ note: 'x'.repeat(256 * 1024) }) })],
  ])('%s is answered %i with a problem, and nothing is written', async (_, status, event) => {
    const before = await table();
    const answer = await anIntake()(event());
    expect(answer.statusCode).toBe(status);
    expect(answer.headers?.['content-type']).toBe('application/problem+json');
    expect(bodyOf(answer)).toMatchObject({ status, title: expect.stringMatching(/\S/) as string });
    expect(await table()).toEqual(before);
  });

  it('R2 is a delivery that was signed more than five minutes ago; the same signed anew is not', async () => {
    const delivery = { id: deliveryId(), body: aPayload() };
    const event = anEvent(delivery);
    now += 301_000;
    expect((await anIntake()(event)).statusCode).toBe(401);
    expect((await deliver(delivery)).statusCode).toBe(202);
  });

  it('names the fields at fault and repeats nothing of what was sent', async () => {
    const answer = await deliver({ body: { id: 'secret-source', type: 7, description: 7 } });
    expect((bodyOf(answer).errors as { field: string }[]).map(({ field }) => field)).toEqual(['type', 'description']);
    expect(answer.body).not.toContain('secret-source');
  });
});
