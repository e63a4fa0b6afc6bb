import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { type Value, writeXml } from './xml.ts';

/** The two formats of the standard. */
export type Format = 'xml' | 'json';

/** What an address of the API names: a resource, one entry of it where there is one, and the format of the answer. */
export interface Asked {
  resource: string;
  id?: string;
  format: Format;
}

/** Something that was asked for and cannot be had: a sentence for each fault. The status goes to HTTP, and as the code into the body. */
export interface Failure {
  kind: 'failure';
  status: 400 | 403 | 404 | 409 | 413 | 429 | 503;
  descriptions: readonly string[];
}

/** Makes a failure of its sentences. */
export const failure = (status: Failure['status'], ...descriptions: string[]): Failure => ({
  kind: 'failure',
  status,
  descriptions,
});

const CONTENT_TYPES: Record<Format, string> = {
  xml: 'text/xml; charset=utf-8',
  json: 'application/json; charset=utf-8',
};

/** Whether a text can be an id: of a request, an update, a service (R30); what is longer than a hundred is none. */
export const isId = (text: string): boolean => /^[\w-]{1,100}$/.test(text);

/**
 * Reads what an address names, from its pattern and the part that the pattern leaves open: `/open311/v2/requests/{document}` with
 * `R-1.json`. Undefined for any other format than the two, and for an id with other characters than letters, digits, `_` and `-` (R30).
 */
export const askedFor = ({
  resource,
  pathParameters,
}: Pick<APIGatewayProxyEvent, 'resource' | 'pathParameters'>): Asked | undefined => {
  const path = resource.replace('{document}', () => pathParameters?.document ?? '');
  const [, names = '', format] = /^\/open311\/(?:v2\/)?([\w/-]+)\.(xml|json)$/.exec(path) ?? [];
  if (!format) return undefined;
  const [name = '', id, ...more] = names.split('/');
  if (more.length > 0 || !isId(id ?? name)) return undefined;
  return { resource: name, ...(id === undefined ? {} : { id }), format: format as Format };
};

/** Answers in the format that was asked for; `root` is the element that XML puts around it. Any page may read it (CORS). */
export const answer = (
  format: Format,
  root: string,
  value: Value,
  { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
): APIGatewayProxyResult => ({
  statusCode: status,
  headers: {
    'content-type': CONTENT_TYPES[format],
    'cache-control': 'no-store',
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'retry-after, x-total-count, x-total-at-least',
    'x-content-type-options': 'nosniff',
    ...headers,
  },
  body: format === 'xml' ? writeXml(root, value) : JSON.stringify(value),
});

/** Most bytes of a body as Lambda hands it over, escaped as JSON: it stops at 6,291,556 for the whole answer. */
const LARGEST_BODY = 5_500_000;

/** Answers with as much of a list, from its beginning, as one answer can hold. */
export const answerWithList = (
  format: Format,
  root: string,
  list: readonly Value[],
  headers: Record<string, string>,
): APIGatewayProxyResult => {
  const whole = answer(format, root, list, { headers });
  const bytes = Buffer.byteLength(JSON.stringify(whole.body));
  if (bytes <= LARGEST_BODY || list.length <= 1) return whole;
  const fewer = Math.max(1, Math.floor((list.length * 0.9 * LARGEST_BODY) / bytes));
  return answerWithList(format, root, list.slice(0, fewer), headers);
};

/** Says what went wrong, as the standard does: a list of code and description, even of one (R23). */
export const failed = (
  format: Format,
  { status, descriptions }: Failure,
  headers: Record<string, string> = {},
): APIGatewayProxyResult =>
  answer(
    format,
    'errors',
    descriptions.map((description) => ({ code: status, description })),
    { status, headers },
  );

/** There is nothing at this address in any format: said in plain text, because no format was asked for (R30). */
export const nothingHere = (): APIGatewayProxyResult => ({
  statusCode: 404,
  headers: {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  },
  body: 'There is nothing here. Addresses end in .json or .xml; /open311/discovery.json leads to all of them.\n',
});

/** The one jurisdiction need not be named; another one is not found here. */
export const checkJurisdiction = (asked: string | undefined, served: string): Failure | undefined =>
  !asked?.trim() || asked.trim() === served
    ? undefined
    : failure(404, `jurisdiction_id was not found; this endpoint serves ${served}.`);
