import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Grant } from 'aws-cdk-lib/aws-iam';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { type House, nameOf } from './house.ts';
import { houseLogs } from './log-group.ts';
import { PERIOD } from './service-alarm.ts';
import type { ServiceFunction } from './service-function.ts';

export interface WorkflowProps {
  house: House;
  /** The file's name in statemachines/. */
  definition: `${string}.asl.json`;
  /** The functions that its tasks call, each by the placeholder of its ARN. */
  tasks: Record<string, ServiceFunction>;
  /** The placeholder of the machine's own ARN, when it starts its own successor. */
  itself?: string;
}

/** A Step Functions machine (Standard) from its file: its placeholders and its functions must be the same set. */
export class Workflow extends Construct {
  readonly machine: StateMachine;
  private readonly machineName: string;
  private readonly arn: string;

  constructor(scope: Construct, id: string, { house, definition, tasks, itself }: WorkflowProps) {
    super(scope, id);
    const file = join(import.meta.dirname, '../../statemachines', definition);
    const names = [...Object.keys(tasks), ...(itself ? [itself] : [])];
    compare(definition, readFileSync(file, 'utf8'), names);

    this.arn = machineArn(this, house, id);
    this.machineName = nameOf(house.environment, id);
    this.machine = new StateMachine(this, 'Machine', {
      stateMachineName: this.machineName,
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromFile(file),
      definitionSubstitutions: {
        ...Object.fromEntries(Object.entries(tasks).map(([name, task]) => [name, task.lambda.functionArn])),
        ...(itself ? { [itself]: this.arn } : {}),
      },
      tracingEnabled: true,
      logs: {
        // The prefix keeps the account's one resource policy for log delivery from growing with every machine.
        destination: houseLogs(this, 'Logs', house, `/aws/vendedlogs/states/${this.machineName}`),
        level: LogLevel.ERROR,
        includeExecutionData: false,
      },
    });
    Grant.addToPrincipal({
      grantee: this.machine,
      actions: ['lambda:InvokeFunction'],
      resourceArns: Object.values(tasks).map((task) => task.lambda.functionArn),
    });
    if (itself) {
      Grant.addToPrincipal({ grantee: this.machine, actions: ['states:StartExecution'], resourceArns: [this.arn] });
    }
    acknowledge(
      this.machine,
      'AwsSolutions-SF1',
      'Errors are logged. Step Functions keeps the whole history of each execution for 90 days by itself; logging every state would cost more than running it.',
    );
    acknowledge(
      this.machine.role,
      'NIST.800.53.R5-IAMNoInlinePolicy',
      'Its permissions are its own, made and gone with it; a managed policy could be given to others.',
    );
    acknowledge(
      this.machine.role,
      'AwsSolutions-IAM5[Resource::*]',
      'Log delivery and X-Ray take no narrower resource than *.',
    );
  }

  /** Lets a function start executions. */
  allowStart(to: ServiceFunction): void {
    to.allow(['states:StartExecution'], [this.arn]);
  }

  /** One of Step Functions' own metrics of this machine. */
  metric(
    name: 'ExecutionsStarted' | 'ExecutionsSucceeded' | 'ExecutionsFailed' | 'ExecutionsTimedOut' | 'ExecutionsAborted',
  ): Metric {
    return new Metric({
      namespace: 'AWS/States',
      metricName: name,
      dimensionsMap: { StateMachineArn: this.arn },
      statistic: Stats.SUM,
      period: PERIOD,
      label: name,
    });
  }
}

/**
 * The ARN of a machine by its name. A function that the machine calls and that answers its tokens cannot refer to the machine
 * itself: CloudFormation would have to make each before the other.
 */
export const machineArn = (scope: Construct, house: House, workflow: string): string =>
  Stack.of(scope).formatArn({
    service: 'states',
    resource: 'stateMachine',
    resourceName: nameOf(house.environment, workflow),
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });

/** Lets a function wake the waiting executions of a machine, which may be the one that calls it. */
export const allowWake = (scope: Construct, house: House, workflow: string, to: ServiceFunction): void => {
  to.allow(['states:SendTaskSuccess'], [machineArn(scope, house, workflow)]);
};

/** Refuses a definition whose placeholders are not exactly the names that are given; compared both ways. */
const compare = (definition: string, text: string, names: string[]): void => {
  const placeholders = new Set([...text.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name));
  const missing = [...placeholders].filter((name) => !names.includes(name));
  const unused = names.filter((name) => !placeholders.has(name));
  if (missing.length === 0 && unused.length === 0) return;
  const sentences = [
    missing.length > 0 ? `it names ${missing.join(', ')}, which nothing is given for` : '',
    unused.length > 0 ? `it is given ${unused.join(', ')}, which it does not name` : '',
  ].filter(Boolean);
  throw new Error(`statemachines/${definition}: ${sentences.join('; ')}.`);
};
