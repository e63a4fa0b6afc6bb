import { openAlarms } from '../../infra/local/alarms.ts';
import type { AlarmChange, Alarms } from '../../infra/local/alarms.ts';
import { createActivity } from '../../infra/local/activity.ts';
import { openAsyncInvocations } from '../../infra/local/async-invocations.ts';
import type { LocalClock } from '../../infra/local/clock.ts';
import { openBuckets } from '../../infra/local/buckets.ts';
import { openEventRules, waitsForEvents } from '../../infra/local/event-rules.ts';
import { createKeepFailed } from '../../infra/local/failed-records.ts';
import { openLocalStore } from '../../infra/local/local-store.ts';
import type { Mail } from '../../infra/local/mailbox.ts';
import type { DataPoint } from '../../infra/local/metric-values.ts';
import { openMetrics } from '../../infra/local/metrics.ts';
import type { Queues } from '../../infra/local/queues.ts';
import { startQueueMappings } from '../../infra/local/queue-mappings.ts';
import { openSchedules } from '../../infra/local/schedules.ts';
import { createServiceMetrics } from '../../infra/local/service-metrics.ts';
import { openTopics } from '../../infra/local/topics.ts';
import type { Template } from '../../infra/local/template.ts';
import type { ExecutionRecord } from '../../infra/local/step-functions/journal.ts';
import { type Answer, type HttpRequest, createFrontDoor } from './fakes/front-door.ts';
import type { Plan, Service } from './fakes/faults.ts';
import type { Code } from './code.ts';
import { type SimulatedFunctions, createSimulatedFunctions, shortName } from './fakes/functions.ts';
import { type Bucket, openBucket } from './fakes/bucket.ts';
import type { Taken } from './fakes/receivers.ts';
import { createMemoryQueues } from './fakes/queues.ts';
import { createSecrets, rotate } from './fakes/secrets.ts';
import { createSesService } from './fakes/ses.ts';
import { openStepFunctions } from './fakes/step-functions.ts';
import { startMappings } from './fakes/streams.ts';
import type { Quotas } from './fakes/quotas.ts';
import { type Meter, type Tables, createTables } from './fakes/tables.ts';
import { type Scheduler, createScheduler } from './scheduler.ts';
import { type Ticker, createTicker, nextMinute } from './ticker.ts';
import { watchConvergence } from './convergence.ts';

/** How a world is made. */
export interface WorldOptions {
  template: Template;
  code: Code;
  seed: number;
  /** Epoch ms at which it begins. */
  startAt: number;
  plan: Plan;
  /** How far the clocks of functions may be from one another's, ms. */
  skewMs?: number;
  /** How far all of Lambda is ahead of the clock of Step Functions, SES and DynamoDB, ms. */
  fleetMs?: number;
  /** When somebody deploys: every later copy of a function is a new one. */
  deployAt?: number;
  /** What is deployed then, besides the same code anew: machines of another text. */
  deploys?: Template;
  /** What variables of functions are instead of what the template says. */
  variables?: Record<string, string>;
  /** For thousands of requests at once: the quotas of AWS are those, nothing is remembered of single calls, and schedules come every minute. */
  scale?: Scale;
  /** Schedules that run beside those of every request's way, and those that have their say only when they are woken. */
  schedules?: readonly string[];
  office?: readonly string[];
  /** Hears each command of DynamoDB, with what carries it out. */
  onCommand?: (operation: string, input: Record<string, unknown>, run: () => Record<string, unknown>) => void;
}

/** What a world of thousands of requests is made with. */
export interface Scale {
  quotas: Quotas;
  meter: Meter;
  /** How many shards the tables' streams have. */
  shards: number;
  /** How often it is looked which schedules are due, ms: a minute as on AWS, or more where little happens. */
  tickMs: number;
  /** Hears each letter that SES takes, in place of the list of them. */
  onMail: (mail: Mail) => void;
}

/** One line of a world's story. */
export interface Line {
  at: number;
  who: string;
  what: string;
}

