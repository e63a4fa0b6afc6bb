/**
 * How long the public waits for a list, and what it reads: 60,000 requests of 90 days in the local engine's table, asked as Open311 is
 * asked, from the parameters to the body. Promised: the usual calls well under half a second, and none that looks through more than it says.
 * Run: `node test/bench/open311.bench.ts` (after `npm run synth`)
 */
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { catalogueOf } from '../../functions/catalogue/catalogue.ts';
import { type PublicItem, publicItems } from '../../functions/open311/public-items.ts';
import { createPublicReader } from '../../functions/open311/public-reader.store.ts';
import type { PublicRequest } from '../../functions/open311/public-request.ts';
import { publicTypes } from '../../functions/open311/public-types.ts';
import { readRequests } from '../../functions/open311/read-requests.handler.ts';
import { anEngine } from '../support/engine.ts';
import { seededRandom } from '../support/step-functions.ts';
import { median, table } from './report.ts';
import { meterUnits } from './units.ts';

const REQUESTS = 60_000;
/** One in six has an update here; more of them change nothing but the time to write them. */
const ONE_UPDATED_OF = 6;
const DAY = 86_400_000;
const NOW = Date.UTC(2026, 8, 15, 13);
const SPAN = 89 * DAY;
const TIMES = 7;

const catalogue = catalogueOf('somerville');
const types = publicTypes(catalogue);
const codes = [...catalogue.types.keys()].filter(types.isPublic);
const random = seededRandom(311);
const engine = await anEngine();
const iso = (at: number): string => new Date(at).toISOString();
const say = (text: string) => process.stdout.write(text);

/** A few services have most of the requests, and what is old is done, but for one in twenty. */
const aRequest = (index: number): PublicRequest => {
  const requestedAt = Math.floor(NOW - SPAN * (1 - index / REQUESTS));
  const code = codes[Math.floor(random() ** 3 * codes.length)] ?? 'pothole';
  const takes = Math.floor(random() * 10 * DAY);
  const isOpen = random() < 0.05 || requestedAt + takes > NOW;
  const id = `R-${String(index).padStart(6, '0')}-${Math.floor(random() * 1e9).toString(36)}`;
  const updatedAt = Math.floor(isOpen ? requestedAt + random() * (NOW - requestedAt) : requestedAt + takes);
  return {
    id,
    status: isOpen ? 'open' : 'closed',
    detailedStatus: isOpen ? 'in-progress' : 'closed',
    ...(isOpen ? {} : { outcome: 'done', closedAt: updatedAt, notes: 'The crew has filled the hole.' }),
    code,
    name: catalogue.types.get(code)?.name ?? code,
    description: 'A deep hole in front of the bakery, about a foot wide; it has been there since the winter and grows.',
    agency: 'DPW Highway',
    requestedAt,
    updatedAt,
    expectedAt: requestedAt + 5 * DAY,
    place: { address: '1-99 Elm St', lat: 42.38, lon: -71.12 },
    channel: 'web',
    answers: [],
    cycle: 1,
  };
};

const itemsOf = (index: number): PublicItem[] => {
  const request = aRequest(index);
  const { id: requestId, updatedAt: at } = request;
  const update = { id: `${requestId}-2-0`, requestId, version: 2, order: 0, status: 'fixed' as const, at };
  const updates = index % ONE_UPDATED_OF === 0 ? [{ ...update, description: 'The crew has filled the hole.' }] : [];
  return publicItems(requestId, 2, { kind: 'public', request, updates });
};

/** Writes as fast as the engine takes it: 24 items a call, four calls at once. */
const fill = async (): Promise<void> => {
  let next = 0;
  const worker = async () => {
    while (next < REQUESTS) {
      const first = next;
      next += 20; // and at most four updates with them
      const items = Array.from({ length: Math.min(20, REQUESTS - first) }, (_, index) => itemsOf(first + index)).flat();
      await engine.client.send(
        new BatchWriteCommand({
          RequestItems: { [engine.tables.published]: items.map((Item) => ({ PutRequest: { Item } })) },
        }),
      );
    }
  };
  await Promise.all(Array.from({ length: 4 }, worker));
};

