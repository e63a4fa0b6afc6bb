import type { DatabaseSync } from 'node:sqlite';
import { TemplateError } from './intrinsics.ts';
import { getMetricData } from './metric-data.ts';
import type { MetricQuery } from './metric-data.ts';
import type { Metrics } from './metrics.ts';
import type { Resource, Template } from './template.ts';
import type { Topics } from './topics.ts';

/** States of an alarm, by CloudWatch's names. */
export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** An alarm as it is; `since` in epoch ms of local time. */
export interface AlarmStatus {
  name: string;
  description: string;
  state: AlarmState;
  since: number;
  reason: string;
}

/** One change of an alarm's state. */
export interface AlarmChange {
  name: string;
  at: number;
  from: AlarmState;
  to: AlarmState;
  reason: string;
}

/** The template's alarms. */
export interface Alarms {
  /** Looks at every alarm, unless neither the minute nor any metric is new. True if any changed. */
  evaluate(): boolean;
  list(): AlarmStatus[];
  /** Latest first. */
  history(name?: string): AlarmChange[];
}

const MINUTE = 60_000;

const BREACHES: Record<string, (value: number, threshold: number) => boolean> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

interface Alarm {
  resource: Resource;
  queries: MetricQuery[];
  /** ms */
  period: number;
  periods: number;
  datapoints: number;
  threshold: number;
  missing: string;
  breaches: (value: number, threshold: number) => boolean;
  state: AlarmState;
  since: number;
  reason: string;
  /** When the alarm was made, epoch ms; what was not measured before is not missing. */
  born: number;
}

/** Time that passes by itself is looked at every second; a longer step than this, ms, was a jump. */
const ASLEEP = 5 * MINUTE;

/** Opens the alarms in the states that the store remembers. `spacing` (local ms) is how far two runs of one schedule are kept apart. */
export function openAlarms(options: {
  template: Template;
  metrics: Metrics;
  topics: Topics;
  store: DatabaseSync;
  now: () => number;
  spacing?: () => number;
}): Alarms {
  const { template, metrics, topics, store, now, spacing = () => 0 } = options;
  store.exec(`CREATE TABLE IF NOT EXISTS alarm_changes (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL,
    at REAL NOT NULL, "from" TEXT NOT NULL, "to" TEXT NOT NULL, reason TEXT NOT NULL) STRICT`);
  const insert = store.prepare('INSERT INTO alarm_changes (name, at, "from", "to", reason) VALUES (?, ?, ?, ?, ?)');
  const changes = store.prepare('SELECT * FROM alarm_changes WHERE name = ? ORDER BY id');
  const alarms = template.ofType('AWS::CloudWatch::Alarm').map((resource): Alarm => {
    const known = changes.all(resource.name) as unknown as AlarmChange[];
    const last = known.at(-1) ?? { to: 'INSUFFICIENT_DATA', at: now(), reason: 'Unchecked: Initial alarm creation' };
    if (known.length === 0) insert.run(resource.name, last.at, last.to, last.to, last.reason);
    const born = known[0]?.at ?? last.at;
    return { ...readAlarm(resource), born, state: last.to, since: last.at, reason: last.reason };
  });
  let evaluated = '';
  let seenAt = now();
  let awake = seenAt;

  function change(alarm: Alarm, to: AlarmState, reason: string): void {
    const { resource, state: from } = alarm;
    const at = now();
    const first = from === 'INSUFFICIENT_DATA' && alarm.since === alarm.born;
    insert.run(resource.name, at, from, to, reason);
    Object.assign(alarm, { state: to, since: at, reason });
    const { properties } = resource;
    // A new stack's alarms are well at first, which nobody needs to be told.
    if (properties.ActionsEnabled === false || (first && to === 'OK')) return;
    const actions = {
      OK: properties.OKActions,
      ALARM: properties.AlarmActions,
      INSUFFICIENT_DATA: properties.InsufficientDataActions,
    };
    for (const topic of (actions[to] ?? []) as string[]) {
      topics.publish(topic, {
        subject: `${to}: "${resource.name}" in ${template.place.region}`,
        message: JSON.stringify({
          AlarmName: resource.name,
          AlarmDescription: properties.AlarmDescription,
          AWSAccountId: template.place.account,
          NewStateValue: to,
          NewStateReason: reason,
          StateChangeTime: new Date(at).toISOString(),
          Region: template.place.region,
          AlarmArn: resource.arn,
          OldStateValue: from,
        }),
      });
    }
  }

  return {
    evaluate() {
      const minute = Math.floor(now() / MINUTE) * MINUTE;
      const seen = `${minute}/${metrics.revision()}`;
      if (seen === evaluated) return false;
      evaluated = seen;
      // Over a jump of time the stack slept, and where schedules are kept apart most of their runs are left out: nothing of it is missing.
      if (now() - seenAt > ASLEEP || spacing() > ASLEEP) awake = now();
      seenAt = now();
      let changed = false;
      for (const alarm of alarms) {
        const { state, reason } = judge({ ...alarm, born: Math.max(alarm.born, awake) }, metrics, minute + MINUTE);
        if (state === undefined || state === alarm.state) continue;
        change(alarm, state, reason);
        changed = true;
      }
      return changed;
    },
    list: () =>
      alarms.map(({ resource, state, since, reason }) => ({
        name: resource.name,
        description: String(resource.properties.AlarmDescription ?? ''),
        state,
        since,
        reason,
      })),
    history: (name) =>
      store
        .prepare('SELECT * FROM alarm_changes WHERE ?1 IS NULL OR name = ?1 ORDER BY id DESC')
        .all(name ?? null) as unknown as AlarmChange[],
  };
}

