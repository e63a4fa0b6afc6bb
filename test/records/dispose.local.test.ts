import { DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLettersOf } from '../../functions/notices/letters.store.ts';
import { type Batch, approveBatch, proposeBatch } from '../../functions/records/batch.ts';
import { brokenAt } from '../../functions/records/chain.ts';
import { disposeBatch } from '../../functions/records/dispose.ts';
import { eligibleRecords, retentionWithAll, workOf } from '../../functions/records/eligible.ts';
import { type RecordsStore, createRecordsStore } from '../../functions/records/records.store.ts';
import type { ClosedRequest } from '../../functions/requests/request.ts';
import { createRequestsStore } from '../../functions/requests/requests.store.ts';
import { DAY, HOUR, TUESDAY } from '../support/builders.ts';
import { type Engine, anEngine } from '../support/engine.ts';
import { CANARIES, aLetterKept, aListKept, aPersonalRecord } from './a-record.ts';

const LATER = TUESDAY + 8 * 366 * DAY;
let engine: Engine;
let records: RecordsStore;
let made = 0;
beforeAll(async () => {
  engine = await anEngine();
  records = createRecordsStore(engine.client, engine.tables);
});
afterAll(() => engine.stop());

/** A closed request with all that may tell of persons, in the tables. */
const given = async (more: Partial<ClosedRequest> = {}): Promise<string> => {
  const { request: plain, work, concern, drafts } = aPersonalRecord(`record-${(made += 1)}`);
  const request = { ...plain, ...more };
  const store = createRequestsStore(engine.client, engine.tables, () => TUESDAY);
  await store.commit(undefined, { request, workOrders: [work], concerns: [concern], events: drafts, notices: [] });
  for (const Item of [aLetterKept(request.id), aListKept(request.id)])
    await engine.client.send(new PutCommand({ TableName: engine.tables.notices, Item }));
  return request.id;
};

const approved = async (requestIds: string[]): Promise<Batch> => {
  const batch = proposeBatch({ name: `batch-${(made += 1)}`, retentionClass: 'service', requestIds, by: 'Ana' }, LATER);
  await records.keepBatch(batch);
  const approval = { by: 'Bo', authority: 'Letter of 3 May 2033', digest: batch.digest };
  const next = approveBatch(batch, approval, LATER) as Batch;
  await records.keepBatch(next);
  return next;
};

/** What lies in the bucket under a request: the photo of its work, and one that no work order names. */
const photosUnder = (id: string): string[] => [`photos/${id}/1/canaryphoto.jpg`, `photos/${id}/1/unnamed.jpg`];

/** Everything with which a batch is disposed of; `fail` throws at the n-th call of the engine, before or after it took effect. */
const tools = (fail?: { at: number; after: boolean }) => {
  let calls = 0;
  const client = DynamoDBDocumentClient.from(engine.clientOf(engine.endpoint) as never);
  client.middlewareStack.add(
    (next) => async (call) => {
      calls += 1;
      if (fail?.at === calls && !fail.after) throw new Error('killed before');
      const answer = await next(call);
      if (fail?.at === calls && fail.after) throw new Error('killed after');
      return answer;
    },
    { step: 'initialize', priority: 'high' },
  );
  const photos: string[] = [];
  return {
    photos,
    calls: () => calls,
    all: {
      records: createRecordsStore(client, engine.tables),
      requests: createRequestsStore(client, engine.tables, () => LATER),
      lettersOf: createLettersOf(client, engine.tables.notices),
      photosOf: async (id: string) => photosUnder(id),
      deletePhoto: async (key: string) => void photos.push(key),
      now: () => LATER,
    },
  };
};

/** Everything of a request that lies in the tables, as text. */
const textOf = async (id: string): Promise<string> => {
  const all = [...(await engine.items('requests')), ...(await engine.items('notices'))];
  const isOf = ({ pk, requestId, id: notice }: Record<string, unknown>) =>
    pk === `REQUEST#${id}` || requestId === id || notice === aListKept(id).id;
  return JSON.stringify(all.filter(isOf));
};

