import { randomUUID } from 'node:crypto';
import { devNull } from 'node:os';
import { join } from 'node:path';
import type { Activity } from './activity.ts';
import { asError, asPayload, contextOf } from './invocation.ts';
import type { Invocation } from './invocation.ts';
import { loadBundle } from './sandbox.ts';
import { createDynamoDbCalls } from './permissions/dynamodb-calls.ts';
import { guardedHttp } from './permissions/guarded-http.ts';
import type { Permissions } from './permissions/permissions.ts';
import type { Resource, Template } from './template.ts';

/** One line of a function's log; `at` in epoch ms of local time. */
export interface LogLine {
  at: number;
  requestId: string;
  text: string;
}

/** Called after every invocation; `duration` in ms of real time. */
export type InvocationListener = (name: string, result: { duration: number; failed: boolean }) => void;

/** The template's Lambda functions, running in this process. */
export interface Functions {
  names(): string[];
  /** Invokes a function by its name or ARN, with or without a qualifier, and waits for its answer. Never rejects. */
  invoke(nameOrArn: string, event: unknown): Promise<Invocation>;
  /** A function's latest log lines, oldest first. */
  logs(nameOrArn: string): LogLine[];
  /** Loads no further instances and answers every invocation with an error. */
  stop(): void;
}

/** As many copies of a function as may work at once; the next invocation waits for one to be free. */
const MOST_INSTANCES = 4;

/** How long the stack waits for a handler that is over its time, real ms: Lambda would have frozen it. */
const GRACE = 1_000;

/** Lines that are kept of each function's log. */
const MOST_LINES = 500;

interface Instance {
  handler: (event: unknown, context: object) => unknown;
  requestId: string;
}

interface Deployed {
  resource: Resource;
  free: Instance[];
  instances: number;
  waiting: (() => void)[];
  log: LogLine[];
}

