import { catalogueNames, catalogueOf } from '../catalogue/catalogue.ts';
import { type RequestsStore, openRequests } from '../requests/requests.store.ts';
import { CONCERN_QUEUE, type ConcernLine } from '../requests/queue-line.ts';
import { type QueuesStore, createQueuesStore } from '../requests/queues.store.ts';
import { NEVER } from '../requests/watch.ts';
import { dynamoDb } from '../shared/clients.ts';
import { WATCH_SHARDS } from '../shared/contract.ts';
import { lambda } from '../shared/lambda.ts';
import { type Counter, createCounter } from '../shared/metrics.ts';
import { addToBacklog, emptyBacklog, endOfDay, oldestDays } from './backlog.ts';
import { METRICS_NAMESPACE, MeasureBacklogEnvironment, MetricName, PARTNER_DIMENSION } from './contract.ts';

interface Dependencies {
  requests: Pick<RequestsStore, 'watched'>;
  queues: QueuesStore;
  metrics: Counter<keyof typeof MetricName>;
  now: () => number;
}

/** Concerns that are counted at most: a thousand open ones are a scandal, whatever their number. */
const MOST_CONCERNS = 1000;

/** Measures the backlog from the index of open requests, for the city and for each partner. */
export const measureBacklog =
  ({ requests, queues, metrics, now }: Dependencies) =>
  async (): Promise<void> => {
    const at = now();
    const midnight = endOfDay(at, timeZone);
    const backlog = emptyBacklog();
    for (let shard = 0; shard < WATCH_SHARDS; shard += 1) {
      for await (const request of requests.watched(shard, NEVER + 1)) addToBacklog(backlog, request, at, midnight);
    }
    metrics.gauge(MetricName.OpenRequests, backlog.open);
    metrics.gauge(MetricName.InReview, backlog.inReview);
    metrics.gauge(MetricName.DueToday, backlog.dueToday);
    metrics.gauge(MetricName.AtRisk, backlog.atRisk);
    metrics.gauge(MetricName.Breached, backlog.breached);
    metrics.gauge(MetricName.OldestOpenDays, backlog.oldestOpenDays);
    const { lines: concerns } = await queues.list<ConcernLine>(CONCERN_QUEUE, MOST_CONCERNS);
    metrics.gauge(MetricName.OpenConcerns, concerns.length);
    metrics.gauge(MetricName.OldestConcernDays, oldestDays(concerns, at));
    for (const [partner, { open, breached }] of backlog.partners) {
      metrics.gauge(MetricName.OpenRequests, open, { [PARTNER_DIMENSION]: partner });
      metrics.gauge(MetricName.Breached, breached, { [PARTNER_DIMENSION]: partner });
    }
  };

/** Both catalogues keep one zone; the day ends at the city's midnight. */
const { timeZone } = catalogueOf(catalogueNames[0]);

export const handler = lambda(
  MeasureBacklogEnvironment,
  (environment): Dependencies => ({
    ...openRequests(environment),
    queues: createQueuesStore(dynamoDb(), environment.REQUESTS_TABLE),
    metrics: createCounter(METRICS_NAMESPACE, MetricName),
  }),
  measureBacklog,
);
