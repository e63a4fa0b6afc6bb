import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createActivity } from './activity.ts';
import { openAlarms } from './alarms.ts';
import type { Alarms } from './alarms.ts';
import { openAsyncInvocations } from './async-invocations.ts';
import type { AsyncInvocations } from './async-invocations.ts';
import { openBuckets } from './buckets.ts';
import type { Buckets } from './buckets.ts';
import { createServiceMetrics } from './service-metrics.ts';
import type { LocalClock } from './clock.ts';
import { startCompanion } from './companion-process.ts';
import { openDataDir } from './data-dir.ts';
import { checkAnswers } from './dynamodb-option.ts';
import { openEventRules } from './event-rules.ts';
import { createKeepFailed } from './failed-records.ts';
import { createFunctions } from './functions.ts';
import type { Functions } from './functions.ts';
import { OPERATOR, createGateway, refuseCaller } from './gateway.ts';
import { createHttpApi } from './http-api.ts';
import { createKeptClock } from './kept-clock.ts';
import { openLocalStore } from './local-store.ts';
import { openMailbox } from './mailbox.ts';
import type { Mailbox } from './mailbox.ts';
import { openMetrics } from './metrics.ts';
import type { Metrics } from './metrics.ts';
import { typesNotRun } from './not-run.ts';
import { createGatewayCalls } from './permissions/gateway-calls.ts';
import { type Permissions, openPermissions } from './permissions/permissions.ts';
import type { Statement } from './permissions/policy.ts';
import { checkWiring } from './permissions/wiring.ts';
import { openQueues } from './queues.ts';
import type { Queues } from './queues.ts';
import { startQueueMappings } from './queue-mappings.ts';
import type { QueueMappings } from './queue-mappings.ts';
import { readRestApi } from './routes.ts';
import { createLambdaApi } from './lambda-api.ts';
import { createS3Api } from './s3-api.ts';
import { signerOfCall } from './s3-signatures.ts';
import { createSqsApi } from './sqs-api.ts';
import { createCloudWatchApi } from './cloudwatch-api.ts';
import { openRotations } from './rotations.ts';
import { openSchedules } from './schedules.ts';
import type { Schedules } from './schedules.ts';
import { openSecrets } from './secrets.ts';
import type { Secrets } from './secrets.ts';
import { openSes, plainMail } from './ses.ts';
import { registerMachines } from './state-machines.ts';
import { createExecutionJournal } from './step-functions/journal.ts';
import { createStepFunctions } from './step-functions/step-functions.ts';
import type { StepFunctions } from './step-functions/step-functions.ts';
import { startStreams } from './streams.ts';
import type { Streams } from './streams.ts';
import { createTables, engineProgram } from './tables.ts';
import { loadTemplate } from './template.ts';
import type { Template } from './template.ts';
import { openTopics } from './topics.ts';

/** How the local stack is started. */
export interface LocalStackOptions {
  /** What `cdk synth` wrote; default `cdk.out` in the project. */
  cdkOut?: string;
  /** Where everything is kept; without it, in memory only. */
  dataDir?: string;
  /** Port of the public address; 0 takes any that is free. Default 4311. */
  port?: number;
  /** Epoch ms at which local time starts, standing still; a kept later time wins. Default: the machine's time. */
  startAt?: number;
  /** Another DynamoDB engine than the bundled one. */
  dynamodbEndpoint?: string;
  /** Least local ms between two runs of one schedule. Default: its own period. */
  scheduleSpacing?: number;
  /** Values of variables in every function that has them, in place of the template's: what another configuration would say. */
  variables?: Readonly<Record<string, string>>;
  /** What functions may do besides, by their names: what the template would grant them by that other configuration. */
  grants?: Readonly<Record<string, readonly Statement[]>>;
  /** Hears of each step of the start, and of what goes wrong later. */
  onProgress?: (sentence: string) => void;
}

/** How a stack makes haste: time moves on although something is in flight, but not while a timer's work is. */
export interface Haste {
  /** So many things may be in flight. */
  inFlight: number;
  /** How far time may move from one rest to the next, local ms. Schedules and alarms have their say at rest. */
  window: number;
  /** Least local ms between two runs of one schedule meanwhile. */
  scheduleSpacing: number;
}

/** The whole service on one machine. */
export interface LocalStack {
  /** The public address with its stage, `http://localhost:4311/live`. */
  url: string;
  /** The public address without its stage. */
  origin: string;
  /** The endpoint for SDK clients of every service but DynamoDB. */
  gatewayUrl: string;
  dynamodbUrl: string;
  template: Template;
  clock: LocalClock;
  /** Resolves once nothing is in flight: no request, no invocation, no unread stream record, no running step. */
  settle(): Promise<void>;
  /** Lets independent requests overlap from now on; without a haste, time moves only at rest again, as at the start. */
  hurry(haste?: Haste): void;
  /** What is in flight now. */
  inFlight(): Record<string, number>;
  stepFunctions: StepFunctions;
  functions: Functions;
  mailbox: Mailbox;
  metrics: Metrics;
  alarms: Alarms;
  schedules: Schedules;
  queues: Queues;
  buckets: Buckets;
  secrets: Secrets;
  /** What each function may do, by the policies of the template, and what it did of that. */
  permissions: Permissions;
  dynamodb: DynamoDBClient;
  /** Answers requests that are not below the stage, such as the console's. */
  serve(handler: (request: IncomingMessage, response: ServerResponse) => void): void;
  /** Comes to rest, saves and ends. */
  stop(): Promise<void>;
  /** Ends as if the process had died: nothing is waited for, nothing is saved. */
  kill(): Promise<void>;
}

