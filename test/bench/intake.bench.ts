/**
 * How many signed deliveries a second the whole local stack takes in (HTTP, signature, mapping, one durable transaction), beside the
 * rate at which the same engine takes the same bare transaction by the same client, in one run. The workflows that the deliveries
 * start run on meanwhile, as they do in a day's work. Promised: at least half of the bare rate; p99 is stated.
 * Run: `node test/bench/intake.bench.ts` (after `npm run synth`)
 */
import { randomUUID } from 'node:crypto';
import { Agent, request as httpRequest } from 'node:http';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { receiveReport } from '../../functions/intake/receive-report.ts';
import { signDelivery } from '../../functions/intake/webhook-signature.ts';
import { serviceOf } from '../../infra/local/service.ts';
import { startLocalStack } from '../../infra/local/stack.ts';
import { quantile, table } from './report.ts';

const DELIVERIES = 1_000;
const WARM_UP = 100;
const AT_ONCE = 16;
const NOW = Date.UTC(2026, 5, 1, 13);

const stack = await startLocalStack({ port: 0, startAt: NOW });
const service = serviceOf(stack);
const secret = service.webhookSecret('standard');
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });

const payload = (id: string) => ({
  id,
  type: 'pothole',
  description: 'A deep hole in front of the bakery, about a foot wide.',
  location: { address: '12 Elm St', lat: 42.3954, lon: -71.1217 },
  channel: 'web',
});

const deliver = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const body = Buffer.from(JSON.stringify(payload(randomUUID())));
    const id = randomUUID();
    const at = Math.floor(stack.clock.now() / 1000);
    const headers = {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(at),
      'webhook-signature': signDelivery(secret, id, at, body),
    };
    const call = httpRequest(`${stack.url}/webhooks/standard`, { method: 'POST', headers, agent }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
    });
    call.on('error', reject).end(body);
  });

/** The three items of intake's own transaction, without anything around it. */
const bareTransaction = async (): Promise<number> => {
  const id = randomUUID();
  const report = {
    sourceId: id,
    reportedType: 'pothole',
    description: payload(id).description,
    place: payload(id).location,
    answers: {},
    private: false,
  };
  const { request, events } = receiveReport(report, { platform: 'standard', catalogue: 'somerville' }, NOW);
  const puts = [
    { pk: `BARE#${id}`, sk: 'REQUEST', ...request, watch: 'bare', wakeAt: NOW },
    { pk: `BARE#${id}`, sk: 'EVENT', ...events[0] },
    { pk: `BARE#${id}`, sk: 'DELIVERY', requestId: request.id, bodyHash: id },
  ];
  await service.dynamodb.send(
    new TransactWriteCommand({
      ClientRequestToken: randomUUID(),
      TransactItems: puts.map((Item) => ({
        Put: { TableName: service.tables.requests, Item, ConditionExpression: 'attribute_not_exists(pk)' },
      })),
    }),
  );
  return 202;
};

/** Runs one thing many times, so many at once; answers the rate and the times in ms. */
const measure = async (work: () => Promise<number>): Promise<{ rate: number; times: number[] }> => {
  const times: number[] = [];
  const run = async (count: number) => {
    let left = count;
    const lane = async () => {
      while (left-- > 0) {
        const startedAt = performance.now();
        const status = await work();
        if (status !== 202) throw new Error(`Expected 202, was answered ${status}.`);
        times.push(performance.now() - startedAt);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
  };
  await run(WARM_UP);
  times.length = 0;
  const startedAt = performance.now();
  await run(DELIVERIES);
  return { rate: (DELIVERIES * 1000) / (performance.now() - startedAt), times };
};

const bare = await measure(bareTransaction);
await stack.settle();
const intake = await measure(deliver);
const startedAt = performance.now();
await stack.settle();
const drained = (performance.now() - startedAt) / 1000;
const row = (name: string, { rate, times }: typeof bare) => [
  name,
  rate.toFixed(0),
  ...[0.5, 0.95, 0.99].map((share) => quantile(times, share).toFixed(1)),
];
process.stdout.write(
  table(
    ['', 'a second', 'p50 ms', 'p95 ms', 'p99 ms'],
    [row('the engine, the bare transaction', bare), row('intake, the whole stack', intake)],
  ),
);
process.stdout.write(
  `\nShare of the bare rate: ${((100 * intake.rate) / bare.rate).toFixed(0)} %. ${AT_ONCE} at once, ${DELIVERIES} each. `,
);
process.stdout.write(
  `The workflows and notices of the last came to rest ${drained.toFixed(1)} s after the last answer.\n`,
);
await stack.stop();
agent.destroy();
