import { describe, expect, test } from 'vitest';
import { EVENT_TYPES, type RequestEvent } from '../../functions/requests/event.ts';
import type { RequestStatus } from '../../functions/requests/request.ts';
import { TOLD_EVENTS } from '../../functions/partners/contract.ts';
import { mayConcern, messagesOf, saysTheSame } from '../../functions/partners/webhook-messages.ts';
import type { Targets } from '../../functions/partners/webhook-target.ts';
import type { ToldEvent } from '../../functions/partners/webhook-payload.ts';
import { TUESDAY, aRequest, aWorkOrder, somerville } from '../support/builders.ts';

const HIGHWAY = 'dpw-highway';
const TARGETS: Targets = {
  'platform:standard': { url: 'https://platform.example/hook', secret: 's' },
  [`partner:${HIGHWAY}`]: { url: 'https://highway.example/hook', secret: 's', catalogue: 'somerville' },
  'partner:eversource': { url: 'https://eversource.example/hook', secret: 's', catalogue: 'somerville' },
};

/** The register with a webhook for these partners. */
const withWebhooks = (...codes: string[]): typeof somerville => ({
  ...somerville,
  partners: new Map(
    [...somerville.partners].map(([code, partner]) => [
      code,
      codes.includes(code) ? { ...partner, channel: 'webhook' as const } : partner,
    ]),
  ),
});
const REGISTER = withWebhooks(HIGHWAY, 'eversource');

const anEvent = (type: RequestEvent['type'], more: Partial<ToldEvent> = {}): ToldEvent => ({
  type,
  at: TUESDAY,
  by: { kind: 'system', name: 'rules' },
  requestId: 'R-TEST-0000-0000',
  cycle: 1,
  version: 2,
  order: 0,
  ...more,
});

const file = aRequest.inProgress();
const told = (event: ToldEvent, targets = TARGETS, register = REGISTER) =>
  messagesOf(event, file, targets, register).map(({ target, payload }) => `${target} ${payload.type}`);

describe('a platform', () => {
  test('is told by its own id where its request stands, in our words and in Somerville’s', () => {
    const [message] = messagesOf(anEvent('request-accepted', { status: 'in-progress' }), file, TARGETS, REGISTER);
    expect(message).toMatchObject({ target: 'platform:standard', place: '000002#00' });
    expect(message?.payload).toEqual({
      type: 'request.status',
      id: expect.stringMatching(/^r311_[0-9a-f]{32}$/),
      sequence: 200,
      at: '2026-06-02T13:00:00.000Z',
      requestId: file.request.id,
      sourceId: '4711',
      status: 'in-progress',
      somervilleStatus: 'In Progress',
      cycle: 1,
    });
  });

  test.each([
    ['in-review', 'Open'],
    ['in-progress', 'In Progress'],
    ['on-hold', 'On Hold'],
    ['resolved', 'Closed'],
    ['closed', 'Closed'],
  ] as const)('reads %s as %s', (status, somervilleStatus) => {
    const [message] = messagesOf(anEvent('request-reopened', { status }), file, TARGETS, REGISTER);
    expect(message?.payload).toMatchObject({ status, somervilleStatus });
  });

  test('is told the sentence with which a request ended, and its outcome', () => {
    const event = anEvent('request-resolved', {
      status: 'resolved',
      by: { kind: 'partner', name: HIGHWAY },
      text: 'The hole was filled.',
      data: { outcome: 'done' },
    });
    const [message] = messagesOf(event, file, TARGETS, REGISTER);
    expect(message?.payload).toMatchObject({ outcome: 'done', closingText: 'The hole was filled.' });
  });

  test('is not told what a constituent wrote', () => {
    const event = anEvent('request-withdrawn', {
      status: 'closed',
      by: { kind: 'constituent', name: 'constituent' },
      text: 'My neighbour Bob filled it.',
      data: { outcome: 'withdrawn' },
    });
    expect(JSON.stringify(messagesOf(event, file, TARGETS, REGISTER))).not.toContain('Bob');
  });

  test('is told the status at the event, although the request has moved on', () => {
    const resolved = aRequest.resolved();
    const event = anEvent('request-accepted', { status: 'in-progress' });
    const [message] = messagesOf(event, resolved, TARGETS, REGISTER);
    expect(message?.payload).toMatchObject({ status: 'in-progress' });
    expect(message?.payload).not.toHaveProperty('outcome');
  });

  test('is told by the end of work only where that puts its request on hold or lets it go on', () => {
    const completed = (status: RequestStatus) => told(anEvent('work-order-completed', { status }));
    expect(completed('resolved')).toEqual([]); // request-resolved says it
    expect(completed('on-hold')).toEqual(['platform:standard request.status']); // all that is left is on hold
  });

  test('without an address is told nothing', () => {
    expect(told(anEvent('request-accepted', { status: 'in-progress' }), {})).toEqual([]);
  });

  test('R8 is not told twice what it knows', () => {
    const payload = messagesOf(anEvent('request-accepted', { status: 'in-progress' }), file, TARGETS, REGISTER)[0]!
      .payload;
    expect(saysTheSame({ ...payload, sequence: 900 }, payload)).toBe(true);
    expect(saysTheSame({ ...payload, status: 'on-hold' }, payload)).toBe(false);
    expect(saysTheSame({ ...payload, cycle: 2 }, payload)).toBe(false);
    expect(saysTheSame({ ...payload, closingText: 'Done.' }, payload)).toBe(false);
    expect(saysTheSame(payload, undefined)).toBe(false);
  });
});

