import { REPAIR_GRACE_MS } from '../../functions/workflow/repair.ts';
import { plural } from './options.ts';
import { sayAge } from './say-age.ts';
import { SCHEDULES, STREAM_READERS } from './schedules.ts';

/** What was found, in numbers; times are epoch ms, ages ms. */
export interface HealthReading {
  now: number;
  /** Of each function with dead letters, how many there are and when the oldest came. */
  deadLetters: { of: string; count: number; oldestAt?: number }[];
  /** Executions that ended without success in the last two weeks, and whose request is open and has no other; request and cycle. */
  stopped: string[];
  /** Open requests that no execution runs for. */
  withoutExecution: number;
  /** Requests that the workflow has marked for a person. */
  operatorsNeeded: string[];
  /** The next moments of open requests that are past. */
  pastMoments: number[];
  notices: { queued: Aged; claimed: Aged; uncertain: Aged; waiting: Aged };
  webhooks: { dead: Aged; waiting: Aged };
  /** When each scheduled function last ran without an error, as far as it is known. */
  lastRuns: Record<string, number | undefined>;
  /** Since when schedules are known to run, of the days that were looked at; undefined where none has. */
  runsSince: number | undefined;
  /** The greatest age of what a reader of a stream was given in the last quarter of an hour. */
  streamAges: Record<string, number | undefined>;
  /** The names of the alarms that are on. */
  alarms: string[];
}

/** Some things, and since when the oldest is so. */
export interface Aged {
  count: number;
  oldestAt?: number;
}

/** One line for the operator. */
export interface HealthLine {
  part: string;
  wrong: boolean;
  text: string;
  /** What to type. */
  command?: string;
  /** The heading of the article in the runbook. */
  article?: string;
}

/** Twice the time in which the reconciler, every two minutes, finds what is past. */
const PAST_MS = REPAIR_GRACE_MS + 4 * 60_000;
/** The alarms of the streams go off at the same age. */
const LATE_MS = 30 * 60_000;
/** As partners/WebhooksWaiting. */
const WEBHOOKS_LATE_MS = 2 * 3_600_000;
/** Runs of a schedule that may be missed: one is made good by the next. But nobody waits for three of one that comes once a day. */
const RUNS_MISSED = 3;
const MISSED_MS = 3_600_000;

/** Says of each part whether it is well, and what to do where it is not. */
export const judge = (reading: HealthReading): HealthLine[] => [
  ...deadLetters(reading),
  ...executions(reading),
  pastMoments(reading),
  ...notices(reading),
  ...webhooks(reading),
  schedules(reading),
  streams(reading),
  ...alarms(reading),
];

/** Where the article of a heading stands. */
export const articleOf = (heading: string): string =>
  `infra/observability/runbook.md#${heading
    .toLowerCase()
    .replace(/[^a-z0-9 -]/gu, '')
    .replaceAll(' ', '-')}`;

const run = (command: string): string => `npm run ops -- ${command}`;

const deadLetters = ({ deadLetters: queues, now }: HealthReading): HealthLine[] => {
  const full = queues.filter(({ count }) => count > 0);
  if (full.length === 0)
    return [{ part: 'dead letters', wrong: false, text: `none, of ${plural(queues.length, 'function')}` }];
  return full.map(({ of, count, oldestAt }) => ({
    part: 'dead letters',
    wrong: true,
    text: `${of} has ${plural(count, 'dead letter')}${oldest(oldestAt, now)}`,
    command: run(`redrive ${of}`),
    article: 'Hand dead letters over again',
  }));
};

const executions = ({ stopped, withoutExecution, operatorsNeeded }: HealthReading): HealthLine[] => [
  {
    part: 'executions',
    wrong: withoutExecution > 0,
    text:
      withoutExecution === 0
        ? 'every open request has one'
        : `${plural(withoutExecution, 'open request has', 'open requests have')} none${stopped.length > 0 ? `, ${stopped.length} of them because theirs failed or was stopped: ${some(stopped)}` : ''}`,
    command: run('rearm'),
    article: 'workflow/ExecutionsFailed',
  },
  {
    part: 'operators',
    wrong: operatorsNeeded.length > 0,
    text:
      operatorsNeeded.length === 0
        ? 'no request waits for one'
        : `${plural(operatorsNeeded.length, 'request waits', 'requests wait')} for one: ${some(operatorsNeeded)}`,
    command: run('rearm'),
    article: 'workflow/OperatorsNeeded',
  },
];

