import { once } from 'node:events';
import { type IncomingMessage, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { vi } from 'vitest';
import type { WebhookPayload } from '../../functions/partners/webhook-payload.ts';

/** A message as it came in. */
export interface Received {
  /** Which of the receivers' addresses it came to. */
  path: string;
  id: string;
  headers: Record<string, string>;
  body: string;
  payload: WebhookPayload;
}

/** What the receiver answers: a status, or nothing at all. */
export type Reply = number | 'hangs' | { status: number; headers: Record<string, string> };

/** An HTTP server that stands for other systems; `reply` decides about each message, 204 unless set. */
export const aReceiver = async () => {
  const received: Received[] = [];
  const receiver = {
    url: '',
    received,
    reply: (_message: Received): Reply => 204,
    /** The messages that came to an address, oldest first. */
    at: (path: string): Received[] => received.filter((message) => message.path === path),
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
  const server = createServer((request, response) => {
    void read(request).then((message) => {
      received.push(message);
      const reply = receiver.reply(message);
      if (reply === 'hangs') return;
      const { status, headers } = typeof reply === 'number' ? { status: reply, headers: {} } : reply;
      response.writeHead(status, headers).end('an answer that nobody reads');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return receiver;
};

const read = async (request: IncomingMessage): Promise<Received> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString('utf8');
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const payload = JSON.parse(body) as WebhookPayload;
  return { path: request.url ?? '', id: headers['webhook-id'] ?? '', headers, body, payload };
};

/** Checks a message by the npm package standardwebhooks, at an instant (epoch ms); throws when it is not genuine. */
export const verified = ({ headers, body }: Received, secret: string, now: number): unknown => {
  vi.useFakeTimers({ now, toFake: ['Date'] }); // the package asks the machine for the time
  try {
    return new Webhook(secret).verify(body, headers);
  } finally {
    vi.useRealTimers();
  }
};