describe('a batch of records', () => {
  test('R193 is disposed of: no word or name of anybody is left, what is counted stays, and the certificate says what was done', async () => {
    const words = 'canarytype of Zoraida';
    const ids = [await given({ reportedType: words, channel: `phone ${CANARIES.phone}` }), await given()];
    expect(await textOf(ids[0]!)).toContain(words);
    for (const canary of Object.values(CANARIES)) expect(await textOf(ids[0]!)).toContain(canary);
    const batch = await approved(ids);
    const { all, photos } = tools();
    const done = await disposeBatch(batch, all);
    expect(done.finished).toMatchObject({ disposed: 2, kept: 0 });
    expect(photos.toSorted()).toEqual(ids.flatMap(photosUnder).toSorted());
    for (const id of ids) {
      const text = await textOf(id);
      for (const canary of [...Object.values(CANARIES), 'canaryphoto', 'canarytype'])
        expect(text, canary).not.toContain(canary);
      for (const kept of ['Ward 3', '12 Elm St']) expect(text).toContain(kept);
      const { request, events } = (await all.requests.loadWithHistory(id))!;
      expect(request).toMatchObject({
        status: 'closed',
        outcome: 'done',
        survey: { overall: 2 },
        disposal: { batch: batch.name },
      });
      expect(events.map(({ type }) => type)).toEqual([
        'request-received',
        'detail-added',
        'work-order-accepted',
        'record-disposed',
      ]);
    }
    const certificate = await records.certificate(batch.name);
    expect(brokenAt(certificate)).toBeUndefined();
    expect(certificate.map(({ entry }) => entry)).toMatchObject([
      { number: 1, requestId: ids[0], kind: 'disposed', stripped: 2, notices: 1, photos: 1 },
      { number: 2, requestId: ids[1], kind: 'disposed' },
    ]);
    for (const canary of Object.values(CANARIES)) expect(JSON.stringify(certificate)).not.toContain(canary);
  });

  test('R193 a hold that comes after the approval keeps its request, and the certificate says so', async () => {
    const [held, free] = [await given(), await given()];
    const batch = await approved([held, free]);
    const { version } = await records.holds();
    const hold = {
      name: `hold-${held.toLowerCase()}`,
      reason: 'Doe v. City',
      by: 'Law',
      placedAt: LATER,
      scope: { requests: [held] },
    };
    expect(await records.keepHold(hold, version)).toBe(true);
    expect(await records.keepHold({ ...hold, name: 'another' }, version)).toBe(false);
    const { finished } = await disposeBatch(batch, tools().all);
    expect(finished).toMatchObject({ disposed: 1, kept: 1 });
    expect(await textOf(held)).toContain(CANARIES.email);
    expect((await records.certificate(batch.name))[0]!.entry).toMatchObject({
      kind: 'kept',
      why: 'held',
      holds: [hold.name],
    });
  });

  test('R193 a hold on a duplicate keeps the request whose work was done for it too', async () => {
    const follower = await given();
    const leader = await given({ followers: [follower] });
    const { version } = await records.holds();
    const name = `hold-${follower.toLowerCase()}`;
    const hold = { name, reason: 'Doe v. City', by: 'Law', placedAt: LATER, scope: { requests: [follower] } };
    await records.keepHold(hold, version);
    const { all, photos } = tools();
    const listed: string[] = [];
    for await (const { requestId } of eligibleRecords(records, all.requests, LATER)) listed.push(requestId);
    expect(listed).not.toContain(leader);
    expect((await disposeBatch(await approved([leader]), all)).finished).toMatchObject({ disposed: 0, kept: 1 });
    expect(photos).toEqual([]);
  });

  test('R193 a hold on a partner keeps all that it worked on, also where another one answered for the request', async () => {
    const id = await given();
    const { workOrders } = (await tools().all.requests.load(id))!;
    const passedOn = { partner: 'paving-co', from: TUESDAY, until: TUESDAY, clocks: [], reason: 'workload' };
    const Item = { ...workOrders[0]!, pk: `REQUEST#${id}`, sk: `WORK-ORDER#${id}-1`, owners: [passedOn] };
    await engine.client.send(new PutCommand({ TableName: engine.tables.requests, Item }));
    const { version } = await records.holds();
    const scope = { partners: ['paving-co'] };
    const hold = { name: 'city-v-paving', reason: 'City v. Paving', by: 'Law', placedAt: LATER, scope };
    await records.keepHold(hold, version);
    const listed: string[] = [];
    for await (const { requestId } of eligibleRecords(records, tools().all.requests, LATER)) listed.push(requestId);
    expect(listed).not.toContain(id);
    expect((await disposeBatch(await approved([id]), tools().all)).finished).toMatchObject({ disposed: 0, kept: 1 });
  });

  test('R193 a hold on a partner is told of what may not go yet, too', async () => {
    const id = await given({ closedAt: LATER - DAY });
    const { request, workOrders } = (await tools().all.requests.load(id))!;
    const scope = { partners: [workOrders[0]!.partner] };
    const hold = { name: 'city-v-highway', reason: 'City v. Highway', by: 'Law', placedAt: TUESDAY, scope };
    const elsewhere = { ...request, partner: 'water-sewer' };
    const worked = (await workOf(scope.partners, records)).get(id);
    const told = await retentionWithAll(elsewhere as ClosedRequest, [hold], tools().all.requests, LATER, worked);
    expect(told).toEqual({ kind: 'kept', why: 'held', holds: [hold.name] });
    expect((await workOf([], records)).size).toBe(0);
  });

  test('R193 takes its words out of the history of the request whose work was done for it, unless that is held', async () => {
    const before = { status: 'in-progress' as const, clocks: [] };
    for (const isHeld of [false, true]) {
      const leader = await given();
      const id = await given({ follows: { requestId: leader, kind: 'duplicate', since: TUESDAY, before } });
      const said = { type: 'detail-added', at: TUESDAY, by: { kind: 'constituent', name: 'constituent' } };
      const line = { ...said, text: 'canaryfollower is loud', data: { nth: 1, follower: id }, version: 2, order: 0 };
      const Item = { pk: `REQUEST#${leader}`, sk: 'EVENT#000002#00', requestId: leader, cycle: 1, ...line };
      await engine.client.send(new PutCommand({ TableName: engine.tables.requests, Item }));
      const { version } = await records.holds();
      const name = `hold-${leader.toLowerCase()}`;
      const hold = { name, reason: 'Doe v. City', by: 'Law', placedAt: LATER, scope: { requests: [leader] } };
      if (isHeld) await records.keepHold(hold, version);
      await disposeBatch(await approved([id]), tools().all);
      const text = await textOf(leader);
      expect(text.includes('canaryfollower')).toBe(isHeld);
      expect(text).toContain(CANARIES.history);
    }
  });

  test('R193 forgets the numbers by which partners knew its work, but for one that names other work by now', async () => {
    const number = (name: string) => `REFERENCE#somerville#${name}`;
    const [id, other] = [await given(), await given()];
    const { request, workOrders } = (await tools().all.requests.load(id))!;
    const { partner } = workOrders[0]!;
    const known = { pk: number(`${partner}#${CANARIES.reference}`), sk: 'REFERENCE' };
    const keep = (workOrder: string) =>
      engine.client.send(new PutCommand({ TableName: engine.tables.requests, Item: { ...known, workOrder } }));
    const left = async () => (await engine.items('requests')).filter(({ pk }) => pk === known.pk);
    expect(request.catalogue).toBe('somerville');
    await keep(`${other}-1`);
    await disposeBatch(await approved([id]), tools().all);
    expect(await left()).toHaveLength(1);
    await disposeBatch(await approved([other]), tools().all);
    expect(await left()).toEqual([]);
  });

  test('R193 leaves its requests out of a list for good, though another batch takes its own out at the same time', async () => {
    const [one, other] = ['R-ONE', 'R-OTHER'];
    const id = 'morning-list#both';
    const entries = [one, other].flatMap((requestId) => aListKept(requestId).entries!);
    const Item = { ...aListKept(one), id, entries };
    await engine.client.send(new PutCommand({ TableName: engine.tables.notices, Item }));
    let isFirst = true;
    const send = async (command: Parameters<typeof engine.client.send>[0]) => {
      if (command instanceof UpdateCommand && isFirst) {
        isFirst = false;
        await records.leaveOutOfLists(new Set([one]));
      }
      return engine.client.send(command);
    };
    const second = createRecordsStore({ send } as unknown as typeof engine.client, engine.tables);
    await second.leaveOutOfLists(new Set([other]));
    const left = (await engine.items('notices')).find((notice) => notice.id === id);
    expect(isFirst).toBe(false);
    expect(JSON.stringify(left)).not.toMatch(/"(?:R-ONE|R-OTHER)"/u);
  });

  test('R193 a hold that comes in the very moment of the disposal wins', async () => {
    const id = await given();
    const batch = await approved([id]);
    const { all, photos } = tools();
    const { holds } = all.records;
    let looked = 0;
    all.records.holds = async () => {
      const seen = await holds();
      // Somebody places the hold between the look and the transaction, by a clock that is ahead of when the command began.
      if ((looked += 1) === 1)
        await records.keepHold(
          {
            name: `late-${id.toLowerCase()}`,
            reason: 'Doe v. City',
            by: 'Law',
            placedAt: LATER + HOUR,
            scope: { requests: [id] },
          },
          seen.version,
        );
      return seen;
    };
    const { finished } = await disposeBatch(batch, all);
    expect(finished).toMatchObject({ disposed: 0, kept: 1 });
    for (const kept of [CANARIES.email, 'canaryphoto']) expect(await textOf(id)).toContain(kept);
    expect(photos).toEqual([]);
  });

  test('is kept once by whoever proposes it, though the SDK sends a write again whose answer was lost', async () => {
    const send = async (command: Parameters<typeof engine.client.send>[0]) => {
      if (command instanceof PutCommand) await engine.client.send(command);
      return engine.client.send(command);
    };
    const repeating = createRecordsStore({ send } as unknown as typeof engine.client, engine.tables);
    const about = { name: `batch-${(made += 1)}`, retentionClass: 'service', requestIds: ['R-1'] };
    const batch = proposeBatch({ ...about, by: 'Ana' }, LATER);
    expect(await repeating.keepBatch(batch)).toBe(true);
    expect(await repeating.keepBatch({ ...batch, version: 2 })).toBe(true);
    expect(await repeating.keepBatch(proposeBatch({ ...about, by: 'Bo' }, LATER))).toBe(false);
  });

  test('that two dispose of at once has one certificate, which holds together', async () => {
    const ids = [await given(), await given(), await given()];
    const batch = await approved(ids);
    const ended = await Promise.allSettled([disposeBatch(batch, tools().all), disposeBatch(batch, tools().all)]);
    expect(ended.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(ended.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { name: 'DisposalConflictError' },
    });
    const { finished } = (await records.batch(batch.name))!;
    const certificate = await records.certificate(batch.name);
    expect(brokenAt(certificate)).toBeUndefined();
    expect(certificate.map(({ entry }) => [entry.number, entry.requestId, entry.kind])).toEqual(
      ids.map((id, index) => [index + 1, id, 'disposed']),
    );
    expect(finished).toMatchObject({ disposed: 3, digest: certificate.at(-1)!.digest });
  });

  test('killed before or after any call, goes on and ends the same', { timeout: 120_000 }, async () => {
    const probe = tools();
    await disposeBatch(await approved([await given()]), probe.all);
    for (let at = 1; at <= probe.calls(); at += 1)
      for (const after of [false, true]) {
        const id = await given();
        const batch = await approved([id]);
        const killed = tools({ at, after });
        await expect(disposeBatch(batch, killed.all), `call ${at}`).rejects.toThrow(/killed/u);
        const again = (await records.batch(batch.name))!;
        const rest = tools();
        if (!again.finished) await disposeBatch(again, rest.all);
        const certificate = await records.certificate(batch.name);
        expect(
          certificate.map(({ entry }) => entry),
          `call ${at}, ${after ? 'after' : 'before'}`,
        ).toMatchObject([{ kind: 'disposed', stripped: 2, notices: 1, photos: 1 }]);
        expect(brokenAt(certificate)).toBeUndefined();
        expect(new Set([...killed.photos, ...rest.photos]), `call ${at}`).toEqual(new Set(photosUnder(id)));
        const text = await textOf(id);
        for (const canary of [...Object.values(CANARIES), 'canaryphoto'])
          expect(text, `${canary}, call ${at}`).not.toContain(canary);
      }
  });
});