const pastMoments = ({ pastMoments: moments, now }: HealthReading): HealthLine => {
  const past = moments.filter((at) => at < now - PAST_MS);
  // One after the other: a call takes no hundred thousand arguments, and after an outage there may be more.
  const oldestAt = past.reduce((first, at) => Math.min(first, at), now);
  return {
    part: 'moments',
    wrong: past.length > 0,
    text:
      past.length === 0
        ? 'none is past and not acted on'
        : `${plural(past.length, 'request is', 'requests are')} past a moment that nothing was done about${oldest(oldestAt, now)}`,
    command: run('reconcile --apply'),
    article: 'workflow/ReconcileFailing',
  };
};

const notices = ({ notices: { queued, claimed, uncertain, waiting }, now }: HealthReading): HealthLine[] => {
  const line = (what: string, { count, oldestAt }: Aged, command: string, article: string): HealthLine => ({
    part: 'notices',
    wrong: count > 0,
    text: `${count === 0 ? 'none' : plural(count, 'notice')} ${what}${oldest(oldestAt, now)}`,
    command,
    article,
  });
  return [
    line('queued and not sent', queued, run('replay notices --from DAY'), 'notices/MailBacklog'),
    line('past the time to let go', waiting, run('notices list'), 'notices/ReleaseNoticesFailing'),
    line('claimed and not settled', claimed, run('reconcile --apply'), 'workflow/ReconcileFailing'),
    line('of which nobody knows whether it was sent', uncertain, run('notices list'), 'workflow/NoticesUncertain'),
  ];
};

const webhooks = ({ webhooks: { dead, waiting }, now }: HealthReading): HealthLine[] => [
  {
    part: 'webhooks',
    wrong: dead.count > 0,
    text: dead.count === 0 ? 'none was given up' : `${dead.count} given up${oldest(dead.oldestAt, now)}`,
    command: run('webhooks redrive'),
    article: 'partners/WebhooksDead',
  },
  {
    part: 'webhooks',
    wrong: waiting.oldestAt !== undefined && waiting.oldestAt < now - WEBHOOKS_LATE_MS,
    text:
      waiting.count === 0 ? 'none waits' : `${plural(waiting.count, 'waits', 'wait')}${oldest(waiting.oldestAt, now)}`,
    command: run('webhooks redrive --waiting'),
    article: 'partners/WebhooksWaiting',
  },
];

/** How long ago the last good run of a schedule may be, ms. */
const allowedFor = (every: number): number => Math.min(RUNS_MISSED * every, every + MISSED_MS);

const schedules = ({ lastRuns, runsSince, now }: HealthReading): HealthLine => {
  const late = Object.entries(lastRuns).flatMap(([name, at]) => {
    const every = (SCHEDULES[name] ?? 0) * 60_000;
    // Of one that nobody knows of, at least so long as the others have been running.
    const since = at ?? runsSince;
    if (since === undefined || now - since <= allowedFor(every)) return [];
    const unknown = at === undefined ? ' (where it has just been deployed, its first run is still to come)' : '';
    return [
      `${name} has not run without an error for ${sayAge(now - since)}, and is to every ${sayAge(every)}${unknown}`,
    ];
  });
  const known = Object.values(lastRuns).filter((at) => at !== undefined).length;
  return {
    part: 'schedules',
    wrong: late.length > 0,
    text:
      late.length === 0
        ? `${known} of ${Object.keys(lastRuns).length} are known to have run, none is late`
        : late.join('; '),
    command: `aws events list-rules --name-prefix Resolve311-`,
    article: 'A schedule does not run',
  };
};

const streams = ({ streamAges }: HealthReading): HealthLine => {
  const late = Object.entries(streamAges).filter(([, age = 0]) => age > LATE_MS);
  const reader = (late[0]?.[0] ?? 'SendNotice') as keyof typeof STREAM_READERS;
  return {
    part: 'streams',
    wrong: late.length > 0,
    text:
      late.length === 0
        ? 'none is read more than half an hour behind'
        : late.map(([name, age = 0]) => `${name} is ${sayAge(age)} behind`).join('; '),
    command: 'aws lambda list-event-source-mappings',
    article: `${STREAM_READERS[reader]}/${reader}Late`,
  };
};

const alarms = ({ alarms: names }: HealthReading): HealthLine[] =>
  names.length === 0
    ? [{ part: 'alarms', wrong: false, text: 'none is on' }]
    : names.map((name) => ({
        part: 'alarms',
        wrong: true,
        text: `${name} is on`,
        command: `aws cloudwatch describe-alarm-history --alarm-name ${name} --max-items 5`,
        article: name.replace(/^(staging|local)-/u, ''),
      }));

const oldest = (at: number | undefined, now: number): string =>
  at === undefined ? '' : `, the oldest since ${sayAge(now - at)}`;
const some = (names: readonly string[]): string =>
  [...names.slice(0, 5), ...(names.length > 5 ? ['…'] : [])].join(', ');
