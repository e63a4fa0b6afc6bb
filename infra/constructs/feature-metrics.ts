import { Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type House, serviceName } from './house.ts';
import { PERIOD } from './service-alarm.ts';

/** What a feature's contract says of its metrics. */
export interface MetricsContract<Name extends string> {
  METRICS_NAMESPACE: string;
  MetricName: Record<Name, Name>;
}

/** Makes metrics of a feature by the names of its contract: sums over five minutes unless told otherwise. */
export const featureMetrics =
  <Name extends string>(house: Pick<House, 'environment'>, contract: MetricsContract<Name>) =>
  (name: NoInfer<Name>, options: MetricOptions = {}): Metric =>
    new Metric({
      namespace: contract.METRICS_NAMESPACE,
      metricName: name,
      dimensionsMap: { service: serviceName(house.environment) },
      statistic: Stats.SUM,
      period: PERIOD,
      ...options,
    });
