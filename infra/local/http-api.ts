import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import type { Activity } from './activity.ts';
import type { Invocation } from './invocation.ts';
import type { Place } from './resource-names.ts';
import type { GatewayAnswer, RestApi, Route } from './routes.ts';

/** One request that the API answered; times in ms of real time. */
export interface ApiCall {
  api: string;
  stage: string;
  method: string;
  /** `/webhooks/{platform}`; undefined where no route was found. */
  resource: string | undefined;
  status: number;
  latency: number;
  integrationLatency: number;
}

/** API Gateway takes bodies of up to 10 MB. */
const MOST_BYTES = 10 * 1024 * 1024;

/** Answers requests below `/<stage>` as the template's REST API does; false when the path is not below it. */
export type HttpApi = (request: IncomingMessage, response: ServerResponse) => boolean;

/** Makes the API's request handler. Throttling, the firewall and the 29 s limit are not acted on. */
export function createHttpApi(options: {
  api: RestApi;
  place: Place;
  invoke: (functionName: string, event: unknown) => Promise<Invocation>;
  now: () => number;
  activity: Activity;
  onCall: (call: ApiCall) => void;
}): HttpApi {
  const { api, activity } = options;
  const prefix = `/${api.stage}`;

  async function answer(
    request: IncomingMessage,
    url: URL,
  ): Promise<Omit<ApiCall, 'latency'> & { answer: GatewayAnswer | Sent }> {
    const method = request.method ?? 'GET';
    const path = url.pathname.slice(prefix.length) || '/';
    const found = api.route(method, path);
    const call = { api: api.name, stage: api.stage, method, resource: found?.route.resource, integrationLatency: 0 };
    const own = (type: Parameters<RestApi['answer']>[0]) => {
      const given = api.answer(type);
      return { ...call, status: given.status, answer: given };
    };
    const body = await readBody(request);
    if (body === undefined) return own('REQUEST_TOO_LARGE');
    if (found === undefined) return own('MISSING_AUTHENTICATION_TOKEN');
    const event = proxyEvent({ request, url, path, body, ...found });
    const started = performance.now();
    const result = await options.invoke(found.route.functionName, event);
    call.integrationLatency = performance.now() - started;
    const sent = 'error' in result ? undefined : readResult(result.payload);
    return sent ? { ...call, status: sent.status, answer: sent } : own('INTEGRATION_FAILURE');
  }

  function proxyEvent(call: {
    request: IncomingMessage;
    url: URL;
    path: string;
    body: Buffer;
    route: Route;
    parameters: Record<string, string>;
  }): APIGatewayProxyEvent {
    const { request, url, path, body, route, parameters } = call;
    const { headers, multiValueHeaders } = headersOf(request);
    const isBase64Encoded = body.length > 0 && api.isBinary(request.headers['content-type'] ?? 'application/json');
    const query = [...new Set(url.searchParams.keys())];
    const now = options.now();
    const requestId = randomUUID();
    const sourceIp = (request.socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, '');
    return {
      resource: route.resource,
      path,
      httpMethod: request.method ?? 'GET',
      headers,
      multiValueHeaders,
      queryStringParameters:
        query.length === 0 ? null : Object.fromEntries(query.map((key) => [key, url.searchParams.getAll(key).at(-1)])),
      multiValueQueryStringParameters:
        query.length === 0 ? null : Object.fromEntries(query.map((key) => [key, url.searchParams.getAll(key)])),
      pathParameters: Object.keys(parameters).length === 0 ? null : parameters,
      stageVariables: null,
      requestContext: {
        accountId: options.place.account,
        apiId: api.id,
        authorizer: null,
        domainName: request.headers.host ?? '',
        domainPrefix: api.id,
        extendedRequestId: requestId,
        httpMethod: request.method ?? 'GET',
        identity: { ...NOBODY, sourceIp, userAgent: request.headers['user-agent'] ?? null },
        path: `${prefix}${path}`,
        protocol: 'HTTP/1.1',
        requestId,
        requestTime: requestTime(now),
        requestTimeEpoch: now,
        resourceId: route.resourceId,
        resourcePath: route.resource,
        stage: api.stage,
      },
      body: body.length === 0 ? null : body.toString(isBase64Encoded ? 'base64' : 'utf8'),
      isBase64Encoded,
    };
  }

  return (request, response) => {
    const url = urlOf(request.url ?? '/');
    if (url.pathname !== prefix && !url.pathname.startsWith(`${prefix}/`)) return false;
    const started = performance.now();
    void activity
      .during('HTTP requests', async () => {
        const { answer: sent, ...call } = await answer(request, url);
        response.writeHead(sent.status, sent.headers);
        response.end(request.method === 'HEAD' ? undefined : sent.body);
        options.onCall({ ...call, latency: performance.now() - started });
      })
      .catch(() => response.destroy());
    return true;
  };
}

/** The target of a request as a URL; one that is none, such as `*` or `http://[`, asks for the root. */
const urlOf = (target: string): URL => new URL(target.startsWith('/') ? `http://local${target}` : 'http://local/');

interface Sent {
  status: number;
  headers: Record<string, string | string[]>;
  body: string | Buffer;
}

/** A proxy result as an HTTP answer; undefined when it is malformed, which API Gateway answers with 502. */
export function readResult(payload: unknown): Sent | undefined {
  const result = payload as Partial<APIGatewayProxyResult> | null;
  if (typeof result !== 'object' || result === null || !Number.isInteger(Number(result.statusCode ?? NaN)))
    return undefined;
  if (result.body !== undefined && typeof result.body !== 'string') return undefined;
  const headers: Sent['headers'] = { 'Content-Type': 'application/json' };
  const set = (name: string, value: string | string[]) => {
    for (const known of Object.keys(headers)) if (known.toLowerCase() === name.toLowerCase()) delete headers[known];
    headers[name] = value;
  };
  for (const [name, value] of Object.entries(result.headers ?? {})) set(name, String(value));
  for (const [name, values] of Object.entries(result.multiValueHeaders ?? {})) set(name, values.map(String));
  const body = result.isBase64Encoded ? Buffer.from(result.body ?? '', 'base64') : (result.body ?? '');
  set('Content-Length', String(Buffer.byteLength(body)));
  return { status: Number(result.statusCode), headers, body };
}

/** Reads a body; undefined when it is too long, with the rest of it thrown away. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += (chunk as Buffer).length;
    if (length <= MOST_BYTES) chunks.push(chunk as Buffer);
    else chunks.length = 0;
  }
  return length > MOST_BYTES ? undefined : Buffer.concat(chunks);
}

function headersOf({ rawHeaders }: IncomingMessage): Pick<APIGatewayProxyEvent, 'headers' | 'multiValueHeaders'> {
  const multiValueHeaders: Record<string, string[]> = {};
  for (let index = 0; index < rawHeaders.length; index += 2) {
    (multiValueHeaders[rawHeaders[index]!] ??= []).push(rawHeaders[index + 1]!);
  }
  const headers = Object.fromEntries(Object.entries(multiValueHeaders).map(([name, values]) => [name, values.at(-1)]));
  return { headers, multiValueHeaders };
}

/** `09/Apr/2015:12:34:56 +0000`, the common log format. */
function requestTime(now: number): string {
  const [, day, month, year, time] = /, (\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date(now).toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}

/** Nobody is authorized here: every identity but the address is unknown. */
const NOBODY = {
  accessKey: null,
  accountId: null,
  apiKey: null,
  apiKeyId: null,
  caller: null,
  clientCert: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  user: null,
  userArn: null,
};
