import { MetricUnit, Metrics } from '@aws-lambda-powertools/metrics';

/** All that a metric may be told apart by: a partner's code. What people write or are called is no dimension. */
export type Dimensions = Partial<Record<'Partner', string>>;

/** Counts things of one feature into CloudWatch through the function's own log (EMF), at no call's cost. */
export interface Counter<Name extends string> {
  /** Adds to a metric; zero is worth adding, so that graphs are continuous. */
  count(name: Name, value?: number, dimensions?: Dimensions): void;
  /** Records an amount at this moment, for example days. */
  gauge(name: Name, value: number, dimensions?: Dimensions): void;
  /** Writes what was counted; called by `lambda` after every invocation. */
  publish(): void;
}

/** Makes the counter of a feature; `names` binds it to the feature's register. */
export const createCounter = <Name extends string>(namespace: string, _names: Record<Name, Name>): Counter<Name> => {
  const metrics = new Metrics({ namespace });
  metrics.setThrowOnEmptyMetrics(false);
  const single = (
    name: Name,
    value: number,
    unit: typeof MetricUnit.Count | typeof MetricUnit.NoUnit,
    dimensions: Dimensions,
  ) => {
    const metric = metrics.singleMetric();
    for (const [key, dimension] of Object.entries(dimensions)) metric.addDimension(key, dimension);
    metric.addMetric(name, unit, value);
  };
  return {
    count: (name, value = 1, dimensions) =>
      dimensions ? single(name, value, MetricUnit.Count, dimensions) : metrics.addMetric(name, MetricUnit.Count, value),
    gauge: (name, value, dimensions) =>
      dimensions
        ? single(name, value, MetricUnit.NoUnit, dimensions)
        : metrics.addMetric(name, MetricUnit.NoUnit, value),
    publish: () => {
      if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    },
  };
};
