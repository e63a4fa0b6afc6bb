import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import * as contract from '../../functions/measures/contract.ts';
import { QUEUE_INDEX, WATCH_INDEX } from '../../functions/shared/contract.ts';
import { featureMetrics } from '../constructs/feature-metrics.ts';
import { ScheduledFunction } from '../constructs/scheduled-function.ts';
import { ServiceAlarm } from '../constructs/service-alarm.ts';
import { type FeatureProps, allowCatalogue, storeEnvironment } from './feature-props.ts';

/** What the manager's dashboard stands on: every event counted once, and the backlog as it is. */
export class Measures extends Construct {
  readonly metric: ReturnType<typeof featureMetrics<keyof typeof contract.MetricName>>;

  constructor(scope: Construct, id: string, { house, data }: FeatureProps) {
    super(scope, id);
    this.metric = featureMetrics(house, contract);
    const measures = { MEASURES_TABLE: data.measures.tableName };
    const rollUp = new ScheduledFunction(this, 'RollUp', {
      house,
      handler: 'measures/roll-up.handler.ts',
      environmentSchema: contract.RollUpEnvironment,
      environment: measures,
      every: Duration.minutes(contract.ROLLED_UP_EVERY_MINUTES),
      description: 'Makes the roll-ups of every day anew on which something more was counted.',
      memory: 512,
      failing: {
        what: 'The roll-ups of a day could not be made.',
        impact:
          'Reports show figures of the last run that succeeded, scorecards wait for a day and then say what they lack; nothing that was counted is lost.',
      },
    });
    data.measures.allow(rollUp, ['Query'], ['DAYS', 'ROWS#*', 'ROLL-UPS#*']);
    data.measures.allow(rollUp, ['BatchWriteItem'], ['ROLL-UPS#*']);
    data.measures.allow(rollUp, ['UpdateItem'], ['DAYS']);

    const measureBacklog = new ScheduledFunction(this, 'MeasureBacklog', {
      house,
      handler: 'measures/measure-backlog.handler.ts',
      environmentSchema: contract.MeasureBacklogEnvironment,
      environment: storeEnvironment(data),
      every: Duration.minutes(5),
      description:
        'Measures the backlog: open, due today, at risk, breached, in review, oldest, open concerns, under a storm.',
      memory: 512,
      failing: { coveredBy: 'measures/BacklogNotMeasured tells of it, and of a schedule that stands still.' },
    });
    allowCatalogue(data, measureBacklog);
    data.requests.allow(measureBacklog, ['Query'], ['REQUEST#*']);
    data.requests.allowIndex(measureBacklog, WATCH_INDEX);
    data.requests.allowIndex(measureBacklog, QUEUE_INDEX);
    new ServiceAlarm(this, 'BacklogNotMeasured', {
      house,
      feature: 'measures',
      condition: 'BacklogNotMeasured',
      what: 'The backlog has not been measured for a quarter of an hour.',
      impact: 'The manager sees no open, due or breached requests, or old figures.',
      // Zero requests is a measurement too: what counts is that there is one.
      metric: this.metric('OpenRequests', { statistic: 'SampleCount' }).with({ label: 'Measurements' }),
      threshold: 1,
      below: true,
      periods: 3,
      silence: 'failure',
    });
  }
}
