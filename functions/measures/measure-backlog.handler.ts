import { type RequestsStore, openRequests } from '../requests/requests.store.ts';
import { CONCERN_QUEUE, type ConcernLine } from '../requests/queue-line.ts';
import { type QueuesStore, createQueuesStore } from '../requests/queues.store.ts';
import { dynamoDb } from '../shared/clients.ts';
import { lambda } from '../shared/lambda.ts';
import { type Counter, createCounter } from '../shared/metrics.ts';
import { oldestDays, readBacklog } from './backlog.ts';
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
    const backlog = await readBacklog(requests, at);
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

export const handler = lambda(
  MeasureBacklogEnvironment,
  (environment): Dependencies => ({
    ...openRequests(environment),
    queues: createQueuesStore(dynamoDb(), environment.REQUESTS_TABLE),
    metrics: createCounter(METRICS_NAMESPACE, MetricName),
  }),
  measureBacklog,
);
