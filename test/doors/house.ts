import { readResult } from '../../infra/local/http-api.ts';
import { type RestApi, readRestApi } from '../../infra/local/routes.ts';
import type { StreamRecord } from '../../infra/local/stream-reader.ts';
import type { Template } from '../../infra/local/template.ts';
import { chance } from '../support/chance.ts';
import type { Code, Handler } from '../simulation/code.ts';
import type { Item } from '../simulation/fakes/expressions.ts';
import { shortName } from '../simulation/fakes/functions.ts';
import { type Counted, takeStage } from '../simulation/fakes/packages.ts';
import type { Sent } from '../simulation/fakes/sdk.ts';
import { secretOf } from '../simulation/fakes/secrets.ts';
import { type StrictTables, type Write, createStrictTables } from './strict-tables.ts';

/** A request as it comes to the API, its path below the stage. */
export interface Visit {
  method: string;
  path: string;
  /** Without its question mark. */
  query?: string;
  headers?: Record<string, string>;
  body?: Buffer;
  /** Says the opposite of what is so about the body's base64, as no API Gateway does. */
  lies?: boolean;
}

/** What came of a visit, or of an event that came to a function by another door. */
export interface Outcome {
  /** 0 where the function threw. */
  status: number;
  headers: Record<string, string | string[]>;
  body: string;
  /** What a function answered that is asked for no HTTP answer. */
  payload: unknown;
  thrown: unknown;
  writes: readonly Write[];
  log: readonly LogLine[];
  functionName: string | undefined;
}

/** One line of a log. */
export interface LogLine {
  level: string;
  code: string;
  fields: Record<string, unknown>;
}

/** A letter that SES was given. */
export interface Letter {
  to: readonly string[];
  raw: Buffer;
  tags: readonly { Name: string; Value: string }[];
}

/** The service behind its doors, in memory and with no other clock than this one: the handlers of functions/ and the template's routes. */
export interface House {
  template: Template;
  api: RestApi;
  tables: StrictTables;
  now(): number;
  /** Lets time pass, ms. */
  wait(ms: number): void;
  /** A secret's JSON, by the end of its construct path. */
  secret(path: string): Record<string, string>;
  /** Puts another value into a secret; functions read it again within five minutes. */
  rotate(path: string, value: Record<string, string>): void;
  /** Knocks at the API; one at a time. */
  visit(visit: Visit): Promise<Outcome>;
  /** Gives an event to a function, as streams, queues, schedules and dashboards do. */
  invoke(functionName: string, event: unknown): Promise<Outcome>;
  /** What the streams have told since the last look, in the order of the writes. */
  streamed(): { table: string; record: StreamRecord }[];
  letters: Letter[];
  /** Whether SES takes letters without that its answer comes back. */
  losesAnswers: boolean;
  /** Everything that was logged, counted and handed to Step Functions since the house stands. */
  logged: LogLine[];
  counted: Counted[];
  told: { operation: string; input: Item }[];
  /** Takes back whatever was written since the tables were last kept, and forgets what was said. */
  restore(): void;
}

/** API Gateway takes so many bytes of body, and of headers in all. */
const MOST_BODY = 10 * 1024 * 1024;
const MOST_HEADERS = 10_240;

