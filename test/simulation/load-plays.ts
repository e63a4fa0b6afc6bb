import type { Request } from '../../functions/requests/request.ts';
import { shardOf } from '../../functions/shared/shard.ts';
import { WATCH_SHARDS } from '../../functions/shared/contract.ts';
import { type Crowd, drainRate, lettersAmiss, openCrowd } from './crowd.ts';
import type { QUOTAS } from './fakes/quotas.ts';
import type { Service } from './play.ts';
import { DAY, HOUR, MINUTE, MONDAY_MORNING, aPothole, acceptedWork } from './scenarios.ts';
import type { Item } from './fakes/expressions.ts';

/** What a load came to: what must be nothing, and figures. */
export interface LoadResult {
  name: string;
  /** What must not be; empty where all is well. */
  amiss: string[];
  figures: [string, string][];
}

interface Region {
  region: keyof typeof QUOTAS;
}

const plain = (value: number): string => Math.round(value).toLocaleString('en-US');
const seconds = (ms: number): string => `${plain(ms / 1000)} s`;

/** The figures that every load has. */
function common(crowd: Crowd): LoadResult['figures'] {
  const { quotas, peaks, world, heldBack } = crowd;
  const held = [...heldBack].map(([partition, times]) => `${plain(times)} of ${partition}`);
  const refused = [...quotas.passed].map(
    ([what, { taken, refused: not }]) => `${what} ${plain(taken)} taken, ${plain(not)} refused`,
  );
  return [
    ['quotas', refused.join('; ')],
    ['most invocations at once', plain(quotas.mostRunning())],
    ['busiest partition, written', `${plain(peaks.write.units)} WRU in a second (${peaks.write.partition})`],
    ['busiest partition, read', `${plain(peaks.read.units)} RRU in a second (${peaks.read.partition})`],
    ['writes that a full partition put off', held.join(', ') || 'none'],
    ['calls of AWS', plain(world.functions.made())],
    ['dead letters', plain(world.deadLetters.length)],
  ];
}

const hot = ({ peaks }: Crowd): string[] => [
  ...(peaks.write.units > 1_100 ? [`${peaks.write.partition} took ${peaks.write.units} WRU in a second.`] : []),
  ...(peaks.read.units > 3_000 ? [`${peaks.read.partition} took ${peaks.read.units} RRU in a second.`] : []),
];

/** A place of its own for each number, far enough from the last one that none looks like a duplicate. */
const elsewhere = (index: number) => ({
  address: `${index} Medford St`,
  lat: 42.3 + 0.004 * (index % 200),
  lng: -71.2 + 0.004 * Math.floor(index / 200),
});

interface Delivered {
  latencies: number[];
  lastAt: number;
}

/** Delivers reports at their moments, each through the signed webhook until it is taken. */
function deliverAll(crowd: Crowd, reports: { at: number; payload: object }[]): Delivered {
  const { world, city } = crowd;
  const done: Delivered = { latencies: [], lastAt: 0 };
  for (const { at, payload } of reports)
    world.scheduler.at(at, () => {
      world.send(async () => {
        await city.deliver(payload);
        done.latencies.push(world.scheduler.now() - at);
        done.lastAt = world.scheduler.now();
      });
    });
  return done;
}

/** Every request as the table has it. */
function* requestsOf({ world }: Crowd): Generator<Request> {
  const table = world.template.find('RequestsTable/Table', 'AWS::DynamoDB::Table').name;
  for (const item of world.tables.items(table)) if (item.sk === 'REQUEST') yield item as unknown as Request;
}

/** Goes on until a moment, or until nothing of a kind is left to do, minute by minute; answers when it was so. */
async function runUntil({ world }: Crowd, holds: () => boolean, until: number): Promise<number> {
  while (world.scheduler.now() < until) {
    await world.run(world.scheduler.now() + MINUTE);
    if (holds()) break;
  }
  return world.scheduler.now();
}

/**
 * A storm (experiment 24): a burst, and a spike within one second, of reports at places of their own. All of them are accepted and kept,
 * reviewed and told of, and the letters leave at SES's rate.
 */
