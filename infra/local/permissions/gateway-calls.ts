import { senderOf } from '../ses.ts';
import type { Template } from '../template.ts';
import type { Call } from './policy.ts';

/** Tells what the calls that come to the gateway do to which resource. */
export interface GatewayCalls {
  /** Calls of JSON, by the header that names them: Step Functions, Secrets Manager, SQS, CloudWatch. */
  ofTarget(target: string, input: Record<string, unknown>): Call[];
  /** Calls of forms, by their `Action`: SES and SNS. */
  ofForm(form: URLSearchParams): Call[];
}

const SERVICES: Record<string, string> = {
  AWSStepFunctions: 'states',
  secretsmanager: 'secretsmanager',
  AmazonSQS: 'sqs',
  GraniteServiceVersion20100801: 'cloudwatch',
};

/** @param machineOf the ARN of the state machine whose execution waits for a task's token */
export const createGatewayCalls = (
  template: Template,
  machineOf: (taskToken: string) => string | undefined,
): GatewayCalls => {
  const secretOf = (id: string) =>
    template.ofType('AWS::SecretsManager::Secret').find(({ name, arn }) => [name, arn, arn.slice(0, -7)].includes(id))
      ?.arn;
  const queueOf = (url: string) => template.ofType('AWS::SQS::Queue').find(({ ref }) => ref === url)?.arn;
  const { partition, region, account } = template.place;
  const ses = (kind: string, name: string) => `arn:${partition}:ses:${region}:${account}:${kind}/${name}`;

  return {
    ofTarget(target, input) {
      const [service = '', operation = ''] = target.split('.');
      const { stateMachineArn, taskToken, SecretId, QueueUrl } = input as Record<string, string | undefined>;
      const resource =
        stateMachineArn ??
        (taskToken === undefined ? undefined : machineOf(taskToken)) ??
        (SecretId === undefined ? undefined : secretOf(SecretId)) ??
        (QueueUrl === undefined ? undefined : queueOf(QueueUrl)) ??
        '*';
      return [{ action: `${SERVICES[service] ?? service}:${operation}`, resource }];
    },
    ofForm(form) {
      const action = form.get('Action');
      if (action === null) return []; // no call of AWS at all, and answered as such
      if (action === 'Publish') return [{ action: 'sns:Publish', resource: form.get('TopicArn') ?? '' }];
      const { address, configurationSet: set } = senderOf(form);
      const context = { 'ses:FromAddress': [address] };
      // Both are asked for ("Actions, resources, and condition keys for Amazon SES", Service Authorization Reference).
      return [
        ses('identity', address.slice(address.lastIndexOf('@') + 1)),
        ...(set ? [ses('configuration-set', set)] : []),
      ].map((resource) => ({ action: `ses:${action}`, resource, context }));
    },
  };
};