/** Builds the house; the one that was asked last stands on the stage. */
export function createHouse({ template, code, startAt }: { template: Template; code: Code; startAt: number }): House {
  const api = readRestApi(template)!;
  // Addresses of photos are signed by the real client of S3, which asks nobody.
  Object.assign(process.env, {
    AWS_REGION: template.place.region,
    AWS_ACCESS_KEY_ID: 'none',
    AWS_SECRET_ACCESS_KEY: 'none',
  });
  const random = chance(311);
  let at = startAt;
  const now = () => at;
  const stream: { table: string; record: StreamRecord }[] = [];
  const tables = createStrictTables(template, now, (table, record) => stream.push({ table, record }));
  const functions = new Map(template.ofType('AWS::Lambda::Function').map((it) => [shortName(it.name), it]));
  const warm = new Map<string, Handler>();
  const secrets = new Map(
    template.ofType('AWS::SecretsManager::Secret').map((it) => [it.arn, secretOf(it.name, it.properties)]),
  );
  const [letters, logged, counted]: [Letter[], LogLine[], Counted[]] = [[], [], []];
  const told: { operation: string; input: Item }[] = [];
  let log: LogLine[] = [];

  const services: Record<string, (operation: string, input: Item) => Item> = {
    DynamoDB: tables.run,
    Secrets: (_operation, input) => ({ SecretString: secrets.get(String(input.SecretId)) }),
    StepFunctions(operation, input) {
      told.push({ operation, input });
      return { executionArn: 'arn', executions: [] };
    },
    SES(_operation, input) {
      const { Destinations, RawMessage, Tags } = input as {
        Destinations: string[];
        RawMessage: { Data: Uint8Array };
        Tags: Letter['tags'];
      };
      letters.push({ to: Destinations, raw: Buffer.from(RawMessage.Data), tags: Tags });
      if (house.losesAnswers) throw Object.assign(new Error('The answer did not come.'), { name: 'TimeoutError' });
      return { MessageId: `ses-${letters.length}` };
    },
  };

  const stageOf = (name: string) => ({
    now,
    ahead: () => 0,
    environment: () => {
      const { Variables = {} } = (functions.get(name)?.properties.Environment ?? {}) as {
        Variables?: Record<string, string>;
      };
      return { ...Variables, AWS_REGION: template.place.region };
    },
    send:
      () =>
      async ({ service, operation, input }: Sent): Promise<Item> =>
        services[service]!(operation, input),
    random,
    pause: async (ms: number) => void (at += ms),
    onLog(level: string, message: string, fields: Record<string, unknown> = {}) {
      const line = { level, code: String(fields.code ?? message), fields };
      log.push(line);
      logged.push(line);
    },
    onMetric: (metric: Counted) => void counted.push(metric),
  });

  async function run(name: string, event: unknown): Promise<Outcome> {
    takeStage(stageOf(name));
    const resource = functions.get(name);
    const make = code[name];
    if (!resource || !make) throw new Error(`There is no function ${name}.`);
    const handler = warm.get(name) ?? make();
    warm.set(name, handler);
    tables.mark();
    log = [];
    const outcome: Outcome = {
      ...{ status: 0, headers: {}, body: '', payload: undefined, thrown: undefined },
      ...{ writes: [], log, functionName: name },
    };
    const timeoutMs = Number(resource.properties.Timeout ?? 3) * 1000;
    const context = { awsRequestId: 'request', functionName: name, getRemainingTimeInMillis: () => timeoutMs };
    try {
      outcome.payload = await handler(event, context);
    } catch (error) {
      outcome.thrown = error ?? new Error('Nothing was thrown.');
    }
    return { ...outcome, writes: tables.written() };
  }

  const house: House = {
    ...{ template, api, tables, now, letters, logged, counted, told, losesAnswers: false },
    wait: (ms) => void (at += ms),
    streamed: () => stream.splice(0),
    secret: (path) =>
      JSON.parse(secrets.get(template.find(path, 'AWS::SecretsManager::Secret').arn) ?? '{}') as Record<string, string>,
    rotate: (path, value) =>
      void secrets.set(template.find(path, 'AWS::SecretsManager::Secret').arn, JSON.stringify(value)),
    invoke: run,
    restore() {
      tables.undo();
      for (const list of [stream, letters, logged, counted, told]) list.length = 0;
    },
    async visit(visit) {
      const own = (type: Parameters<RestApi['answer']>[0], status?: number): Outcome => {
        const answer = api.answer(type);
        return {
          ...{ status: status ?? answer.status, headers: answer.headers, body: answer.body, payload: undefined },
          ...{ thrown: undefined, writes: [], log: [], functionName: undefined },
        };
      };
      const { method, path, headers = {}, body } = visit;
      if ((body?.length ?? 0) > MOST_BODY) return own('REQUEST_TOO_LARGE');
      if (JSON.stringify(headers).length > MOST_HEADERS) return own('REQUEST_TOO_LARGE', 431);
      const found = api.route(method, path);
      if (!found) return own('MISSING_AUTHENTICATION_TOKEN');
      const { route, parameters } = found;
      const outcome = await run(shortName(route.functionName), proxyEvent(visit, route.resource, parameters));
      if (outcome.thrown) return outcome;
      const answer = readResult(outcome.payload);
      if (!answer) return { ...outcome, thrown: new Error('The answer is none that API Gateway takes.') };
      return { ...outcome, status: answer.status, headers: answer.headers, body: answer.body.toString() };
    },
  };
  return house;

  /** What API Gateway hands to a function. */
  function proxyEvent(
    { method, path, query = '', headers = {}, body, lies = false }: Visit,
    resource: string,
    parameters: Record<string, string>,
  ): object {
    const asked = new URLSearchParams(query);
    const names = [...new Set(asked.keys())];
    const single = names.length > 0 ? Object.fromEntries(names.map((name) => [name, asked.getAll(name).at(-1)])) : null;
    const isBase64 =
      body !== undefined && body.length > 0 && api.isBinary(headers['content-type'] ?? 'application/json');
    return {
      ...{ resource, path, httpMethod: method, headers, queryStringParameters: single },
      multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
      multiValueQueryStringParameters: single && Object.fromEntries(names.map((name) => [name, asked.getAll(name)])),
      pathParameters: Object.keys(parameters).length > 0 ? parameters : null,
      stageVariables: null,
      requestContext: { stage: api.stage, requestTimeEpoch: at, path: `/${api.stage}${path}` },
      body: body?.length ? body.toString(isBase64 ? 'base64' : 'utf8') : null,
      isBase64Encoded: lies ? !isBase64 : isBase64,
    };
  }
}
