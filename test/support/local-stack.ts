import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import type { RequestEvent } from '../../functions/requests/event.ts';
import { createRequestsStore } from '../../functions/requests/requests.store.ts';
import type { Mail } from '../../infra/local/mailbox.ts';
import type { GrantUse } from '../../infra/local/permissions/permissions.ts';
import { type Service, serviceOf } from '../../infra/local/service.ts';
import { GRANTS_USED } from './grants-used.ts';
import { type LocalStack as Stack, type LocalStackOptions, startLocalStack } from '../../infra/local/stack.ts';

const keepGrantsUsed = (used: readonly GrantUse[]): void => {
  const folder = process.env[GRANTS_USED];
  if (folder) writeFileSync(join(folder, `${randomUUID()}.json`), JSON.stringify(used));
};

/** A running stack with what the tests need to know of its service. */
export type LocalStack = Stack & { service: Service };

/** Monday 1 June 2026, 09:00 in Somerville: inside office hours, no holiday near. */
export const MONDAY_MORNING = Date.UTC(2026, 5, 1, 13);

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** A stack of its own on free ports, in memory, its clock standing still at `startAt`. */
export const aLocalStack = async (options: Partial<LocalStackOptions> = {}): Promise<LocalStack> => {
  const stack = await startLocalStack({ port: 0, startAt: MONDAY_MORNING, scheduleSpacing: DAY, ...options });
  const { stop } = stack;
  return Object.assign(stack, {
    service: serviceOf(stack),
    async stop() {
      await stop();
      keepGrantsUsed(stack.permissions.used());
      // Whatever a test looked at, a function that wanted what it is not granted fails on AWS.
      if (stack.permissions.refused().length > 0) throw new Error(stack.permissions.refused().join('\n'));
    },
  });
};

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
      'webhook-signature': new Webhook(stack.service.webhookSecret(platform)).sign(id, at, body),
    },
    body,
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
};

let potholes = 0;

/** A pothole that a resident reported, as the documented payload. */
export const aPothole = (more: Record<string, unknown> = {}) => ({
  id: randomUUID(),
  type: 'pothole',
  description: 'A deep hole in front of the bakery.',
  // Each a hundred metres from the last, so that none is taken for another.
  location: { address: '12 Elm St', lat: 42.3854 + 0.001 * (potholes++ % 20), lon: -71.1217 },
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

/** The notices so far, oldest first; what alarms write to operations is left out. */
export const notices = (stack: LocalStack): Mail[] =>
  stack.mailbox.list().filter(({ configurationSet }) => configurationSet !== undefined);

/** The notices so far, oldest first, as `recipient: subject`. */
export const letters = (stack: LocalStack): string[] => notices(stack).map(({ to, subject }) => `${to}: ${subject}`);

/** The text of the latest e-mail to an address. */
export const letterTo = async (stack: LocalStack, address: string): Promise<string> => {
  const found: Mail | undefined = stack.mailbox.list({ to: address }).at(-1);
  if (!found) throw new Error(`Nothing was sent to ${address}; sent were ${letters(stack).join(', ')}`);
  return (await stack.mailbox.read(found.id)).text ?? '';
};

/** The link that an e-mail's text asks to follow: its first. */
export const linkIn = (text: string): string => {
  const link = /https?:\/\/\S+/.exec(text)?.[0];
  if (!link) throw new Error(`No link in: ${text}`);
  return link;
};

/** The executions so far, as `name status`, sorted. */
export const executions = (stack: LocalStack): string[] =>
  stack.stepFunctions
    .listExecutions(stack.service.stateMachineArn)
    .map(({ name, status }) => `${name} ${status}`)
    .sort();

/** A request as it is stored, with its history. */
export const stored = async (stack: LocalStack, requestId: string) => {
  const store = createRequestsStore(stack.service.dynamodb, stack.service.tables, () => stack.clock.now());
  const file = await store.loadWithHistory(requestId);
  if (!file) throw new Error(`No request ${requestId}.`);
  return file;
};

/** The history as its types, in order. */
export const story = (events: readonly RequestEvent[]): string[] => events.map(({ type }) => type);
