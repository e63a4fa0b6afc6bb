import type { Request } from '../../functions/requests/request.ts';
import { type Crowd, drainRate, lettersAmiss, openCrowd } from './crowd.ts';
import type { OtherBuckets, QUOTAS } from './fakes/quotas.ts';
import type { Service } from './play.ts';
import { HOUR, MINUTE, MONDAY_MORNING, aPothole } from './scenarios.ts';

/** What a load came to: what must be nothing, and figures. */
export interface LoadResult {
  name: string;
  /** What must not be; empty where all is well. */
  amiss: string[];
  figures: [string, string][];
}

/** Whose quotas hold. */
export interface Region {
  region: keyof typeof QUOTAS;
  /** Buckets that are not as the region has them. */
  others?: OtherBuckets;
}

/** 1234.5 → `1,235`. */
export const plain = (value: number): string => Math.round(value).toLocaleString('en-US');
/** Ms as `3 s`. */
export const seconds = (ms: number): string => `${plain(ms / 1000)} s`;

/** The figures that every load has. */
export function common(crowd: Crowd): LoadResult['figures'] {
  const { quotas, peaks, world, heldBack } = crowd;
  const putOff = [...heldBack].map(([partition, times]) => `${plain(times)} of ${partition}`);
  const refused = [...quotas.passed].map(
    ([what, { taken, refused: not, heldBack: late }]) =>
      `${what} ${plain(taken)} taken, ${what === 'StateTransition' ? `${plain(late)} of them held back` : `${plain(not)} refused`}`,
  );
  return [
    ['quotas', refused.join('; ')],
    ['most invocations at once', plain(quotas.mostRunning())],
    ['busiest partition, written', `${plain(peaks.write.units)} WRU in a second (${peaks.write.partition})`],
    ['busiest partition, read', `${plain(peaks.read.units)} RRU in a second (${peaks.read.partition})`],
    ['writes that a full partition put off', putOff.join(', ') || 'none'],
    ['calls of AWS', plain(world.functions.made())],
    ['dead letters', plain(world.deadLetters.length)],
  ];
}

/** What was too much for a partition. */
export const hot = ({ peaks }: Crowd): string[] => [
  ...(peaks.write.units > 1_100 ? [`${peaks.write.partition} took ${peaks.write.units} WRU in a second.`] : []),
  ...(peaks.read.units > 3_000 ? [`${peaks.read.partition} took ${peaks.read.units} RRU in a second.`] : []),
];

/** A place of its own for each number, far enough from the last one that none looks like a duplicate. */
export const elsewhere = (index: number) => ({
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

/** Of letters that are paced SES refuses next to none; more than one in fifty is a pace that is not kept. */
export function unpaced({ quotas, sent }: Crowd): string[] {
  const refused = quotas.passed.get('SendRawEmail')?.refused ?? 0;
  return refused > sent() / 50 ? [`SES refused ${refused} letters as too many a second, and took ${sent()}.`] : [];
}

/** Every request as the table has it. */
export function* requestsOf({ world }: Crowd): Generator<Request> {
  const table = world.template.find('RequestsTable/Table', 'AWS::DynamoDB::Table').name;
  for (const item of world.tables.items(table)) if (item.sk === 'REQUEST') yield item as unknown as Request;
}

/** Tells on stderr how far a long play is. */
export function tellProgress({ world, city, sent }: Crowd): { stop(): void } {
  const tell = () => {
    const at = new Date(world.scheduler.now()).toISOString();
    const [accepted, calls] = [city.accepted.size, world.functions.made()].map(plain);
    const megabytes = plain(process.memoryUsage().rss / 2 ** 20);
    process.stderr.write(`${at}: ${accepted} accepted, ${plain(sent())} letters, ${calls} calls, ${megabytes} MB\n`);
  };
  const timer = setInterval(tell, 30_000);
  return { stop: () => clearInterval(timer) };
}

/** Goes on until a moment, or until nothing of a kind is left to do, minute by minute; answers when it was so. */
export async function runUntil({ world }: Crowd, holds: () => boolean, until: number): Promise<number> {
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
  { burst, forSeconds, spike, region, others = {} }: { burst: number; forSeconds: number; spike: number } & Region,
): Promise<LoadResult> {
  const startAt = MONDAY_MORNING;
  const crowd = openCrowd(service, { startAt, region, others });
  const tells = tellProgress(crowd);
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
    ...unpaced(crowd),
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
  tells.stop();
  crowd.end();
  return { name: `storm, ${region}`, amiss, figures };
}

/** A hot key (experiment 25): reports of one thing at one place within some minutes. No partition is too hot, and the counters are right. */
export async function hotKey(
  service: Service,
  { reports: total, region, minutes = 10 }: { reports: number; minutes?: number } & Region,
): Promise<LoadResult> {
  const startAt = MONDAY_MORNING;
  const crowd = openCrowd(service, { startAt, region });
  const tells = tellProgress(crowd);
  const delivered = deliverAll(
    crowd,
    Array.from({ length: total }, (_, index) => ({
      at: startAt + 1_000 + (index / total) * minutes * MINUTE,
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
    ['reports', `${plain(total)} of one thing at one place in ${minutes} minutes`],
    ['they are', [...statuses].map(([status, of]) => `${plain(of.length)} ${status}`).join(', ')],
    ['counted as received', plain(counted)],
    ['all reviewed after', seconds(reviewedAt - startAt)],
    ...common(crowd),
  ];
  tells.stop();
  crowd.end();
  return { name: `hot key, ${region}`, amiss, figures };
}