/** The whole service, simulated: the template's wiring on one scheduler. */
export interface World {
  template: Template;
  scheduler: Scheduler;
  functions: SimulatedFunctions;
  tables: Tables;
  queues: Queues;
  /** What SES took, in its order. */
  mails: Mail[];
  /** What systems outside took of what they were sent, in their order. */
  taken: Taken[];
  bucket: Bucket;
  executions(): ExecutionRecord[];
  /** Takes an execution out that has ended and been looked at. */
  forget(execution: ExecutionRecord): void;
  /** Starts an execution as the service does. */
  start(name: string, input: object): void;
  /** What was not done a quarter of an hour after it was due, although nothing failed any more. */
  late(): string[];
  /** The queues that got a dead letter, one entry for each. */
  deadLetters: string[];
  /** How far the clocks of functions may be from one another's, and how far all of them are ahead of its own, ms. */
  skewMs: number;
  fleetMs: number;
  /** Values that were counted and are less than nothing. */
  negative: string[];
  /** Alarms that changed, oldest first. */
  alarms(): AlarmChange[];
  /** A secret's text, by the end of its construct path. */
  secret(path: string): string;
  /** Every text of it that is or was the live one, the first one first. */
  lived(path: string): string[];
  /** Lets Secrets Manager rotate a secret; false if it gave up. */
  rotate(path: string, token: string): Promise<boolean>;
  /** Calls the API as somebody outside does; a 5xx is an answer like any other. */
  request(request: HttpRequest): Promise<Answer>;
  sleep(ms: number): Promise<void>;
  /** Lets the schedules of the office have their say in the next minute. */
  wake(): void;
  story: Line[];
  tell(who: string, what: string): void;
  /** Lets somebody outside act; what they throw is thrown by `run`. */
  send(actor: () => Promise<void>): void;
  /** Lets all of it go on until nothing is left to do, at most until an instant. */
  run(until: number): Promise<void>;
  end(): void;
}

/** Schedules that belong to the way of every request; the reporting ones (digests, scorecards, audits, trends, roll-ups) are left out. */
const SCHEDULED = ['Reconcile', 'ReleaseNotices', 'MoveClocks'];

/** Metrics of what ended without success: alarms are looked at once one of them is not zero. */
const TROUBLE = new Set(['ExecutionsFailed', 'OperatorsNeeded', 'NoticesUncertain', 'NoticesFailed', 'WebhooksDead']);

/** How far indexes and reads that ask for nothing better may be behind, ms; AWS says: usually within a second. */
const MOST_BEHIND_MS = 1_500;

const DEAD = '-DeadLetters';

/** `arn:…:Resolve311-Local-SendNotice-DeadLetters` → `SendNotice-DeadLetters`. */
const shortQueue = (queue: string): string => queue.replace(/^.*?([^-:/]+(-DeadLetters)?)$/, '$1');

