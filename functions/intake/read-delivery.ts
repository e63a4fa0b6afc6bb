import { createHash } from 'node:crypto';
import { MAX_BODY_BYTES } from './contract.ts';
import { readQalertPayload } from './qalert-payload.ts';
import type { Report, Warning } from './report.ts';
import { readStandardPayload } from './standard-payload.ts';
import type { FieldProblem } from '../shared/http.ts';
import { verifySignature } from './webhook-signature.ts';

/** What a sender is answered whose delivery is not taken. */
export interface RefusedDelivery {
  kind: 'refused';
  /** HTTP status: 413 too large, 401 not genuine, 400 not readable. */
  status: 413 | 401 | 400;
  reason: string;
  title: string;
  detail: string;
  errors: FieldProblem[];
}

/** A body that is genuine JSON, whoever signed it. */
export interface GenuineDelivery {
  kind: 'genuine';
  deliveryId: string;
  /** SHA-256 of the body, hex. */
  bodyHash: string;
  value: unknown;
}

/** A delivery that is genuine and readable, or the answer that its sender gets. */
export type DeliveryReading =
  { kind: 'delivery'; deliveryId: string; bodyHash: string; report: Report; warnings: Warning[] } | RefusedDelivery;

/** The headers and the bytes of a delivery as they came. */
export interface RawDelivery {
  headers: { id?: string | undefined; timestamp?: string | undefined; signature?: string | undefined };
  body: Buffer;
}

const refused = (
  status: RefusedDelivery['status'],
  reason: string,
  title: string,
  detail: string,
  errors: FieldProblem[] = [],
): RefusedDelivery => ({ kind: 'refused', status, reason, title, detail, errors });

/** Refuses a genuine delivery for its fields, each named as the sender named it (R10). */
export const faulty = (title: string, errors: FieldProblem[]): RefusedDelivery =>
  refused(400, 'faulty', title, 'Mend the fields named in errors and send it again.', errors);

/**
 * Opens a signed delivery: size, then signature over the raw bytes, and only then its text, so that nobody unsigned makes us parse.
 * JSON must be UTF-8 without fault (RFC 8259); a byte order mark is let pass.
 */
export const openDelivery = (
  { headers, body }: RawDelivery,
  secrets: readonly string[],
  now: number,
): GenuineDelivery | RefusedDelivery => {
  if (body.length > MAX_BODY_BYTES) {
    return refused(413, 'too-large', 'The body is too large', `Send at most ${MAX_BODY_BYTES} bytes.`);
  }
  const verified = verifySignature(headers, body, secrets, now);
  if (verified.kind === 'refused') {
    return refused(401, verified.reason, 'The signature was not accepted', verified.detail);
  }
  const payload = parse(body);
  if (payload.kind === 'unreadable') return refused(400, 'unreadable', 'The body cannot be read', payload.detail);
  const bodyHash = createHash('sha256').update(body).digest('hex');
  return { kind: 'genuine', deliveryId: verified.deliveryId, bodyHash, value: payload.value };
};

/** Reads a platform's delivery: opened, then by the platform's own format. */
export const readDelivery = (
  delivery: RawDelivery,
  platform: { format: 'standard' | 'qalert'; timeZone: string },
  secrets: readonly string[],
  now: number,
): DeliveryReading => {
  const opened = openDelivery(delivery, secrets, now);
  if (opened.kind === 'refused') return opened;
  const { deliveryId, bodyHash, value } = opened;
  const reading =
    platform.format === 'qalert' ? readQalertPayload(value, platform.timeZone) : readStandardPayload(value);
  if (reading.kind === 'faulty') return faulty('The request cannot be taken in', reading.errors);
  return { kind: 'delivery', deliveryId, bodyHash, report: reading.report, warnings: reading.warnings };
};

const parse = (body: Buffer): { kind: 'json'; value: unknown } | { kind: 'unreadable'; detail: string } => {
  try {
    return { kind: 'json', value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) };
  } catch (error) {
    const notUtf8 = error instanceof TypeError;
    return { kind: 'unreadable', detail: notUtf8 ? 'Send UTF-8 without broken sequences.' : 'Send one JSON object.' };
  }
};
