import type { Context } from 'aws-lambda';
import { expect, test } from 'vitest';
import type { RequestsStore } from '../../functions/requests/requests.store.ts';
import { sendWebhooks } from '../../functions/partners/send-webhooks.reader.ts';
import type { OutboxMessage, WebhookOutbox } from '../../functions/partners/webhook-outbox.ts';
import { groupOf } from '../../functions/partners/webhook-outbox.ts';
import type { WebhookMessage } from '../../functions/partners/webhook-messages.ts';
import { aRequest } from '../support/builders.ts';
import { streamOf } from '../measures/stream.ts';

test('a system outside that takes its time holds a batch up for ten seconds, and the schedule sends the rest', async () => {
  const files = ['first', 'second', 'third'].map((sourceId) => aRequest.inProgress({ sourceId }));
  let now = 0;
  const out: WebhookMessage[] = [];
  const sent: string[] = [];
  const outbox = {
    before: () => Promise.resolve(undefined),
    put: (message: WebhookMessage) => Promise.resolve(void out.push(message)),
    claim: (group: string) => Promise.resolve({ group }),
    renew: () => Promise.resolve(true),
    release: () => Promise.resolve(),
    unsent: (group: string) =>
      Promise.resolve(
        out
          .filter((message) => groupOf(message) === group && !sent.includes(message.requestId))
          .map((message) => ({ ...message, nextAttemptAt: 0 })),
      ),
    markSent: ({ requestId }: OutboxMessage) => Promise.resolve(void sent.push(requestId)),
  } as unknown as WebhookOutbox;
  const reader = sendWebhooks({
    requests: {
      load: (id: string) => Promise.resolve(files.find(({ request }) => request.id === id)),
    } as unknown as RequestsStore,
    outbox,
    targets: { 'platform:standard': { url: 'https://platform.example', secret: 'secret' } },
    post: () => {
      now += 6_000;
      return Promise.resolve({ kind: 'answered', status: 200 });
    },
    metrics: { count: () => undefined, gauge: () => undefined, publish: () => undefined },
    now: () => now,
    newId: () => 'us',
  });
  const accepted = files.map(({ events }) => events.find(({ type }) => type === 'request-accepted')!);
  const { Records } = streamOf(accepted.map((event) => ({ ...event, status: 'in-progress' })));
  const { through, afterwards } = await reader.read(Records);
  expect([through, out.length]).toEqual([3, 3]);
  await afterwards!(Records, { getRemainingTimeInMillis: () => 60_000 } as Context);
  expect(sent).toHaveLength(2);
});
