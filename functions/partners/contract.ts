import * as z from 'zod/mini';
import { BaseEnvironment, StoreEnvironment, namespaceOf, required } from '../shared/contract.ts';
import { SurveyWindowEnvironment } from '../surveys/contract.ts';

export const METRICS_NAMESPACE = namespaceOf('Partners');

/** Of updates that come in from partners' systems, and of webhooks that leave. */
export const MetricName = {
  UpdatesTaken: 'UpdatesTaken',
  /** Updates that were recorded and that a person should look at: an unknown status, or a request that can no longer be reopened (R8, R9). */
  UpdatesFlagged: 'UpdatesFlagged',
  UpdatesRefused: 'UpdatesRefused',
  WebhooksSent: 'WebhooksSent',
  /** Attempts that failed; the message waits for another. */
  WebhooksFailed: 'WebhooksFailed',
  /** Messages that were given up; `npm run ops -- webhooks redrive` sends them again. */
  WebhooksDead: 'WebhooksDead',
  /** Messages that have not been taken yet, measured whenever the waiting ones are looked through. */
  WebhooksWaiting: 'WebhooksWaiting',
} as const;

/** Who is written to by webhook: `platform:<name>` or `partner:<code>` stands before each, in `WEBHOOK_TARGETS`. */
export const WebhookTarget = z.object({
  /** Where it takes messages. */
  url: z.url(),
  /** The secret that both sides sign with. */
  secret: required,
  /** For a partner: the catalogue in which it has its code. */
  catalogue: z.optional(z.enum(['somerville', 'boston'])),
});

/** Events of a request's history after which somebody outside may have to be told; the others are not looked at. */
export const TOLD_EVENTS = [
  'review-needed',
  'request-accepted',
  'request-retyped',
  'request-declined',
  'request-withdrawn',
  'request-linked',
  'request-unlinked',
  'request-resolved',
  'request-closed',
  'request-reopened',
  'work-order-offered',
  'work-order-held',
  'work-order-resumed',
  'work-order-completed',
  'work-order-sent-back',
  'work-order-transferred',
  'work-order-cancelled',
  'work-order-reminded',
] as const;

/** Of those that were not taken at once; `WEBHOOK_TARGETS` is the JSON of a record: target → WebhookTarget. */
export const FlushWebhooksEnvironment = z.extend(BaseEnvironment, {
  REQUESTS_TABLE: required,
  WEBHOOK_TARGETS: required,
});

/** Partitions of the watch index: messages that were not taken yet, by when to try again, and those that were given up. */
export const WAITING = 'webhook';
export const DEAD = 'webhook-dead';

/** A partner whose system may call: the catalogue in which it has its code, and the secret that both sides sign with. */
export const CallingPartner = z.object({ catalogue: z.enum(['somerville', 'boston']), secret: required });

/** `PARTNERS` is the JSON of a record: partner → CallingPartner. */
export const ReceiveUpdateEnvironment = z.extend(StoreEnvironment, {
  ...SurveyWindowEnvironment.shape,
  PARTNERS: required,
  OFFICE: required,
});
