import { signDelivery } from '../intake/webhook-signature.ts';
import type { KeyPair, ReadKeys } from '../shared/secrets.ts';
import type { OutboxMessage } from './webhook-outbox.ts';
import type { Answer } from './webhook-retry.ts';
import type { Targets } from './webhook-target.ts';

/** Sends a message once. */
export type PostWebhook = (target: Targets[string], message: Pick<OutboxMessage, 'id' | 'body'>) => Promise<Answer>;

/** How long a target may take to answer, ms: Standard Webhooks asks for 15 to 30 s at most, and three of these fit a function's minute. */
const TIMEOUT_MS = 10_000;

/**
 * Makes what sends: one POST, signed as Standard Webhooks describes and signed anew at each attempt, no redirect followed, no word
 * of the answer read. While a key is being changed both sign, so that the target may know either.
 */
export const createWebhookPoster =
  (readKeys: ReadKeys, now: () => number): PostWebhook =>
  async (target, { id, body }) => {
    const keys = await readKeys(target.secret);
    const sentAt = Math.floor(now() / 1000);
    try {
      const answer = await fetch(target.url, {
        method: 'POST',
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT_MS),
        headers: {
          'content-type': 'application/json',
          'user-agent': 'Resolve311',
          'webhook-id': id,
          'webhook-timestamp': String(sentAt),
          'webhook-signature': bothOf(keys)
            .map((key) => signDelivery(key, id, sentAt, Buffer.from(body)))
            .join(' '),
        },
        body,
      });
      await answer.body?.cancel();
      return { kind: 'answered', status: answer.status, ...retryAfterOf(answer) };
    } catch (error) {
      return { kind: 'unanswered', reason: isTimeout(error) ? 'timeout' : 'connection' };
    }
  };

const bothOf = ({ current, previous }: KeyPair): string[] => (previous ? [current, previous] : [current]);

const retryAfterOf = ({ headers }: Response): { retryAfter?: number } => {
  const seconds = headers.get('retry-after') ?? '';
  return /^\d{1,6}$/.test(seconds) ? { retryAfter: Number(seconds) } : {};
};

const isTimeout = (error: unknown): boolean => error instanceof Error && error.name === 'TimeoutError';