describe('a partner with a system', () => {
  const offered = anEvent('work-order-offered', {
    status: 'in-progress',
    order: 1,
    data: { workOrder: 'W-1', partner: HIGHWAY },
  });

  test('is offered work with what it needs and nothing of who asked', () => {
    const workOrder = aWorkOrder({ id: 'W-1', partner: HIGHWAY, dueAt: TUESDAY + 3_600_000 });
    const [message] = messagesOf(offered, { ...file, workOrders: [workOrder] }, TARGETS, REGISTER);
    expect(message).toMatchObject({ target: `partner:${HIGHWAY}`, payload: { type: 'work-order.offered' } });
    expect(message?.payload.work).toEqual({
      typeCode: 'pothole',
      typeName: 'Pothole',
      description: 'A deep hole in front of the bakery.',
      place: file.request.place,
      priority: 'normal',
      dueAt: '2026-06-02T14:00:00.000Z',
    });
    expect(message?.payload).not.toHaveProperty('sourceId');
    expect(JSON.stringify(message)).not.toMatch(/Ana|resident\.example/);
  });

  test('that the register knows as one for mail only is told nothing', () => {
    expect(told(offered, TARGETS, somerville)).toEqual([]);
  });

  test('of the other city is not meant by the same code', () => {
    const elsewhere = {
      ...TARGETS,
      [`partner:${HIGHWAY}`]: { ...TARGETS[`partner:${HIGHWAY}`]!, catalogue: 'boston' },
    };
    expect(told(offered, elsewhere as Targets)).toEqual([]);
  });

  test('hears of work that went on to another partner, which is offered it', () => {
    const event = anEvent('work-order-transferred', {
      status: 'in-progress',
      data: { workOrder: 'W-1', from: HIGHWAY, to: 'eversource', reason: 'their-service' },
    });
    expect(told(event)).toEqual([
      `partner:${HIGHWAY} work-order.transferred`,
      'partner:eversource work-order.offered',
      'platform:standard request.status',
    ]);
  });

  test('R110 hears of each part that it keeps what it is from now on, and nothing of what came to it with the change or has ended', () => {
    const kept = { partner: HIGHWAY, offeredAt: TUESDAY - 1, dueAt: TUESDAY + 3_600_000 };
    const workOrders = [
      aWorkOrder({ ...kept, id: 'W-1', reference: 'H-7' }),
      aWorkOrder({ ...kept, id: 'W-2', task: 'Lift the cable' }),
      aWorkOrder({ ...kept, id: 'W-3', status: 'done' }),
      aWorkOrder({ ...kept, id: 'W-4', offeredAt: TUESDAY }),
      aWorkOrder({ ...kept, id: 'W-5', cycle: 2 }),
    ];
    const request = { ...file.request, priority: 'urgent' } as const;
    const retyped = anEvent('request-retyped', { status: 'in-progress', version: 3 });
    const messages = messagesOf(retyped, { ...file, request, workOrders }, TARGETS, REGISTER);
    expect(messages.map(({ place, payload }) => [place, payload.type, payload.workOrder, payload.reference])).toEqual([
      ['000003#00#W-1', 'work-order.changed', 'W-1', 'H-7'],
      ['000003#00#W-2', 'work-order.changed', 'W-2', undefined],
    ]);
    expect(messages[1]!.payload.work).toMatchObject({
      typeCode: 'pothole',
      priority: 'urgent',
      task: 'Lift the cable',
      dueAt: '2026-06-02T14:00:00.000Z',
    });
    expect(new Set(messages.map(({ payload }) => payload.id)).size).toBe(2);
  });

  test('R44 is told that work for a duplicate is cancelled, and never that a duplicate was closed as if it were an outcome', () => {
    const cancelled = anEvent('work-order-cancelled', {
      status: 'in-progress',
      data: { workOrder: 'W-1', partner: HIGHWAY, reason: 'duplicate' },
    });
    const [message] = messagesOf(cancelled, file, TARGETS, REGISTER);
    expect(message?.payload).toMatchObject({ type: 'work-order.cancelled', reason: 'duplicate' });
    expect(message?.payload).not.toHaveProperty('outcome');
    const ended = { outcome: 'done', leader: 'R-1', follows: 'duplicate' };
    const closings = [
      anEvent('request-resolved', { status: 'resolved', text: 'Filled.', data: ended }),
      anEvent('request-closed', { status: 'closed', data: ended }),
    ];
    expect(closings.flatMap((event) => told(event))).toEqual([
      'platform:standard request.status',
      'platform:standard request.status',
    ]);
  });

  test('is reminded as often as by mail, but not told that it was in vain', () => {
    const reminded = (inVain: boolean) =>
      anEvent('work-order-reminded', { data: { workOrder: 'W-1', partner: HIGHWAY, nth: 2, inVain } });
    expect(messagesOf(reminded(false), file, TARGETS, REGISTER)).toMatchObject([{ payload: { reminder: 2 } }]);
    expect(told(reminded(true))).toEqual([]);
  });
});

