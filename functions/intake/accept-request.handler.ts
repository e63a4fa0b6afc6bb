import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import * as z from 'zod/mini';
import { linkUrl } from '../pages/signed-link.ts';
import { statusLink } from '../pages/link-life.ts';
import { type RequestsStore, openRequests } from '../requests/requests.store.ts';
import { dynamoDb } from '../shared/clients.ts';
import { bodyBytes, header, json, problem } from '../shared/http.ts';
import { lambda } from '../shared/lambda.ts';
import { logOf } from '../shared/logger.ts';
import { type Counter, createCounter } from '../shared/metrics.ts';
import { type KeyPair, type ReadKeys, createKeyReader } from '../shared/secrets.ts';
import { AcceptRequestEnvironment, METRICS_NAMESPACE, MetricName, Platform } from './contract.ts';
import { type DeliveriesStore, type Delivery, createDeliveriesStore, deliveryItem } from './deliveries.store.ts';
import { compareDelivery } from './known-delivery.ts';
import { readDelivery } from './read-delivery.ts';
import { receiveReport } from './receive-report.ts';
import { LogMessage } from './log-messages.ts';

const log = logOf(LogMessage);

interface Dependencies {
  platforms: Record<string, z.output<typeof Platform>>;
  requests: RequestsStore;
  deliveries: DeliveriesStore;
  readKeys: ReadKeys;
  linkKeysSecret: string;
  publicUrl: string;
  metrics: Counter<keyof typeof MetricName>;
  now: () => number;
}

/** Takes one signed delivery in: verified, mapped and committed in one transaction, answered the same for the same delivery. */
export const acceptRequest =
  ({ platforms, requests, deliveries, readKeys, linkKeysSecret, publicUrl, metrics, now }: Dependencies) =>
  async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    const name = event.pathParameters?.platform ?? '';
    const platform = Object.hasOwn(platforms, name) ? platforms[name] : undefined;
    if (!platform)
      return problem(
        404,
        'No such platform',
        'The platforms that may call are named in the documentation of this address.',
      );
    const refuse = (reason: string, answer: APIGatewayProxyResult) => {
      metrics.count(MetricName.DeliveriesRefused);
      log.warn('DELIVERY_REFUSED', { platform: name, reason });
      return answer;
    };
    const keys = await readKeys(platform.secret);
    const reading = readDelivery(deliveryOf(event), platform, bothOf(keys), now());
    if (reading.kind === 'refused') {
      return refuse(reading.reason, problem(reading.status, reading.title, reading.detail, reading.errors));
    }
    const { deliveryId, bodyHash, report, warnings } = reading;
    const linkKeys = await readKeys(linkKeysSecret);
    const answer = (delivery: Delivery) => json(202, answerOf(delivery, publicUrl, linkKeys));

    const change = receiveReport(report, { platform: name, catalogue: platform.catalogue }, now());
    const { id, receivedAt } = change.request;
    const delivery: Delivery = { platform: name, deliveryId, bodyHash, requestId: id, receivedAt, warnings };
    const rememberRepeat = async () => {
      const first = await requests.load(id);
      return first && deliveries.remember({ ...delivery, receivedAt: first.request.receivedAt }, now());
    };
    for (let attempt = 0; attempt < RACES_BORNE; attempt += 1) {
      if (await requests.commit(undefined, change, [{ item: deliveryItem(delivery, now()) }])) {
        metrics.count(MetricName.RequestsAccepted);
        log.info('DELIVERY_ACCEPTED', { platform: name, requestId: id });
        return answer(delivery);
      }
      const remembered = (await deliveries.find(name, deliveryId)) ?? (await rememberRepeat());
      const known = compareDelivery(remembered, bodyHash);
      if (known.kind === 'same') {
        metrics.count(MetricName.DeliveriesRepeated);
        log.info('DELIVERY_REPEATED', { platform: name, requestId: id });
        return answer(known.delivery);
      }
      if (known.kind === 'other-body') return refuse(known.kind, usedForAnotherBody());
    }
    return problem(503, 'Too busy at this moment', 'Send the same delivery again.', [], { 'retry-after': '1' });
  };

/** A transaction can lose against one that is itself given up; three losses in a row mean a busy key, and the sender tries again. */
const RACES_BORNE = 3;

const usedForAnotherBody = () =>
  problem(
    409,
    'This webhook-id was used for another body',
    'Use a new webhook-id for each message; keep it when you retry.',
  );

const deliveryOf = (event: APIGatewayProxyEvent) => ({
  headers: {
    id: header(event, 'webhook-id'),
    timestamp: header(event, 'webhook-timestamp'),
    signature: header(event, 'webhook-signature'),
  },
  body: bodyBytes(event),
});

const bothOf = ({ current, previous }: KeyPair): string[] => (previous ? [current, previous] : [current]);

const answerOf = ({ requestId, receivedAt, warnings }: Delivery, publicUrl: string, keys: KeyPair) => ({
  id: requestId,
  status: 'received',
  receivedAt: new Date(receivedAt).toISOString(),
  // The first link, also where it was taken back since: a repeated delivery gets the first answer, and opens nothing again.
  statusPage: linkUrl(publicUrl, statusLink({ id: requestId, receivedAt }), keys),
  // In an order of our own: a table gives the fields of a map back in its own.
  warnings: warnings.map(({ field, detail }) => ({ field, detail })),
});

export const handler = lambda(
  AcceptRequestEnvironment,
  (environment): Dependencies => {
    const client = dynamoDb();
    const { requests, now } = openRequests(environment, client);
    return {
      platforms: z.parse(z.record(z.string(), Platform), JSON.parse(environment.PLATFORMS)),
      requests,
      deliveries: createDeliveriesStore(client, environment.REQUESTS_TABLE),
      readKeys: createKeyReader(now),
      linkKeysSecret: environment.LINK_KEYS_SECRET,
      publicUrl: environment.PUBLIC_URL,
      metrics: createCounter(METRICS_NAMESPACE, MetricName),
      now,
    };
  },
  acceptRequest,
);
