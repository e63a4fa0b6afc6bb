import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ON_THE_WAY_INDEX } from '../../functions/notices/contract.ts';
import { WATCH_INDEX } from '../../functions/shared/contract.ts';
import * as contract from '../../functions/workflow/contract.ts';
import type { House } from '../constructs/house.ts';
import { ScheduledFunction } from '../constructs/scheduled-function.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { Workflow, allowWake } from '../constructs/workflow.ts';
import {
  type FeatureProps,
  allowCatalogue,
  allowQuietCommand,
  officeEnvironment,
  storeEnvironment,
} from './feature-props.ts';
import { LifecycleAlarms } from './workflow-alarms.ts';

export interface RequestLifecycleProps extends FeatureProps {
  reviewRequest: ServiceFunction;
  actOnMilestones: ServiceFunction;
}

const LIFECYCLE = 'RequestLifecycle';
const COVERED = { coveredBy: 'The workflow retries it; what stays broken raises workflow/OperatorsNeeded.' };

/** The order in which things happen to a request: the machine, and what repairs it. */
export class RequestLifecycle extends Construct {
  readonly workflow: Workflow;
  /** Variable of every function that starts workflows. */
  readonly machine: { STATE_MACHINE_ARN: string };
  private readonly house: House;

  constructor(scope: Construct, id: string, props: RequestLifecycleProps) {
    super(scope, id);
    const { house, data, reviewRequest, actOnMilestones } = props;
    this.house = house;

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
    allowQuietCommand(data, closeRequest);

    const callOperator = new ServiceFunction(this, 'CallOperator', {
      house,
      handler: 'workflow/call-operator.handler.ts',
      environmentSchema: contract.CallOperatorEnvironment,
      environment: storeEnvironment(data),
      timeout: Duration.seconds(30),
      failing: { coveredBy: 'The execution fails then, which raises workflow/ExecutionsFailed.' },
    });
    allowQuietCommand(data, callOperator);

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
    this.machine = { STATE_MACHINE_ARN: this.workflow.machine.stateMachineArn };

    const reconcile = new ScheduledFunction(this, 'Reconcile', {
      house,
      handler: 'workflow/reconcile.handler.ts',
      environmentSchema: contract.ReconcileEnvironment,
      environment: { ...storeEnvironment(data), ...this.machine, ...officeEnvironment(house) },
      every: Duration.minutes(contract.RECONCILED_EVERY_MINUTES),
      description: 'Compares requests, executions and notices, and repairs what a crash or a lost timer left undone.',
      memory: 512,
      failing: {
        what: 'The reconciler failed.',
        impact: 'Nobody repairs lost timers, stuck workflows and unsent notices until it runs again.',
      },
      standsStill: {
        what: 'The reconciler has not run for a quarter of an hour.',
        impact: 'Nobody repairs lost timers, stuck workflows and unsent notices, and nobody sees that they are there.',
      },
    });
    data.requests.allowIndex(reconcile, WATCH_INDEX);
    data.requests.allow(reconcile, ['Query', 'PutItem'], ['REQUEST#*']);
    allowCatalogue(data, reconcile);
    data.notices.allowIndex(reconcile, ON_THE_WAY_INDEX);
    data.notices.allow(reconcile, ['GetItem', 'PutItem', 'UpdateItem']);
    this.allowDrive(reconcile);
    new LifecycleAlarms(this, 'Alarms', { house, workflow: this.workflow });
  }
  /** Lets a function start workflows and wake those that wait. */
  allowDrive(to: ServiceFunction): void {
    this.workflow.allowStart(to);
    allowWake(this, this.house, LIFECYCLE, to);
  }
}
