import { createHash } from 'node:crypto';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import * as z from 'zod/mini';
import { isMonth } from '../measures/window.ts';
import { dynamoDb } from '../shared/clients.ts';
import { writeCsv } from '../shared/csv.ts';
import { header } from '../shared/http.ts';
import { lambda } from '../shared/lambda.ts';
import { monthsUntil } from '../scorecards/scorecard.ts';
import { type Failure, checkJurisdiction, failed, failure } from './answer.ts';
import { ReadFiguresEnvironment, Served } from './contract.ts';
import { figuresDocument, figuresSheet } from './figures-document.ts';
import { type PublicFiguresStore, createPublicFiguresStore } from './public-figures.store.ts';

interface Dependencies {
  served: Served;
  figures: Pick<PublicFiguresStore, 'list'>;
}

/** Months of one answer: 24 of forty partners are half a megabyte. */
const MOST_MONTHS = 24;
/** Months where none are asked for. */
const USUAL_MONTHS = 12;
const LAST_MONTH = '9999-12';

/** An hour: figures change once a month. */
const CACHED = 'public, max-age=3600';

/** Tells the figures of months by partner, as JSON or CSV: from a table that holds no request, and of no more months than one answer can hold. */
export const readFigures =
  ({ served, figures }: Dependencies) =>
  async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    const asked = readSpan(event.queryStringParameters ?? {});
    const wrong = checkJurisdiction(event.queryStringParameters?.jurisdiction_id, served.jurisdiction) ?? asked;
    if (wrong.kind === 'failure') return failed('json', wrong);
    const { from, to, most } = wrong;
    // One more than an answer holds tells that there are more.
    const months = await figures.list(from, to, wrong.isWhole ? most + 1 : most);
    if (months.length > most) return failed('json', tooMany('from and the last month'));
    const csv = event.resource.endsWith('.csv');
    const body = csv ? writeCsv(figuresSheet(months)) : JSON.stringify(figuresDocument(months, served));
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
    const known = header(event, 'if-none-match') === etag;
    return {
      statusCode: known ? 304 : 200,
      headers: {
        'content-type': csv ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8',
        'cache-control': CACHED,
        etag,
        link: `<${served.license}>; rel="license"`,
        'access-control-allow-origin': '*',
        'x-content-type-options': 'nosniff',
      },
      body: known ? '' : body,
    };
  };

const tooMany = (between: string): Failure =>
  failure(400, `${between} are more than ${MOST_MONTHS} months apart; ask for fewer at once.`);

/** Reads which months are asked for: the last twelve, or `from` and `to`, both included; `isWhole` where all of them are wanted, however many there are. */
const readSpan = (
  query: NonNullable<APIGatewayProxyEvent['queryStringParameters']>,
): { kind: 'span'; from: string; to: string; most: number; isWhole?: true } | Failure => {
  const { from, to } = query;
  for (const [name, value] of [
    ['from', from],
    ['to', to],
  ] as const)
    if (value !== undefined && !isMonth(value)) return failure(400, `${name} is no month; write 2026-10.`);
  if (from === undefined) return { kind: 'span', from: '0000-01', to: to ?? LAST_MONTH, most: USUAL_MONTHS };
  if (to === undefined) return { kind: 'span', from, to: LAST_MONTH, most: MOST_MONTHS, isWhole: true };
  if (to < from) return failure(400, 'to is before from; give the first month as from.');
  if (!monthsUntil(to, MOST_MONTHS).includes(from)) return tooMany('from and to');
  return { kind: 'span', from, to, most: MOST_MONTHS };
};

export const handler = lambda(
  ReadFiguresEnvironment,
  (environment): Dependencies => ({
    served: z.parse(Served, JSON.parse(environment.OPEN311)),
    figures: createPublicFiguresStore(dynamoDb(), environment.PUBLIC_TABLE),
  }),
  readFigures,
);
