import type { Template } from '../template.ts';
import type { Call } from './policy.ts';

/** What a principal needs of the key under which something is kept, besides the permission for the thing itself. */
const NEEDED = {
  read: ['kms:Decrypt', 'kms:DescribeKey'],
  write: [
    'kms:Decrypt',
    'kms:DescribeKey',
    'kms:Encrypt',
    'kms:GenerateDataKey',
    'kms:ReEncryptFrom',
    'kms:ReEncryptTo',
  ],
  secret: ['kms:Decrypt'],
  newSecret: ['kms:Decrypt', 'kms:GenerateDataKey'],
  message: ['kms:Decrypt', 'kms:GenerateDataKey'],
} as const;

const READS = new Set(
  ['GetItem', 'BatchGetItem', 'Query', 'Scan', 'ConditionCheckItem'].map((verb) => `dynamodb:${verb}`),
);

/** Which keys are asked for with a call ("Usage notes for KMS keys", DynamoDB; "Secret encryption", Secrets Manager; "Key management", SQS and SNS). */
const needOf = ({ action }: Call): keyof typeof NEEDED | undefined => {
  if (READS.has(action)) return 'read';
  switch (action.slice(0, action.indexOf(':'))) {
    case 'dynamodb':
      return 'write';
    case 'secretsmanager':
      return action === 'secretsmanager:PutSecretValue' ? 'newSecret' : 'secret';
    case 'sqs':
    case 'sns':
      return 'message';
    default:
      return undefined;
  }
};

/** The key of each resource that has one of ours, by the ARN of the resource. */
const keysOf = (template: Template): Map<string, string> => {
  const keys = new Map<string, string>();
  const arnOf = (key: unknown) =>
    typeof key === 'string' && !key.startsWith('alias/') ? template.find(key, 'AWS::KMS::Key').arn : undefined;
  const note = (arn: string, key: unknown) => {
    const found = arnOf(key);
    if (found) keys.set(arn, found);
  };
  for (const { arn, properties } of template.ofType('AWS::DynamoDB::Table'))
    note(arn, (properties.SSESpecification as { KMSMasterKeyId?: string } | undefined)?.KMSMasterKeyId);
  for (const { arn, properties } of template.ofType('AWS::SecretsManager::Secret')) note(arn, properties.KmsKeyId);
  for (const { arn, properties } of template.ofType('AWS::SQS::Queue', 'AWS::SNS::Topic'))
    note(arn, properties.KmsMasterKeyId);
  return keys;
};

/** The calls of the key that go with a call, none where AWS keeps the thing under a key of its own. */
export const keyCallsOf = (template: Template): ((call: Call) => Call[]) => {
  const keys = keysOf(template);
  return (call) => {
    const need = needOf(call);
    const key = need && keys.get(call.resource.replace(/\/(?:index|stream)\/.*$/u, ''));
    return need && key ? NEEDED[need].map((action) => ({ action, resource: key })) : [];
  };
};
