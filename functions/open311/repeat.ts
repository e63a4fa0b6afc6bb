import { createHash } from 'node:crypto';

/**
 * How long the same form of the same client is certainly the same report, ms: a phone that waited three seconds sends again at once
 * (R3), and one that lost its network within minutes. The same form after twice that time is a new report.
 */
export const REPEAT_MS = 5 * 60_000;

/** By what a report is known again, beside its client. */
export interface Repeat {
  /** Ids under which it is remembered; the first gives the request its own. */
  deliveryIds: readonly [string, ...string[]];
}

/**
 * Gives a report the ids by which its repetition is known. A client that sends `Idempotency-Key` says itself what is the same. Otherwise
 * it is the same body within a short time: the report claims its own five minutes and the next in one transaction, so that
 * of two that are on their way at once, even at the turn of the minutes, one finds the other's claim. The standard knows neither, and slow networks made
 * every report two.
 */
export const repeatOf = (client: string, idempotencyKey: string | undefined, bodyHash: string, now: number): Repeat => {
  if (idempotencyKey) return { deliveryIds: [`${client}#key#${sha256(idempotencyKey)}`] };
  const window = Math.floor(now / REPEAT_MS);
  const claim = (number: number) => `${client}#body#${bodyHash}#${number}`;
  return { deliveryIds: [claim(window), claim(window + 1)] };
};

/** Any text of any length as a part of a key. */
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
