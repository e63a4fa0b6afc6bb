import { TemplateError } from './intrinsics.ts';
import type { Resource, Template } from './template.ts';

/** One method of the API and the function behind it. */
export interface Route {
  method: string;
  /** As the template has it, `/webhooks/{platform}`. */
  resource: string;
  resourceId: string;
  functionName: string;
}

/** What answers where no function does. */
export interface GatewayAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** The kinds of answers that API Gateway gives by itself, with its own status and message. */
const OWN_ANSWERS = {
  MISSING_AUTHENTICATION_TOKEN: { status: 403, message: 'Missing Authentication Token', group: 'DEFAULT_4XX' },
  REQUEST_TOO_LARGE: { status: 413, message: 'Request Too Long', group: 'DEFAULT_4XX' },
  INTEGRATION_FAILURE: { status: 502, message: 'Internal server error', group: 'DEFAULT_5XX' },
} as const;

/** The template's REST API. */
export interface RestApi {
  id: string;
  name: string;
  stage: string;
  routes: readonly Route[];
  /** Finds the route of a path without its stage, and what its parameters hold. */
  route(method: string, path: string): { route: Route; parameters: Record<string, string> } | undefined;
  isBinary(contentType: string): boolean;
  answer(type: keyof typeof OWN_ANSWERS): GatewayAnswer;
}

/** Reads the one REST API of the template; undefined when there is none. */
export function readRestApi(template: Template): RestApi | undefined {
  const [api, second] = template.ofType('AWS::ApiGateway::RestApi');
  if (api === undefined) return undefined;
  if (second) throw new TemplateError(`The local stack serves one REST API, and there is ${second.logicalId} too.`);
  const [stage] = template.ofType('AWS::ApiGateway::Stage');
  if (stage === undefined) throw new TemplateError(`${api.logicalId} has no stage.`);
  const routes = template.ofType('AWS::ApiGateway::Method').map((method) => readMethod(template, api, method));
  const byPattern = routes.map((route) => ({ route, segments: route.resource.split('/').slice(1) }));
  // A literal segment wins over a parameter, as in API Gateway.
  byPattern.sort((a, b) => weight(a.segments).localeCompare(weight(b.segments)));
  const binary = (api.properties.BinaryMediaTypes ?? []) as string[];
  const overrides = template.ofType('AWS::ApiGateway::GatewayResponse').map(({ properties }) => properties);

  return {
    id: api.ref,
    name: String(api.properties.Name ?? api.name),
    stage: stage.name,
    routes,
    route(method, path) {
      const segments = path.split('/').slice(1);
      for (const { route, segments: pattern } of byPattern) {
        if (route.method !== method && route.method !== 'ANY') continue;
        const parameters = match(pattern, segments);
        if (parameters) return { route, parameters };
      }
      return undefined;
    },
    isBinary(contentType) {
      const type = contentType.split(';')[0]!.trim().toLowerCase();
      return binary.some((wanted) => wanted === '*/*' || wanted.toLowerCase() === type);
    },
    answer(type) {
      const own = OWN_ANSWERS[type];
      const override = [type, own.group]
        .map((it) => overrides.find(({ ResponseType }) => ResponseType === it))
        .find(Boolean);
      const templates = (override?.ResponseTemplates ?? {}) as Record<string, string>;
      const body = templates['application/json'] ?? JSON.stringify({ message: own.message });
      return {
        status: Number(override?.StatusCode ?? own.status),
        headers: { 'Content-Type': 'application/json', ...headersOf(override?.ResponseParameters) },
        body: body.replaceAll('$context.error.messageString', JSON.stringify(own.message)),
      };
    },
  };
}

function readMethod(template: Template, api: Resource, { stack, logicalId, properties }: Resource): Route {
  const where = `Stack ${stack}, ${logicalId}`;
  const integration = properties.Integration as { Type: string; Uri?: string };
  if (integration.Type !== 'AWS_PROXY') {
    throw new TemplateError(`${where}.Integration.Type: the local stack does not know ${integration.Type}.`);
  }
  if (!['NONE', undefined].includes(properties.AuthorizationType as string)) {
    throw new TemplateError(`${where}.AuthorizationType: the local stack authorizes nobody.`);
  }
  const [, functionArn = ''] = /\/functions\/(.*)\/invocations$/.exec(integration.Uri ?? '') ?? [];
  const resourceId = String(properties.ResourceId);
  return {
    method: String(properties.HttpMethod),
    resource: pathOf(template, api, resourceId),
    resourceId,
    functionName: template.find(functionArn, 'AWS::Lambda::Function').name,
  };
}

function pathOf(template: Template, api: Resource, resourceId: string): string {
  if (resourceId === api.attributes.RootResourceId) return '/';
  const { properties } = template.find(resourceId, 'AWS::ApiGateway::Resource');
  const parent = pathOf(template, api, String(properties.ParentId));
  return `${parent === '/' ? '' : parent}/${String(properties.PathPart)}`;
}

const weight = (segments: string[]): string =>
  segments.map((it) => (it.endsWith('+}') ? '2' : it.startsWith('{') ? '1' : '0')).join('');

function match(pattern: string[], segments: string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    if (part.endsWith('+}')) {
      const rest = segments.slice(index).join('/');
      return rest === '' ? undefined : { ...parameters, [part.slice(1, -2)]: decode(rest) };
    }
    const segment = segments[index];
    if (segment === undefined) return undefined;
    if (!part.startsWith('{')) {
      if (part !== segment) return undefined;
    } else if (segment === '') return undefined;
    else parameters[part.slice(1, -1)] = decode(segment);
  }
  return segments.length === pattern.length ? parameters : undefined;
}

/** A path segment that is no valid UTF-8 stays as it came. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** `gatewayresponse.header.Retry-After: "'5'"` → `Retry-After: 5`. */
const headersOf = (parameters: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries((parameters ?? {}) as Record<string, string>).map(([name, value]) => [
      name.replace('gatewayresponse.header.', ''),
      value.replace(/^'|'$/g, ''),
    ]),
  );