const client = engine.clientOf(engine.endpoint);
const used = meterUnits(client);
const serve = readRequests({
  served: { jurisdiction: 'city.example', catalogue: 'somerville', license: 'https://license.example/' },
  reader: createPublicReader(client, engine.tables.published, () => types),
  now: () => NOW,
});
const ask = (resource: string, query: string, document?: string) =>
  serve({
    resource: `/open311/v2/${resource}`,
    pathParameters: document ? { document } : null,
    queryStringParameters: Object.fromEntries(new URLSearchParams(query)),
  } as unknown as APIGatewayProxyEvent);

const startedAt = performance.now();
await fill();
say(
  `${REQUESTS.toLocaleString('en-US')} requests written in ${((performance.now() - startedAt) / 1000).toFixed(0)} s.\n\n`,
);

const [common = '', rare = ''] = [codes[0], codes.at(-1)];
const day = `start_date=${iso(NOW - 40 * DAY)}&end_date=${iso(NOW - 39 * DAY)}`;
const CALLS: [string, string, string][] = [
  ['everything: the newest 1,000', 'requests.json', ''],
  ['a page of 50', 'requests.json', 'page=1&page_size=50'],
  ['page 20 of 50', 'requests.json', 'page=20&page_size=50'],
  ['page 200 of 50', 'requests.json', 'page=200&page_size=50'],
  ['page 900 of 50', 'requests.json', 'page=900&page_size=50'],
  ['open: the newest 1,000', 'requests.json', 'status=open'],
  ['open, a page of 50', 'requests.json', 'status=open&page_size=50'],
  ['closed, a page of 50', 'requests.json', 'status=closed&page_size=50'],
  ['a frequent service: the newest 1,000', 'requests.json', `service_code=${common}`],
  ['a rare service', 'requests.json', `service_code=${rare}`],
  ['a rare service, open', 'requests.json', `service_code=${rare}&status=open`],
  ['two services, a page of 50', 'requests.json', `service_code=${common},${rare}&page_size=50`],
  ['one day: all of it', 'requests.json', day],
  ['one day, a page of 50', 'requests.json', `${day}&page_size=50`],
  ['what changed in the last hour', 'requests.json', `updated_after=${iso(NOW - DAY / 24)}`],
  ['what changed in the last day, a page of 50', 'requests.json', `updated_after=${iso(NOW - DAY)}&page_size=50`],
  [
    'a hundred ids that nobody has',
    'requests.json',
    `service_request_id=${Array.from({ length: 100 }, (_, index) => `R-${index}`).join(',')}`,
  ],
  ['updates of the last day', 'servicerequestupdates.json', `start_date=${iso(NOW - DAY)}`],
  ['updates, a page of 50', 'servicerequestupdates.json', 'page_size=50'],
];

const rows: string[][] = [];
for (const [name, resource, query] of CALLS) {
  const times: number[] = [];
  let answer = await ask(resource, query);
  for (let time = 0; time < TIMES; time += 1) {
    Object.assign(used, { calls: 0, read: 0 });
    const begun = performance.now();
    answer = await ask(resource, query);
    times.push(performance.now() - begun);
  }
  const { 'x-total-count': total, 'x-total-at-least': atLeast } = answer.headers ?? {};
  rows.push([
    name,
    answer.statusCode === 200 ? String((JSON.parse(answer.body) as unknown[]).length) : String(answer.statusCode),
    total === undefined ? `≥ ${atLeast}` : String(total),
    median(times).toFixed(0),
    Math.max(...times).toFixed(0),
    String(used.calls),
    used.read.toFixed(0),
  ]);
}
say(table(['one call', 'entries', 'of', 'median ms', `slowest of ${TIMES}, ms`, 'reads', 'read units'], rows));
await engine.stop();
