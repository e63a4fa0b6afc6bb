import { createOutbox } from '../../functions/partners/webhook-outbox.store.ts';
import type { OutboxMessage } from '../../functions/partners/webhook-outbox.ts';
import { say } from './options.ts';
import { OpsError, type Where, findService } from './register.ts';

/** Which messages are meant. */
export interface WebhookOptions extends Where {
  /** `platform:<name>` or `partner:<code>`; all of them unless told. */
  target?: string;
  /** Those that still wait for their next attempt, too. */
  waiting?: boolean;
}

/** Prints the webhooks that were given up, and those that wait, with the reason of the last attempt. */
export const listWebhooks = async (options: WebhookOptions): Promise<void> => {
  const { client, table, now } = await findService(options);
  const outbox = createOutbox(client, table, () => now);
  const dead = ofTarget(await outbox.list('dead'), options);
  const waiting = ofTarget(await outbox.list('unsent'), options);
  if (dead.length + waiting.length === 0) return say('Every webhook has been taken.');
  for (const message of dead) say(lineOf('dead', message));
  for (const message of waiting) say(lineOf('waiting', message));
};

/** Puts dead webhooks out again, and on request those that wait; the schedule sends them within five minutes. Throws an OpsError for a target without any. */
export const redriveWebhooks = async (options: WebhookOptions): Promise<void> => {
  const { client, table, now } = await findService(options);
  const outbox = createOutbox(client, table, () => now);
  const messages = [...(await outbox.list('dead')), ...(options.waiting ? await outbox.list('unsent') : [])];
  const wanted = ofTarget(messages, options);
  if (options.target && wanted.length === 0)
    throw new OpsError(`There is no such webhook for ${options.target}. \`webhooks list\` shows which there are.`);
  let redriven = 0;
  for (const message of wanted) if (await outbox.redrive(message)) redriven += 1;
  say(`${redriven} put out again; they leave within five minutes, oldest first.`);
};

const ofTarget = (messages: readonly OutboxMessage[], { target }: WebhookOptions): OutboxMessage[] =>
  messages.filter((message) => target === undefined || message.target === target);

const lineOf = (what: string, { target, requestId, type, since, attempts, failure }: OutboxMessage): string =>
  [
    what.padEnd(7),
    target,
    requestId,
    type,
    `since ${new Date(since).toISOString()}`,
    `${attempts} attempt${attempts === 1 ? '' : 's'}`,
    ...(failure ? [failure] : []),
  ].join('  ');