export async function storm(
  service: Service,
  { burst, forSeconds, spike, region }: { burst: number; forSeconds: number; spike: number } & Region,
): Promise<LoadResult> {
  const startAt = MONDAY_MORNING;
  const crowd = openCrowd(service, { startAt, region });
  const total = burst * forSeconds + spike;
  const reports = Array.from({ length: total }, (_, index) => ({
    at: startAt + 1_000 + (index < spike ? (index / spike) * 1_000 : 10_000 + ((index - spike) / burst) * 1_000),
    payload: aPothole(`S-${index}`, { location: elsewhere(index) }),
  }));
  const delivered = deliverAll(crowd, reports);
  let offeredBy = 0;
  const allOffered = () => {
    if (delivered.latencies.length < total) return false;
    for (const { status } of requestsOf(crowd)) if (status === 'received') return false;
    return true;
  };
  offeredBy = await runUntil(crowd, allOffered, startAt + 12 * HOUR);
  const drained = () => lettersAmiss(crowd).unsent === 0;
  const until = startAt + Math.max(HOUR, (total * 3 * 1_000) / 14) + 4 * HOUR;
  await runUntil(crowd, drained, until);
  const { twice, unsent } = lettersAmiss(crowd);
  const kept = [...requestsOf(crowd)];
  const stuck = kept.filter(({ status }) => status === 'received').length;
  const { rate, most, seconds: lasted } = drainRate(crowd);
  delivered.latencies.sort((one, other) => one - other);
  const at = (share: number) => delivered.latencies[Math.floor(share * (delivered.latencies.length - 1))] ?? 0;
  const amiss = [
    ...(kept.length === total && crowd.city.accepted.size === total
      ? []
      : [`${total} were sent, ${crowd.city.accepted.size} accepted and ${kept.length} kept.`]),
    ...(stuck > 0 ? [`${stuck} were never reviewed.`] : []),
    ...(twice > 0 ? [`${twice} letters were sent twice.`] : []),
    ...(unsent > 0 ? [`${unsent} letters were not sent.`] : []),
    ...hot(crowd),
    ...crowd.world.deadLetters.slice(0, 3).map((queue) => `a dead letter in ${queue}`),
  ];
  const figures: LoadResult['figures'] = [
    ['reports', `${plain(total)}: ${plain(spike)} in one second, and ${burst} a second for ${forSeconds} s`],
    ['accepted after (median, p99, last)', `${plain(at(0.5))} ms, ${plain(at(0.99))} ms, ${plain(at(1))} ms`],
    ['all reviewed after', seconds(offeredBy - startAt)],
    ['letters', `${plain(crowd.sent())} in ${plain(lasted)} s: ${rate.toFixed(2)} a second, at most ${most}`],
    ...common(crowd),
  ];
  crowd.end();
  return { name: `storm, ${region}`, amiss, figures };
}

/** A hot key (experiment 25): reports of one thing at one place within ten minutes. No partition is too hot, and the counters are right. */
export async function hotKey(
  service: Service,
  { reports: total, region }: { reports: number } & Region,
): Promise<LoadResult> {
  const startAt = MONDAY_MORNING;
  const crowd = openCrowd(service, { startAt, region, ratesMail: false });
  const delivered = deliverAll(
    crowd,
    Array.from({ length: total }, (_, index) => ({
      at: startAt + 1_000 + (index / total) * 10 * MINUTE,
      payload: aPothole(`H-${index}`, { description: 'A main has burst.' }),
    })),
  );
  const quiet = () =>
    delivered.latencies.length === total && [...requestsOf(crowd)].every(({ status }) => status !== 'received');
  const reviewedAt = await runUntil(crowd, quiet, startAt + 6 * HOUR);
  await crowd.world.run(reviewedAt + 20 * MINUTE);
  const statuses = Map.groupBy(requestsOf(crowd), ({ status }) => status);
  const measures = crowd.world.template.find('MeasuresTable/Table', 'AWS::DynamoDB::Table').name;
  let counted = 0;
  for (const { line } of crowd.world.tables.items(measures))
    if ((line as { type?: string } | undefined)?.type === 'request-received') counted += 1;
  const amiss = [
    ...(crowd.city.accepted.size === total ? [] : [`${total} were sent and ${crowd.city.accepted.size} accepted.`]),
    ...(statuses.has('received') ? [`${statuses.get('received')!.length} were never reviewed.`] : []),
    ...(counted === total ? [] : [`${total} were received and ${counted} counted.`]),
    ...hot(crowd),
    ...crowd.world.deadLetters.slice(0, 3).map((queue) => `a dead letter in ${queue}`),
  ];
  const figures: LoadResult['figures'] = [
    ['reports', `${plain(total)} of one thing at one place in ten minutes`],
    ['they are', [...statuses].map(([status, of]) => `${plain(of.length)} ${status}`).join(', ')],
    ['counted as received', plain(counted)],
    ['all reviewed after', seconds(reviewedAt - startAt)],
    ...common(crowd),
  ];
  crowd.end();
  return { name: `hot key, ${region}`, amiss, figures };
}

