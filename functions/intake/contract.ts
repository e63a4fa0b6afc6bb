import * as z from 'zod/mini';
import { LinkEnvironment, StoreEnvironment, namespaceOf, required } from '../shared/contract.ts';

export const METRICS_NAMESPACE = namespaceOf('Intake');

/** Counted at the webhook itself; everything later is counted from the events. */
export const MetricName = {
  RequestsAccepted: 'RequestsAccepted',
  DeliveriesRepeated: 'DeliveriesRepeated',
  DeliveriesRefused: 'DeliveriesRefused',
} as const;

/** One platform that may call: its payload format, its catalogue, and the secret that it signs with. */
export const Platform = z.object({
  format: z.enum(['standard', 'qalert']),
  catalogue: z.enum(['somerville', 'boston']),
  timeZone: required,
  secret: required,
});

/** `PLATFORMS` is the JSON of a record: platform name → Platform. */
export const AcceptRequestEnvironment = z.extend(StoreEnvironment, { ...LinkEnvironment.shape, PLATFORMS: required });

/** Largest body that is read, bytes: Step Functions and SNS stop at 256 KiB, a request item must stay below 400 KB. */
export const MAX_BODY_BYTES = 256 * 1024;
