import { Ajv2020 } from 'ajv/dist/2020.js';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import type { Delivery } from '../../functions/intake/deliveries.store.ts';
import { openApi } from '../../functions/intake/openapi.ts';
import { Payload, readPartnerUpdate } from '../../functions/partners/partner-update.ts';
import { receiveUpdate } from '../../functions/partners/receive-update.handler.ts';
import { meaningOf } from '../../functions/partners/update-command.ts';
import { UPDATE_EXAMPLES, UPDATE_REFUSALS, UPDATE_SCHEMA } from '../../functions/partners/update-openapi.ts';
import { messagesOf } from '../../functions/partners/webhook-messages.ts';
import { WEBHOOK_ANSWERS, WEBHOOK_EXAMPLES, WEBHOOK_SCHEMAS } from '../../functions/partners/webhook-openapi.ts';
import type { ToldEvent } from '../../functions/partners/webhook-payload.ts';
import { judgeAnswer } from '../../functions/partners/webhook-retry.ts';
import type { Targets } from '../../functions/partners/webhook-target.ts';
import { HOUR, TUESDAY, aRequest, aWorkOrder, anOffice, somerville } from '../support/builders.ts';

const DOCUMENT = 'https://city.example/webhooks/openapi.json';
const validator = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
validator.addSchema({ ...openApi('https://city.example'), $id: DOCUMENT });
/** What is wrong with a value by a schema of the document. */
const faultsOf = (schema: object, value: unknown): unknown[] => {
  const fits = validator.compile(schema);
  return fits(value) ? [] : (fits.errors ?? []);
};
const named = (name: string) => ({ $ref: `${DOCUMENT}#/components/schemas/${name}` });
const propertiesOf = (schema: object) => Object.keys((schema as { properties: object }).properties);

describe('the documented update', () => {
  test('has the fields that updates are read by, and the lengths', () => {
    expect(propertiesOf(UPDATE_SCHEMA).toSorted()).toEqual(
      Object.keys(z.toJSONSchema(Payload, { io: 'input' }).properties ?? {}).toSorted(),
    );
    const fields = (UPDATE_SCHEMA.properties ?? {}) as Record<string, { maxLength?: number }>;
    const lengths = Object.entries(fields).flatMap(([name, { maxLength }]) =>
      maxLength ? [[name, maxLength] as const] : [],
    );
    expect(lengths).toHaveLength(7);
    for (const [name, most] of lengths) {
      const kindOf = (length: number) =>
        readPartnerUpdate({ workOrder: 'W-1', status: 'done', [name]: 'x'.repeat(length) }).kind;
      expect([name, kindOf(most), kindOf(most + 1)]).toEqual([name, 'update', 'faulty']);
    }
  });

  test.each(Object.entries(UPDATE_EXAMPLES))(
    'is shown as one that is taken, and means what it says: %s',
    (status, example) => {
      expect(faultsOf(UPDATE_SCHEMA, example)).toEqual([]);
      const reading = readPartnerUpdate(example);
      if (reading.kind !== 'update') throw new Error(JSON.stringify(reading.errors));
      expect(reading.update.status).toBe(status);
      expect(meaningOf(reading.update, 'accepted').kind).toBe('command');
    },
  );

  test('refuses what the reader refuses', () => {
    for (const faulty of [{ status: 'done' }, { workOrder: 'W-1' }, { workOrder: '', status: 'done' }, [], 'done']) {
      expect(faultsOf(UPDATE_SCHEMA, faulty)).not.toEqual([]);
      expect(readPartnerUpdate(faulty).kind).toBe('faulty');
    }
  });
});

