import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IDestination, IEventSourceDlq, IFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { type House, nameOf } from './house.ts';
import { type AlarmText, PERIOD, ServiceAlarm } from './service-alarm.ts';

export interface DeadLettersProps extends AlarmText {
  house: House;
  feature: string;
  /** The function whose work ends here; gives the queue and the alarm their names. */
  of: string;
}

/** A queue for what a function could not do: fourteen days, the longest that SQS keeps, and an alarm on the first message. */
export class DeadLetters extends Queue {
  readonly depth: Metric;
  /** Where Lambda puts what a function gave up on of a stream; the function's role may send there, and nothing else. */
  readonly ofStream: IEventSourceDlq = { bind: (_mapping, from) => this.takeFrom(from) };
  /** The same for events that nobody waits for. */
  readonly ofEvents: IDestination = { bind: (_scope, from) => this.takeFrom(from) };

  constructor(scope: Construct, id: string, { house, feature, of, what, impact }: DeadLettersProps) {
    const queueName = nameOf(house.environment, `${of}-DeadLetters`);
    super(scope, id, {
      queueName,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    this.depth = new Metric({
      namespace: 'AWS/SQS',
      metricName: 'ApproximateNumberOfMessagesVisible',
      dimensionsMap: { QueueName: queueName },
      statistic: Stats.MAXIMUM,
      period: PERIOD,
      label: of,
    });
    acknowledge(this, 'AwsSolutions-SQS3', 'It is itself the queue for dead letters.');
    acknowledge(this, 'Serverless-SQSRedrivePolicy', 'It is itself the queue for dead letters.');
    new ServiceAlarm(this, 'NotEmpty', {
      house,
      feature,
      condition: `${of}DeadLetters`,
      what,
      impact,
      metric: this.depth, // an idle queue reports nothing, and nothing is what it should hold
    });
  }

  private takeFrom(from: IFunction): { destination: string } {
    this.grant(from, 'sqs:SendMessage');
    return { destination: this.queueArn };
  }
}
