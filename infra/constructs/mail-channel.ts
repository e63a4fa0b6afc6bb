import { Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  ConfigurationSet,
  ConfigurationSetTlsPolicy,
  EmailSendingEvent,
  EventDestination,
  type IEmailIdentity,
  SuppressionReasons,
} from 'aws-cdk-lib/aws-ses';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { type Config, domainOf } from '../config.ts';
import { type House, nameOf } from './house.ts';
import type { ServiceFunction } from './service-function.ts';

export interface MailChannelProps {
  house: House;
  sender: IEmailIdentity;
  key: IKey;
}

/** The way of e-mail through SES: encrypted on its way, off the suppression list, and every message's fate published to a topic. */
export class MailChannel extends Construct {
  readonly configurationSetName: string;
  /** What SES says became of messages. */
  readonly events: Topic;
  private readonly sender: IEmailIdentity;
  private readonly config: Config;

  constructor(scope: Construct, id: string, { house, sender, key }: MailChannelProps) {
    super(scope, id);
    this.sender = sender;
    this.config = house.config;
    this.events = new Topic(this, 'Events', {
      topicName: nameOf(house.environment, 'MailEvents'),
      masterKey: key,
      enforceSSL: true,
    });
    const set = new ConfigurationSet(this, 'Set', {
      configurationSetName: nameOf(house.environment, 'Mail'),
      tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
      reputationMetrics: true,
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
    });
    set.addEventDestination('Events', {
      destination: EventDestination.snsTopic(this.events),
      events: [
        EmailSendingEvent.SEND,
        EmailSendingEvent.DELIVERY,
        EmailSendingEvent.BOUNCE,
        EmailSendingEvent.COMPLAINT,
        EmailSendingEvent.REJECT,
      ],
    });
    this.configurationSetName = set.configurationSetName;
  }

  /**
   * Lets a function send e-mail as the city's sender, by this way. While the account is in SES's sandbox, where whoever is written to has to be
   * verified too, SES asks this policy for them as well as for the sender.
   */
  allowSend(to: ServiceFunction): void {
    const { sender, mail, mailAllowed } = this.config;
    const arnOf = (resource: string, resourceName: string) =>
      Stack.of(this).formatArn({ service: 'ses', resource, resourceName });
    const recipients = mail === 'sandbox' ? mailAllowed.filter((one) => one !== domainOf(sender)) : [];
    to.lambda.addToRolePolicy(
      new PolicyStatement({
        actions: ['ses:SendRawEmail'],
        resources: [
          this.sender.emailIdentityArn,
          arnOf('configuration-set', this.configurationSetName),
          ...recipients.map((one) => arnOf('identity', one)),
        ],
        conditions: { StringEquals: { 'ses:FromAddress': sender } },
      }),
    );
  }
}
