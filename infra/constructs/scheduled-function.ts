import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { nameOf } from './house.ts';
import { type AlarmText, ServiceAlarm } from './service-alarm.ts';
import { type EnvironmentSchema, ServiceFunction, type ServiceFunctionProps } from './service-function.ts';

export interface ScheduledFunctionProps<S extends EnvironmentSchema> extends Omit<ServiceFunctionProps<S>, 'timeout'> {
  /** How often it runs. */
  every: Duration;
  /** How long a run may last: until shortly before the next one starts, and five minutes at most, where two of them must not meet. */
  timeout?: Duration;
  description: string;
  /** What it means to people that it does not run at all, where nothing else would tell: its rule is off, or Lambda has no room for it. */
  standsStill?: AlarmText;
}

const HOUR = Duration.hours(1).toSeconds();
/** The longest that Lambda keeps an event. */
const OLDEST = Duration.hours(6).toSeconds();

/**
 * A function that looks again every so often. A run that failed is not repeated, because the next one sees the same and more; but for one that
 * comes an hour later or more, which is. A run that Lambda could not begin before the next is due is left out, so that an outage of hours
 * does not end with hundreds at once.
 */
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
    // EventBridge hands an event to Lambda and is done: how often and how long that tries is said here.
    const seconds = every.toSeconds();
    this.lambda.configureAsyncInvoke({
      retryAttempts: seconds < HOUR ? 0 : 2,
      maxEventAge: Duration.seconds(Math.min(seconds, OLDEST)),
    });
    const madeGood = 'A missed run is made good by the next one.';
    acknowledge(rule, 'Serverless-EventBusDLQ', madeGood);
    acknowledge(this.lambda, 'Serverless-LambdaAsyncFailureDestination', madeGood);
    if (props.standsStill === undefined) return;
    new ServiceAlarm(this, 'StandsStill', {
      house,
      feature: this.feature,
      condition: `${id}StandsStill`,
      ...props.standsStill,
      metric: this.metric('Invocations').with({ label: 'Runs' }),
      threshold: 1,
      below: true,
      periods: 3,
      silence: 'failure',
    });
  }
}
