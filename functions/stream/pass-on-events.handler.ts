import { openCatalogue } from '../catalogue/refresh-catalogue.store.ts';
import { METRICS_NAMESPACE, MetricName } from '../measures/contract.ts';
import { countEvents } from '../measures/count-events.reader.ts';
import { createMeasuresStore } from '../measures/measures.store.ts';
import { openSending } from '../partners/open-sending.store.ts';
import { sendWebhooks } from '../partners/send-webhooks.reader.ts';
import { openRequests } from '../requests/requests.store.ts';
import { dynamoDb } from '../shared/clients.ts';
import { lambda } from '../shared/lambda.ts';
import { createCounter } from '../shared/metrics.ts';
import { type StreamReader, readTogether } from '../shared/stream.ts';
import { PassOnEventsEnvironment } from './contract.ts';

interface Dependencies {
  readers: readonly StreamReader[];
  metrics: { publish: () => void };
  refresh: () => Promise<void>;
}

/** Passes every event of the history on: to what is counted, and to systems outside. */
export const handler = lambda(
  PassOnEventsEnvironment,
  (environment): Dependencies => {
    const client = dynamoDb();
    const { requests, now } = openRequests(environment, client);
    const metrics = createCounter(METRICS_NAMESPACE, MetricName);
    const sending = openSending(environment, client);
    return {
      ...openCatalogue(environment, client, now),
      metrics: {
        publish() {
          metrics.publish();
          sending.metrics.publish();
        },
      },
      readers: [
        countEvents({ metrics, measures: createMeasuresStore(client, environment.MEASURES_TABLE) }),
        sendWebhooks({ ...sending, requests }),
      ],
    };
  },
  ({ readers }) => readTogether(readers),
);
