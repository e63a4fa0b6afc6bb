import { BatchGetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { receiveReport } from '../../functions/intake/receive-report.ts';
import type { Report } from '../../functions/intake/report.ts';
import { nearKeysOf } from '../../functions/requests/near.ts';
import { type RequestsStore, createRequestsStore } from '../../functions/requests/requests.store.ts';
import type { ResolvedRequest } from '../../functions/requests/request.ts';
import { decideReview } from '../../functions/review/decide-review.ts';
import { judgeCandidates } from '../../functions/review/duplicates.ts';
import { type DuplicatesStore, createDuplicatesStore } from '../../functions/review/duplicates.store.ts';
import { review } from '../../functions/review/review-request.handler.ts';
import { reviewRequest } from '../../functions/review/review.ts';
import { DAY, HOUR, SURVEY_WINDOW, TUESDAY, aContext, aReport, anOffice, changeOf } from '../support/builders.ts';
import { type Engine, anEngine } from '../support/engine.ts';

let engine: Engine;
let requests: RequestsStore;
let duplicates: DuplicatesStore;
let made = 0;
/** The reads that were sent, in their order. */
let reads: (QueryCommand | BatchGetCommand)[] = [];

beforeAll(async () => {
  engine = await anEngine();
  requests = createRequestsStore(engine.client, engine.tables, () => TUESDAY);
  const client = engine.clientOf(engine.endpoint);
  const send = client.send.bind(client);
  client.send = ((command: QueryCommand | BatchGetCommand) => {
    reads.push(command);
    return send(command as QueryCommand);
  }) as typeof client.send;
  duplicates = createDuplicatesStore(client, engine.tables.requests);
});
afterAll(() => engine.stop());
beforeEach(() => {
  reads = [];
});

/** A request in the table, accepted by rule, received at an instant. */
const anAccepted = async (report: Partial<Report>, receivedAt = TUESDAY): Promise<string> => {
  const whole = aReport({ sourceId: `duplicates-${(made += 1)}`, ...report });
  const { request, ...change } = receiveReport(whole, { platform: 'standard', catalogue: 'somerville' }, receivedAt);
  await requests.commit(undefined, { request, ...change });
  const reviewed = await requests.change(request.id, (file) => reviewRequest(file, aContext(), receivedAt));
  expect(reviewed?.file.request.status).toBe('in-progress');
  return request.id;
};

/** A corner where nothing else of this file lies, each a kilometre from the last. */
const aCorner = () => ({ lat: 42.3801 + (made % 4) * 0.009, lon: -71.13 + 0.0001 * (made += 1) });
const search = (place: Report['place'], more = {}) => ({
  catalogue: 'somerville' as const,
  typeCode: 'pothole',
  place,
  receivedAt: TUESDAY,
  radiusMeters: 40,
  days: 3,
  ...more,
});
const idsNear = async (...args: Parameters<DuplicatesStore['near']>) =>
  (await duplicates.near(...args)).map(({ request }) => request.id);

describe('the search', () => {
  it('finds by place and type what lies within the radius, nearest first (R40)', async () => {
    const { lat, lon } = aCorner();
    const far = await anAccepted({ place: { lat: lat + 0.0003, lon } });
    const close = await anAccepted({ place: { lat: lat + 0.0001, lon } });
    await anAccepted({ place: { lat: lat + 0.0005, lon } });
    await anAccepted({ place: { lat, lon }, reportedType: 'catch-basin-complaint' });
    const found = await duplicates.near(search({ lat, lon }), 'R-NONE');
    expect(found.map(({ request }) => request.id)).toEqual([close, far]);
    expect(found.map(({ meters }) => Math.round(meters))).toEqual([11, 33]);
  });

  it('finds behind these what was received before them, as far as it is looked back (R153)', async () => {
    const place = aCorner();
    const old = await anAccepted({ place }, TUESDAY - 100 * DAY);
    await anAccepted({ place }, TUESDAY - 184 * DAY);
    const recent = await anAccepted({ place: { ...place, lat: place.lat + 0.0001 } }, TUESDAY - DAY);
    expect(await idsNear(search(place, { daysAgain: 183 }), 'R-NONE')).toEqual([recent, old]);
    expect(await idsNear(search(place), 'R-NONE')).toEqual([recent]);
  });

  it('finds across the edges of cells', async () => {
    const [lat, lon] = [9425 * 0.0045, -11849 * 0.006];
    const ids: string[] = [];
    for (const [up, across] of [
      [1, 1],
      [1, -1],
      [-1, 1],
      [-1, -1],
    ] as const)
      ids.push(await anAccepted({ place: { lat: lat + up * 0.0001, lon: lon + across * 0.0001 } }));
    expect((await idsNear(search({ lat, lon }), 'R-NONE')).toSorted()).toEqual(ids.toSorted());
  });

  it('finds what was received within the days before, and within the day after where this one was delivered late', async () => {
    const place = aCorner();
    await anAccepted({ place }, TUESDAY - 3 * DAY - 1);
    const oldest = await anAccepted({ place }, TUESDAY - 3 * DAY);
    const later = await anAccepted({ place }, TUESDAY + HOUR);
    expect((await idsNear(search(place), 'R-NONE')).toSorted()).toEqual([oldest, later].toSorted());
  });

  it('finds the same address where there is no position', async () => {
    const id = await anAccepted({ place: { address: '7 Highland Ave.' } });
    await anAccepted({ place: { address: '77 Highland Ave.' } });
    expect(await idsNear(search({ address: '7 HIGHLAND AVE' }), 'R-NONE')).toEqual([id]);
  });

  it('never finds the request itself (R45)', async () => {
    const place = aCorner();
    const id = await anAccepted({ place });
    expect(await idsNear(search(place), id)).toEqual([]);
  });

  it('finds a request no longer once it follows another', async () => {
    const place = aCorner();
    const leader = await anAccepted({ place });
    const follower = await anAccepted({ place });
    await requests.change(follower, ({ request }) => ({
      kind: 'changed',
      change: {
        request: {
          ...request,
          follows: {
            requestId: leader,
            kind: 'duplicate',
            since: TUESDAY,
            before: { status: 'in-progress', clocks: [] },
          },
        },
        workOrders: [],
        events: [{ type: 'request-linked', at: TUESDAY, by: { kind: 'system', name: 'test' }, data: { leader } }],
        notices: [],
      },
    }));
    expect(await idsNear(search(place), 'R-NONE')).toEqual([leader]);
  });

  it('asks for nothing where a request has neither a position nor an address', async () => {
    expect(await duplicates.near(search({}), 'R-NONE')).toEqual([]);
    expect(reads).toEqual([]);
  });
});

describe('the reads of a search', () => {
  it('are one query of the index for a circle inside a cell, and one batch of what was found', async () => {
    const place = { lat: 9418.5 * 0.0045, lon: -11847.5 * 0.006 };
    await anAccepted({ place });
    await idsNear(search(place), 'R-NONE');
    expect(reads.map((read) => read.constructor)).toEqual([QueryCommand, BatchGetCommand]);
    expect(reads[0]).toMatchObject({ input: { IndexName: 'near' } });
  });

  it('are the query alone where nothing lies near, and touch no request of another type or another week', async () => {
    const place = { lat: 9420.5 * 0.0045, lon: -11847.5 * 0.006 };
    for (let count = 0; count < 10; count += 1) {
      await anAccepted({ place, reportedType: 'catch-basin-complaint' });
      await anAccepted({ place }, TUESDAY - 7 * DAY);
    }
    expect(await idsNear(search(place), 'R-NONE')).toEqual([]);
    const [query, ...others] = reads;
    expect(others).toEqual([]);
    const { input } = query as QueryCommand;
    const answer = await engine.client.send(new QueryCommand({ ...input, ReturnConsumedCapacity: 'TOTAL' }));
    expect(answer).toMatchObject({ ScannedCount: 0, ConsumedCapacity: { CapacityUnits: 0.5 } });
  });

  it('load at most twenty of a storm, the nearest (R15)', async () => {
    const { lat, lon } = { lat: 9422.5 * 0.0045, lon: -11847.5 * 0.006 };
    for (let count = 0; count < 25; count += 1) await anAccepted({ place: { lat: lat + (25 - count) * 1e-5, lon } });
    const found = await duplicates.near(search({ lat, lon }), 'R-NONE');
    expect(found).toHaveLength(20);
    expect(Math.round(found[0]?.meters ?? 0)).toBe(1);
  });

  it('are sent again for what a throttled table left, and then do without it', async () => {
    const place = aCorner();
    const ids = [await anAccepted({ place }), await anAccepted({ place })];
    const client = engine.clientOf(engine.endpoint);
    const send = client.send.bind(client);
    let batches = 0;
    client.send = (async (command: QueryCommand | BatchGetCommand) => {
      if (!(command instanceof BatchGetCommand)) return send(command as QueryCommand);
      batches += 1;
      const table = engine.tables.requests;
      const [key, ...left] = command.input.RequestItems?.[table]?.Keys ?? [];
      const { Responses } = await send(new BatchGetCommand({ RequestItems: { [table]: { Keys: [key ?? {}] } } }));
      return { Responses, UnprocessedKeys: left.length > 0 ? { [table]: { Keys: left } } : {} };
    }) as typeof client.send;
    const found = await createDuplicatesStore(client, engine.tables.requests).near(search(place), 'R-NONE');
    expect(found.map(({ request }) => request.id).toSorted()).toEqual(ids.toSorted());
    expect(batches).toBe(2);
  });
});

describe('a request near another', () => {
  it('is held for a person with what was found, and neither dropped nor merged (R15, R40)', async () => {
    const place = aCorner();
    const first = await anAccepted({ place });
    const report = aReport({ sourceId: `duplicates-${(made += 1)}`, place });
    const received = receiveReport(report, { platform: 'standard', catalogue: 'somerville' }, TUESDAY + HOUR);
    await requests.commit(undefined, received);
    const { id } = received.request;
    const found = await duplicates.near(search(place, { receivedAt: TUESDAY + HOUR }), id);
    const candidates = judgeCandidates(received.request, found, TUESDAY + HOUR);
    await requests.change(id, (file) => reviewRequest(file, aContext(), TUESDAY + HOUR, { candidates }));
    const held = await requests.load(id);
    expect(held?.request).toMatchObject({
      status: 'in-review',
      reviewReasons: ['possible-duplicate'],
      candidates: [{ requestId: first, kind: 'open', meters: 0 }],
    });
    expect(nearKeysOf(held?.request ?? received.request)).toBeUndefined();
    expect((await requests.load(first))?.request.status).toBe('in-progress');
  });

  /** A pothole at a place, resolved so many days before Tuesday, then another on Tuesday; as what the second is reviewed. */
  const comesAgain = async (daysBefore: number, outcome: 'done' | 'unable' = 'done') => {
    const place = aCorner();
    const before = await anAccepted({ place }, TUESDAY - daysBefore * DAY);
    await requests.change(before, ({ request }) => ({
      kind: 'changed',
      change: {
        request: {
          ...(request as ResolvedRequest),
          status: 'resolved',
          outcome,
          resolution: 'The hole was filled.',
          resolvedAt: TUESDAY - daysBefore * DAY + HOUR,
          closesAt: TUESDAY - daysBefore * DAY + HOUR + SURVEY_WINDOW,
        },
        workOrders: [],
        events: [],
        notices: [],
      },
    }));
    const report = aReport({ sourceId: `duplicates-${(made += 1)}`, place });
    const received = receiveReport(report, { platform: 'standard', catalogue: 'somerville' }, TUESDAY);
    await requests.commit(undefined, received);
    const { id } = received.request;
    await review({ requests, duplicates, office: anOffice(), now: () => TUESDAY })({ requestId: id });
    const file = await requests.loadWithHistory(id);
    const accepted = file?.events.find(({ type }) => type === 'request-accepted');
    return { before, request: file?.request, recurrence: accepted?.data?.recurrence };
  };

  it('R153 comes again where one had ended within half a year, is accepted all the same, and says so in its history', async () => {
    const { before, request, recurrence } = await comesAgain(100);
    expect(request).toMatchObject({ status: 'in-progress', recurrenceOf: before });
    expect(recurrence).toBe(true);
    for (const [days, outcome] of [
      [190, 'done'],
      [100, 'unable'],
    ] as const) {
      const other = await comesAgain(days, outcome);
      expect([other.request?.status, other.request?.recurrenceOf, other.recurrence]).toEqual([
        'in-progress',
        undefined,
        undefined,
      ]);
    }
  });

  it('R46 R153 is held where one had ended days ago, and comes again where a person says that it is another', async () => {
    const { before, request, recurrence } = await comesAgain(2);
    expect(request).toMatchObject({ status: 'in-review', candidates: [{ requestId: before, kind: 'reopen' }] });
    expect(recurrence).toBeUndefined();
    for (const [typeCode, expected] of [
      ['pothole', true],
      ['catch-basin-complaint', undefined],
    ] as const) {
      const command = { action: 'accept', typeCode, priority: 'normal' } as const;
      const { events } = changeOf(
        decideReview({ request: request!, workOrders: [] }, command, aContext(), TUESDAY + HOUR),
      );
      expect(events[0]).toMatchObject({ type: 'request-accepted', data: { typeCode } });
      expect(events[0]?.data?.recurrence).toBe(expected);
    }
  });
});
