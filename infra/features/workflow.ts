import { Duration } from 'aws-cdk-lib';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import * as contract from '../../functions/workflow/contract.ts';
import { featureMetrics } from '../constructs/feature-metrics.ts';
import type { House } from '../constructs/house.ts';
import { ScheduledFunction } from '../constructs/scheduled-function.ts';
import { PERIOD, ServiceAlarm } from '../constructs/service-alarm.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { StreamFunction } from '../constructs/stream-function.ts';
import { Workflow, allowWake } from '../constructs/workflow.ts';
import { type FeatureProps, allowCommand, officeEnvironment, storeEnvironment } from './feature-props.ts';

export interface RequestLifecycleProps extends FeatureProps {
  reviewRequest: ServiceFunction;
  actOnMilestones: ServiceFunction;
}

const LIFECYCLE = 'RequestLifecycle';
const COVERED = { coveredBy: 'The workflow retries it; what stays broken raises workflow/OperatorsNeeded.' };

/** The order in which things happen to a request: the machine, what starts and wakes it, and what repairs it. */
export class RequestLifecycle extends Construct {
  readonly workflow: Workflow;
  readonly driveWorkflow: StreamFunction;

  constructor(scope: Construct, id: string, props: RequestLifecycleProps) {
    super(scope, id);
    const { house, data, reviewRequest, actOnMilestones } = props;

    const waitForChange = new ServiceFunction(this, 'WaitForChange', {
      house,
      handler: 'workflow/wait-for-change.handler.ts',
      environmentSchema: contract.WaitForChangeEnvironment,
      environment: storeEnvironment(data),
      timeout: Duration.seconds(30),
      failing: COVERED,
    });
    data.requests.allow(waitForChange, ['Query', 'PutItem', 'ConditionCheckItem'], ['REQUEST#*']);
    allowWake(this, house, LIFECYCLE, waitForChange);

    const closeRequest = new ServiceFunction(this, 'CloseRequest', {
      house,
      handler: 'workflow/close-request.handler.ts',
      environmentSchema: contract.CloseRequestEnvironment,
      environment: storeEnvironment(data),
      timeout: Duration.seconds(30),
      failing: COVERED,
    });
    allowCommand(data, closeRequest);

    const callOperator = new ServiceFunction(this, 'CallOperator', {
      house,
      handler: 'workflow/call-operator.handler.ts',
      environmentSchema: contract.CallOperatorEnvironment,
      environment: storeEnvironment(data),
      timeout: Duration.seconds(30),
      failing: { coveredBy: 'The execution fails then, which raises workflow/ExecutionsFailed.' },
    });
    allowCommand(data, callOperator);

    this.workflow = new Workflow(this, LIFECYCLE, {
      house,
      definition: 'request-lifecycle.asl.json',
      tasks: {
        ReviewRequestArn: reviewRequest,
        WaitForChangeArn: waitForChange,
        ActOnMilestonesArn: actOnMilestones,
        CloseRequestArn: closeRequest,
        CallOperatorArn: callOperator,
      },
      itself: 'StateMachineArn',
    });
    const machine = { STATE_MACHINE_ARN: this.workflow.machine.stateMachineArn };

    this.driveWorkflow = new StreamFunction(this, 'DriveWorkflow', {
      house,
      handler: 'workflow/drive-workflow.handler.ts',
      environmentSchema: contract.DriveWorkflowEnvironment,
      environment: { ...storeEnvironment(data), ...machine },
      table: data.requests,
      filter: { Keys: { sk: { S: ['REQUEST'] } }, NewImage: { wakes: { BOOL: [true] } } },
      impact:
        'New requests are not reviewed and changes are not acted on until the reconciler finds them, within minutes.',
    });
    data.requests.allow(this.driveWorkflow, ['Query', 'DeleteItem'], ['REQUEST#*']);
    this.workflow.allowStart(this.driveWorkflow);
    allowWake(this, house, LIFECYCLE, this.driveWorkflow);

    const reconcile = new ScheduledFunction(this, 'Reconcile', {
      house,
      handler: 'workflow/reconcile.handler.ts',
      environmentSchema: contract.ReconcileEnvironment,
      environment: { ...storeEnvironment(data), ...machine, ...officeEnvironment(house) },
      every: Duration.minutes(5),
      description: 'Compares requests, executions and notices, and repairs what a crash or a lost timer left undone.',
      memory: 512,
      failing: {
        what: 'The reconciler failed.',
        impact: 'Nobody repairs lost timers, stuck workflows and unsent notices until it runs again.',
      },
    });
    data.requests.allowIndex(reconcile);
    data.requests.allow(reconcile, ['Query', 'PutItem'], ['REQUEST#*']);
    data.notices.allowIndex(reconcile);
    data.notices.allow(reconcile, ['PutItem', 'UpdateItem']);
    this.workflow.allowStart(reconcile);
    allowWake(this, house, LIFECYCLE, reconcile);
    addAlarms(this, house, this.workflow);
  }
}

const addAlarms = (scope: Construct, house: House, workflow: Workflow): void => {
  const metric = featureMetrics(house, contract);
  const alarm = { house, feature: 'workflow' };
  new ServiceAlarm(scope, 'ExecutionsFailed', {
    ...alarm,
    condition: 'ExecutionsFailed',
    what: 'Workflows failed, timed out or were stopped.',
    impact: 'Their requests get no reminders, breach e-mails or closing until somebody starts them again.',
    metric: new MathExpression({
      expression: 'failed + timedOut + aborted',
      usingMetrics: {
        failed: workflow.metric('ExecutionsFailed'),
        timedOut: workflow.metric('ExecutionsTimedOut'),
        aborted: workflow.metric('ExecutionsAborted'),
      },
      label: 'Executions failed',
      period: PERIOD,
    }),
  });
  new ServiceAlarm(scope, 'OperatorsNeeded', {
    ...alarm,
    condition: 'OperatorsNeeded',
    what: 'Automation gave up on requests and marked them for an operator.',
    impact: 'These constituents hear nothing more until a person looks.',
    metric: metric('OperatorsNeeded'),
  });
  new ServiceAlarm(scope, 'RepairsHigh', {
    ...alarm,
    condition: 'RepairsHigh',
    what: 'The reconciler repaired twenty or more things in a quarter of an hour.',
    impact: 'Milestones and notices are minutes late, and something breaks again and again.',
    metric: metric('Repairs', { period: Duration.minutes(15) }),
    threshold: 20,
  });
  new ServiceAlarm(scope, 'NoticesUncertain', {
    ...alarm,
    condition: 'NoticesUncertain',
    what: 'Notices may or may not have been sent; none is sent again by itself.',
    impact: 'Their recipients may not have been told.',
    metric: metric('NoticesUncertain'),
  });
};
