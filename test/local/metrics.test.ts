import { describe, expect, it } from 'vitest';
import { openLocalStore } from '../../infra/local/local-store.ts';
import { getMetricData } from '../../infra/local/metric-data.ts';
import type { MetricQuery } from '../../infra/local/metric-data.ts';
import { openMetrics } from '../../infra/local/metrics.ts';
import type { Metrics } from '../../infra/local/metrics.ts';

const START = Date.UTC(2026, 2, 2, 15);
const MINUTE = 60_000;

const put = (metrics: Metrics, name: string, minute: number, value: number, dimensions: Record<string, string> = {}) =>
  metrics.add({ namespace: 'City', name, dimensions, value, at: START + minute * MINUTE });

const metric = (Id: string, MetricName: string, Stat = 'Sum', ReturnData = false): MetricQuery => ({
  Id,
  MetricStat: { Metric: { Namespace: 'City', MetricName }, Period: 60, Stat },
  ReturnData,
});

/** Values of an expression over three minutes in which A is 1, nothing, 3 and B is 10, 20, nothing. */
function valuesOf(Expression: string): (number | undefined)[] {
  const metrics = openMetrics(openLocalStore());
  put(metrics, 'A', 0, 1);
  put(metrics, 'A', 2, 3);
  put(metrics, 'B', 0, 10);
  put(metrics, 'B', 1, 20);
  const queries = [metric('a', 'A'), metric('b', 'B'), { Id: 'e', Expression, Period: 60 }];
  return getMetricData(metrics, queries, START, START + 3 * MINUTE)[0]!.values;
}

const _ = undefined;

describe('metric math', () => {
  it('leaves a period empty where a value is missing', () => {
    expect(valuesOf('a + b')).toEqual([11, _, _]);
    expect(valuesOf('a * 2 - 1')).toEqual([1, _, 5]);
    expect(valuesOf('-a')).toEqual([-1, _, -3]);
  });

  it('knows precedence and brackets', () => {
    expect(valuesOf('a + b * 2')).toEqual([21, _, _]);
    expect(valuesOf('(a + b) * 2')).toEqual([22, _, _]);
    expect(valuesOf('2 ^ 3 + a')).toEqual([9, _, 11]);
  });

  it('fills gaps by a number or the last value', () => {
    expect(valuesOf('FILL(a, 0) + FILL(b, 0)')).toEqual([11, 20, 3]);
    expect(valuesOf('FILL(a, REPEAT)')).toEqual([1, 1, 3]);
  });

  it('gives no value for a division by zero', () => {
    expect(valuesOf('b / (a - 1)')).toEqual([_, _, _]);
    expect(valuesOf('100 * FILL(a, 0) / (FILL(a, 0) + FILL(b, 0))')).toEqual([100 / 11, 0, 100]);
  });

  it('decides with IF, comparisons, AND and OR', () => {
    expect(valuesOf('IF(FILL(a, 0) > 0, FILL(a, 0), -1)')).toEqual([1, -1, 3]);
    expect(valuesOf('IF(FILL(a, 0) >= 1 AND FILL(b, 0) >= 1, 1, 0)')).toEqual([1, 0, 0]);
    expect(valuesOf('IF(FILL(a, 0) == 0 OR FILL(b, 0) == 0, 1, 0)')).toEqual([0, 1, 1]);
  });

  it('sums over metrics by period, and over one series to a number', () => {
    expect(valuesOf('SUM(METRICS())')).toEqual([11, 20, 3]);
    expect(valuesOf('a / SUM(a)')).toEqual([0.25, _, 0.75]);
    expect(valuesOf('RUNNING_SUM(b)')).toEqual([10, 30, 30]);
  });

  it('refuses what it does not know', () => {
    expect(() => valuesOf('FORECAST(a)')).toThrow('does not know the function FORECAST');
    expect(() => valuesOf('a +')).toThrow('the end');
    expect(() => valuesOf('a $ b')).toThrow('does not understand "$ b"');
    expect(() => valuesOf('c + 1')).toThrow('uses c');
  });
});

