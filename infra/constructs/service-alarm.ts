import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Construct } from 'constructs';
import { PAGING } from '../observability/paging.ts';
import type { House } from './house.ts';

/** What an alarm has to say for itself. */
export interface AlarmText {
  /** What happened, one sentence. */
  what: string;
  /** Who is affected and how, one sentence; what triage is done by. */
  impact: string;
}

export interface ServiceAlarmProps extends AlarmText {
  house: House;
  /** The feature's name, as its folder has it. */
  feature: string;
  /** PascalCase; with the feature the alarm's name and the heading of its article in the runbook. */
  condition: string;
  metric: IMetric;
  /** The value at or above which it goes off; 1 unless told. */
  threshold?: number;
  /** True when it goes off below the threshold instead. */
  below?: boolean;
  /** Periods in a row; 1 unless told. */
  periods?: number;
  /** What silence means: all is well, unless told that it is the failure. */
  silence?: 'well' | 'failure';
}

/** The anchor that a Markdown reader makes of an article's heading. */
export const articleAnchor = (feature: string, condition: string): string =>
  `${feature}/${condition}`.toLowerCase().replaceAll('/', '');

/**
 * An alarm that says what happened, who feels it, and where the article is; it writes to operations, and again when it is over. One that
 * cannot wait until somebody reads their mail wakes whoever is on call besides.
 */
export class ServiceAlarm extends Construct {
  readonly alarm: Alarm;
  /** Its name in letters, so that no other stack has to import it. */
  readonly name: string;

  constructor(scope: Construct, id: string, props: ServiceAlarmProps) {
    super(scope, id);
    const { house, feature, condition, what, impact, metric } = props;
    this.name = `${house.config.prefix}${feature}/${condition}`;
    this.alarm = new Alarm(this, 'Alarm', {
      alarmName: this.name,
      alarmDescription: `${what} · ${impact} · ${house.config.runbook}#${articleAnchor(feature, condition)}`,
      metric,
      threshold: props.threshold ?? 1,
      evaluationPeriods: props.periods ?? 1,
      comparisonOperator: props.below
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: props.silence === 'failure' ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    const topics = `${feature}/${condition}` in PAGING ? [house.alarms, house.urgentAlarms] : [house.alarms];
    const actions = topics.map((topic) => new SnsAction(topic));
    this.alarm.addAlarmAction(...actions);
    this.alarm.addOkAction(...actions);
  }
}

/** The period of alarms and of dashboards: as often as the backlog is measured. */
export const PERIOD = Duration.minutes(5);
