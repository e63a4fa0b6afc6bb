import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { nameOf } from './house.ts';
import { type EnvironmentSchema, ServiceFunction, type ServiceFunctionProps } from './service-function.ts';

export interface ScheduledFunctionProps<S extends EnvironmentSchema> extends Omit<ServiceFunctionProps<S>, 'timeout'> {
  /** How often it runs. */
  every: Duration;
  /** How long a run may last: until shortly before the next one starts, and five minutes at most, where two of them must not meet. */
  timeout?: Duration;
  description: string;
}

/** A function that looks again every so often. A run that failed is not repeated: the next one sees the same and more. */
export class ScheduledFunction<S extends EnvironmentSchema = EnvironmentSchema> extends ServiceFunction<S> {
  constructor(scope: Construct, id: string, props: ScheduledFunctionProps<S>) {
    const { every, description, house, timeout = Duration.seconds(Math.min(every.toSeconds() - 30, 300)) } = props;
    super(scope, id, { ...props, timeout });
    const rule = new Rule(this, 'Schedule', {
      ruleName: nameOf(house.environment, id),
      description,
      schedule: Schedule.rate(every),
      targets: [new LambdaFunction(this.lambda, { retryAttempts: 0, maxEventAge: every })],
    });
    acknowledge(rule, 'Serverless-EventBusDLQ', 'A missed run is made good by the next one.');
  }
}
