import http from 'node:http';
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { Readable } from 'node:stream';
import { isDynamoDb } from './dynamodb-calls.ts';

type OnResponse = (response: IncomingMessage) => void;

/**
 * Node's `http` for one function: what it asks of DynamoDB is looked at before it leaves, and refused as DynamoDB would. The engine stands behind no
 * gateway, because another hop for each of its many calls would make all tests longer.
 *
 * @param refuse says what its principal may not do of a call, by the header that names the call and its body
 */
export const guardedHttp = (refuse: (target: string, body: string) => string | undefined): typeof http => {
  const request = (options: RequestOptions, onResponse?: OnResponse): ClientRequest => {
    const sent = http.request(options, onResponse);
    const target = (options.headers as Record<string, unknown> | undefined)?.['x-amz-target'];
    if (!isDynamoDb(target)) return sent;
    const end = sent.end.bind(sent) as (body: unknown) => ClientRequest;
    sent.end = ((body: unknown) => {
      const refused = refuse(target, String(body));
      return refused === undefined ? end(body) : answerInstead(sent, refused, onResponse);
    }) as typeof sent.end;
    return sent;
  };
  return { ...http, request: request as typeof http.request };
};

/** Gives the caller the answer of DynamoDB, and lets nothing leave. */
const answerInstead = (sent: ClientRequest, refused: string, onResponse: OnResponse | undefined): ClientRequest => {
  const body = JSON.stringify({ __type: 'com.amazon.coral.service#AccessDeniedException', Message: refused });
  const answer = Object.assign(Readable.from([Buffer.from(body)]), {
    statusCode: 400,
    statusMessage: 'Bad Request',
    headers: { 'content-type': 'application/x-amz-json-1.0' },
  });
  sent.removeAllListeners('error').on('error', () => undefined);
  sent.destroy();
  onResponse?.(answer as unknown as IncomingMessage);
  return sent;
};
