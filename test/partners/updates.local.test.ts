import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
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
  story,
} from '../support/local-stack.ts';

const LIGHT = 'street-light-utility-owned';
const iso = (instant: number) => new Date(instant).toISOString();

let stack: LocalStack;
/** The request, and the work order that Eversource was offered for it. */
let light: { id: string; workOrder: string };

beforeAll(async () => {
  stack = await aLocalStack();
});
afterAll(() => stack.stop());

const aLight = async () => {
  const { body } = await deliver(stack, aPothole({ type: LIGHT, description: 'The lamp is out.' }));
  await stack.settle();
  const id = String(body.id);
  return { id, workOrder: `${id}-1` };
};
beforeEach(async () => {
  light = await aLight();
  await stack.clock.advanceTo(stack.clock.now() + HOUR);
});

interface Sent {
  id?: string;
  partner?: string;
  secret?: string;
  signedAt?: number;
}
const secretOf = (partner: string) =>
  (JSON.parse(stack.secrets.value(`PartnerKeys-${partner}/Secret`)) as { current: string }).current;

/** Sends an update through the public door, as the partner's system does. */
const send = async (update: unknown, { id = randomUUID(), partner = 'eversource', secret, signedAt }: Sent = {}) => {
  const body = typeof update === 'string' ? update : JSON.stringify(update);
  const at = new Date(signedAt ?? stack.clock.now());
  const response = await fetch(`${stack.url}/partners/${partner}/updates`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret ?? secretOf('eversource')).sign(id, at, body),
    },
    body,
  });
  const answer = (await response.json()) as { result?: string; why?: string; errors?: { field: string }[] };
  await stack.settle();
  return { status: response.status, ...answer, fields: (answer.errors ?? []).map(({ field }) => field) };
};
const tell = (update: object, sent: Sent = {}) => send({ workOrder: light.workOrder, ...update }, sent);
const file = () => stored(stack, light.id);
const workOrder = async () => (await file()).workOrders[0];

/** How many updates have been flagged so far, as the dashboard would count them. */
const flagged = (): number =>
  stack.metrics
    .list('Resolve311/Partners')
    .filter(({ name }) => name === 'UpdatesFlagged')
    .flatMap((metric) => [...stack.metrics.aggregates(metric, 0, stack.clock.now() + DAY, DAY).values()])
    .reduce((total, { sum }) => total + sum, 0);

const DONE = { status: 'done', resolution: 'We put a new lamp on the pole.' };

describe('a partner’s system', () => {
  test('accepts, schedules, holds, goes on and completes, and the request follows', async () => {
    expect(await tell({ status: 'accepted', reference: 'E-100' })).toMatchObject({ status: 202, result: 'applied' });
    expect(await workOrder()).toMatchObject({ status: 'accepted', reference: 'E-100' });
    await tell({ status: 'Scheduled', scheduledFor: iso(MONDAY_MORNING + 2 * DAY) });
    expect(await workOrder()).toMatchObject({ status: 'scheduled', scheduledFor: MONDAY_MORNING + 2 * DAY });
    await tell({ status: 'on-hold', reason: 'waiting-for-parts' });
    expect((await file()).request.status).toBe('on-hold');
    await tell({ status: 'in progress' });
    expect((await file()).request.status).toBe('in-progress');
    expect(await tell(DONE)).toMatchObject({ status: 202, result: 'applied' });
    expect((await file()).request).toMatchObject({ status: 'resolved', outcome: 'done', resolution: DONE.resolution });
  });

  test('loses no word, whatever the words came with', async () => {
    const words = ['Crew 7 has it.', 'They left at nine.', 'A second crew has it.', 'The pole wants paint.'];
    await tell({ status: 'accepted', text: words[0] });
    await tell({ status: 'in-progress', text: words[1] });
    expect(await tell({ status: 'in-progress', text: words[2] })).toMatchObject({ status: 202, result: 'recorded' });
    await tell({ ...DONE, text: words[3] });
    const { events } = await file();
    const told = events.filter(({ by, text }) => by.kind === 'partner' && text !== undefined);
    expect(told.map(({ type, text }) => `${type}: ${text}`)).toEqual([
      `work-order-accepted: ${words[0]}`,
      `work-order-started: ${words[1]}`,
      `partner-update-recorded: ${words[2]}`,
      `work-order-completed: ${DONE.resolution}`,
      `work-order-noted: ${words[3]}`,
      `request-resolved: ${DONE.resolution}`,
    ]);
  });

  test('may name a work order by the number that somebody noted on the page', async () => {
    const reference = `E-${randomUUID().slice(0, 8)}`;
    const page = linkIn(await letterTo(stack, 'desk@eversource.example'));
    expect((await post(page, { action: 'note', text: 'On the list.', reference })).status).toBe(303);
    await stack.settle();
    expect(await send({ reference, status: 'started' })).toMatchObject({ status: 202, result: 'applied' });
    expect((await workOrder())?.status).toBe('in-progress');
  });

  test('may name a work order that has ended by the number that somebody noted on the page', async () => {
    const reference = `E-${randomUUID().slice(0, 8)}`;
    const page = linkIn(await letterTo(stack, 'desk@eversource.example'));
    await post(page, { action: 'note', text: 'On the list.', reference });
    await tell(DONE);
    expect((await workOrder())?.status).toBe('done');
    expect(await send({ reference, status: 'open', text: 'It went out again.' })).toMatchObject({ status: 202 });
    expect((await file()).request).toMatchObject({ cycle: 2, status: 'in-progress' });
  });

  test('may name a work order by its own number that came with an update before', async () => {
    const reference = `E-${randomUUID().slice(0, 8)}`;
    await tell({ status: 'accepted', reference });
    expect(await send({ reference, status: 'started' })).toMatchObject({ status: 202, result: 'applied' });
    await send({ reference, ...DONE });
    expect(await send({ reference, ...DONE })).toMatchObject({ status: 202, result: 'ignored' });
    expect(await send({ reference: 'E-unheard-of', ...DONE })).toMatchObject({ status: 404, fields: ['reference'] });
  });
});

