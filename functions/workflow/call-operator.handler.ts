import { type RequestsStore, openRequests } from '../requests/requests.store.ts';
import { lambda } from '../shared/lambda.ts';
import { type Counter, createCounter } from '../shared/metrics.ts';
import { callOperator } from './call-operator.ts';
import { CallOperatorEnvironment, METRICS_NAMESPACE, MetricName } from './contract.ts';

interface Dependencies {
  requests: RequestsStore;
  metrics: Counter<keyof typeof MetricName>;
  now: () => number;
}

/** Where every catch of the workflow leads: marks the request for a person and counts it for the alarm. */
export const call =
  ({ requests, metrics, now }: Dependencies) =>
  async ({ requestId, failure }: { requestId: string; failure: string }): Promise<void> => {
    metrics.count(MetricName.OperatorsNeeded);
    await requests.change(requestId, (file) => callOperator(file, failure, now()));
  };

export const handler = lambda(
  CallOperatorEnvironment,
  (environment): Dependencies => ({
    ...openRequests(environment),
    metrics: createCounter(METRICS_NAMESPACE, MetricName),
  }),
  call,
);