test('R7 the messages of one request sort as it happened, version by version and line by line', () => {
  const places = [
    { version: 9, order: 12 },
    { version: 10, order: 0 },
    { version: 10, order: 1 },
    { version: 100, order: 0 },
  ].map((at) => messagesOf(anEvent('request-accepted', at), file, TARGETS, REGISTER)[0]!);
  const sorted = places.map(({ place }) => place).toSorted();
  expect(sorted).toEqual(places.map(({ place }) => place));
  const sequences = places.map(({ payload }) => payload.sequence);
  expect(sequences.toSorted((a, b) => a - b)).toEqual(sequences);
});

test('R1 an event that the stream brings twice comes to the same message, id and all; another target’s has another id', () => {
  const event = anEvent('work-order-transferred', { data: { workOrder: 'W-1', from: HIGHWAY, to: 'eversource' } });
  const once = messagesOf(event, file, TARGETS, REGISTER);
  expect(messagesOf(event, file, TARGETS, REGISTER)).toEqual(once);
  expect(new Set(once.map(({ payload }) => payload.id)).size).toBe(once.length);
});

test('the stream brings every event that can come to a message, and no other', () => {
  const statuses: RequestStatus[] = ['in-review', 'in-progress', 'on-hold', 'resolved', 'closed'];
  const data = { workOrder: 'W-1', partner: HIGHWAY, from: HIGHWAY, to: 'eversource' };
  const concerning = EVENT_TYPES.filter((type) =>
    statuses.some((status) => mayConcern(anEvent(type, { status, data }), TARGETS)),
  );
  expect(concerning.toSorted()).toEqual([...TOLD_EVENTS].toSorted());
});
