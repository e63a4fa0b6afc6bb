import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import * as z from 'zod/mini';
import { catalogueOf } from '../catalogue/catalogue.ts';
import { openCatalogue } from '../catalogue/refresh-catalogue.store.ts';
import { METRICS_NAMESPACE, MetricName } from '../intake/contract.ts';
import { createDeliveriesStore } from '../intake/deliveries.store.ts';
import { openRequests } from '../requests/requests.store.ts';
import { dynamoDb } from '../shared/clients.ts';
import { bodyBytes, header } from '../shared/http.ts';
import { lambda } from '../shared/lambda.ts';
import { logOf } from '../shared/logger.ts';
import { type Counter, createCounter } from '../shared/metrics.ts';
import { createSecretReader } from '../shared/secrets.ts';
import { type Failure, answer, askedFor, checkJurisdiction, failed, failure, nothingHere } from './answer.ts';
import { type ApiKeys, CALLS_A_WINDOW, clientOf, isApiKeys, windowAt } from './api-keys.ts';
import { AcceptReportEnvironment, Served } from './contract.ts';
import { createFiling } from './file-report.store.ts';
import { LogMessage } from './log-messages.ts';
import { type PublicStore, createPublicStore } from './public.store.ts';
import { readForm } from './report-form.ts';
import { readReport } from './read-report.ts';
import { repeatOf } from './repeat.ts';
import { languageOf, serviceNotice } from './service-notice.ts';

const log = logOf(LogMessage);

interface Dependencies {
  served: Served;
  readKeys: () => Promise<ApiKeys>;
  countCall: PublicStore['countCall'];
  file: ReturnType<typeof createFiling>;
  metrics: Counter<keyof typeof MetricName>;
  now: () => number;
}

/** Takes a report in, as intake takes a platform's: once, however often it is sent (R3), in one transaction; answers its id (R26). */
export const acceptReport =
  ({ served, readKeys, countCall, file, metrics, now }: Dependencies) =>
  async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    const asked = askedFor(event);
    if (!asked) return nothingHere();
    const refuse = (why: Failure, headers: Record<string, string> = {}) => {
      metrics.count('DeliveriesRefused');
      log.warn('REPORT_REFUSED', { status: why.status });
      return failed(asked.format, why, headers);
    };
    const form = readForm(header(event, 'content-type'), bodyBytes(event));
    if (form.kind === 'failure') return refuse(form);
    const client = clientOf(await readKeys(), form.value('api_key'));
    if (!client) return refuse(failure(403, 'api_key was not provided in the body, or is not known.'));
    const window = windowAt(now());
    if ((await countCall(client, window)) > CALLS_A_WINDOW) return refuse(TOO_OFTEN, untilTheEndOf(window, now()));
    const jurisdiction = form.value('jurisdiction_id') ?? event.queryStringParameters?.jurisdiction_id;
    const elsewhere = checkJurisdiction(jurisdiction, served.jurisdiction);
    if (elsewhere) return refuse(elsewhere);

    const catalogue = catalogueOf(served.catalogue);
    const language = languageOf(header(event, 'accept-language'));
    const reading = readReport(form, catalogue, language);
    if (reading.kind === 'failure') return refuse(reading);
    const repeat = repeatOf(client, header(event, 'idempotency-key')?.trim(), form.hash, now());
    const filed = await file(reading, repeat, form.hash, catalogue, now());
    if (filed.kind === 'other-body') return refuse(OTHER_BODY);
    if (filed.kind === 'busy') return refuse(BUSY, { 'retry-after': '1' });
    const { requestId } = filed;
    metrics.count(filed.kind === 'filed' ? 'RequestsAccepted' : 'DeliveriesRepeated');
    log.info(filed.kind === 'filed' ? 'REPORT_ACCEPTED' : 'REPORT_REPEATED', { requestId });
    const service_notice = serviceNotice(reading, catalogue, language, now());
    return answer(asked.format, 'service_requests', [
      { service_request_id: requestId, service_notice, account_id: null },
    ]);
  };

const TOO_OFTEN = failure(429, `Write at most ${CALLS_A_WINDOW} times a minute.`);
const OTHER_BODY = failure(409, 'This Idempotency-Key was used for another report; use a new one for each.');
const BUSY = failure(503, 'Too busy at this moment. Send the same report again.');

const untilTheEndOf = ({ endsAt }: { endsAt: number }, now: number) => ({
  'retry-after': String(Math.max(1, Math.ceil((endsAt - now) / 1000))),
});

export const handler = lambda(
  AcceptReportEnvironment,
  (environment): Dependencies & { refresh: () => Promise<void> } => {
    const client = dynamoDb();
    const { requests, now } = openRequests(environment, client);
    const { PUBLIC_TABLE, REQUESTS_TABLE } = environment;
    const readSecret = createSecretReader(now, isApiKeys, 'keys by the names of their clients');
    return {
      ...openCatalogue(environment, client, now),
      served: z.parse(Served, JSON.parse(environment.OPEN311)),
      readKeys: () => readSecret(environment.OPEN311_KEYS_SECRET),
      countCall: createPublicStore(client, PUBLIC_TABLE).countCall,
      file: createFiling(requests, createDeliveriesStore(client, REQUESTS_TABLE), PUBLIC_TABLE),
      metrics: createCounter(METRICS_NAMESPACE, MetricName),
      now,
    };
  },
  acceptReport,
);
