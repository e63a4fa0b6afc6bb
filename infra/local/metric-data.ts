import { evaluateMath } from './metric-math.ts';
import { isNamed } from './metric-values.ts';
import type { MathValue, TimeSeries } from './metric-values.ts';
import { statistic } from './metrics.ts';
import type { MetricIdentity, Metrics } from './metrics.ts';

/** One query as CloudWatch's GetMetricData, alarms and dashboards have it; periods in seconds. */
export interface MetricQuery {
  Id: string;
  MetricStat?: {
    Metric: { Namespace: string; MetricName: string; Dimensions?: { Name: string; Value: string }[] };
    Period: number;
    Stat: string;
  };
  Expression?: string;
  Period?: number;
  Label?: string;
  ReturnData?: boolean;
}

/** One line of a graph. */
export interface MetricLine {
  id: string;
  label: string;
  /** Starts of the periods, epoch ms, with data or without. */
  timestamps: number[];
  values: TimeSeries;
}

/**
 * Answers queries over a span, epoch ms: `from` is included, `to` is not; periods are counted from `from`. Expressions may
 * stand on other queries and use the largest period among them, unless they name their own.
 */
export function getMetricData(metrics: Metrics, queries: MetricQuery[], from: number, to: number): MetricLine[] {
  const byId = new Map(queries.map((query) => [query.Id, query]));
  return queries
    .filter(({ ReturnData }) => ReturnData !== false)
    .flatMap((query) => {
      const period = periodOf(query, byId, new Set()) * 1000;
      const timestamps = Array.from(
        { length: Math.max(0, Math.ceil((to - from) / period)) },
        (_, index) => from + index * period,
      );
      const value = evaluate(query, { metrics, queries, byId, timestamps, from, to, period });
      const label = query.Label ?? query.MetricStat?.Metric.MetricName ?? query.Expression ?? query.Id;
      if (typeof value === 'number') {
        const given = Number.isNaN(value) ? undefined : value;
        return [{ id: query.Id, label, timestamps, values: timestamps.map(() => given) }];
      }
      if (isNamed(value))
        return value.map((one) => ({ id: query.Id, label: one.label, timestamps, values: one.values }));
      const values = value as TimeSeries;
      return [
        { id: query.Id, label, timestamps, values: values.length === 0 ? timestamps.map(() => undefined) : values },
      ];
    });
}

interface Call {
  metrics: Metrics;
  queries: MetricQuery[];
  byId: Map<string, MetricQuery>;
  timestamps: number[];
  from: number;
  to: number;
  period: number;
}

function evaluate(query: MetricQuery, call: Call): MathValue {
  const { metrics, queries, byId, timestamps } = call;
  if (query.MetricStat) {
    const { Metric, Stat } = query.MetricStat;
    const dimensions = Object.fromEntries((Metric.Dimensions ?? []).map(({ Name, Value }) => [Name, Value]));
    return read({ namespace: Metric.Namespace, name: Metric.MetricName, dimensions }, Stat, call);
  }
  if (query.Expression === undefined) throw new Error(`The query ${query.Id} has neither a metric nor an expression.`);
  return evaluateMath(query.Expression, {
    length: timestamps.length,
    lookUp(id) {
      const found = byId.get(id);
      if (found === undefined)
        throw new Error(`The expression ${query.Expression} uses ${id}, which is not among the queries.`);
      return evaluate(found, call);
    },
    metrics: () =>
      queries
        .filter(({ MetricStat }) => MetricStat)
        .map((it) => ({ label: it.Label ?? it.Id, values: evaluate(it, call) as TimeSeries })),
    search: (expression, stat) =>
      searchMetrics(metrics, expression).map((metric) => ({
        label: Object.values(metric.dimensions).join(' ') || metric.name,
        values: read(metric, stat, call),
      })),
  });
}

function read(metric: MetricIdentity, stat: string, { metrics, timestamps, from, to, period }: Call): TimeSeries {
  const aggregates = metrics.aggregates(metric, from, to, period);
  return timestamps.map((start) => {
    const aggregate = aggregates.get(start);
    return aggregate && statistic(aggregate, stat);
  });
}

/** Seconds: a query's own, or the largest of those that its expression names; five minutes where nothing says. */
function periodOf(query: MetricQuery, byId: Map<string, MetricQuery>, seen: Set<string>): number {
  if (query.MetricStat) return query.MetricStat.Period;
  if (query.Period !== undefined) return query.Period;
  seen.add(query.Id);
  const named = [...(query.Expression ?? '').matchAll(/[A-Za-z_]\w*/g)]
    .map(([id]) => byId.get(id))
    .filter((it) => it !== undefined && !seen.has(it.Id));
  return Math.max(...named.map((it) => periodOf(it!, byId, seen)), named.length === 0 ? 300 : 0);
}

/**
 * The metrics that a SEARCH finds: `{Namespace,Dimension,…} MetricName="X" Dimension="value"`, where the metric has exactly
 * these dimensions. Words may be quoted; any other operator is refused.
 */
export function searchMetrics(metrics: Metrics, expression: string): MetricIdentity[] {
  const [, schema, rest = ''] = /^\s*\{([^}]*)\}(.*)$/.exec(expression) ?? [];
  if (schema === undefined) throw new Error(`The local stack does not understand the search ${expression}`);
  const [namespace, ...names] = schema.split(',').map((part) => part.trim().replace(/^"|"$/g, ''));
  const terms = [...rest.matchAll(/\s*(\w+)\s*=\s*(?:"([^"]*)"|([^\s"]+))/g)].map(([, key, quoted, word]) => [
    key,
    quoted ?? word,
  ]);
  const understood = rest.replace(/\s*(\w+)\s*=\s*(?:"([^"]*)"|([^\s"]+))/g, '').trim();
  if (understood !== '')
    throw new Error(`The local stack does not understand ${understood} in the search ${expression}`);
  return metrics.list(namespace).filter(({ name, dimensions }) => {
    const own = Object.keys(dimensions);
    if (own.length !== names.length || !names.every((wanted) => own.includes(wanted))) return false;
    return terms.every(([key, value]) => (key === 'MetricName' ? name : dimensions[key!]) === value);
  });
}