/** Deploys every function of the template; bundles are loaded at their first invocation, as a cold start does. */
export function createFunctions(options: {
  template: Template;
  now: () => number;
  activity: Activity;
  /** What the SDK is told: the gateway for every service, the engine for DynamoDB. */
  gatewayUrl: string;
  dynamodbUrl: string;
  /** Rewrites a resolved environment variable, so that public addresses are local ones. */
  localize: (value: string) => string;
  /** Values that stand in for the template's, by the variable's name. */
  variables: Readonly<Record<string, string>>;
  permissions: Permissions;
  onLogLine: (name: string, line: string) => void;
  onInvocation: InvocationListener;
}): Functions {
  const { template, now, activity, permissions } = options;
  const dynamoDbCalls = createDynamoDbCalls(template);
  const deployed = new Map<string, Deployed>();
  let stopped = false;
  for (const resource of template.ofType('AWS::Lambda::Function')) {
    deployed.set(resource.name, { resource, free: [], instances: 0, waiting: [], log: [] });
  }

  function find(nameOrArn: string): Deployed {
    // arn:partition:lambda:region:account:function:name[:qualifier] or name[:qualifier]
    const parts = nameOrArn.split(':');
    const name = parts[0] === 'arn' ? parts[6] : parts[0];
    const found = deployed.get(name ?? '');
    if (found === undefined) throw new Error(`Function not found: ${nameOrArn}`);
    return found;
  }

  function start(target: Deployed): Instance {
    const { resource, log } = target;
    const instance: Instance = { handler: () => undefined, requestId: '' };
    const [file = '', name = ''] = String(resource.properties.Handler).split('.');
    const { S3Key } = resource.properties.Code as { S3Key: string };
    const loaded = loadBundle(join(template.asset(S3Key), `${file}.js`), {
      now,
      environment: environmentOf(resource),
      modules: {
        http: guardedHttp((target, body) => permissions.refuse(resource.name, dynamoDbCalls(target, body))),
      },
      onLine(text) {
        log.push({ at: now(), requestId: instance.requestId, text });
        if (log.length > MOST_LINES * 2) log.splice(0, log.length - MOST_LINES);
        options.onLogLine(resource.name, text);
      },
    });
    if (typeof loaded[name] !== 'function') throw new Error(`${file}.${name} is undefined or not exported`);
    instance.handler = loaded[name] as Instance['handler'];
    return instance;
  }

  function environmentOf({ name, properties }: Resource): Record<string, string> {
    const { Variables = {} } = (properties.Environment ?? {}) as { Variables?: Record<string, string> };
    const own = Object.entries(Variables).map(([key, value]) => [
      key,
      options.variables[key] ?? options.localize(String(value)),
    ]);
    return {
      ...(Object.fromEntries(own) as Record<string, string>),
      _HANDLER: String(properties.Handler),
      AWS_REGION: template.place.region,
      AWS_DEFAULT_REGION: template.place.region,
      // By its name the gateway knows whose call it is, and S3 who signed an address or a form.
      AWS_ACCESS_KEY_ID: name,
      AWS_SECRET_ACCESS_KEY: 'local',
      // Nothing of the developer's own profile may decide what a function does.
      AWS_CONFIG_FILE: devNull,
      AWS_SHARED_CREDENTIALS_FILE: devNull,
      AWS_EXECUTION_ENV: `AWS_Lambda_${String(properties.Runtime)}`,
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(properties.MemorySize ?? 128),
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_ENDPOINT_URL: options.gatewayUrl,
      AWS_ENDPOINT_URL_DYNAMODB: options.dynamodbUrl,
    };
  }

  async function take(target: Deployed): Promise<Instance> {
    while (target.free.length === 0 && target.instances >= MOST_INSTANCES) {
      await new Promise<void>((resolve) => target.waiting.push(resolve));
    }
    const free = target.free.pop();
    if (free) return free;
    target.instances += 1;
    try {
      return start(target);
    } catch (error) {
      discard(target);
      throw error;
    }
  }

  function giveBack(target: Deployed, instance: Instance): void {
    target.free.push(instance);
    target.waiting.shift()?.();
  }

  function discard(target: Deployed): void {
    target.instances -= 1;
    target.waiting.shift()?.();
  }

  /** Runs the handler up to the template's timeout, in real time: a bundle waits for real sockets. */
  async function run(target: Deployed, instance: Instance, event: unknown): Promise<Invocation> {
    const seconds = Number(target.resource.properties.Timeout ?? 3);
    const deadline = Date.now() + seconds * 1000;
    const requestId = (instance.requestId = randomUUID());
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<Invocation>((resolve) => {
      const errorMessage = `${new Date(now()).toISOString()} ${requestId} Task timed out after ${seconds.toFixed(2)} seconds`;
      timer = setTimeout(() => resolve({ error: { errorType: 'Sandbox.Timedout', errorMessage } }), seconds * 1000);
    });
    const handled = Promise.resolve()
      .then(() => instance.handler(event, contextOf(target.resource, requestId, deadline)))
      .then(asPayload, asError);
    // A handler that is late goes on in this process, and what it still writes shall be seen by whoever waits for rest.
    const end = activity.begin('handlers');
    void handled.finally(end);
    void late.then(() => setTimeout(end, GRACE).unref());
    const result = await Promise.race([handled, late]);
    clearTimeout(timer);
    if ('error' in result && result.error.errorType === 'Sandbox.Timedout') discard(target);
    else giveBack(target, instance);
    return result;
  }

  return {
    names: () => [...deployed.keys()],
    logs: (nameOrArn) => find(nameOrArn).log.slice(-MOST_LINES),
    stop() {
      stopped = true;
    },
    async invoke(nameOrArn, event) {
      const end = activity.begin('invocations');
      try {
        if (stopped) throw new Error('The local stack is stopping.');
        const target = find(nameOrArn);
        const instance = await take(target);
        const started = performance.now();
        // The event goes over as JSON, as on the wire: no two functions ever share an object.
        const result = await run(target, instance, JSON.parse(JSON.stringify(event ?? null)));
        const failed = 'error' in result;
        if (failed) target.log.push({ at: now(), requestId: instance.requestId, text: JSON.stringify(result.error) });
        options.onInvocation(target.resource.name, { duration: performance.now() - started, failed });
        return result;
      } catch (error) {
        return asError(error);
      } finally {
        end();
      }
    },
  };
}
