import { randomUUID } from 'node:crypto';
import { type IncomingMessage, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { receiveReport } from '../../functions/intake/receive-report.ts';
import type { Change, Outcome } from '../../functions/requests/change.ts';
import { ConflictError, type RequestsStore, createRequestsStore } from '../../functions/requests/requests.store.ts';
import { NEVER, START_GRACE_MS } from '../../functions/requests/watch.ts';
import { placeOnTheWay } from '../../functions/notices/notice-progress.ts';
import { shardOf } from '../../functions/shared/shard.ts';
import { reviewRequest } from '../../functions/review/review.ts';
import { progressWorkOrder } from '../../functions/work-orders/progress-work-order.ts';
import { WATCH_SHARDS } from '../../functions/shared/contract.ts';
import { DAY, HOUR, TUESDAY, aContext, aReport, aCompletion, changeOf, work } from '../support/builders.ts';
import { type Engine, anEngine } from '../support/engine.ts';

let engine: Engine;
let store: RequestsStore;
let made = 0;

beforeAll(async () => {
  engine = await anEngine();
  store = createRequestsStore(engine.client, engine.tables, () => TUESDAY);
});
afterAll(() => engine.stop());

const aNewRequest = (report = {}): Change =>
  receiveReport(
    aReport({ sourceId: `store-${(made += 1)}`, ...report }),
    { platform: 'standard', catalogue: 'somerville' },
    TUESDAY,
  );
const review = (file: Parameters<typeof reviewRequest>[0]): Outcome => reviewRequest(file, aContext(), TUESDAY);

/** A request in the table, received only. */
const aStored = async (report = {}) => {
  const change = aNewRequest(report);
  expect(await store.commit(undefined, change)).toBe(true);
  return change.request.id;
};
/** A request in the table with a work order on offer. */
const aReviewed = async (report = {}) => {
  const id = await aStored(report);
  await store.change(id, review);
  return id;
};
const load = async (id: string) => {
  const file = await store.loadWithHistory(id);
  if (!file) throw new Error(`No request ${id}`);
  return file;
};
/** A change that does nothing but be one. */
const touched = (file: { request: Change['request'] }, name = 'test'): Change => ({
  request: file.request,
  workOrders: [],
  events: [{ type: 'operator-needed', at: TUESDAY, by: { kind: 'system', name } }],
  notices: [],
});
const itemsOf = async (id: string) => (await engine.items('requests')).filter(({ pk }) => pk === `REQUEST#${id}`);

describe('a commit', () => {
  it('brings work orders in the order in which they were offered, the tenth behind the ninth', async () => {
    const id = await aReviewed();
    const { request, workOrders } = await load(id);
    const numbers = Array.from({ length: 11 }, (_, index) => `${id}-${index + 1}`);
    const others = numbers.slice(1).map((number) => ({ ...workOrders[0]!, id: number, version: 1 }));
    expect(await store.commit(request, { ...touched({ request }), workOrders: others })).toBe(true);
    expect((await load(id)).workOrders.map((one) => one.id)).toEqual(numbers);
  });

  it('of a new request is read back as it was decided, with its history', async () => {
    const change = aNewRequest();
    await store.commit(undefined, change);
    const { request, events, workOrders, wait } = (await store.loadWithHistory(change.request.id))!;
    expect(request).toEqual({ ...change.request, version: 1 });
    expect(events).toEqual([{ ...change.events[0], requestId: request.id, cycle: 1, version: 1, order: 0 }]);
    expect([workOrders, wait]).toEqual([[], undefined]);
  });

  it('of a review is read back as it was decided, with its work order', async () => {
    const id = await aStored();
    const change = changeOf(review(await load(id)));
    await store.change(id, () => ({ kind: 'changed', change }));
    const { request, workOrders, events } = await load(id);
    expect(request).toEqual({ ...change.request, version: 2 });
    expect(workOrders).toEqual(change.workOrders);
    expect(events.map(({ type, version, order }) => [type, version, order])).toEqual([
      ['request-received', 1, 0],
      ['request-accepted', 2, 0],
      ['work-order-offered', 2, 1],
    ]);
  });

  it('of a request that is there already answers false and writes nothing', async () => {
    const id = await aStored();
    const before = await itemsOf(id);
    const { request } = await load(id);
    expect(await store.commit(undefined, { ...touched({ request: { ...request, description: 'other' } }) })).toBe(
      false,
    );
    expect(await itemsOf(id)).toEqual(before);
  });

  it('on a version that has gone answers false and writes nothing', async () => {
    const id = await aStored();
    const { request } = await load(id);
    expect(await store.commit(request, touched({ request }))).toBe(true);
    const before = await itemsOf(id);
    expect(await store.commit(request, touched({ request }))).toBe(false);
    expect(await itemsOf(id)).toEqual(before);
  });

  it('R130 goes on without a notice that was written before, and leaves that one as it is', async () => {
    const id = await aStored();
    const change = changeOf(review(await load(id)));
    const { request } = await load(id);
    const [first, second] = change.notices;
    const other = aNewRequest();
    expect(await store.commit(undefined, { ...other, notices: [{ ...first!, requestId: other.request.id }] })).toBe(
      true,
    );
    expect(await store.commit(request, change)).toBe(true);
    const notices = (await engine.items('notices')).filter((notice) => String(notice.id).startsWith(id));
    expect(notices.map((notice) => [notice.id, notice.requestId]).sort()).toEqual([
      [first!.id, other.request.id],
      [second!.id, id],
    ]);
    expect((await load(id)).request.version).toBe(2);
  });

  it('R137 puts it on the record when a notice goes to the next level up, once for each notice', async () => {
    const [id, other] = [await aReviewed(), await aReviewed()];
    const missing = { partner: 'dpw-highway', wanted: 'desk', written: 'director' } as const;
    const again = async (of: string, name: string) => {
      const { request } = await load(of);
      const [, offer] = changeOf(review({ request: aNewRequest().request, workOrders: [] })).notices;
      return store.commit(request, { ...touched({ request }), notices: [{ ...offer!, id: name, missing }] });
    };
    const lines = async (of: string) =>
      (await load(of)).events.flatMap(({ type, data }) => (type === 'contact-missing' ? [data] : []));
    expect([await again(id, 'one'), await again(id, 'one'), await again(other, 'one')]).toEqual([true, true, true]);
    expect([await lines(id), await lines(other)]).toEqual([[{ message: 'work-offered', ...missing }], []]);
    await again(id, 'two');
    expect(await lines(id)).toHaveLength(2);
  });

  it('is whole or not at all: a stale version writes no notice, though one was written before', async () => {
    const id = await aStored();
    const { request } = await load(id);
    const change = changeOf(review(await load(id)));
    await store.commit(request, { ...touched({ request }), notices: [change.notices[0]!] });
    const before = [await engine.items('requests'), await engine.items('notices')];
    expect(await store.commit(request, change)).toBe(false);
    expect([await engine.items('requests'), await engine.items('notices')]).toEqual(before);
  });

  it('is whole or not at all: one more item that is there already stops it all', async () => {
    const extra = { item: { pk: 'DELIVERY#standard#msg', sk: 'DELIVERY' } };
    expect(await store.commit(undefined, aNewRequest(), [extra])).toBe(true);
    const late = aNewRequest();
    expect(await store.commit(undefined, late, [extra])).toBe(false);
    expect(await itemsOf(late.request.id)).toEqual([]);
  });

  it('queues its notices as its own transaction wrote them', async () => {
    const id = await aReviewed();
    const notices = (await engine.items('notices')).filter(({ requestId }) => requestId === id);
    expect(
      notices.map(({ id: notice, status, progress, attempts }) => [notice, status, progress, attempts]).sort(),
    ).toEqual([
      ...[`${id}#1#request-received`, `${id}#1#work-offered#${id}-1~1`].map((notice) => [
        notice,
        'queued',
        placeOnTheWay(notice, 'queued'),
        0,
      ]),
    ]);
  });

  it('fails aloud when the engine refuses it for another reason than a condition', async () => {
    const change = aNewRequest({ description: 'x'.repeat(4000) });
    const tooMuch = { ...change, request: { ...change.request, answers: { all: 'x'.repeat(410_000) } } };
    await expect(store.commit(undefined, tooMuch)).rejects.toThrow();
    expect(await itemsOf(change.request.id)).toEqual([]);
  });
});

describe('a transaction whose answer is lost', () => {
  /** Lets everything through to the engine, but loses the answer of the first transaction; a forgetful one knows no token again. */
  const aProxy = async ({ forgetful = false } = {}) => {
    const seen: { token: string; status: number }[] = [];
    const withNewToken = (body: Buffer) =>
      body.toString().replace(/("ClientRequestToken":")[^"]+/, (_, name: string) => name + randomUUID());
    const bytesOf = async (message: IncomingMessage) => Buffer.concat(await message.toArray());
    const server = createServer(async (request, response) => {
      const body = await bytesOf(request);
      const headers = Object.fromEntries(
        Object.entries(request.headers).filter(([name]) => !['host', 'connection', 'content-length'].includes(name)),
      ) as Record<string, string>;
      const forwarded = forgetful ? withNewToken(body) : body;
      const answer = await fetch(engine.endpoint, { method: 'POST', headers, body: forwarded });
      const answered = Buffer.from(await answer.arrayBuffer());
      if (String(headers['x-amz-target']).endsWith('TransactWriteItems')) {
        const { ClientRequestToken: token } = JSON.parse(body.toString()) as { ClientRequestToken: string };
        seen.push({ token, status: answer.status });
        if (seen.length === 1) return void request.socket.destroy();
      }
      response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' }).end(answered);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const client = engine.clientOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return {
      seen,
      store: createRequestsStore(client, engine.tables, () => TUESDAY),
      close: () => {
        client.destroy();
        server.closeAllConnections();
        return new Promise((closed) => server.close(closed));
      },
    };
  };

  it('counts as done when the SDK repeats it: it was our own write', async () => {
    const proxy = await aProxy();
    try {
      const change = aNewRequest();
      expect(await proxy.store.commit(undefined, change)).toBe(true);
      expect(proxy.seen).toHaveLength(2);
      expect(proxy.seen[0]!.status).toBe(200);
      expect(proxy.seen[1]!.token).toBe(proxy.seen[0]!.token);
      expect((await load(change.request.id)).events).toHaveLength(1);

      const { request } = await load(change.request.id);
      expect((await proxy.store.change(request.id, review))?.outcome.kind).toBe('changed');
      expect((await load(request.id)).request.version).toBe(2);
    } finally {
      await proxy.close();
    }
  });

  it('counts as done also when the engine has forgotten the token and finds the condition broken', async () => {
    const proxy = await aProxy({ forgetful: true });
    try {
      const change = aNewRequest();
      expect(await proxy.store.commit(undefined, change)).toBe(true);
      expect(proxy.seen.map(({ status }) => status)).toEqual([200, 400]);
      const { request } = await load(change.request.id);
      expect(request.version).toBe(1);
    } finally {
      await proxy.close();
    }
  });

  it('counts as done for a change of a request that is there, with its notices, once', async () => {
    const id = await aStored();
    for (const forgetful of [false, true]) {
      const proxy = await aProxy({ forgetful });
      try {
        const before = await load(id);
        const change = before.request.status === 'received' ? changeOf(review(before)) : touched(before);
        expect(await proxy.store.commit(before.request, change)).toBe(true);
        expect(proxy.seen).toHaveLength(2);
        const after = await load(id);
        expect(after.request.version).toBe(before.request.version + 1);
        expect(after.events).toHaveLength(before.events.length + change.events.length);
      } finally {
        await proxy.close();
      }
    }
    const notices = (await engine.items('notices')).filter(({ requestId }) => requestId === id);
    expect(notices).toHaveLength(2);
  });
});

describe('a change', () => {
  it('of a request that is not there is undefined, and nothing is decided', async () => {
    const decided: unknown[] = [];
    expect(
      await store.change('R-0000-0000-0000', (file) => (decided.push(file), { kind: 'unchanged' })),
    ).toBeUndefined();
    expect(decided).toEqual([]);
  });

  it('that is refused or changes nothing writes nothing', async () => {
    const id = await aStored();
    const before = await itemsOf(id);
    expect(await store.change(id, () => ({ kind: 'unchanged' }))).toMatchObject({ outcome: { kind: 'unchanged' } });
    const refusal = { kind: 'refused', code: 'wrong-state', message: 'No.' } as const;
    expect((await store.change(id, () => refusal))?.outcome).toEqual(refusal);
    expect(await itemsOf(id)).toEqual(before);
  });

  it('answers the file as it is stored', async () => {
    const id = await aStored();
    const done = await store.change(id, review);
    const { events: _, ...stored } = await load(id);
    expect(done?.file).toEqual(stored);
  });

  it('is decided anew on what the faster one wrote, so that two at once both land', async () => {
    const id = await aStored();
    const both = await Promise.all(
      ['one', 'other'].map((name) => store.change(id, (file) => ({ kind: 'changed', change: touched(file, name) }))),
    );
    expect(both.map((done) => done?.outcome.kind)).toEqual(['changed', 'changed']);
    const { request, events } = await load(id);
    expect(request.version).toBe(3);
    expect(events.slice(1).map(({ by, version }) => [by.name, version])).toEqual(
      expect.arrayContaining([
        [expect.stringMatching(/one|other/), 2],
        [expect.stringMatching(/one|other/), 3],
      ]),
    );
    expect(new Set(events.slice(1).map(({ by }) => by.name))).toEqual(new Set(['one', 'other']));
  });

  it('gives up with a ConflictError after five others were faster', async () => {
    const id = await aStored();
    let attempts = 0;
    const losing: RequestsStore['change'] = createRequestsStore(
      {
        send: async (command: { input: Record<string, unknown> }) => {
          const result = await engine.client.send(command as never);
          if ('KeyConditionExpression' in command.input) {
            attempts += 1;
            await store.change(id, (file) => ({ kind: 'changed', change: touched(file, 'faster') }));
          }
          return result;
        },
      } as unknown as Engine['client'],
      engine.tables,
      () => TUESDAY,
    ).change;
    await expect(losing(id, (file) => ({ kind: 'changed', change: touched(file, 'slower') }))).rejects.toThrow(
      ConflictError,
    );
    expect(attempts).toBe(5);
    expect((await load(id)).events.filter(({ by }) => by.name === 'slower')).toEqual([]);
  });

  it('with its history sees every event in its order, over more than one page of the engine', async () => {
    const id = await aStored();
    const long = 'x'.repeat(60_000);
    for (let index = 0; index < 20; index += 1) {
      await store.change(id, (file) => {
        const change = touched(file, `event-${index}`);
        return {
          kind: 'changed',
          change: { ...change, events: change.events.map((event) => ({ ...event, text: long })) },
        };
      });
    }
    let seen: string[] = [];
    await store.changeWithHistory(id, ({ events }) => {
      seen = events.map(({ by }) => by.name);
      return { kind: 'unchanged' };
    });
    expect(seen).toEqual(['standard', ...Array.from({ length: 20 }, (_, index) => `event-${index}`)]);
  });
});

describe('a wait', () => {
  const wait = (version: number, token = 'token-1', askedAt = 1) => ({
    token,
    version,
    execution: 'execution-1',
    askedAt,
  });

  it('is registered on the version that the workflow saw, and is loaded with the request', async () => {
    const id = await aStored();
    expect(await store.registerWait(id, wait(1))).toBe(true);
    expect((await store.load(id))?.wait).toEqual(wait(1));
  });

  it('is refused when the request has moved on', async () => {
    const id = await aReviewed();
    expect(await store.registerWait(id, wait(1))).toBe(false);
    expect((await store.load(id))?.wait).toBeUndefined();
  });

  it('is refused for a request that is not there', async () => {
    expect(await store.registerWait('R-0000-0000-0000', wait(1))).toBe(false);
  });

  it('is not touched by a change of the request, and takes the place of an older one', async () => {
    const id = await aStored();
    await store.registerWait(id, wait(1));
    await store.change(id, review);
    expect((await store.load(id))?.wait).toEqual(wait(1));
    expect(await store.registerWait(id, wait(2, 'token-2'))).toBe(true);
    expect((await store.load(id))?.wait).toEqual(wait(2, 'token-2'));
  });

  it('takes the place of none that was asked for later, as a call that hung would', async () => {
    const id = await aStored();
    await store.registerWait(id, wait(1, 'token-2', 2));
    expect(await store.registerWait(id, wait(1, 'token-1', 1))).toBe(false);
    expect((await store.load(id))?.wait).toEqual(wait(1, 'token-2', 2));
    expect(await store.registerWait(id, wait(1, 'token-2', 2))).toBe(true);
  });

  it('is forgotten by its own token only', async () => {
    const id = await aStored();
    await store.registerWait(id, wait(1));
    await store.forgetWait(id, 'another');
    expect((await store.load(id))?.wait).toEqual(wait(1));
    await store.forgetWait(id, 'token-1');
    await store.forgetWait(id, 'token-1');
    expect((await store.load(id))?.wait).toBeUndefined();
  });
});

describe('what is watched', () => {
  const watched = async (before: number, ids?: ReadonlySet<string>) => {
    const found = [];
    for (let shard = 0; shard < WATCH_SHARDS; shard += 1)
      for await (const entry of store.watched(shard, before)) if (!ids || ids.has(entry.requestId)) found.push(entry);
    return found;
  };

  it('is every open request in its shard with its next moment, and a closed one only while a concern about it is coming due', async () => {
    const id = await aStored();
    const find = async () => (await watched(NEVER + 1, new Set([id])))[0];
    expect(await find()).toMatchObject({
      requestId: id,
      status: 'received',
      wakeAt: TUESDAY + START_GRACE_MS,
      version: 1,
    });
    const shard = [];
    for await (const { requestId } of store.watched(shardOf(id, WATCH_SHARDS), NEVER + 1)) shard.push(requestId);
    expect(shard).toContain(id);

    await store.change(id, review);
    const { request } = await load(id);
    expect(await find()).toMatchObject({
      status: 'in-progress',
      partner: 'dpw-highway',
      wakeAt: request.nextMilestoneAt,
    });

    const closed = (more: { nextMilestoneAt?: number }) =>
      store.change(id, (file) => {
        const { nextMilestoneAt: _, ...rest } = file.request;
        return {
          kind: 'changed',
          change: { ...touched(file), request: { ...rest, status: 'closed', ...more } as never },
        };
      });
    await closed({ nextMilestoneAt: TUESDAY + DAY });
    expect(await find()).toMatchObject({ status: 'closed', wakeAt: TUESDAY + DAY });
    await closed({});
    expect(await find()).toBeUndefined();
  });

  it('is left out until its moment has come: the moment itself is not before', async () => {
    const id = await aStored();
    const at = TUESDAY + START_GRACE_MS;
    expect(await watched(at, new Set([id]))).toEqual([]);
    expect(await watched(at + 1, new Set([id]))).toHaveLength(1);
  });

  it('is ordered by its moment over more than one page of the engine', async () => {
    const shard = 3;
    const ids: string[] = [];
    const typeName = 'x'.repeat(100_000); // index pages end at 1 MB
    while (ids.length < 25) {
      const change = aNewRequest();
      if (shardOf(change.request.id, WATCH_SHARDS) !== shard) continue;
      const recordedAt = TUESDAY - ((ids.length * 7) % 25) * HOUR;
      await store.commit(undefined, { ...change, request: { ...change.request, typeName, recordedAt } as never });
      ids.push(change.request.id);
    }
    const found = [];
    for await (const { requestId, wakeAt } of store.watched(shard, NEVER))
      if (ids.includes(requestId)) found.push(wakeAt);
    expect(found).toHaveLength(25);
    expect(found).toEqual([...found].sort((a, b) => a - b));
  });

  it('tells the promise while the clock runs', async () => {
    const id = await aReviewed();
    const { dueAt, atRiskAt } = (await load(id)).request.clocks[0]!;
    expect((await watched(NEVER + 1, new Set([id])))[0]).toMatchObject({ dueAt, atRiskAt });
  });

  const held = async (at: number) => {
    const id = await aReviewed();
    const hold = { action: 'hold', reason: 'waiting-for-parts' } as const;
    await store.change(id, (file) => progressWorkOrder(file, `${id}-1`, hold, aContext(), at));
    return (await watched(NEVER + 1, new Set([id])))[0]!;
  };

  it('R102 tells no promise of a clock that stands still in time: it passes nothing while it is paused', async () => {
    const { status, wakeAt } = await held(TUESDAY + HOUR);
    // What is coming is the end of the longest pause, after twenty business days (R107).
    expect([status, wakeAt]).toEqual(['on-hold', Date.UTC(2026, 6, 1, 14)]);
    expect(await held(TUESDAY + HOUR)).not.toHaveProperty('dueAt');
    expect(await held(TUESDAY + HOUR)).not.toHaveProperty('atRiskAt');
  });

  it('R103 goes on telling what had passed before the pause', async () => {
    const late = await held(TUESDAY + 9 * DAY);
    expect(late.dueAt).toBeLessThan(TUESDAY + 9 * DAY);
    expect(late.atRiskAt).toBeLessThan(late.dueAt!);
  });

  it('tells no promise of a resolved request, and waits for the end of its survey window', async () => {
    const id = await aReviewed();
    await store.change(id, (file) => progressWorkOrder(file, `${id}-1`, aCompletion, aContext(), TUESDAY + HOUR));
    const [entry] = await watched(NEVER + 1, new Set([id]));
    expect(entry).toMatchObject({ status: 'resolved', wakeAt: TUESDAY + HOUR + 14 * DAY });
    expect(entry).not.toHaveProperty('dueAt');
  });
});

describe('a life of a request', () => {
  it('in the table is the same as by the rules alone', async () => {
    const id = await aReviewed();
    const kept = await load(id);
    const commands = [
      { action: 'accept' },
      { action: 'hold', reason: 'weather' },
      { action: 'resume' },
      aCompletion,
    ] as const;
    let expected: typeof kept | ReturnType<typeof work> = kept;
    for (const [index, command] of commands.entries()) {
      const now = TUESDAY + (index + 1) * HOUR;
      expected = work(expected, command, now);
      await store.change(id, (file) => progressWorkOrder(file, `${id}-1`, command, aContext(), now));
    }
    const { request, workOrders, concerns, events } = await load(id);
    expect({ request, workOrders, concerns, events }).toEqual({
      ...expected,
      request: { ...expected.request, changedAt: TUESDAY },
    });
  });
});
