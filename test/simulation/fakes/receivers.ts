import type { WebhookPayload } from '../../../functions/partners/webhook-payload.ts';
import type { Item } from './expressions.ts';
import type { Sent } from './sdk.ts';

/** A message that a system outside took. */
export interface Taken {
  at: number;
  id: string;
  payload: WebhookPayload;
}

/** What a function finds as `fetch`: a call of a system outside, which can fail in ways of its own. */
export const fetchThrough =
  (send: () => (sent: Sent) => Promise<Item>) =>
  async (
    url: unknown,
    options: { body: string; headers: Record<string, string>; signal: { ms: number } },
  ): Promise<object> => {
    const { body, headers, signal } = options;
    const call: Sent = {
      service: 'Partners',
      operation: 'POST',
      input: { url, body, id: headers['webhook-id'] },
      attempts: 1,
      timeoutMs: signal.ms,
    };
    const answer = (status: number) => ({ status, headers: new Headers(), body: null });
    try {
      await send()(call);
      return answer(204);
    } catch (error) {
      const { name, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
      if ($metadata?.httpStatusCode) return answer($metadata.httpStatusCode);
      if (name === 'TimeoutError') throw error;
      throw new TypeError('fetch failed', { cause: error });
    }
  };
