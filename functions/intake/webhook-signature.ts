import { createHmac, timingSafeEqual } from 'node:crypto';

/** What the headers of a delivery came to. */
export type Verification =
  | { kind: 'genuine'; deliveryId: string }
  | { kind: 'refused'; reason: 'headers-missing' | 'own-message' | 'stale' | 'wrong-signature'; detail: string };

/** How far the sender's clock may be from ours, seconds (Standard Webhooks; Stripe uses the same 300). */
export const TOLERANCE_SECONDS = 300;

const MAX_DELIVERY_ID = 200;

/**
 * With this every `webhook-id` of ours begins, and none that comes in may: the id is signed, so what we sent to somebody cannot
 * be sent back to us as theirs, although both sides sign with one secret.
 */
export const OWN_DELIVERY = 'r311_';

/** Signs a delivery as Standard Webhooks does: base64 HMAC-SHA256 of `id.seconds.body`, keyed by the secret's decoded bytes. */
export const signDelivery = (secret: string, id: string, sentAtSeconds: number, body: Buffer): string =>
  `v1,${createHmac('sha256', keyOf(secret)).update(`${id}.${sentAtSeconds}.`).update(body).digest('base64')}`;

const keyOf = (secret: string): Buffer =>
  Buffer.from(secret.startsWith('whsec_') ? secret.slice('whsec_'.length) : secret, 'base64');

/**
 * Verifies a Standard Webhooks signature over the raw bytes: `id.timestamp.body` by HMAC-SHA256, any signature of the header by
 * any live secret, compared in constant time. The time is compared here, by the given clock (seconds, both ways: R2).
 */
export const verifySignature = (
  headers: { id?: string; timestamp?: string; signature?: string },
  body: Buffer,
  secrets: readonly string[],
  now: number,
): Verification => {
  const { id, timestamp, signature } = headers;
  if (!id || !id.isWellFormed() || !timestamp || !signature || id.length > MAX_DELIVERY_ID) {
    return {
      kind: 'refused',
      reason: 'headers-missing',
      detail: 'Send webhook-id, webhook-timestamp and webhook-signature as Standard Webhooks describes.',
    };
  }
  if (id.startsWith(OWN_DELIVERY)) {
    return {
      kind: 'refused',
      reason: 'own-message',
      detail: `A webhook-id that begins with ${OWN_DELIVERY} is one of ours; give your messages ids of your own.`,
    };
  }
  const sentAt = /^[1-9]\d{0,11}$/.test(timestamp) ? Number(timestamp) : Number.NaN;
  if (!(Math.abs(Math.floor(now / 1000) - sentAt) <= TOLERANCE_SECONDS)) {
    return {
      kind: 'refused',
      reason: 'stale',
      detail: `webhook-timestamp must be within ${TOLERANCE_SECONDS} seconds of the time here; sign each retry anew.`,
    };
  }
  const genuine = secrets.some((secret) => signedBy(secret, id, sentAt, signature, body));
  return genuine
    ? { kind: 'genuine', deliveryId: id }
    : {
        kind: 'refused',
        reason: 'wrong-signature',
        detail: 'No signature in webhook-signature matches the body and a live secret.',
      };
};

const signedBy = (secret: string, id: string, sentAt: number, signature: string, body: Buffer): boolean => {
  if (keyOf(secret).length === 0) return false; // anybody can sign with the empty key of a secret that is no base64
  const expected = signDelivery(secret, id, sentAt, body);
  return signature.split(' ').some((given) => sameText(given, expected));
};

const sameText = (a: string, b: string): boolean => {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
};
