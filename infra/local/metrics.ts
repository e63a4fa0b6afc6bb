import type { DatabaseSync } from 'node:sqlite';
import { readEmbedded } from './embedded-metrics.ts';
import { inTransaction } from './local-store.ts';
import type { DataPoint } from './metric-values.ts';

/** A metric's identity. */
export type MetricIdentity = Pick<DataPoint, 'namespace' | 'name' | 'dimensions'>;

/** What was measured in one minute, or in several together. */
export interface Aggregate {
  sum: number;
  count: number;
  min: number;
  max: number;
  /** Bucket of the value's logarithm → how many; for percentiles. */
  buckets: Record<string, number>;
}

/** The local CloudWatch metrics, aggregated by the minute. */
export interface Metrics {
  add(point: DataPoint): void;
  /** Takes every metric out of a log line in the embedded metric format; other lines are passed over. */
  addLogLine(line: string): void;
  /** All metrics of a namespace, or of all. */
  list(namespace?: string): MetricIdentity[];
  /** The aggregates of each period that holds data: start of the period, epoch ms → aggregate. */
  aggregates(metric: MetricIdentity, from: number, to: number, period: number): Map<number, Aggregate>;
  /** Grows with every data point. */
  revision(): number;
  /** Writes what is new to the store. */
  save(): void;
}

const MINUTE = 60_000;

/** Percentiles are exact to one part in a hundred, as CloudWatch's own sketch is. */
const BUCKET_GROWTH = Math.log(1.01);

interface Series extends MetricIdentity {
  key: string;
  minutes: Map<number, Aggregate>;
  changed: Set<number>;
}

/** Opens the metrics; what an earlier process saved is there again. */
export function openMetrics(store: DatabaseSync): Metrics {
  store.exec(`CREATE TABLE IF NOT EXISTS metric_minutes (key TEXT NOT NULL, minute REAL NOT NULL, aggregate TEXT NOT NULL,
    PRIMARY KEY (key, minute)) STRICT`);
  const write = store.prepare('INSERT OR REPLACE INTO metric_minutes (key, minute, aggregate) VALUES (?, ?, ?)');
  const series = new Map<string, Series>();
  let revision = 0;

  function seriesOf(metric: MetricIdentity): Series {
    const key = keyOf(metric);
    let found = series.get(key);
    if (found === undefined) {
      const { namespace, name, dimensions } = metric;
      series.set(key, (found = { namespace, name, dimensions, key, minutes: new Map(), changed: new Set() }));
    }
    return found;
  }

  for (const row of store.prepare('SELECT * FROM metric_minutes').all() as unknown as SavedRow[]) {
    const [namespace, name, pairs] = JSON.parse(row.key) as [string, string, [string, string][]];
    const metric = { namespace, name, dimensions: Object.fromEntries(pairs) };
    seriesOf(metric).minutes.set(row.minute, JSON.parse(row.aggregate) as Aggregate);
  }

  function add({ at, value, ...metric }: DataPoint): void {
    const found = seriesOf(metric);
    const minute = Math.floor(at / MINUTE) * MINUTE;
    let aggregate = found.minutes.get(minute);
    if (aggregate === undefined) found.minutes.set(minute, (aggregate = nothing()));
    addValue(aggregate, value);
    found.changed.add(minute);
    revision += 1;
  }

  return {
    add,
    addLogLine(line) {
      for (const point of readEmbedded(line)) add(point);
    },
    list: (namespace) => [...series.values()].filter((it) => namespace === undefined || it.namespace === namespace),
    aggregates(metric, from, to, period) {
      const result = new Map<number, Aggregate>();
      const found = series.get(keyOf(metric));
      if (found === undefined) return result;
      const merge = (minute: number, aggregate: Aggregate) => {
        const start = from + Math.floor((minute - from) / period) * period;
        const into = result.get(start) ?? nothing();
        result.set(start, mergeInto(into, aggregate));
      };
      if ((to - from) / MINUTE < found.minutes.size) {
        for (let minute = Math.ceil(from / MINUTE) * MINUTE; minute < to; minute += MINUTE) {
          const aggregate = found.minutes.get(minute);
          if (aggregate) merge(minute, aggregate);
        }
      } else {
        for (const [minute, aggregate] of found.minutes) if (minute >= from && minute < to) merge(minute, aggregate);
      }
      return result;
    },
    revision: () => revision,
    save() {
      inTransaction(store, () => {
        for (const { key, minutes, changed } of series.values()) {
          for (const minute of changed) write.run(key, minute, JSON.stringify(minutes.get(minute)));
          changed.clear();
        }
      });
    },
  };
}

interface SavedRow {
  key: string;
  minute: number;
  aggregate: string;
}

/** Sum, SampleCount, Average, Minimum, Maximum, or a percentile such as p99. */
export function statistic({ sum, count, min, max, buckets }: Aggregate, stat: string): number {
  const [, percent] = /^p(\d{1,2}(?:\.\d+)?|100)$/i.exec(stat) ?? [];
  if (percent !== undefined) return percentile(buckets, count, Number(percent) / 100, min, max);
  switch (stat.toLowerCase()) {
    case 'sum':
      return sum;
    case 'samplecount':
      return count;
    case 'average':
      return sum / count;
    case 'minimum':
      return min;
    case 'maximum':
      return max;
    default:
      throw new Error(`The local stack does not know the statistic ${stat}.`);
  }
}

function percentile(buckets: Record<string, number>, count: number, share: number, min: number, max: number): number {
  let left = share * count;
  for (const bucket of Object.keys(buckets)
    .map(Number)
    .sort((a, b) => a - b)) {
    left -= buckets[bucket]!;
    if (left <= 0) return Math.min(max, Math.max(min, valueOf(bucket)));
  }
  return max;
}

/** Buckets of values above zero are positive numbers or zero shifted by 100,000; those below mirror them; zero is 0. */
const SHIFT = 100_000;
const bucketOf = (value: number): number =>
  value === 0 ? 0 : Math.sign(value) * (Math.round(Math.log(Math.abs(value)) / BUCKET_GROWTH) + SHIFT);
const valueOf = (bucket: number): number =>
  bucket === 0 ? 0 : Math.sign(bucket) * Math.exp((Math.abs(bucket) - SHIFT) * BUCKET_GROWTH);

const nothing = (): Aggregate => ({ sum: 0, count: 0, min: Infinity, max: -Infinity, buckets: {} });

function addValue(into: Aggregate, value: number): void {
  into.sum += value;
  into.count += 1;
  into.min = Math.min(into.min, value);
  into.max = Math.max(into.max, value);
  const bucket = bucketOf(value);
  into.buckets[bucket] = (into.buckets[bucket] ?? 0) + 1;
}

function mergeInto(into: Aggregate, other: Aggregate): Aggregate {
  into.sum += other.sum;
  into.count += other.count;
  into.min = Math.min(into.min, other.min);
  into.max = Math.max(into.max, other.max);
  for (const [bucket, count] of Object.entries(other.buckets))
    into.buckets[bucket] = (into.buckets[bucket] ?? 0) + count;
  return into;
}

const keyOf = ({ namespace, name, dimensions }: MetricIdentity): string =>
  JSON.stringify([namespace, name, Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))]);
