import { partnerName } from '../../../functions/catalogue/catalogue.ts';
import { toInstant, toLocal } from '../../../functions/clocks/business-calendar.ts';
import { type MetricLine, type MetricQuery, getMetricData } from '../metric-data.ts';
import type { ConsoleStack } from './console-stack.ts';
import type { WidgetMetric } from './dashboard-body.ts';
import type { QueryResult } from './widgets.ts';

const DAY = 86_400_000;

/**
 * Asks for the metrics and expressions of a widget as GetMetricData does, between two instants (epoch ms); days are counted from
 * the city's midnight. `periodOf` says the seconds of each metric's period. What has no value is left out.
 */
export const queryMetrics = (
  { metrics, timeZone }: Pick<ConsoleStack, 'metrics' | 'timeZone'>,
  wanted: readonly WidgetMetric[],
  periodOf: (metric: WidgetMetric) => number,
  { from, to }: { from: number; to: number },
): QueryResult[] => {
  if (wanted.length === 0) return [];
  const period = Math.max(...wanted.map(periodOf)) * 1000;
  const lines = getMetricData(
    metrics,
    wanted.map((metric) => queryOf(metric, periodOf(metric))),
    startOf(from, to, period, timeZone),
    to,
  );
  return lines.map((line) => ({
    id: line.id,
    label: labelOf(line, wanted, lines),
    points: line.timestamps.flatMap((at, index) => {
      const value = line.values[index];
      return value === undefined || !Number.isFinite(value) ? [] : [{ at, value }];
    }),
  }));
};

/** The start of the first period: local midnight for days, round times for shorter ones, the instant itself for one period over all. */
const startOf = (from: number, to: number, period: number, timeZone: string): number => {
  if (period >= to - from) return from;
  if (period % DAY === 0) return toInstant(`${toLocal(from, timeZone).slice(0, 10)}T00:00:00`, timeZone);
  return Math.ceil(from / period) * period;
};

const queryOf = (
  { id, expression, namespace, metricName, dimensions, stat, label, visible }: WidgetMetric,
  period: number,
): MetricQuery => ({
  Id: id,
  ...(expression === undefined
    ? {
        MetricStat: {
          Metric: { Namespace: namespace ?? '', MetricName: metricName ?? '', Dimensions: dimensions },
          Period: period,
          Stat: stat,
        },
      }
    : { Expression: expression, Period: period }),
  ...(label ? { Label: label } : {}),
  ReturnData: visible,
});

/** A metric's own label; of a search that has none the values in which its series differ, partners by their names. */
const labelOf = ({ id, label }: MetricLine, wanted: readonly WidgetMetric[], lines: readonly MetricLine[]): string => {
  const metric = wanted.find((one) => one.id === id);
  if (metric?.label || metric?.expression === undefined || metric.expression === label) return label;
  const labels = lines.filter((line) => line.id === id).map((line) => line.label.split(' '));
  // Of one series alone the last dimension is what it was searched for.
  const own = label.split(' ').filter((word, index) => labels.some((words) => words[index] !== word));
  const words = own.length > 0 ? own : label.split(' ').slice(-1);
  return words.map(partnerName).join(' ');
};
