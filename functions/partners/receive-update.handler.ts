import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import * as z from 'zod/mini';
import { catalogueOf } from '../catalogue/catalogue.ts';
import { openCatalogue } from '../catalogue/refresh-catalogue.store.ts';
import { type DeliveriesStore, createDeliveriesStore } from '../intake/deliveries.store.ts';
import { type RefusedDelivery, faulty, openDelivery } from '../intake/read-delivery.ts';
import { type RequestsStore, openRequests } from '../requests/requests.store.ts';
import { type Office, readOffice } from '../review/office.ts';
import { dynamoDb } from '../shared/clients.ts';
import { bodyBytes, header, json, problem } from '../shared/http.ts';
import { lambda } from '../shared/lambda.ts';
import { logOf } from '../shared/logger.ts';
import { type Counter, createCounter } from '../shared/metrics.ts';
import { type ReadKeys, createKeyReader } from '../shared/secrets.ts';
import { surveyWindowMs } from '../surveys/contract.ts';
import { CallingPartner, METRICS_NAMESPACE, MetricName, ReceiveUpdateEnvironment } from './contract.ts';
import { LogMessage } from './log-messages.ts';
import { readPartnerUpdate } from './partner-update.ts';
import { type ReferencesStore, createReferencesStore } from './references.store.ts';
import { type Settled, settleUpdate } from './settle-update.ts';

const log = logOf(LogMessage);

interface Dependencies {
  partners: Record<string, z.output<typeof CallingPartner>>;
  requests: RequestsStore;
  deliveries: DeliveriesStore;
  references: ReferencesStore;
  readKeys: ReadKeys;
  office: Office;
  surveyWindowMs: number;
  metrics: Counter<keyof typeof MetricName>;
  now: () => number;
  /** Brings the catalogue up to date before each invocation. */
  refresh: () => Promise<void>;
}

/** Takes one signed update of a partner's system in: opened, read, decided and committed in one transaction, answered the same for the same delivery. */
export const receiveUpdate =
  (dependencies: Dependencies) =>
  async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    const { partners, readKeys, office, surveyWindowMs, metrics, now } = dependencies;
    const name = event.pathParameters?.partner ?? '';
    const partner = Object.hasOwn(partners, name) ? partners[name] : undefined;
    if (!partner) return problem(404, 'No such partner', 'The 311 office says which partners may call.');
    const refuse = ({
      reason,
      status,
      title,
      detail,
      errors,
    }: RefusedDelivery | Extract<Settled, { kind: 'refused' }>) => {
      metrics.count(MetricName.UpdatesRefused);
      log.warn('UPDATE_REFUSED', { partner: name, reason });
      return problem(status, title, detail, errors, status === 503 ? { 'retry-after': '1' } : {});
    };
    const { current, previous } = await readKeys(partner.secret);
    const opened = openDelivery(deliveryOf(event), previous ? [current, previous] : [current], now());
    if (opened.kind === 'refused') return refuse(opened);
    const reading = readPartnerUpdate(opened.value);
    if (reading.kind === 'faulty') return refuse(faulty('The update cannot be taken in', reading.errors));
    const context = { catalogue: catalogueOf(partner.catalogue), office, surveyWindowMs };
    const settled = await settleUpdate(
      { partner: { partner: name, catalogue: partner.catalogue }, delivery: opened, update: reading.update },
      context,
      dependencies,
    );
    if (settled.kind === 'refused') return refuse(settled);
    const { requestId, answer, repeated, flagged } = settled;
    if (!repeated) metrics.count(MetricName.UpdatesTaken);
    metrics.count(MetricName.UpdatesFlagged, flagged ? 1 : 0);
    const code = flagged ? 'UPDATE_FLAGGED' : repeated ? 'UPDATE_REPEATED' : 'UPDATE_TAKEN';
    log.info(code, { partner: name, requestId, result: answer.result });
    return accepted(answer);
  };

/** In an order of our own: a table gives the fields of a map back in its own. */
const accepted = ({ result, why }: { result: string; why: string }): APIGatewayProxyResult =>
  json(202, { result, why });

const deliveryOf = (event: APIGatewayProxyEvent) => ({
  headers: {
    id: header(event, 'webhook-id'),
    timestamp: header(event, 'webhook-timestamp'),
    signature: header(event, 'webhook-signature'),
  },
  body: bodyBytes(event),
});

export const handler = lambda(
  ReceiveUpdateEnvironment,
  (environment): Dependencies => {
    const client = dynamoDb();
    const { requests, now } = openRequests(environment, client);
    return {
      partners: z.parse(z.record(z.string(), CallingPartner), JSON.parse(environment.PARTNERS)),
      requests,
      ...openCatalogue(environment, client, now),
      deliveries: createDeliveriesStore(client, environment.REQUESTS_TABLE),
      references: createReferencesStore(client, environment.REQUESTS_TABLE),
      readKeys: createKeyReader(now),
      office: readOffice(environment.OFFICE),
      surveyWindowMs: surveyWindowMs(environment),
      metrics: createCounter(METRICS_NAMESPACE, MetricName),
      now,
    };
  },
  receiveUpdate,
);
