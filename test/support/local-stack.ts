import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { RequestEvent } from '../../functions/requests/event.ts';
import { createRequestsStore } from '../../functions/requests/requests.store.ts';
import { type LocalStack, type LocalStackOptions, startLocalStack } from '../../infra/local/stack.ts';

export type { LocalStack } from '../../infra/local/stack.ts';

/** Monday 1 June 2026, 09:00 in Somerville: inside office hours, no holiday near. */
export const MONDAY_MORNING = Date.UTC(2026, 5, 1, 13);

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** A stack of its own on free ports, in memory, its clock standing still at `startAt`. */
export const aLocalStack = (options: Partial<LocalStackOptions> = {}): Promise<LocalStack> =>
  startLocalStack({ port: 0, startAt: MONDAY_MORNING, scheduleSpacing: DAY, ...options });

/** An answer of the webhook. */
export interface Answer {
  status: number;
  body: Record<string, unknown> & { id?: string; statusPage?: string };
}

/** Delivers a payload through the signed webhook, as a platform does; anything but an object is sent as it is. */
export const deliver = async (
  stack: LocalStack,
  payload: unknown,
  { platform = 'standard', id = randomUUID() }: { platform?: string; id?: string } = {},
): Promise<Answer> => {
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const at = new Date(stack.clock.now());
  const response = await fetch(`${stack.url}/webhooks/${platform}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(stack.secrets.webhook(platform)).sign(id, at, body),
    },
    body,
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
};

/** A pothole that a resident reported, as the documented payload. */
export const aPothole = (more: Record<string, unknown> = {}) => ({
  id: randomUUID(),
  type: 'pothole',
  description: 'A deep hole in front of the bakery.',
  location: { address: '12 Elm St', lat: 42.3954, lon: -71.1217 },
  reporter: { name: 'Ana', email: 'ana@resident.example', language: 'en' },
  channel: 'web',
  ...more,
});

/** A form posted to a page, without following where it leads. */
export const post = (url: string, fields: Record<string, string>): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields),
  });

/** The e-mails so far, oldest first, as `recipient: subject`. */
export const letters = (stack: LocalStack): string[] =>
  stack.mailbox.list().map(({ to, subject }) => `${to}: ${subject}`);

/** The latest e-mail to an address. */
export const letterTo = (stack: LocalStack, address: string) => {
  const found = stack.mailbox
    .list()
    .filter(({ to }) => to === address)
    .at(-1);
  if (!found) throw new Error(`Nothing was sent to ${address}; sent were ${letters(stack).join(', ')}`);
  return found;
};

/** The link that an e-mail asks to follow: the first of its text part. */
export const linkIn = ({ text }: { text: string }): string => {
  const link = /https?:\/\/\S+/.exec(text)?.[0];
  if (!link) throw new Error(`No link in: ${text}`);
  return link;
};

/** A request as it is stored, with its history. */
export const stored = async (stack: LocalStack, requestId: string) => {
  const store = createRequestsStore(stack.dynamodb, stack.tables, () => stack.clock.now());
  const file = await store.loadWithHistory(requestId);
  if (!file) throw new Error(`No request ${requestId}.`);
  return file;
};

/** The history as its types, in order. */
export const story = (events: readonly RequestEvent[]): string[] => events.map(({ type }) => type);