describe('metrics', () => {
  it('aggregates by minute, and by any longer period', () => {
    const metrics = openMetrics(openLocalStore());
    for (const [minute, value] of [
      [0, 4],
      [0, 8],
      [4, 6],
      [5, 1],
    ] as const)
      put(metrics, 'A', minute, value);
    const five = (stat: string) =>
      getMetricData(
        metrics,
        [{ Id: 'm', MetricStat: { Metric: { Namespace: 'City', MetricName: 'A' }, Period: 300, Stat: stat } }],
        START,
        START + 10 * MINUTE,
      )[0]!.values;
    expect(five('Sum')).toEqual([18, 1]);
    expect(five('SampleCount')).toEqual([3, 1]);
    expect(five('Average')).toEqual([6, 1]);
    expect(five('Minimum')).toEqual([4, 1]);
    expect(five('Maximum')).toEqual([8, 1]);
  });

  it('knows percentiles to a part in a hundred', () => {
    const metrics = openMetrics(openLocalStore());
    for (let value = 1; value <= 1000; value += 1) put(metrics, 'A', 0, value);
    const [line] = getMetricData(metrics, [metric('m', 'A', 'p99', true)], START, START + MINUTE);
    expect(line!.values[0]).toBeGreaterThan(980);
    expect(line!.values[0]).toBeLessThan(1000);
  });

  it('reads the embedded metric format: each set of dimensions, each value of a list', () => {
    const metrics = openMetrics(openLocalStore());
    metrics.addLogLine('plain text');
    metrics.addLogLine('{"broken": "CloudWatchMetrics"');
    metrics.addLogLine(
      JSON.stringify({
        _aws: {
          Timestamp: START,
          CloudWatchMetrics: [
            {
              Namespace: 'City',
              Dimensions: [['service'], ['service', 'Partner']],
              Metrics: [{ Name: 'Met', Unit: 'Count' }],
            },
          ],
        },
        service: 's',
        Partner: 'parks',
        Met: [1, 2],
      }),
    );
    expect(metrics.list().map(({ dimensions }) => dimensions)).toEqual([
      { service: 's' },
      { service: 's', Partner: 'parks' },
    ]);
    const search = {
      Id: 's',
      Expression: "SEARCH('{City,service,Partner} MetricName=\"Met\"', 'Sum', 60)",
      Period: 60,
    };
    const lines = getMetricData(metrics, [search], START, START + MINUTE);
    expect(lines).toEqual([{ id: 's', label: 's parks', timestamps: [START], values: [3] }]);
  });

  it('finds one line for each metric that a search fits, and can sum them', () => {
    const metrics = openMetrics(openLocalStore());
    put(metrics, 'Met', 0, 1, { Partner: 'parks' });
    put(metrics, 'Met', 0, 2, { Partner: 'streets' });
    put(metrics, 'Missed', 0, 9, { Partner: 'parks' });
    const search = "SEARCH('{City,Partner} MetricName=\"Met\"', 'Sum', 60)";
    const run = (Expression: string) =>
      getMetricData(metrics, [{ Id: 'e', Expression, Period: 60 }], START, START + MINUTE);
    expect(run(search).map(({ label, values }) => [label, values])).toEqual([
      ['parks', [1]],
      ['streets', [2]],
    ]);
    expect(run(`SUM(${search})`)[0]!.values).toEqual([3]);
    expect(() => run("SEARCH('{City} NOT x', 'Sum', 60)")).toThrow('NOT x');
  });

  it('sorts what a search finds by one number of the whole span, keeps the first, and puts the silent last', () => {
    const metrics = openMetrics(openLocalStore());
    for (const [partner, values] of [
      ['parks', [1, 5]],
      ['streets', [4, 3]],
      ['water', [2, 2]],
    ] as const)
      values.forEach((value, minute) => put(metrics, 'Open', minute, value, { Partner: partner }));
    put(metrics, 'Open', 9, 7, { Partner: 'silent' });
    const run = (rest: string) =>
      getMetricData(
        metrics,
        [
          {
            Id: 'e',
            Expression: `SORT(SEARCH('{City,Partner} MetricName="Open"', 'Maximum', 60), ${rest})`,
            Period: 60,
          },
        ],
        START,
        START + 2 * MINUTE,
      ).map(({ label }) => label);
    expect(run('MAX, DESC')).toEqual(['parks', 'streets', 'water', 'silent']);
    expect(run('SUM, DESC, 2')).toEqual(['streets', 'parks']);
    expect(run('MIN, ASC')).toEqual(['parks', 'water', 'streets', 'silent']);
    expect(() => run('LAST, DESC')).toThrow('LAST');
    expect(() => run('MAX')).toThrow('")"');
  });

  it('is there again after the store was opened again', () => {
    const store = openLocalStore();
    const metrics = openMetrics(store);
    put(metrics, 'A', 0, 5);
    metrics.save();
    const [line] = getMetricData(openMetrics(store), [metric('m', 'A', 'Sum', true)], START, START + MINUTE);
    expect(line!.values).toEqual([5]);
  });
});
