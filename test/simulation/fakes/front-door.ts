import { readResult } from '../../../infra/local/http-api.ts';
import { type RestApi, readRestApi } from '../../../infra/local/routes.ts';
import type { Template } from '../../../infra/local/template.ts';
import type { Scheduler } from '../scheduler.ts';
import type { SimulatedFunctions } from './functions.ts';

/** A request to the API, its path below the stage. */
export interface HttpRequest {
  method: 'GET' | 'POST';
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

/** What the API answered. */
export interface Answer {
  status: number;
  headers: Record<string, string | string[]>;
  body: string;
}

const apis = new WeakMap<Template, RestApi>();

const apiOf = (template: Template): RestApi => {
  const api = apis.get(template) ?? readRestApi(template)!;
  apis.set(template, api);
  return api;
};

/** Which function a request is for, and what API Gateway hands to it; undefined where there is no such route. */
export function callOf(
  template: Template,
  { method, path: pathAndQuery, headers = {}, body }: HttpRequest,
  now: number,
): { functionName: string; event: object } | undefined {
  const api = apiOf(template);
  const [path, query] = pathAndQuery.split('?') as [string, string?];
  const found = api.route(method, path);
  if (!found) return undefined;
  const { route, parameters } = found;
  const isBase64Encoded = body !== undefined && api.isBinary(headers['content-type'] ?? 'application/json');
  const event = {
    resource: route.resource,
    path,
    httpMethod: method,
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: query === undefined ? null : Object.fromEntries(new URLSearchParams(query)),
    multiValueQueryStringParameters:
      query === undefined
        ? null
        : Object.fromEntries([...new URLSearchParams(query)].map(([name, value]) => [name, [value]])),
    pathParameters: parameters,
    stageVariables: null,
    requestContext: { stage: api.stage, requestTimeEpoch: now, path: `/${api.stage}${path}` },
    body: body === undefined ? null : isBase64Encoded ? Buffer.from(body).toString('base64') : body,
    isBase64Encoded,
  };
  return { functionName: route.functionName, event };
}

/** Makes the way in: the template's routes, and what API Gateway hands to the function behind one. */
export function createFrontDoor(options: {
  template: Template;
  scheduler: Scheduler;
  functions: SimulatedFunctions;
}): (request: HttpRequest) => Promise<Answer> {
  const { template, scheduler, functions } = options;
  const api = apiOf(template);

  return async (request) => {
    const call = callOf(template, request, scheduler.now());
    if (!call) return api.answer('MISSING_AUTHENTICATION_TOKEN');
    const result = await functions.invoke(call.functionName, call.event);
    const sent = 'error' in result ? undefined : readResult(result.payload);
    const answer = sent ?? api.answer('INTEGRATION_FAILURE');
    return { ...answer, body: answer.body.toString() };
  };
}
