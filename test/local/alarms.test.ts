import { describe, expect, it } from 'vitest';
import { openAlarms } from '../../infra/local/alarms.ts';
import { openLocalStore } from '../../infra/local/local-store.ts';
import { openMetrics } from '../../infra/local/metrics.ts';
import type { Template } from '../../infra/local/template.ts';

const START = Date.UTC(2026, 2, 2, 15);
const MINUTE = 60_000;

/** One alarm on the sum of `Errors` over a minute, at one or more, which tells a topic of everything. */
function anAlarm(properties: Record<string, unknown> = {}) {
  const store = openLocalStore();
  const metrics = openMetrics(store);
  const told: string[] = [];
  let now = START;
  let spacing = 0;
  const alarm = {
    stack: 'One',
    logicalId: 'Alarm',
    name: 'city/Failing',
    arn: 'arn:alarm',
    properties: {
      Namespace: 'City',
      MetricName: 'Errors',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: ['topic'],
      OKActions: ['topic'],
      ...properties,
    },
  };
  const template = { place: { region: 'r', account: '1' }, ofType: () => [alarm] } as unknown as Template;
  const topics = { publish: (_topic: string, { subject }: { subject?: string }) => String(told.push(subject!)) };
  const open = () => openAlarms({ template, metrics, topics, store, now: () => now, spacing: () => spacing });
  const alarms = open();
  return {
    told,
    alarms,
    open,
    state: () => alarms.list()[0]!.state,
    space: (ms: number) => (spacing = ms),
    at(minute: number, ...errors: number[]) {
      now = START + minute * MINUTE;
      for (const value of errors) metrics.add({ namespace: 'City', name: 'Errors', dimensions: {}, value, at: now });
      alarms.evaluate();
    },
  };
}

describe('an alarm', () => {
  it('is well at first without a word, goes off, and tells when it is well again', () => {
    const { at, told, state, alarms } = anAlarm();
    expect(state()).toBe('INSUFFICIENT_DATA');
    at(0);
    expect(state()).toBe('OK');
    at(1, 1);
    expect(state()).toBe('ALARM');
    at(2);
    expect(state()).toBe('OK');
    expect(told).toEqual(['ALARM: "city/Failing" in r', 'OK: "city/Failing" in r']);
    expect(
      alarms
        .history()
        .map(({ from, to }) => `${from} ${to}`)
        .slice(0, 2),
    ).toEqual(['ALARM OK', 'OK ALARM']);
  });

  it('looks again within the minute when something was measured', () => {
    const { at, state } = anAlarm();
    at(0, 0);
    expect(state()).toBe('OK');
    at(0, 1);
    expect(state()).toBe('ALARM');
  });

  it('wants as many datapoints as it was told', () => {
    const { at, state } = anAlarm({ EvaluationPeriods: 3, DatapointsToAlarm: 2 });
    at(0, 1);
    expect(state()).toBe('OK');
    at(2, 1);
    expect(state()).toBe('ALARM');
  });

  it('treats missing data as it was told', () => {
    const missing = anAlarm({ TreatMissingData: 'missing' });
    missing.at(0, 1);
    missing.at(5);
    expect(missing.state()).toBe('INSUFFICIENT_DATA');
    const ignore = anAlarm({ TreatMissingData: 'ignore' });
    ignore.at(0, 1);
    ignore.at(5);
    expect(ignore.state()).toBe('ALARM');
    const breaching = anAlarm({ TreatMissingData: 'breaching', EvaluationPeriods: 2 });
    breaching.at(0);
    expect(breaching.state()).toBe('INSUFFICIENT_DATA');
    breaching.at(5);
    expect(breaching.state()).toBe('ALARM');
  });

  it('misses nothing of schedules while time runs so fast that their runs are kept apart', () => {
    const { at, state, space } = anAlarm({ TreatMissingData: 'breaching', EvaluationPeriods: 2, Threshold: -1 });
    space(60 * MINUTE);
    for (let minute = 0; minute < 30; minute += 2) at(minute);
    expect(state()).toBe('INSUFFICIENT_DATA');
    space(0);
    at(31);
    expect(state()).toBe('ALARM');
  });

  it('stands on expressions too', () => {
    const metric = { Namespace: 'City', MetricName: 'Errors' };
    const { at, state } = anAlarm({
      Metrics: [
        { Id: 'e', Expression: 'errors * 100', ReturnData: true },
        { Id: 'errors', MetricStat: { Metric: metric, Period: 60, Stat: 'Sum' }, ReturnData: false },
      ],
      Threshold: 150,
    });
    at(0, 1);
    expect(state()).toBe('OK');
    at(1, 2);
    expect(state()).toBe('ALARM');
  });

  it('keeps its state over a restart, and refuses a comparison that it does not know', () => {
    const { at, open } = anAlarm();
    at(0, 1);
    expect(open().list()[0]).toMatchObject({ state: 'ALARM', since: START });
    expect(() => anAlarm({ ComparisonOperator: 'GreaterThanUpperThreshold' })).toThrow('GreaterThanUpperThreshold');
  });
});