function readAlarm(resource: Resource): Omit<Alarm, 'state' | 'since' | 'reason' | 'born'> {
  const { stack, logicalId, properties } = resource;
  const where = `Stack ${stack}, ${logicalId}`;
  const breaches = BREACHES[String(properties.ComparisonOperator)];
  if (breaches === undefined) {
    throw new TemplateError(
      `${where}.ComparisonOperator: the local stack does not know ${String(properties.ComparisonOperator)}.`,
    );
  }
  const queries = (properties.Metrics as MetricQuery[] | undefined) ?? [
    {
      Id: 'm1',
      MetricStat: {
        Metric: {
          Namespace: String(properties.Namespace),
          MetricName: String(properties.MetricName),
          Dimensions: (properties.Dimensions ?? []) as { Name: string; Value: string }[],
        },
        Period: Number(properties.Period),
        Stat: String(properties.Statistic ?? properties.ExtendedStatistic),
      },
    },
  ];
  const shown = queries.find(({ ReturnData }) => ReturnData !== false);
  const seconds =
    shown?.MetricStat?.Period ??
    shown?.Period ??
    Math.max(...queries.map((it) => it.MetricStat?.Period ?? it.Period ?? 60));
  const periods = Number(properties.EvaluationPeriods);
  return {
    resource,
    queries,
    period: seconds * 1000,
    periods,
    datapoints: Number(properties.DatapointsToAlarm ?? periods),
    threshold: Number(properties.Threshold),
    missing: String(properties.TreatMissingData ?? 'missing'),
    breaches,
  };
}

/**
 * An alarm's state at an instant, by its last periods up to there; undefined when it stays as it is. CloudWatch looks at a few
 * periods more when data is missing; here the asked ones decide.
 */
function judge(alarm: Alarm, metrics: Metrics, to: number): { state: AlarmState | undefined; reason: string } {
  const { queries, period, periods, datapoints, threshold, missing, breaches, born } = alarm;
  const [line] = getMetricData(metrics, queries, to - periods * period, to);
  const values = line?.values ?? [];
  const present = values.filter((value) => value !== undefined);
  const alive = Math.min(periods, Math.floor((to - born) / period));
  const absent = Math.max(0, alive - present.length);
  const breaching = present.filter((value) => breaches(value, threshold));
  const counted = breaching.length + (missing === 'breaching' ? absent : 0);
  const said = `${counted} of the last ${periods} datapoints [${present.map((it) => Number(it.toPrecision(6))).join(', ')}] crossed the threshold (${threshold})`;
  if (counted >= datapoints) return { state: 'ALARM', reason: `Threshold Crossed: ${said}.` };
  if (present.length === 0 && missing === 'missing') {
    return { state: 'INSUFFICIENT_DATA', reason: 'Insufficient Data: no datapoint was received.' };
  }
  if (present.length === 0 && (missing === 'ignore' || (missing === 'breaching' && alive < datapoints)))
    return { state: undefined, reason: '' };
  return { state: 'OK', reason: `Threshold Not Crossed: ${said}.` };
}
