import { expect, test } from 'vitest';
import { openAlarms } from '../../infra/local/alarms.ts';
import { openLocalStore } from '../../infra/local/local-store.ts';
import type { MetricQuery } from '../../infra/local/metric-data.ts';
import { openMetrics } from '../../infra/local/metrics.ts';
import { type Resource, type Template, loadTemplate } from '../../infra/local/template.ts';

const START = Date.UTC(2026, 5, 1, 12);
const MINUTE = 60_000;
const DAY_MINUTES = 24 * 60;

const template = loadTemplate(new URL('../../cdk.out', import.meta.url).pathname);

interface Watched {
  namespace: string;
  name: string;
  dimensions: Record<string, string>;
  /** Minutes. */
  period: number;
}

/** What an alarm watches: one metric, or those that its expression is made of. */
const watchedBy = ({ properties }: Resource): Watched[] => {
  const stats = ((properties.Metrics as MetricQuery[] | undefined) ?? []).flatMap(({ MetricStat }) => MetricStat ?? []);
  const own = { Namespace: properties.Namespace, MetricName: properties.MetricName, Dimensions: properties.Dimensions };
  const all = stats.length > 0 ? stats : [{ Metric: own as (typeof stats)[0]['Metric'], Period: properties.Period }];
  return all.map(({ Metric: { Namespace, MetricName, Dimensions = [] }, Period }) => ({
    namespace: Namespace,
    name: MetricName,
    dimensions: Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value])),
    period: Number(Period) / 60,
  }));
};

/** Each alarm of the template with each metric that may set it off alone. */
const CASES = template
  .ofType('AWS::CloudWatch::Alarm')
  .flatMap((alarm) =>
    watchedBy(alarm).map((watched) => ({ alarm, watched, title: `${alarm.name} by ${watched.name}` })),
  );

/** An alarm in a world in which only it is, minute after minute. */
const anAlarm = (alarm: Resource, { namespace, name, dimensions }: Watched) => {
  const store = openLocalStore();
  const metrics = openMetrics(store);
  let now = START;
  const alone = { ...template, ofType: () => [alarm] } as Template;
  const topics = { publish: () => '' };
  const alarms = openAlarms({ template: alone, metrics, topics, store, now: () => now });
  return {
    /** Lets minutes pass, each with a value or without; answers in which states the alarm was. */
    pass(minutes: number, value: number | undefined): Set<string> {
      const states = new Set<string>();
      for (let minute = 0; minute < minutes; minute += 1) {
        if (value !== undefined) metrics.add({ namespace, name, dimensions, value, at: now });
        alarms.evaluate();
        states.add(alarms.list()[0]!.state);
        now += MINUTE;
      }
      return states;
    },
  };
};

test.each(CASES)(
  '$title goes off within two of its periods after it is true, and is over after it is not',
  ({ alarm, watched }) => {
    const { properties } = alarm;
    const { Threshold, EvaluationPeriods, ComparisonOperator, TreatMissingData } = properties;
    const threshold = Number(Threshold);
    const below = ComparisonOperator === 'LessThanThreshold';
    // What tells of silence is well while something is measured; what tells of failures is well while there are none.
    const [well, ill] = below ? [threshold, undefined] : [0, threshold];
    expect(TreatMissingData).toBe(below ? 'breaching' : 'notBreaching');
    const look = (Number(EvaluationPeriods) + 1) * watched.period;
    const it = anAlarm(alarm, watched);
    expect([...it.pass(DAY_MINUTES, well)], 'a day on which all is well').toEqual(['OK']);
    if (!below) expect([...it.pass(DAY_MINUTES, undefined)], 'a day without a word').toEqual(['OK']);
    expect(it.pass(look, ill)).toContain('ALARM');
    expect([...it.pass(look, ill)]).toEqual(['ALARM']);
    it.pass(look, well);
    expect([...it.pass(look, well)]).toEqual(['OK']);
  },
);

test('whoever repairs and sends for all others is missed when it does not run at all', () => {
  const silent = template
    .ofType('AWS::CloudWatch::Alarm')
    .filter(({ properties }) => properties.TreatMissingData === 'breaching')
    .map(({ name }) => name);
  expect(silent.toSorted()).toEqual([
    'measures/BacklogNotMeasured',
    'notices/ReleaseNoticesStandsStill',
    'workflow/ReconcileStandsStill',
  ]);
});
