import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { DeadLetters } from './dead-letters.ts';
import { nameOf } from './house.ts';
import { PERIOD, ServiceAlarm } from './service-alarm.ts';
import { type EnvironmentSchema, ServiceFunction, type ServiceFunctionProps } from './service-function.ts';

export interface QueueFunctionProps<S extends EnvironmentSchema> extends Omit<
  ServiceFunctionProps<S>,
  'failing' | 'timeout'
> {
  /** What could not be handled, when messages end among the dead letters. */
  what: string;
  /** Who is affected, and how, when messages cannot be handled or come late. */
  impact: string;
}

const TIMEOUT = Duration.seconds(10);

/** Lambda asks for six times the function's time, so that no message comes back while it is still being handled. */
const VISIBILITY = Duration.seconds(60);

/**
 * Tries before a message is a dead letter: ten minutes, which is less than the grace in which an event may still settle a claim
 * (functions/notices/settle-claim.ts). What comes later than that comes by a person's hand.
 */
const TRIES = 10;

/** Five minutes in a queue: it is read at once when all is well. */
const LATE_SECONDS = 300;

/** A reader of a queue of its own: each message is handled once, a bad one ends in a queue with an alarm, none blocks the others. */
export class QueueFunction<S extends EnvironmentSchema = EnvironmentSchema> extends ServiceFunction<S> {
  readonly queue: Queue;
  readonly deadLetters: DeadLetters;

  constructor(scope: Construct, id: string, props: QueueFunctionProps<S>) {
    super(scope, id, {
      ...props,
      timeout: TIMEOUT,
      failing: { coveredBy: 'The dead letters and the age of the queue tell of it.' },
    });
    const { house, what, impact } = props;
    const about = { house, feature: this.feature, impact };
    this.deadLetters = new DeadLetters(this, 'DeadLetters', { ...about, of: id, what });
    const queueName = nameOf(house.environment, id);
    this.queue = new Queue(this, 'Queue', {
      queueName,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(4),
      visibilityTimeout: VISIBILITY,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: TRIES },
    });
    this.lambda.addEventSourceMapping('Messages', {
      eventSourceArn: this.queue.queueArn,
      batchSize: 10,
      reportBatchItemFailures: true,
    });
    // What Lambda reads a queue by ("Configuring scaling and permissions", Lambda and SQS); CDK's own source grants more.
    this.queue.grant(this, 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes');
    acknowledge(
      this,
      'Serverless-LambdaEventSourceMappingDestination',
      'The queue itself sends what could not be handled to its dead letters.',
    );
    new ServiceAlarm(this, 'Late', {
      ...about,
      condition: `${id}Late`,
      what: `A message has waited for ${id} for more than five minutes.`,
      metric: new Metric({
        namespace: 'AWS/SQS',
        metricName: 'ApproximateAgeOfOldestMessage',
        dimensionsMap: { QueueName: queueName },
        statistic: Stats.MAXIMUM,
        period: PERIOD,
        label: id,
      }),
      threshold: LATE_SECONDS,
      periods: 2,
    });
  }
}
