import { randomUUID } from 'node:crypto';
import type { AsyncInvocations } from './async-invocations.ts';
import { TemplateError } from './intrinsics.ts';
import type { Queues } from './queues.ts';
import type { Resource, Template } from './template.ts';

/** What is published to a topic. */
export interface TopicMessage {
  subject?: string;
  message: string;
  /** Deliveries of one lane follow one another. */
  lane?: string;
}

/** The template's SNS topics. */
export interface Topics {
  /** Hands a message to every subscription, durably; inside a transaction it counts when that commits. Answers its id. */
  publish(topicArn: string, message: TopicMessage): string;
}

const KNOWN = new Set(['Endpoint', 'Protocol', 'TopicArn', 'RedrivePolicy', 'RawMessageDelivery', 'Region']);

/** Opens the topics; subscriptions are to functions, queues and e-mail addresses. */
export function openTopics(options: {
  template: Template;
  invocations: AsyncInvocations;
  queues: Queues;
  /** Writes an e-mail as SNS does. */
  mail: (to: string, subject: string, text: string) => void;
  now: () => number;
}): Topics {
  const { template, now } = options;
  const subscriptions = template.ofType('AWS::SNS::Subscription');
  for (const { stack, logicalId, properties } of subscriptions) {
    const unknown = Object.keys(properties).find((property) => !KNOWN.has(property));
    const where = `Stack ${stack}, ${logicalId}`;
    if (unknown) throw new TemplateError(`${where}.${unknown}: the local stack does not know this property.`);
    if (['lambda', 'sqs', 'email'].includes(String(properties.Protocol))) continue;
    throw new TemplateError(`${where}.Protocol: the local stack does not know ${String(properties.Protocol)}.`);
  }

  function deliver(subscription: Resource, notification: Record<string, unknown>, lane: string | undefined): void {
    const { Protocol, Endpoint } = subscription.properties as { Protocol: string; Endpoint: string };
    if (Protocol === 'email') {
      options.mail(Endpoint, String(notification.Subject ?? 'AWS Notification Message'), String(notification.Message));
    } else if (Protocol === 'sqs') {
      const raw = subscription.properties.RawMessageDelivery === true;
      options.queues.send(Endpoint, raw ? String(notification.Message) : JSON.stringify(notification));
    } else {
      const record = {
        EventSource: 'aws:sns',
        EventVersion: '1.0',
        EventSubscriptionArn: `${String(notification.TopicArn)}:${subscription.logicalId}`,
        Sns: { MessageAttributes: {}, ...notification },
      };
      const target = template.find(Endpoint, 'AWS::Lambda::Function').name;
      options.invocations.add(target, { Records: [record] }, lane);
    }
  }

  return {
    publish(topicArn, { subject, message, lane }) {
      const MessageId = randomUUID();
      const notification = {
        Type: 'Notification',
        MessageId,
        TopicArn: template.find(topicArn, 'AWS::SNS::Topic').arn,
        ...(subject === undefined ? {} : { Subject: subject }),
        Message: message,
        Timestamp: new Date(now()).toISOString(),
        SignatureVersion: '1',
        Signature: 'local',
        SigningCertUrl: 'https://sns.local/cert.pem',
        UnsubscribeUrl: 'https://sns.local/unsubscribe',
      };
      for (const subscription of subscriptions) {
        if (subscription.properties.TopicArn === topicArn) deliver(subscription, notification, lane);
      }
      return MessageId;
    },
  };
}
