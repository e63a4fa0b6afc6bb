import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Agent, request } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';

/** Calls the engine's DynamoDB Streams, which the service's own client does not speak. */
export type StreamsCall = (operation: string, body: object) => Promise<Record<string, unknown>>;

/** DynamoDB's operations that may write. */
const WRITES = new Set(
  [
    'PutItem',
    'UpdateItem',
    'DeleteItem',
    'BatchWriteItem',
    'TransactWriteItems',
    'ExecuteStatement',
    'ExecuteTransaction',
  ].map((operation) => `DynamoDB_20120810.${operation}`),
);

/** An engine on this machine asks for a signature and checks none. */
const SIGNATURE = {
  'x-amz-date': '20000101T000000Z',
  authorization:
    'AWS4-HMAC-SHA256 Credential=local/20000101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=local',
};

/** Makes calls to an endpoint over connections that are kept; `close` ends those. */
export function createStreamsCall(endpoint: string): { call: StreamsCall; close(): void } {
  const agent = new Agent({ keepAlive: true });
  const call: StreamsCall = (operation, body) =>
    new Promise((resolve, reject) => {
      const sent = request(
        endpoint,
        {
          method: 'POST',
          agent,
          headers: {
            ...SIGNATURE,
            'content-type': 'application/x-amz-json-1.0',
            'x-amz-target': `DynamoDBStreams_20120810.${operation}`,
          },
        },
        (answer) => {
          let text = '';
          answer.setEncoding('utf8');
          answer.on('data', (chunk: string) => (text += chunk));
          answer.on('error', reject);
          answer.on('end', () => {
            if (answer.statusCode === 200) resolve(JSON.parse(text) as Record<string, unknown>);
            else reject(new Error(`${operation}: ${answer.statusCode} ${text}`));
          });
        },
      );
      sent.on('error', reject);
      sent.end(JSON.stringify(body));
    });
  return { call, close: () => agent.destroy() };
}

/**
 * Calls `onWrite` when a write of this process to the engine was answered: Node tells of every HTTP exchange, so the
 * functions' own clients need no proxy, and nobody polls. Answers the function that ends it.
 */
export function watchWrites(endpoint: string, onWrite: () => void): () => void {
  const { hostname, port } = new URL(endpoint);
  const listener = (message: unknown) => {
    const { request: sent } = message as { request: ClientRequest; response: IncomingMessage };
    if (!WRITES.has(String(sent.getHeader('x-amz-target')))) return;
    const host = String(sent.getHeader('host'));
    if (host === `${hostname}:${port}` || host === hostname) onWrite();
  };
  subscribe('http.client.response.finish', listener);
  return () => void unsubscribe('http.client.response.finish', listener);
}
