import { catalogueNames, catalogueOf } from '../catalogue/catalogue.ts';
import { PUBLISHED_NAME } from '../catalogue/published.ts';
import { openCatalogue } from '../catalogue/refresh-catalogue.store.ts';
import { stormOver, stormsOn } from '../clocks/storms.ts';
import { type RequestsStore, openRequests } from '../requests/requests.store.ts';
import { CONCERN_QUEUE, type ConcernLine } from '../requests/queue-line.ts';
import { type QueuesStore, createQueuesStore } from '../requests/queues.store.ts';
import { dynamoDb } from '../shared/clients.ts';
import { lambda } from '../shared/lambda.ts';
import { type Counter, createCounter } from '../shared/metrics.ts';
import { NOTHING_OPEN, oldestDays, readBacklog } from './backlog.ts';
import { METRICS_NAMESPACE, MeasureBacklogEnvironment, MetricName, PARTNER_DIMENSION } from './contract.ts';

interface Dependencies {
  requests: Pick<RequestsStore, 'watched' | 'load'>;
  queues: QueuesStore;
  metrics: Counter<keyof typeof MetricName>;
  now: () => number;
}

/** Concerns that are counted at most: a thousand open ones are a scandal, whatever their number. */
const MOST_CONCERNS = 1000;

/** Measures the backlog from the index of open requests, for the city and for each of its partners. */
export const measureBacklog =
  ({ requests, queues, metrics, now }: Dependencies) =>
  async (): Promise<void> => {
    const at = now();
    const open: string[] = [];
    const backlog = await readBacklog(requests, at, ({ requestId }) => open.push(requestId));
    const storms = catalogueNames.some((name) => stormsOn(name, at).length > 0);
    metrics.gauge(MetricName.StormInForce, storms ? 1 : 0);
    metrics.gauge(MetricName.OpenUnderStorm, storms ? await countUnderStorm(open, requests, at) : 0);
    metrics.gauge(MetricName.OpenRequests, backlog.open);
    metrics.gauge(MetricName.InReview, backlog.inReview);
    metrics.gauge(MetricName.DueToday, backlog.dueToday);
    metrics.gauge(MetricName.AtRisk, backlog.atRisk);
    metrics.gauge(MetricName.Breached, backlog.breached);
    metrics.gauge(MetricName.OldestOpenDays, backlog.oldestOpenDays);
    const { lines: concerns } = await queues.list<ConcernLine>(CONCERN_QUEUE, MOST_CONCERNS);
    metrics.gauge(MetricName.OpenConcerns, concerns.length);
    metrics.gauge(MetricName.OldestConcernDays, oldestDays(concerns, at));
    // Zero is told too: where a partner's work has ended, the last figure before it would stand on.
    for (const partner of new Set([...catalogueOf(PUBLISHED_NAME).partners.keys(), ...backlog.partners.keys()])) {
      const { open, breached } = backlog.partners.get(partner) ?? NOTHING_OPEN;
      metrics.gauge(MetricName.OpenRequests, open, { [PARTNER_DIMENSION]: partner });
      metrics.gauge(MetricName.Breached, breached, { [PARTNER_DIMENSION]: partner });
    }
  };

/** Requests that are looked at side by side. */
const ABREAST = 10;

/** How many of these a storm touches that is on; the index knows neither the type's code nor the place, so each is looked at itself. */
const countUnderStorm = async (ids: string[], requests: Dependencies['requests'], at: number): Promise<number> => {
  let touched = 0;
  const work = async () => {
    for (let id = ids.pop(); id !== undefined; id = ids.pop()) {
      const file = await requests.load(id);
      if (file && stormOver(file.request, catalogueOf(file.request.catalogue), at)) touched += 1;
    }
  };
  await Promise.all(Array.from({ length: ABREAST }, work));
  return touched;
};

export const handler = lambda(
  MeasureBacklogEnvironment,
  (environment): Dependencies => ({
    ...openRequests(environment),
    ...openCatalogue(environment),
    queues: createQueuesStore(dynamoDb(), environment.REQUESTS_TABLE),
    metrics: createCounter(METRICS_NAMESPACE, MetricName),
  }),
  measureBacklog,
);
