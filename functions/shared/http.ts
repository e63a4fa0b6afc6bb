import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { type Sheet, writeCsv } from './csv.ts';

/** One field at fault, named as the sender named it. */
export interface FieldProblem {
  field: string;
  detail: string;
}

/** Says what went wrong in `application/problem+json` (RFC 9457): status, a title, the remedy, and the fields at fault. */
export const problem = (
  status: number,
  title: string,
  detail: string,
  errors: FieldProblem[] = [],
  headers: Record<string, string> = {},
): APIGatewayProxyResult => ({
  statusCode: status,
  headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers },
  body: JSON.stringify({ type: 'about:blank', status, title, detail, ...(errors.length > 0 ? { errors } : {}) }),
});

/** Answers with JSON. */
export const json = (status: number, body: unknown): APIGatewayProxyResult => ({
  statusCode: status,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: JSON.stringify(body),
});

/** What a page needs of other origins; each is named in its policy, and a page that needs none names none. */
export interface Elsewhere {
  /** Where its pictures lie. */
  pictures?: string;
  /** Where a form of it leads. */
  forms?: string;
}

/**
 * Answers with a page: no script, no frame, no referrer (the address is the key), nothing kept in caches.
 * The one inline style is named by its hash.
 */
export const page = (
  status: number,
  body: string,
  styleHash: string,
  { pictures, forms }: Elsewhere = {},
): APIGatewayProxyResult => ({
  statusCode: status,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': [
      "default-src 'none'",
      `style-src '${styleHash}'`,
      ...(pictures ? [`img-src ${pictures}`] : []),
      `form-action ${["'self'", forms].filter(Boolean).join(' ')}`,
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'referrer-policy': 'no-referrer',
    'strict-transport-security': 'max-age=31536000',
    'x-content-type-options': 'nosniff',
    'x-robots-tag': 'noindex',
  },
  body,
});

/** Answers with a sheet as a file of this name, without its ending; the address is a key, so nothing keeps or passes it on. */
export const csvFile = (name: string, sheet: Sheet): APIGatewayProxyResult => ({
  statusCode: 200,
  headers: {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="${name.replaceAll(/[^\w.-]+/g, '-')}.csv"`,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-robots-tag': 'noindex',
  },
  body: writeCsv(sheet),
});

/** Sends the browser on after a POST, so that a reload repeats nothing. */
export const seeOther = (location: string): APIGatewayProxyResult => ({
  statusCode: 303,
  headers: { location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
  body: '',
});

/** The body's own bytes, as they were signed; API Gateway hands them over in base64. */
export const bodyBytes = (event: Pick<APIGatewayProxyEvent, 'body' | 'isBase64Encoded'>): Buffer =>
  Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');

/** Largest form that is read, bytes: two fields of 1,000 characters come to 18 KB with every byte percent-encoded. */
export const MAX_FORM_BYTES = 64 * 1024;

/**
 * A posted form, with every value of its fields; broken UTF-8 becomes U+FFFD. A line ends by one character, as the field counted it that let
 * its reader write so much, though a form is sent with two.
 */
export const formOf = (event: Pick<APIGatewayProxyEvent, 'body' | 'isBase64Encoded'>): URLSearchParams => {
  const sent = new URLSearchParams(bodyBytes(event).toString('utf8'));
  return new URLSearchParams([...sent].map(([name, value]) => [name, value.replaceAll('\r\n', '\n')]));
};

/** The fields of a posted form; a repeated field keeps its first value. */
export const formFields = (event: Pick<APIGatewayProxyEvent, 'body' | 'isBase64Encoded'>): Record<string, string> => {
  const fields: Record<string, string> = {};
  for (const [name, value] of formOf(event)) fields[name] ??= value;
  return fields;
};

/** A header by its name, whatever its case. */
export const header = (event: Pick<APIGatewayProxyEvent, 'headers'>, name: string): string | undefined => {
  const found = Object.entries(event.headers ?? {}).find(([key]) => key.toLowerCase() === name);
  return found?.[1];
};
