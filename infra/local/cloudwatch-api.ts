import type { Alarms } from './alarms.ts';
import { type MetricQuery, getMetricData } from './metric-data.ts';
import type { Metrics } from './metrics.ts';
import type { JsonAnswer } from './sqs-api.ts';

/** What calls of CloudWatch are named by. */
export const CLOUDWATCH_TARGET = 'GraniteServiceVersion20100801.';

/** Answers calls of CloudWatch, by the operation's name; undefined for one that it does not know. */
export type CloudWatchApi = (operation: string, input: Record<string, unknown>) => JsonAnswer | undefined;

/** Opens CloudWatch as far as the operator's tools use it: alarms in a state, and metrics of a span. Everything fits one answer. */
export const createCloudWatchApi = (alarms: Alarms, metrics: Metrics): CloudWatchApi => {
  const operations: Record<string, (input: Record<string, unknown>) => object> = {
    DescribeAlarms: ({ StateValue, AlarmNamePrefix = '' }) => ({
      MetricAlarms: alarms
        .list()
        .filter(({ name, state }) => name.startsWith(String(AlarmNamePrefix)) && (StateValue ?? state) === state)
        .map(({ name, description, state, since, reason }) => ({
          AlarmName: name,
          AlarmDescription: description,
          StateValue: state,
          StateReason: reason,
          StateUpdatedTimestamp: since / 1000,
        })),
    }),
    GetMetricData({ MetricDataQueries, StartTime, EndTime }) {
      const [from, to] = [Number(StartTime) * 1000, Number(EndTime) * 1000];
      const lines = getMetricData(metrics, MetricDataQueries as MetricQuery[], from, to);
      return {
        MetricDataResults: lines.map(({ id, label, timestamps, values }) => {
          // The latest first, and only periods with data, as on AWS.
          const points = timestamps.flatMap((at, index) => (values[index] === undefined ? [] : [[at, values[index]]]));
          points.reverse();
          return {
            Id: id,
            Label: label,
            Timestamps: points.map(([at = 0]) => at / 1000),
            Values: points.map(([, value]) => value),
            StatusCode: 'Complete',
          };
        }),
      };
    },
  };
  return (operation, input) => {
    const run = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
    return run && { status: 200, body: run(input) };
  };
};
