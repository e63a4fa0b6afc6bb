import type { Context } from 'aws-lambda';
import { lambda } from '../shared/lambda.ts';
import { FlushWebhooksEnvironment, MetricName } from './contract.ts';
import { openSending, timeIn } from './open-sending.store.ts';
import { type Sending, sendGroups } from './send-group.ts';

/** Five attempts at a target that hangs take 50 seconds of the run; its other messages wait for the next one. */
const MOST_SILENT = 5;

/** How long a message that was given up is told of, ms: three runs, so that the alarm hears of it though one or two of them fail. */
const TOLD_FOR_MS = 15 * 60_000;

/** Sends again what was not taken and is due, and what a crash left behind; counts what was given up. */
export const flushWebhooks =
  (sending: Sending) =>
  async (_: unknown, context: Context): Promise<{ due: number }> => {
    const { outbox, metrics, now } = sending;
    const { groups, messages } = await outbox.waiting();
    metrics.gauge(MetricName.WebhooksWaiting, messages);
    metrics.gauge(MetricName.WebhooksDead, await outbox.givenUpSince(now() - TOLD_FOR_MS));
    const due = groups.filter(({ wakeAt }) => wakeAt <= now()).map(({ group }) => group);
    await sendGroups(due, sending, { hasTime: timeIn(context), mostSilent: MOST_SILENT });
    return { due: due.length };
  };

export const handler = lambda(FlushWebhooksEnvironment, (environment) => openSending(environment), flushWebhooks);