describe('the documented answers to an update', () => {
  const SECRET = `whsec_${Buffer.from('33 bytes that nobody can guess!!!').toString('base64')}`;
  const kept = aRequest.inProgress();
  const [workOrder] = kept.workOrders;
  const update = { workOrder: workOrder?.id, status: 'accepted' };

  /** What the handler answers to a body, with stores that hold one request in memory. */
  const answerTo = async (
    body: string,
    {
      partner = 'dpw-highway',
      secret = SECRET,
      known,
      busy = false,
    }: { partner?: string; secret?: string; known?: string; busy?: boolean } = {},
  ) => {
    const delivery = known ? ({ requestId: kept.request.id, bodyHash: known } as Delivery) : undefined;
    const handle = receiveUpdate({
      partners: { 'dpw-highway': { catalogue: 'somerville', secret: 's' } },
      requests: { loadWithHistory: async () => kept, commit: async () => !busy } as never,
      deliveries: { find: async () => delivery, remember: async (one: Delivery) => one } as never,
      references: { find: async () => undefined },
      readKeys: async () => ({ current: SECRET }),
      office: anOffice(),
      surveyWindowMs: HOUR,
      metrics: { count: () => undefined, publish: () => undefined } as never,
      now: () => TUESDAY + HOUR,
      refresh: async () => undefined,
    });
    const at = new Date(TUESDAY + HOUR);
    const answer = await handle({
      pathParameters: { partner },
      headers: {
        'webhook-id': 'msg_1',
        'webhook-timestamp': String(at.getTime() / 1000),
        'webhook-signature': new Webhook(secret).sign('msg_1', at, body),
      },
      body,
      isBase64Encoded: false,
    } as unknown as APIGatewayProxyEvent);
    return { status: answer.statusCode, body: JSON.parse(answer.body) as unknown };
  };

  const { paths } = openApi('https://city.example') as unknown as {
    paths: Record<string, { post: { responses: object } }>;
  };

  test('are those that it gives', async () => {
    const answers = [
      await answerTo(JSON.stringify(update)),
      await answerTo('{'),
      await answerTo(JSON.stringify({ ...update, status: 'done' })),
      await answerTo(JSON.stringify(update), { secret: `whsec_${Buffer.from('another secret').toString('base64')}` }),
      await answerTo(JSON.stringify(update), { partner: 'nobody' }),
      await answerTo(JSON.stringify({ ...update, workOrder: 'R-NONE-1' })),
      await answerTo(JSON.stringify(update), { known: 'another body' }),
      await answerTo('x'.repeat(256 * 1024 + 1)),
      await answerTo(JSON.stringify(update), { busy: true }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([202, 400, 400, 401, 404, 404, 409, 413, 503]);
    const documented = Object.keys(paths['/partners/{partner}/updates']?.post.responses ?? {});
    expect([...new Set(answers.map(({ status }) => String(status)))].toSorted()).toEqual(documented.toSorted());
    expect(Object.keys(UPDATE_REFUSALS)).toHaveLength(documented.length - 1);
    for (const { status, body } of answers)
      expect(faultsOf(named(status === 202 ? 'UpdateAnswer' : 'Problem'), body)).toEqual([]);
  });
});

describe('the documented messages', () => {
  const PARTNER = 'eversource';
  const TARGETS: Targets = {
    'platform:standard': { url: 'https://platform.example/hook', secret: 's' },
    [`partner:${PARTNER}`]: { url: 'https://eversource.example/hook', secret: 's', catalogue: 'somerville' },
  };
  const register = {
    ...somerville,
    partners: new Map(
      [...somerville.partners].map(([code, partner]) => [
        code,
        code === PARTNER ? { ...partner, channel: 'webhook' as const } : partner,
      ]),
    ),
  };
  const accepted = aRequest.inProgress({ reportedType: 'street-light-utility-owned', description: 'The lamp is out.' });
  const request = { ...accepted.request, id: 'R-7K2M-4Q9D-XW3E', sourceId: 'SR-2026-004711' };
  const workOrder = aWorkOrder({
    id: `${request.id}-1`,
    requestId: request.id,
    partner: PARTNER,
    reference: 'E-4711',
    offeredAt: TUESDAY - HOUR,
    dueAt: TUESDAY + 240 * HOUR,
  });
  const data = { workOrder: workOrder.id, partner: PARTNER };
  const EVENTS: Record<string, Partial<ToldEvent> & Pick<ToldEvent, 'type'>> = {
    'request.status': {
      version: 6,
      type: 'request-resolved',
      status: 'resolved',
      text: 'We put a new lamp on the pole.',
      data: { outcome: 'done' },
      by: { kind: 'partner', name: PARTNER },
    },
    'work-order.offered': { version: 2, type: 'work-order-offered', data },
    'work-order.changed': { version: 4, order: 0, type: 'request-retyped' },
    'work-order.transferred': {
      type: 'work-order-transferred',
      data: { workOrder: workOrder.id, from: PARTNER, to: 'dpw-lights-lines', reason: 'not-our-place' },
    },
    'work-order.cancelled': { version: 5, type: 'work-order-cancelled', data: { ...data, reason: 'duplicate' } },
    'work-order.reminded': { version: 4, type: 'work-order-reminded', data: { ...data, nth: 2, inVain: false } },
  };
  const payloadOf = (type: string) => {
    const event: ToldEvent = {
      at: TUESDAY,
      by: { kind: 'system', name: 'rules' },
      requestId: request.id,
      cycle: 1,
      version: 3,
      order: 1,
      status: 'in-progress',
      ...EVENTS[type]!,
    };
    const messages = messagesOf(event, { ...accepted, request, workOrders: [workOrder] }, TARGETS, register);
    return messages.find(({ payload }) => payload.type === type)?.payload;
  };
  const message = { ...WEBHOOK_SCHEMAS.WebhookMessage, additionalProperties: false };

  test.each(Object.entries(WEBHOOK_EXAMPLES))('are shown as they leave: %s', (type, example) => {
    expect(JSON.parse(JSON.stringify(payloadOf(type)))).toEqual(example);
    expect(faultsOf(message, example)).toEqual([]);
  });

  test.each([
    ['2XX', 204, 'taken'],
    ['3XX', 307, 'again'],
    ['408', 408, 'again'],
    ['429', 429, 'again'],
    ['4XX', 410, 'refused'],
    ['5XX', 503, 'again'],
  ] as const)('may be answered with %s, which means what is said of it', (documented, status, kind) => {
    expect(judgeAnswer({ kind: 'answered', status }).kind).toBe(kind);
    expect(WEBHOOK_ANSWERS[documented]).toMatch(
      { taken: /^Taken/, again: /again/, refused: /^Refused for good/ }[kind],
    );
  });
});