describe('a delivery', () => {
  test('twice with one webhook-id does one thing and gets one answer; another body under it is refused (R1)', async () => {
    const id = randomUUID();
    const first = await tell({ status: 'accepted' }, { id });
    const { events } = await file();
    expect(await tell({ status: 'accepted' }, { id })).toEqual(first);
    expect((await file()).events).toEqual(events);
    expect((await tell({ status: 'started' }, { id })).status).toBe(409);
    expect((await workOrder())?.status).toBe('accepted');
  });

  test('that comes ten times at once is carried out once (R1)', async () => {
    const id = randomUUID();
    const answers = await Promise.all(Array.from({ length: 10 }, () => tell({ status: 'started' }, { id })));
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(new Set([JSON.stringify(answers[0])]));
    expect(story((await file()).events).filter((type) => type === 'work-order-started')).toHaveLength(1);
  });

  test('that is stale, or signed by another, is refused (R2)', async () => {
    expect((await tell(DONE, { signedAt: stack.clock.now() - 301_000 })).status).toBe(401);
    expect((await tell(DONE, { signedAt: stack.clock.now() + 302_000 })).status).toBe(401);
    expect((await tell(DONE, { secret: stack.service.webhookSecret('standard') })).status).toBe(401);
    expect((await workOrder())?.status).toBe('offered');
  });

  test('that bears the mark of our own messages is refused, because it would be one of them sent back (R2)', async () => {
    expect((await tell({ status: 'accepted' }, { id: 'r311_0123456789abcdef' })).status).toBe(401);
    expect((await workOrder())?.status).toBe('offered');
  });

  test('that lacks a field is answered with its name, and nothing is half done (R10)', async () => {
    expect(await send({ status: 'done' })).toMatchObject({ status: 400, fields: ['workOrder'] });
    expect(await tell({})).toMatchObject({ status: 400, fields: ['status'] });
    expect(await tell({ status: 'done' })).toMatchObject({ status: 400, fields: ['resolution'] });
    expect(await tell({ status: 'on-hold', reason: 'no-mood' })).toMatchObject({ status: 400, fields: ['reason'] });
    expect(await send('{')).toMatchObject({ status: 400 });
    expect((await file()).events.at(-1)?.type).toBe('work-order-offered');
  });

  test('of more than 256 KB is refused', async () => {
    expect((await send(JSON.stringify({ text: 'x'.repeat(256 * 1024) }))).status).toBe(413);
  });

  test('about the work of another partner, or from a partner that is none, finds nothing', async () => {
    const { body } = await deliver(stack, aPothole());
    await stack.settle();
    expect(await send({ workOrder: `${body.id}-1`, ...DONE })).toMatchObject({ status: 404, fields: ['workOrder'] });
    expect(await send({ workOrder: 'R-NONE', ...DONE })).toMatchObject({ status: 404 });
    expect((await tell(DONE, { partner: 'dpw-highway' })).status).toBe(404);
    expect((await tell(DONE, { partner: 'constructor' })).status).toBe(404);
  });
});

