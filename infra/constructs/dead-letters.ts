import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { IDestination } from 'aws-cdk-lib/aws-lambda';
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

/** How long dead letters are kept, and what they tell of: the longest that SQS keeps. */
export const DEAD_LETTERS_KEPT = Duration.days(14);

/** A queue for what a function could not do: fourteen days, and an alarm on the first message. `npm run ops -- redrive` hands it over again. */
export class DeadLetters extends Queue {
  readonly depth: Metric;
  /** Where Lambda puts events that nobody waits for and that a function gave up on; its role may send there, and nothing else. */
  readonly ofEvents: IDestination = {
    bind: (_scope, from) => {
      this.grant(from, 'sqs:SendMessage');
      return { destination: this.queueArn };
    },
  };
  private readonly house: House;
  private readonly of: string;

  constructor(scope: Construct, id: string, { house, feature, of, what, impact }: DeadLettersProps) {
    const queueName = nameOf(house.environment, `${of}-DeadLetters`);
    super(scope, id, {
      queueName,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: DEAD_LETTERS_KEPT,
    });
    this.house = house;
    this.of = of;
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

  /** Takes a message for each event that tells of a record which was given up: the alarm looks at one place, whatever became of what. */
  tellOf(eventPattern: EventPattern): void {
    const rule = new Rule(this, 'RecordFailed', {
      ruleName: nameOf(this.house.environment, `${this.of}-RecordFailed`),
      description: `Tells the dead letters of ${this.of} of each record that it gave up on.`,
      eventPattern,
      targets: [new SqsQueue(this)],
    });
    acknowledge(
      rule,
      'Serverless-EventBusDLQ',
      'EventBridge tries for a day, and the record stays in its bucket for two weeks whatever became of the message.',
    );
  }
}
