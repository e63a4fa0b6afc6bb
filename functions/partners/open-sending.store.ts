import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { dynamoDb } from '../shared/clients.ts';
import { createCounter } from '../shared/metrics.ts';
import { createKeyReader } from '../shared/secrets.ts';
import { METRICS_NAMESPACE, MetricName } from './contract.ts';
import type { Sending } from './send-group.ts';
import { createOutbox } from './webhook-outbox.store.ts';
import { createWebhookPoster } from './webhook-post.store.ts';
import { readTargets } from './webhook-target.ts';

/** An attempt takes ten seconds at most, and the writes around it a few more, ms. */
const TIME_FOR_ONE_MS = 15_000;

/** Says whether an invocation has time for another attempt. */
export const timeIn = (context: Pick<Context, 'getRemainingTimeInMillis'>) => (): boolean =>
  context.getRemainingTimeInMillis() > TIME_FOR_ONE_MS;

/** Opens everything that sending needs, by a function's environment. */
export const openSending = (
  environment: { REQUESTS_TABLE: string; WEBHOOK_TARGETS: string },
  client = dynamoDb(),
): Sending => {
  const now = () => Date.now();
  return {
    outbox: createOutbox(client, environment.REQUESTS_TABLE, now),
    targets: readTargets(environment.WEBHOOK_TARGETS),
    post: createWebhookPoster(createKeyReader(now), now),
    metrics: createCounter(METRICS_NAMESPACE, MetricName),
    now,
    newId: randomUUID,
  };
};
