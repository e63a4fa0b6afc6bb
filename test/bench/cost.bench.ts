/**
 * What one simple on-time request costs at list price (us-east-1, no free tier), computed from units that are counted while it goes
 * through the local stack: states entered, write and read units as the engine reports them, invocations, e-mails, log bytes.
 * Promised: at most 6 states entered, and $150 a million without mail.
 * Run: `node test/bench/cost.bench.ts` (after `npm run synth`)
 */
import { createServer, request as httpRequest, Agent } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startCompanion } from '../../infra/local/companion-process.ts';
import { engineProgram } from '../../infra/local/tables.ts';
import { DAY, HOUR, aLocalStack, aPothole, deliver, letterTo, linkIn, notices, post } from '../support/local-stack.ts';
import { table } from './report.ts';

/** List prices in dollars for one unit; public AWS price pages as of 2026, us-east-1. */
const PRICE = {
  stateEntered: 25e-6,
  writeUnit: 0.625e-6,
  readUnit: 0.125e-6,
  invocation: 0.2e-6,
  gigabyteSecond: 13.3334e-6,
  apiCall: 3.5e-6,
  logGigabyte: 0.5,
  email: 1e-4,
  notification: 0.5e-6,
} as const;

/** Billed time of one invocation, s, and its memory, GB: an assumption, because a laptop's times are not Lambda's. */
const ASSUMED = { seconds: 0.03, gigabytes: 0.25 };

/** Stands before the engine and asks it for the units of every call. */
const counted = { write: 0, read: 0 };
const WRITES = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'TransactWriteItems', 'BatchWriteItem']);
const READS = new Set(['GetItem', 'Query']);
const engine = await startCompanion({ engine: { program: engineProgram() }, mailbox: false }, (error) =>
  console.error(error),
);
const agent = new Agent({ keepAlive: true });
const meter = createServer((incoming, outgoing) => {
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  incoming.on('end', () => {
    const operation = String(incoming.headers['x-amz-target']).split('.').at(-1) ?? '';
    const asks = WRITES.has(operation) || READS.has(operation);
    let body = Buffer.concat(chunks);
    if (asks)
      body = Buffer.from(
        JSON.stringify({ ...(JSON.parse(body.toString()) as object), ReturnConsumedCapacity: 'TOTAL' }),
      );
    const headers = { ...incoming.headers, 'content-length': String(body.length) };
    const call = httpRequest({ port: engine.enginePort, method: 'POST', headers, agent }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => {
        const text = Buffer.concat(parts);
        if (asks && answer.statusCode === 200) addUnits(operation, JSON.parse(text.toString()) as Answer);
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers).end(text);
      });
    });
    call.end(body);
  });
});
interface Answer {
  ConsumedCapacity?: { CapacityUnits?: number } | { CapacityUnits?: number }[];
}
const addUnits = (operation: string, { ConsumedCapacity = [] }: Answer) => {
  const units = [ConsumedCapacity].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
  counted[WRITES.has(operation) ? 'write' : 'read'] += units;
};
await new Promise<void>((resolve) => meter.listen(0, '127.0.0.1', resolve));

const stack = await aLocalStack({
  dynamodbEndpoint: `http://127.0.0.1:${(meter.address() as AddressInfo).port}`,
  scheduleSpacing: 365 * DAY,
});

/** One request from the webhook to its close, with two pages read on the way. */
const live = async (id: string): Promise<void> => {
  const { body } = await deliver(stack, aPothole({ id }));
  await stack.settle();
  await stack.clock.advanceTo(stack.clock.now() + HOUR);
  const page = linkIn(await letterTo(stack, 'highway.desk@dpw.somerville.example'));
  await (await fetch(page)).arrayBuffer();
  await (await fetch(String(body.statusPage))).arrayBuffer();
  await post(page, { action: 'complete', outcome: 'done', resolution: 'The hole was filled with hot asphalt.' });
  await stack.settle();
  await stack.clock.advanceTo(stack.clock.now() + 15 * DAY);
};

await live('warm-up');
const before = {
  ...counted,
  states: stack.stepFunctions.totals().statesEntered,
  mail: notices(stack).length,
  log: logBytes(),
  runs: runs(),
};
const REQUESTS = 5;
for (let index = 0; index < REQUESTS; index += 1) await live(`request-${index}`);
const each = (now: number, then: number) => (now - then) / REQUESTS;
const units = {
  states: each(stack.stepFunctions.totals().statesEntered, before.states),
  writes: each(counted.write, before.write),
  reads: each(counted.read, before.read),
  emails: each(notices(stack).length, before.mail),
  invocations: each(runs(), before.runs),
  logBytes: each(logBytes(), before.log),
};
const API_CALLS = 4; // one delivery, two pages, one form

const costs: [string, number, number][] = [
  ['states entered', units.states, PRICE.stateEntered],
  ['write units', units.writes, PRICE.writeUnit],
  ['read units', units.reads, PRICE.readUnit],
  ['invocations', units.invocations, PRICE.invocation],
  [
    `GB-s (${ASSUMED.seconds * 1000} ms of ${ASSUMED.gigabytes * 1024} MB assumed)`,
    units.invocations * ASSUMED.seconds * ASSUMED.gigabytes,
    PRICE.gigabyteSecond,
  ],
  ['API calls', API_CALLS, PRICE.apiCall],
  ['log GB', units.logBytes / 1e9, PRICE.logGigabyte],
  ['SES events over SNS', units.emails * 2, PRICE.notification],
];
const dollars = (amount: number) => `$${amount.toFixed(2)}`;
const withoutMail = costs.reduce((sum, [, amount, price]) => sum + amount * price, 0);
const mail = units.emails * PRICE.email;
process.stdout.write(
  table(
    ['for one request', 'units', 'a million requests'],
    [
      ...costs.map(([name, amount, price]) => [
        name,
        amount < 0.01 ? amount.toExponential(1) : String(Math.round(amount * 100) / 100),
        dollars(amount * price * 1e6),
      ]),
      ['**without mail**', '', `**${dollars(withoutMail * 1e6)}**`],
      ['e-mails', String(units.emails), dollars(mail * 1e6)],
    ],
  ),
);
/** Step Functions' defaults in us-east-1: a million open executions; a request is open a month on average with its survey window. */
const yearly = (requests: number) => {
  const variable = (withoutMail + mail) * requests;
  const open = (requests * 30) / 365;
  const binds = open > 1_000_000 ? 'open executions (1 million)' : requests / 365 > 50_000 ? 'SES daily quota' : 'none';
  return [
    requests.toLocaleString('en-US'),
    dollars(withoutMail * requests),
    dollars(mail * requests),
    dollars(variable),
    binds,
  ];
};
process.stdout.write(
  `\n${table(['requests a year', 'without mail', 'mail', 'both', 'quota that binds first'], [100_000, 3_500_000, 100_000_000].map(yearly))}`,
);
await stack.stop();
meter.close();
meter.closeAllConnections();
await engine.stop();

function logBytes(): number {
  return stack.functions
    .names()
    .reduce((sum, name) => sum + stack.functions.logs(name).reduce((bytes, { text }) => bytes + text.length, 0), 0);
}
function runs(): number {
  const invocations = stack.metrics.list('AWS/Lambda').filter(({ name }) => name === 'Invocations');
  const counts = invocations.flatMap((metric) => [...stack.metrics.aggregates(metric, 0, Infinity, 60).values()]);
  return counts.reduce((total, { sum }) => total + sum, 0);
}