/** Makes a world; one at a time, because the machines of Step Functions are compiled once for all of them. */
export function createWorld({
  template,
  code,
  seed,
  startAt,
  plan,
  skewMs = 0,
  fleetMs = 0,
  deployAt,
  deploys,
  variables = {},
  schedules: more = [],
  office = [],
  scale,
  onCommand,
}: WorldOptions): World {
  const scheduler = createScheduler(seed, startAt);
  const now = () => scheduler.now();
  const store = openLocalStore();
  const activity = createActivity();
  const story: Line[] = [];
  const tell = (who: string, what: string) => {
    if (!scale) story.push({ at: now(), who, what });
  };
  let failure: unknown;
  const onError = (error: unknown) => void (failure ??= error);

  const metrics = openMetrics(store);
  // Most worlds end well, and then nobody looks at their metrics.
  const measured: DataPoint[] = [];
  const told = new Set<string>();
  const negative: string[] = [];
  const add = (point: DataPoint) => {
    if (!scale) measured.push(point);
    if (point.value < 0) negative.push(`${point.namespace} ${point.name} was ${point.value}.`);
    if (point.value === 0 || !TROUBLE.has(point.name) || told.has(point.name)) return;
    told.add(point.name);
    ticker.trouble();
  };
  const measure = createServiceMetrics({ ...metrics, add }, now);
  const tables = createTables(
    template,
    now,
    (table, key, record) => {
      ticker.changed();
      mappings.offer(table, key, record);
    },
    // Mostly an index is there at once, and sometimes it is not.
    scale ? undefined : () => (scheduler.random() < 0.2 ? scheduler.between(0, MOST_BEHIND_MS) : 0),
    scale?.meter,
  );
  const deadLetters: string[] = [];
  const kept = createMemoryQueues(template, now);
  const queues: Queues = {
    ...kept,
    send(queue, body) {
      const name = shortQueue(queue);
      if (name.endsWith(DEAD)) {
        deadLetters.push(name);
        tell(name, 'gets a DEAD LETTER');
        ticker.trouble();
      }
      return kept.send(queue, body);
    },
  };
  const sleep = (ms: number) => new Promise<void>((resolve) => scheduler.at(now() + ms, resolve));
  const clock = {
    now,
    schedule: (at: number, action: () => void | Promise<void>) => scheduler.at(at, () => void action()),
  } as unknown as LocalClock;

  const secrets = createSecrets(template);
  const secretAt = (path: string): string => template.find(path, 'AWS::SecretsManager::Secret').arn;
  const functions: SimulatedFunctions = createSimulatedFunctions({
    template,
    scheduler,
    code,
    plan,
    tell,
    skewMs,
    fleetMs,
    variables,
    quotas: scale?.quotas,
    effect: ({ service, operation, input }) => services[service](operation, input),
    onMetric: (metric) => add({ ...metric, at: now() }),
    onInvocation(name, failed, duration) {
      measure.invocation(name, { failed, duration });
      if (failed && byMinutes.includes(shortName(name))) ticker.missed();
    },
  });
  const stepFunctions = openStepFunctions({
    template,
    scheduler,
    functions,
    onMetric: measure.states,
    tell,
    quotas: scale?.quotas,
  });
  const invocations = openAsyncInvocations({ template, functions, queues, store, clock, activity, onError });
  const topics = openTopics({ template, invocations, queues, now, mail: () => undefined });
  const queueMappings = startQueueMappings({ template, functions, queues, store, clock, activity, onError });
  const taken: Taken[] = [];
  const rules = openEventRules(template, invocations, queues);
  const bucket = openBucket({ template, scheduler, functions, rules, afterwards: () => invocations.run(), tell });
  const ses = createSesService({
    template,
    store,
    scheduler,
    functions,
    tell,
    onMail: scale?.onMail,
    publish(topic, message) {
      topics.publish(topic, message);
      invocations.run();
      queueMappings.run();
    },
  });
  const services: Record<Service, (operation: string, input: Record<string, unknown>) => Record<string, unknown>> = {
    DynamoDB(operation, input) {
      let answer: Record<string, unknown> | undefined;
      const run = () => (answer ??= tables.run(operation, input));
      onCommand?.(operation, input, run);
      return run();
    },
    StepFunctions: stepFunctions.run,
    SES: ses.run,
    Secrets: secrets.run,
    S3: (operation, input) => bucket.run(operation, input),
    Partners: (_operation, { url, id, body }) => {
      const payload = JSON.parse(String(body)) as Taken['payload'];
      tell(new URL(String(url)).hostname, `TAKES the message ${payload.type} ${payload.status}`);
      taken.push({ at: now(), id: String(id), payload });
      return {};
    },
    Lambda: () => ({}),
    Events: () => ({}),
    Timers: () => ({}),
  };
  const buckets = openBuckets({ template, store, rules, now });
  const mappings = startMappings({
    template,
    scheduler,
    functions,
    activity,
    count: scale?.shards ?? 2,
    onError,
    keepFailed: createKeepFailed({ template, buckets, queues, now }),
    onIteratorAge: measure.iteratorAge,
  });
  // Making the alarms takes longer than many a play, and most plays give them nothing to see.
  let alarms: Alarms | undefined;
  const openedAlarms = (): Alarms => {
    if (alarms) return alarms;
    let began = false;
    alarms = openAlarms({ template, metrics, topics, store, now: () => (began ? now() : startAt) });
    began = true;
    return alarms;
  };
  const schedulesOf = (names: readonly string[]) =>
    openSchedules({ template: withSchedules(template, names), store, invocations, now });
  const byMinutes = [...SCHEDULED, ...more];
  const schedules = schedulesOf(byMinutes);
  const ofTheOffice = schedulesOf(office);
  const steadily = ({ tickMs }: Scale): Ticker => {
    const tick = () => {
      schedules.fireDue();
      scheduler.at(now() + tickMs, tick);
    };
    scheduler.at(Math.ceil((startAt + 1) / tickMs) * tickMs, tick);
    return { changed: () => undefined, trouble: () => undefined, missed: () => undefined };
  };
  const ticker = scale
    ? steadily(scale)
    : createTicker({
        template,
        scheduler,
        tables,
        fleetMs,
        failedAt: () => functions.faults().at(-1)?.call.at ?? 0,
        onTick(troubled) {
          schedules.fireDue();
          convergence.look();
          if (!troubled) return;
          measure.levels(queues, []);
          measured.splice(0).forEach(metrics.add);
          if (openedAlarms().evaluate()) invocations.run();
        },
      });
  const convergence = watchConvergence({
    template,
    tables,
    scheduler,
    fleetMs,
    executions: stepFunctions.executions,
    unwoken: () => deadLetters.includes('PassOnChanges-DeadLetters'),
    calmSince: () => functions.faults().at(-1)?.call.at ?? 0,
  });
  const frontDoor = createFrontDoor({ template, scheduler, functions });

  if (deployAt !== undefined) {
    scheduler.at(deployAt, () => {
      functions.deploy(code);
      if (deploys) stepFunctions.deploy(deploys);
    });
  }

  return {
    template,
    scheduler,
    functions,
    tables,
    queues,
    mails: ses.mails,
    taken,
    bucket,
    executions: stepFunctions.executions,
    forget: stepFunctions.forget,
    start(name, input) {
      const { arn } = template.ofType('AWS::StepFunctions::StateMachine')[0]!;
      stepFunctions.run('StartExecution', { stateMachineArn: arn, name, input: JSON.stringify(input) });
    },
    late: convergence.late,
    deadLetters,
    skewMs,
    fleetMs,
    negative,
    alarms: () => alarms?.history().reverse() ?? [],
    secret: (path) => secrets.value(secretAt(path)),
    lived: (path) => secrets.lived(secretAt(path)),
    rotate: (path, token) => rotate({ template, invoke: functions.invoke, sleep, tell }, secretAt(path), token),
    request: frontDoor,
    sleep,
    wake: () => void scheduler.at(nextMinute(now()), () => void ofTheOffice.fireDue()),
    story,
    tell,
    send: (actor) => void scheduler.at(now(), () => void actor().catch(onError)),
    async run(until) {
      await scheduler.run(until, () => functions.settled());
      if (failure) throw failure;
    },
    end() {
      stepFunctions.end();
      store.close();
    },
  };

  function withSchedules(all: Template, names: readonly string[]): Template {
    const wanted = ({ type, properties }: Template['resources'][number]) => {
      if (type !== 'AWS::Events::Rule') return true;
      const [target] = (properties.Targets ?? []) as { Arn: string }[];
      const name = target && shortName(target.Arn);
      return name !== undefined && names.includes(name);
    };
    return { ...all, ofType: (...types) => all.ofType(...types).filter((it) => wanted(it) && !waitsForEvents(it)) };
  }
}