/** Friday, 15:00 in Somerville: two business days after a report of Wednesday at that time, whose promise is due then. */
const FRIDAY_AFTERNOON = Date.UTC(2026, 5, 5, 19);
const WEDNESDAY_AFTERNOON = Date.UTC(2026, 5, 3, 19);

/**
 * Friday afternoon (experiment 26): many open requests that are all due at one moment. Each is told of once, and the letters leave at
 * SES's rate.
 */
export async function friday(
  service: Service,
  { requests: total, region }: { requests: number } & Region,
): Promise<LoadResult> {
  // One request is played until its last warning; all others are copies of it with names of their own.
  const from = FRIDAY_AFTERNOON - HOUR - (total / 100) * 1_000;
  const model = await aModel(service, from);
  const crowd = openCrowd(service, { startAt: from, region });
  const ids = Array.from({ length: total }, (_, index) => `R-${code(index)}`);
  for (const [table, items] of model.items)
    for (const item of items) for (const id of ids) crowd.world.tables.plant(table, copyFor(item, model, id));
  ids.forEach((id, index) =>
    crowd.world.scheduler.at(from + 1_000 + index * 10, () =>
      crowd.world.start(`${id}-1`, { requestId: id, cycle: 1 }),
    ),
  );
  await crowd.world.run(FRIDAY_AFTERNOON);
  const early = crowd.sent();
  const told = () =>
    [...requestsOf(crowd)].every(({ milestones }) =>
      milestones.some(({ kind, clock }) => kind === 'due' && clock === 'resolve'),
    );
  const actedAt = await runUntil(crowd, told, FRIDAY_AFTERNOON + 12 * HOUR);
  await runUntil(crowd, () => lettersAmiss(crowd).unsent === 0, FRIDAY_AFTERNOON + 4 * DAY);
  const { twice, unsent } = lettersAmiss(crowd);
  const twiceRecorded = [...requestsOf(crowd)].filter(
    ({ milestones }) => new Set(milestones.map(({ id }) => id)).size < milestones.length,
  ).length;
  const { rate, most, seconds: lasted } = drainRate(crowd);
  const amiss = [
    ...(early > 0 ? [`${early} letters left before the moment.`] : []),
    ...(told() ? [] : ['Some were never told of.']),
    ...(twiceRecorded > 0 ? [`${twiceRecorded} have a milestone twice.`] : []),
    ...(twice > 0 ? [`${twice} letters were sent twice.`] : []),
    ...(unsent > 0 ? [`${unsent} letters were not sent.`] : []),
    ...hot(crowd),
    ...crowd.world.deadLetters.slice(0, 3).map((queue) => `a dead letter in ${queue}`),
  ];
  const figures: LoadResult['figures'] = [
    ['open requests, all due at one moment', plain(total)],
    ['all acted on after', seconds(actedAt - FRIDAY_AFTERNOON)],
    ['letters', `${plain(crowd.sent())} in ${plain(lasted)} s: ${rate.toFixed(2)} a second, at most ${most}`],
    ...common(crowd),
  ];
  crowd.end();
  return { name: `Friday, ${region}`, amiss, figures };
}

interface Model {
  requestId: string;
  items: Map<string, Item[]>;
}

async function aModel(service: Service, until: number): Promise<Model> {
  const crowd = openCrowd(service, { startAt: WEDNESDAY_AFTERNOON, region: 'us-east-1' });
  let requestId = '';
  crowd.world.send(async () => void ({ requestId } = await acceptedWork(crowd.city, 'F-1')));
  await crowd.world.run(until);
  const table = crowd.world.template.find('RequestsTable/Table', 'AWS::DynamoDB::Table').name;
  const kept = [...crowd.world.tables.partition(table, `REQUEST#${requestId}`)].filter(({ sk }) => sk !== 'WAIT');
  crowd.end();
  return { requestId, items: new Map([[table, kept]]) };
}

const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const code = (index: number): string => {
  const text = Array.from({ length: 12 }, (_, place) => DIGITS[Math.floor(index / 32 ** (11 - place)) % 32]).join('');
  return `${text.slice(0, 4)}-${text.slice(4, 8)}-${text.slice(8)}`;
};

/** A copy of an item under the name of another request, in its own shard of the watch. */
function copyFor(item: Item, { requestId }: Model, id: string): Item {
  const copy = JSON.parse(JSON.stringify(item).replaceAll(requestId, id)) as Item;
  return copy.watch === undefined ? copy : { ...copy, watch: `open#${shardOf(id, WATCH_SHARDS)}` };
}
