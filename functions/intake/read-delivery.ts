import { createHash } from 'node:crypto';
import { MAX_BODY_BYTES } from './contract.ts';
import { readQalertPayload } from './qalert-payload.ts';
import type { Report, Warning } from './report.ts';
import { readStandardPayload } from './standard-payload.ts';
import { verifySignature } from './webhook-signature.ts';

/** A delivery that is genuine and readable, or the answer that its sender gets. */
export type DeliveryReading =
  | { kind: 'delivery'; deliveryId: string; bodyHash: string; report: Report; warnings: Warning[] }
  | {
      kind: 'refused';
      /** HTTP status: 413 too large, 401 not genuine, 400 not readable. */
      status: 413 | 401 | 400;
      reason: string;
      title: string;
      detail: string;
      errors: { field: string; detail: string }[];
    };

const refused = (
  status: 413 | 401 | 400,
  reason: string,
  title: string,
  detail: string,
  errors: { field: string; detail: string }[] = [],
): DeliveryReading => ({ kind: 'refused', status, reason, title, detail, errors });

/**
 * Reads a delivery: size, then signature over the raw bytes, and only then its text, so that nobody unsigned makes us parse.
 * JSON must be UTF-8 without fault (RFC 8259); a byte order mark is let pass.
 */
export const readDelivery = (
  delivery: {
    headers: { id?: string | undefined; timestamp?: string | undefined; signature?: string | undefined };
    body: Buffer;
  },
  platform: { format: 'standard' | 'qalert'; timeZone: string },
  secrets: readonly string[],
  now: number,
): DeliveryReading => {
  if (delivery.body.length > MAX_BODY_BYTES) {
    return refused(413, 'too-large', 'The body is too large', `Send at most ${MAX_BODY_BYTES} bytes.`);
  }
  const verified = verifySignature(delivery.headers, delivery.body, secrets, now);
  if (verified.kind === 'refused') {
    return refused(401, verified.reason, 'The signature was not accepted', verified.detail);
  }
  const payload = parse(delivery.body);
  if (payload.kind === 'unreadable') return refused(400, 'unreadable', 'The body cannot be read', payload.detail);
  const reading =
    platform.format === 'qalert'
      ? readQalertPayload(payload.value, platform.timeZone)
      : readStandardPayload(payload.value);
  if (reading.kind === 'faulty') {
    return refused(
      400,
      'faulty',
      'The request cannot be taken in',
      'Mend the fields named in errors and send it again.',
      reading.errors,
    );
  }
  const bodyHash = createHash('sha256').update(delivery.body).digest('hex');
  return {
    kind: 'delivery',
    deliveryId: verified.deliveryId,
    bodyHash,
    report: reading.report,
    warnings: reading.warnings,
  };
};

const parse = (body: Buffer): { kind: 'json'; value: unknown } | { kind: 'unreadable'; detail: string } => {
  try {
    return { kind: 'json', value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) };
  } catch (error) {
    const notUtf8 = error instanceof TypeError;
    return { kind: 'unreadable', detail: notUtf8 ? 'Send UTF-8 without broken sequences.' : 'Send one JSON object.' };
  }
};
