import { Duration } from 'aws-cdk-lib';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import * as contract from '../../functions/workflow/contract.ts';
import { featureMetrics } from '../constructs/feature-metrics.ts';
import type { House } from '../constructs/house.ts';
import { PERIOD, ServiceAlarm } from '../constructs/service-alarm.ts';
import type { Workflow } from '../constructs/workflow.ts';

export interface LifecycleAlarmsProps {
  house: House;
  workflow: Workflow;
}

/** What tells that requests do not move on by themselves. */
export class LifecycleAlarms extends Construct {
  constructor(scope: Construct, id: string, { house, workflow }: LifecycleAlarmsProps) {
    super(scope, id);
    const metric = featureMetrics(house, contract);
    const alarm = { house, feature: 'workflow' };
    new ServiceAlarm(this, 'ExecutionsFailed', {
      ...alarm,
      condition: 'ExecutionsFailed',
      what: 'Workflows failed, timed out or were stopped.',
      impact: 'Their requests get no reminders, breach e-mails or closing until somebody starts them again.',
      metric: new MathExpression({
        // A sum has no value where one of its parts has none, and mostly two of them have.
        expression: 'FILL(failed, 0) + FILL(timedOut, 0) + FILL(aborted, 0)',
        usingMetrics: {
          failed: workflow.metric('ExecutionsFailed'),
          timedOut: workflow.metric('ExecutionsTimedOut'),
          aborted: workflow.metric('ExecutionsAborted'),
        },
        label: 'Executions failed',
        period: PERIOD,
      }),
    });
    new ServiceAlarm(this, 'OperatorsNeeded', {
      ...alarm,
      condition: 'OperatorsNeeded',
      what: 'Automation gave up on requests and marked them for an operator.',
      impact: 'These constituents hear nothing more until a person looks.',
      metric: metric('OperatorsNeeded'),
    });
    new ServiceAlarm(this, 'RepairsHigh', {
      ...alarm,
      condition: 'RepairsHigh',
      what: 'The reconciler repaired twenty or more things in a quarter of an hour.',
      impact: 'Milestones and notices are minutes late, and something breaks again and again.',
      metric: metric('Repairs', { period: Duration.minutes(15) }),
      threshold: 20,
    });
    new ServiceAlarm(this, 'NoticesUncertain', {
      ...alarm,
      condition: 'NoticesUncertain',
      what: 'Notices may or may not have been sent; none is sent again by itself.',
      impact: 'Their recipients may not have been told.',
      metric: metric('NoticesUncertain'),
    });
  }
}