/** Starts the stack that `cdk.out` describes. */
export async function startLocalStack(options: LocalStackOptions = {}): Promise<LocalStack> {
  const { dataDir, onProgress = () => undefined } = options;
  const project = new URL('../..', import.meta.url).pathname;
  const template = loadTemplate(options.cdkOut ?? join(project, 'cdk.out'));
  const { place } = template;
  if (options.dynamodbEndpoint !== undefined) await checkAnswers(options.dynamodbEndpoint);
  const store = dataDir === undefined ? openLocalStore() : openDataDir(dataDir);
  const activity = createActivity();
  let ended = false;
  const onError = (error: unknown) => {
    if (!ended)
      onProgress(
        `Something of the local stack failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
  };

  const notRun = typesNotRun(template);
  if (notRun.length > 0) onProgress(`Not run here: ${notRun.join(', ')}.`);
  onProgress('Starting the tables and the mailbox.');
  const dbPath = dataDir === undefined ? {} : { dbPath: join(dataDir, 'dynamodb.sqlite') };
  const engine = options.dynamodbEndpoint === undefined ? { engine: { program: engineProgram(), ...dbPath } } : {};
  const companion = await startCompanion({ ...engine, mailbox: true }, onError);
  const dynamodbUrl = options.dynamodbEndpoint ?? `http://127.0.0.1:${companion.enginePort}`;
  const dynamodb = new DynamoDBClient({
    endpoint: dynamodbUrl,
    region: place.region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });

  // Everything below is made by what comes after it, so these are looked up when they are needed.
  let streams: Streams | undefined;
  let invocations: AsyncInvocations;
  let queueMappings: QueueMappings | undefined;
  let rest: (next: number, fired: boolean) => Promise<void>;
  let haste: Haste | undefined;
  let rested = 0;

  try {
    const clock = createKeptClock({
      store,
      startAt: options.startAt,
      settle: (next, fired) => rest(next, fired),
      onError,
    });
    const now = () => clock.now();
    const engineStreams = await createTables(template, dynamodb, now());

    onProgress('Opening the API and the gateway.');
    const gateway = createGateway(() => services, activity, now);
    const publicServer = createServer((request, response) => onRequest(request, response));
    await listen(gateway, 0);
    await listen(publicServer, options.port ?? 4311);
    const gatewayUrl = `http://127.0.0.1:${portOf(gateway)}`;
    const origin = `http://localhost:${portOf(publicServer)}`;

    const permissions = openPermissions(template, options.grants, (sentence) => onProgress(`Refused: ${sentence}.`));
    checkWiring(template, permissions);
    const metrics = openMetrics(store);
    const measure = createServiceMetrics(metrics, now);
    const tableNames = template.ofType('AWS::DynamoDB::Table').map(({ name }) => name);
    const queues = openQueues(template, store, now);
    const api = readRestApi(template);
    const publicAddress = `https://${api?.id}.execute-api.${place.region}.${place.urlSuffix}`;
    const functions = createFunctions({
      template,
      now,
      activity,
      gatewayUrl,
      dynamodbUrl,
      localize: (value) => value.replaceAll(publicAddress, origin),
      variables: options.variables ?? {},
      permissions,
      onLogLine: (_name, line) => metrics.addLogLine(line),
      onInvocation: measure.invocation,
    });
    invocations = openAsyncInvocations({ template, functions, queues, store, clock, activity, onError });
    const mailbox = openMailbox(store, now, `http://127.0.0.1:${companion.mailboxPort}`);
    const topics = openTopics({
      template,
      invocations,
      queues,
      now,
      mail(to, subject, text) {
        const from = 'AWS Notifications <no-reply@sns.amazonaws.com>';
        mailbox.keep({
          from,
          to: [to],
          subject,
          tags: {},
          configurationSet: undefined,
          raw: plainMail({ from, to: [to], subject, text }),
        });
      },
    });
    const afterwards = () => {
      invocations.run();
      queueMappings?.run();
      mailbox.show();
    };
    const buckets = openBuckets({ template, store, rules: openEventRules(template, invocations, queues), now });
    const s3 = createS3Api({
      buckets,
      now,
      afterwards,
      knows: (accessKey) => accessKey === OPERATOR || permissions.knows(accessKey),
      permits: (accessKey, action, resource) =>
        accessKey === OPERATOR || permissions.permits(accessKey, { action, resource }),
    });
    const secrets = openSecrets(template, store, now);
    const rotations = openRotations({
      template,
      secrets,
      invoke: (name, event) => functions.invoke(name, event),
      now,
    });
    const ses = openSes({ template, mailbox, topics, store, afterwards });
    const spacing = () => Math.max(options.scheduleSpacing ?? 0, haste?.scheduleSpacing ?? 0);
    const alarms = openAlarms({ template, metrics, topics, store, now, spacing });
    const schedules = openSchedules({ template, store, invocations, now, spacing });
    const stepFunctions = createStepFunctions({
      clock,
      journal: createExecutionJournal(store),
      invokeLambda: (functionArn, payload) => functions.invoke(functionArn, payload),
      onMetric: measure.states,
      random: () => randomBytes(4).readUInt32BE() / 2 ** 32,
    });
    const calls = createGatewayCalls(template, (token) => stepFunctions.machineOfToken(token));
    const services = {
      stepFunctions,
      ses,
      secrets,
      sqs: createSqsApi(template, queues, afterwards),
      cloudWatch: createCloudWatchApi(alarms, metrics),
      lambda: createLambdaApi(template, functions, (authorization, resource) =>
        refuseCaller(signerOfCall(authorization), [{ action: 'lambda:InvokeFunction', resource }], { permissions }),
      ),
      topics,
      s3,
      calls,
      permissions,
      afterwards,
    };

    const httpApi =
      api &&
      createHttpApi({
        api,
        place,
        invoke: (name, event) => functions.invoke(name, event),
        now,
        activity,
        onCall: measure.apiCall,
      });
    let other = (_request: IncomingMessage, response: ServerResponse): void => {
      response.writeHead(403, { 'content-type': 'application/json' }).end('{"message":"Missing Authentication Token"}');
    };
    function onRequest(request: IncomingMessage, response: ServerResponse): void {
      if (!httpApi?.(request, response)) other(request, response);
    }

    async function idle(): Promise<void> {
      do {
        await activity.idle();
        await stepFunctions.settled();
      } while (Object.keys(activity.inFlight()).length > 0 || stepFunctions.runningSteps() > 0);
    }

    /** Comes to rest at this instant; schedules and alarms have their say whenever time has moved. */
    rest = async (next, fired) => {
      if (haste && !fired && next <= rested + haste.window && !schedules.isDue() && !rotations.isDue())
        return activity.below(haste.inFlight);
      await idle();
      if (ended) return;
      rested = clock.now();
      if (schedules.fireDue()) await idle();
      await rotations.fireDue();
      measure.levels(queues, tableNames);
      if (alarms.evaluate()) afterwards();
      clock.keep();
    };

    onProgress('Starting the workflows and the streams.');
    registerMachines(template, stepFunctions);
    streams = startStreams({
      template,
      engineStreams,
      endpoint: dynamodbUrl,
      functions,
      keepFailed: createKeepFailed({ template, buckets, queues, now }),
      store,
      activity,
      now,
      onIteratorAge: measure.iteratorAge,
      onError,
    });
    queueMappings = startQueueMappings({ template, functions, queues, store, clock, activity, onError });
    stepFunctions.recover();
    afterwards();

    // While time passes by itself, nobody else looks at schedules and alarms.
    const look = setInterval(() => {
      if (schedules.fireDue() || alarms.evaluate()) afterwards();
      rotations.fireDue().catch(onError);
      clock.keep();
      metrics.save();
    }, 1_000);
    look.unref();

    const end = async (how: 'stop' | 'kill'): Promise<void> => {
      if (ended) return;
      if (how === 'stop') {
        clock.pause();
        publicServer.close();
        publicServer.closeIdleConnections();
        await idle();
      }
      ended = true;
      clearInterval(look);
      clock.end(how === 'stop');
      functions.stop();
      invocations.stop();
      queueMappings?.stop();
      mailbox.stop();
      streams?.stop(how === 'stop');
      if (how === 'stop') metrics.save();
      for (const server of [publicServer, gateway]) {
        server.close();
        server.closeAllConnections();
      }
      dynamodb.destroy();
      await (how === 'stop' ? companion.stop() : companion.kill());
      store.close();
    };

    return {
      url: `${origin}/${api?.stage ?? ''}`,
      origin,
      gatewayUrl,
      dynamodbUrl,
      template,
      clock,
      async settle() {
        streams?.changed();
        await idle();
        await rest(Infinity, true);
        await idle();
      },
      hurry(wanted) {
        haste = wanted;
      },
      inFlight: () => ({ ...activity.inFlight(), 'workflow steps': stepFunctions.runningSteps() }),
      stepFunctions,
      functions,
      mailbox,
      metrics,
      alarms,
      schedules,
      queues,
      buckets,
      secrets,
      permissions,
      dynamodb,
      serve(handler) {
        other = handler;
      },
      stop: () => end('stop'),
      kill: () => end('kill'),
    };
  } catch (error) {
    ended = true;
    streams?.stop(false);
    await companion.kill();
    store.close();
    throw error;
  }
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, port === 0 ? '127.0.0.1' : 'localhost');
  await once(server, 'listening');
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;