describe('the time of an update', () => {
  test('older than what was heard last is stored in the history and changes no state (R5)', async () => {
    await stack.clock.advanceTo(stack.clock.now() + HOUR);
    const at = stack.clock.now();
    await tell({ status: 'in-progress', at: iso(at - 1000) });
    const answer = await tell({ status: 'accepted', at: iso(at - 60_000), text: 'We have it.' });
    expect(answer).toMatchObject({ status: 202, result: 'recorded' });
    expect((await workOrder())?.status).toBe('in-progress');
    expect((await file()).events.at(-1)).toMatchObject({
      type: 'partner-update-recorded',
      text: 'We have it.',
      data: { status: 'accepted', toldAt: at - 60_000, old: true },
    });
  });

  test('before the offer or in the future is corrected, and the state changes (R6)', async () => {
    const { offeredAt } = (await workOrder())!;
    expect(await tell({ status: 'accepted', at: iso(offeredAt - 30 * DAY) })).toMatchObject({ result: 'applied' });
    expect((await file()).events.at(-1)?.data).toMatchObject({ toldAt: offeredAt });
    expect(await tell({ status: 'started', at: iso(stack.clock.now() + DAY) })).toMatchObject({ result: 'applied' });
    expect((await file()).events.at(-1)?.data).toMatchObject({ toldAt: stack.clock.now() });
  });

  test('the same as the last is a second later, so that both count in the order in which they came (R6)', async () => {
    const at = stack.clock.now() - 60_000;
    await tell({ status: 'accepted', at: iso(at) });
    expect(await tell({ status: 'started', at: iso(at) })).toMatchObject({ result: 'applied' });
    const told = (await file()).events.flatMap(({ data }) => data?.toldAt ?? []);
    expect(told).toEqual([at, at + 1000]);
  });
});

describe('a status', () => {
  test('that nobody knows is recorded and flagged, and changes nothing; unchanged is one like any other (R8)', async () => {
    const before = flagged();
    expect(await tell({ status: 'Crew dispatched' })).toMatchObject({ status: 202, result: 'recorded' });
    expect((await file()).events.at(-1)).toMatchObject({
      type: 'partner-update-recorded',
      data: { status: 'crew-dispatched' },
    });
    expect(flagged()).toBe(before + 1);
    expect(await tell({ status: 'unchanged', text: 'Still waiting for the lift.' })).toMatchObject({
      status: 202,
      result: 'recorded',
    });
    expect(await workOrder()).toMatchObject({ status: 'offered', heardAt: stack.clock.now() });
    expect(flagged()).toBe(before + 1);
  });

  test('done once more, in whatever words, does not flip what the resident was told (R9)', async () => {
    await tell(DONE);
    expect(await tell(DONE)).toMatchObject({ status: 202, result: 'ignored' });
    expect(await tell({ status: 'done', outcome: 'unable', resolution: 'We could not do it.' })).toMatchObject({
      status: 202,
      result: 'recorded',
    });
    expect(await tell({ status: 'in-progress' })).toMatchObject({ status: 202, result: 'recorded' });
    expect((await file()).request).toMatchObject({ status: 'resolved', outcome: 'done', resolution: DONE.resolution });
  });

  test('open opens a resolved request again while its window lasts (R9)', async () => {
    await tell(DONE);
    const answer = await tell({ status: 'open', text: 'The lamp failed again.' });
    expect(answer).toMatchObject({ status: 202, result: 'applied' });
    const { request, workOrders } = await file();
    expect(request).toMatchObject({ status: 'in-progress', cycle: 2, pastCycles: [{ cycle: 1, outcome: 'done' }] });
    expect(workOrders.map(({ status }) => status)).toEqual(['done', 'offered']);
    expect(await tell({ status: 'open' })).toMatchObject({ result: 'recorded' });
  });

  test('open after the window is recorded and flagged, and the request stays closed (R9)', async () => {
    await tell(DONE);
    await stack.clock.advanceTo(stack.clock.now() + 15 * DAY);
    await stack.settle();
    expect((await file()).request.status).toBe('closed');
    const before = flagged();
    expect(await tell({ status: 'open', text: 'It is dark again.' })).toMatchObject({ result: 'recorded' });
    expect(flagged()).toBe(before + 1);
    const { request, events } = await file();
    expect(request).toMatchObject({ status: 'closed', cycle: 1 });
    expect(events.at(-1)).toMatchObject({ type: 'partner-update-recorded', text: 'It is dark again.' });
  });
});
