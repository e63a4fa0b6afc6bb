import { DescribeAlarmsCommand, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { executionName } from '../../functions/workflow/execution-name.ts';
import { createOutbox } from '../../functions/partners/webhook-outbox.store.ts';
import { CONFIG } from '../config.ts';
import { deadLetterQueues, lookAtAll } from './dead-letter-queue.ts';
import { runningCycles, stoppedCycles } from './executions.ts';
import type { Aged, HealthReading } from './health-lines.ts';
import { type Machinery, findMachine } from './machinery.ts';
import { findStuck } from './notices.ts';
import { withoutExecution } from './rearm.ts';
import type { RunningService } from './register.ts';
import { SCHEDULES, STREAM_READERS } from './schedules.ts';
import { readWatched } from './watched.ts';

/** An execution can be redriven for two weeks; older ones tell nothing that the open requests do not. */
const LOOKED_BACK_MS = 14 * 86_400_000;

/** Reads everything that health is judged by; changes nothing, but hides dead letters for the moment in which it looks at them. */
export const readHealth = async (machinery: Machinery, service: RunningService): Promise<HealthReading> => {
  const { now } = service;
  const [queues, requests, stuck, webhooks, runs, streamAges, alarms] = await Promise.all([
    readDeadLetters(machinery),
    readRequests(machinery, service),
    findStuck(service),
    readWebhooks(service),
    readRuns(machinery, now),
    readStreamAges(machinery, now),
    readAlarms(machinery),
  ]);
  const aged = (found: { changedAt: number }[]): Aged => agedBy(found.map(({ changedAt }) => changedAt));
  return {
    now,
    deadLetters: queues,
    ...requests,
    notices: {
      queued: aged(stuck.queued),
      claimed: aged(stuck.claimed),
      uncertain: aged(stuck.uncertain),
      waiting: aged(stuck.waiting),
    },
    webhooks,
    ...runs,
    streamAges,
    alarms,
  };
};

const agedBy = (times: readonly number[]): Aged =>
  times.length === 0
    ? { count: 0 }
    : { count: times.length, oldestAt: times.reduce((oldest, at) => Math.min(oldest, at), Infinity) };

const readDeadLetters = async (machinery: Machinery): Promise<HealthReading['deadLetters']> =>
  // All at once: each answer of an empty queue takes its time.
  Promise.all(
    (await deadLetterQueues(machinery)).map(async (queue) => ({
      of: queue.of,
      ...agedBy((await lookAtAll(machinery.sqs, queue)).map(({ at }) => at)),
    })),
  );

const readRequests = async (machinery: Machinery, service: RunningService) => {
  const machine = await findMachine(machinery);
  const open = await readWatched(service);
  const running = await runningCycles(machinery.sfn, machine);
  const without = withoutExecution(open, running, service.now);
  const cycles = new Set(without.map(({ requestId, cycle }) => executionName(requestId, cycle)));
  const ended = await stoppedCycles(machinery.sfn, machine, service.now - LOOKED_BACK_MS);
  return {
    stopped: [...ended].filter((cycle) => cycles.has(cycle)),
    withoutExecution: without.length,
    operatorsNeeded: open.flatMap(({ requestId, operatorNeeded }) =>
      operatorNeeded ? [`${requestId} (${operatorNeeded})`] : [],
    ),
    pastMoments: open.flatMap(({ wakeAt }) => (wakeAt < service.now ? [wakeAt] : [])),
  };
};

const readWebhooks = async ({ client, table, now }: RunningService): Promise<HealthReading['webhooks']> => {
  const outbox = createOutbox(client, table, () => now);
  const [dead, waiting] = [await outbox.list('dead'), await outbox.list('unsent')];
  return { dead: agedBy(dead.map(({ since }) => since)), waiting: agedBy(waiting.map(({ since }) => since)) };
};

/** The most that a function can be late and still be known: CloudWatch is asked by periods of five minutes. */
const KNOWN_FOR_MS = 3 * 86_400_000;
const PERIOD_SECONDS = 300;

/** Ids of queries begin with a small letter. */
const queryOf = (FunctionName: string, MetricName: string, Stat: string) => ({
  Id: `of${FunctionName}`,
  Label: FunctionName,
  MetricStat: {
    Metric: { Namespace: 'AWS/Lambda', MetricName, Dimensions: [{ Name: 'FunctionName', Value: FunctionName }] },
    Period: PERIOD_SECONDS,
    Stat,
  },
});

/** The metric of each function in a span, the latest first; the name of the function is that of the template, without the environment. */
const measured = async (
  { cloudWatch, nameOf }: Pick<Machinery, 'cloudWatch' | 'nameOf'>,
  names: readonly string[],
  [metric, statistic]: readonly [string, string],
  [from, to]: readonly [number, number],
): Promise<Record<string, { at: number; value: number }[]>> => {
  const queries = names.map((name) => ({ ...queryOf(nameOf(name), metric, statistic), Id: `of${name}`, Label: name }));
  const points: Record<string, { at: number; value: number }[]> = Object.fromEntries(names.map((name) => [name, []]));
  let NextToken: string | undefined;
  do {
    const page = await cloudWatch.send(
      new GetMetricDataCommand({
        MetricDataQueries: queries,
        StartTime: new Date(from),
        EndTime: new Date(to),
        ScanBy: 'TimestampDescending',
        NextToken,
      }),
    );
    for (const { Id = '', Timestamps = [], Values = [] } of page.MetricDataResults ?? [])
      points[Id.slice(2)]?.push(...Timestamps.map((at, index) => ({ at: at.getTime(), value: Values[index] ?? 0 })));
    NextToken = page.NextToken;
  } while (NextToken);
  return points;
};

const spanTo = (now: number, ms: number): readonly [number, number] => {
  const to = Math.ceil(now / (PERIOD_SECONDS * 1000)) * PERIOD_SECONDS * 1000;
  return [to - ms, to];
};

/** When each schedule last ran without an error, and since when any of them is known to run. */
export const readRuns = async (
  machinery: Pick<Machinery, 'cloudWatch' | 'nameOf'>,
  now: number,
): Promise<Pick<HealthReading, 'lastRuns' | 'runsSince'>> => {
  const names = Object.keys(SCHEDULES);
  const span = spanTo(now, KNOWN_FOR_MS);
  const ran = await measured(machinery, names, ['Invocations', 'Sum'], span);
  const failed = await measured(machinery, names, ['Errors', 'Sum'], span);
  const errorsAt = (name: string, at: number) => failed[name]?.find((point) => point.at === at)?.value ?? 0;
  const lastRuns = Object.entries(ran).map(([name, points]) => {
    const last = points.find(({ at, value }) => value > errorsAt(name, at));
    // A period tells of a run at its end at the latest.
    return [name, last && Math.min(now, last.at + PERIOD_SECONDS * 1000)];
  });
  const first = Object.values(ran).flatMap((points) => points.at(-1)?.at ?? []);
  return {
    lastRuns: Object.fromEntries(lastRuns),
    runsSince: first.length === 0 ? undefined : Math.min(...first),
  };
};

const readStreamAges = async (machinery: Machinery, now: number): Promise<HealthReading['streamAges']> => {
  const found = await measured(
    machinery,
    Object.keys(STREAM_READERS),
    ['IteratorAge', 'Maximum'],
    spanTo(now, 15 * 60_000),
  );
  return Object.fromEntries(
    Object.entries(found).map(([name, points]) => [
      name,
      points.length === 0 ? undefined : Math.max(...points.map(({ value }) => value)),
    ]),
  );
};

/** Its own alarms that are on: an account has others', whose names may look like ours. */
export const readAlarms = async ({
  cloudWatch,
  alarmPrefix: prefix,
  runbook,
}: Pick<Machinery, 'cloudWatch' | 'alarmPrefix' | 'runbook'>): Promise<string[]> => {
  const names: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await cloudWatch.send(
      new DescribeAlarmsCommand({ StateValue: 'ALARM', ...(prefix ? { AlarmNamePrefix: prefix } : {}), NextToken }),
    );
    for (const { AlarmName = '', AlarmDescription = '' } of page.MetricAlarms ?? [])
      if (AlarmDescription.includes(`${runbook}#`)) names.push(AlarmName);
    NextToken = page.NextToken;
  } while (NextToken);
  return names.filter((name) => prefix || !name.startsWith(CONFIG.staging.prefix));
};
