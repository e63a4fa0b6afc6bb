import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { catalogueOf } from '../../functions/catalogue/catalogue.ts';
import { LEAD_MS } from '../../functions/catalogue/published.ts';
import { createRequestsStore } from '../../functions/requests/requests.store.ts';
import { withdrawRequest } from '../../functions/review/withdraw.ts';
import type { LocalConsole } from '../../infra/local/console/server.ts';
import { exportSheet } from '../../infra/ops/export.ts';
import { publish } from '../../infra/ops/publish.ts';
import { writeCsv } from '../../functions/shared/csv.ts';
import { readCsv } from '../../infra/ops/sheets/csv.ts';
import { aConsole, printed } from '../support/console.ts';
import { aContext } from '../support/builders.ts';
import { type LocalStack, aLocalStack, aPothole, deliver, stored } from '../support/local-stack.ts';
import { client } from './client.ts';
import { faultsOf } from './schemas.ts';

let stack: LocalStack;
let console: LocalConsole;
let api: ReturnType<typeof client>;
const folder = mkdtempSync(join(tmpdir(), 'resolve311-privacy-'));
beforeAll(async () => {
  stack = await aLocalStack();
  console = await aConsole(stack);
  api = client(stack);
});
afterAll(async () => {
  await console.stop();
  await stack.stop();
  rmSync(folder, { recursive: true });
});

/** Publishes the sheet of types with the privacy of one changed, and waits until every function knows. */
const make = async (code: string, privacy: 'public' | 'private'): Promise<void> => {
  const file = join(folder, 'types.csv');
  await printed(async () => {
    await exportSheet('types', file, { console: console.url });
    const { titles, rows } = readCsv(readFileSync(file, 'utf8'));
    const column = titles.indexOf('privacy');
    const changed = rows.map((row) => (row[0] === code ? row.with(column, privacy) : row));
    writeFileSync(file, writeCsv({ titles, rows: changed }));
    const effectiveFrom = new Date(stack.clock.now()).toISOString().slice(0, 10);
    await publish('types', file, { console: console.url, by: 'Ana', effectiveFrom });
  });
  await stack.clock.advanceTo(stack.clock.now() + LEAD_MS);
};

/** A request of the webhook's that waits for a person. */
const delivered = async (type: string): Promise<string> => {
  const { body } = await deliver(stack, aPothole({ type }));
  await stack.settle();
  return String(body.id);
};
/** Withdraws a request: it changes, and is published anew if it may be. */
const withdraw = async (id: string): Promise<void> => {
  const store = createRequestsStore(stack.service.dynamodb, stack.service.tables, () => stack.clock.now());
  const context = aContext({ catalogue: catalogueOf('somerville') });
  const by = { kind: 'constituent', name: 'constituent' } as const;
  await store.change(id, (file) => withdrawRequest(file, 'It is gone.', by, context, stack.clock.now()));
  await stack.settle();
  expect((await stored(stack, id)).request).toMatchObject({ outcome: 'withdrawn' });
};

const LISTS = ['', 'service_code=pothole', 'status=open', 'page_size=2', 'updated_after=2026-06-01T00:00:00Z'];

/** The ids of a list of requests, with the length that it says it has. */
const listed = async (query: string) => {
  const { status, headers, body } = await api.get(`/open311/v2/requests.json?${query}`);
  expect([status, faultsOf('requests', body)]).toEqual([200, []]);
  const ids = (body as { service_request_id: string }[]).map((one) => one.service_request_id);
  return { ids: ids.toSorted(), total: Number(headers['x-total-count']) };
};
/** The requests that updates are told of, with the number of all updates. */
const updated = async (query = '') => {
  const { headers, body } = await api.get(`/open311/v2/servicerequestupdates.json?${query}`);
  const updates = body as { service_request_id: string }[];
  return {
    ids: [...new Set(updates.map((one) => one.service_request_id))].toSorted(),
    isWhole: updates.length === Number(headers['x-total-count']),
  };
};
const statusOf = async (path: string) => (await api.get(`/open311/v2/${path}`)).status;

describe('R17 R190: a type that is made private', () => {
  let potholes: string[];
  let building: string;
  beforeAll(async () => {
    potholes = [await api.report(), await api.report(), await api.report()].toSorted();
    building = await api.report({ service_code: 'abandoned-building', description: 'Empty.' });
    await stack.settle();
    expect((await listed('')).ids).toEqual([...potholes, building].toSorted());
    await make('pothole', 'private');
  });

  test.each(LISTS.filter((query) => !query.includes('pothole')))(
    'takes its requests out of every list and its length, untouched as they are: %s',
    async (query) => {
      expect(await listed(query)).toEqual({ ids: [building], total: 1 });
    },
  );

  test('is a service like one that never was: its list is empty, its definition and its reports are not found', async () => {
    expect(await listed('service_code=pothole')).toEqual({ ids: [], total: 0 });
    expect(await listed('service_code=pothole,abandoned-building')).toEqual({ ids: [building], total: 1 });
    const services = (await api.get('/open311/v2/services.json')).body as { service_code: string }[];
    expect(services.map((one) => one.service_code)).not.toContain('pothole');
    expect(await statusOf('services/pothole.json')).toBe(404);
    expect((await api.post({ service_code: 'pothole', address_string: '1 Elm St' })).status).toBe(404);
  });

  test('hides each of its requests, by its id, among ids, and for its token', async () => {
    for (const id of potholes) {
      expect(await statusOf(`requests/${id}.json`)).toBe(404);
      expect(await statusOf(`requests/${id}.xml`)).toBe(404);
      expect(await statusOf(`tokens/${id}.json`)).toBe(404);
    }
    expect(await listed(`service_request_id=${[...potholes, building].join(',')}`)).toEqual({
      ids: [building],
      total: 1,
    });
  });

  test('takes every update of its requests along', async () => {
    expect(await updated()).toEqual({ ids: [building], isWhole: true });
    for (const id of potholes) expect(await updated(`service_request_id=${id}`)).toEqual({ ids: [], isWhole: true });
  });

  test('and made public again shows what was reported while it was public, and nothing else', async () => {
    const meanwhile = await delivered('pothole');
    await make('pothole', 'public');
    await withdraw(meanwhile);
    expect((await listed('')).ids).toEqual([...potholes, building].toSorted());
    expect((await updated()).ids).toEqual([...potholes, building].toSorted());
    expect(await statusOf(`requests/${meanwhile}.json`)).toBe(404);
  });
});

describe('R17 R190: a private type that is made public', () => {
  test('publishes nothing that was reported while it was private, also when that changes', async () => {
    const before = await delivered('housing-complaint');
    await make('housing-complaint', 'public');
    const after = await delivered('housing-complaint');
    for (const id of [before, after]) await withdraw(id);
    expect(await statusOf(`requests/${before}.json`)).toBe(404);
    expect((await updated(`service_request_id=${before}`)).ids).toEqual([]);
    expect(await api.request(after)).toMatchObject({ status: 'closed', service_code: 'housing-complaint' });
  });
});
