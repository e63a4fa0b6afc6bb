import { describe, expect, test } from 'vitest';
import { CONFIG } from '../../infra/config.ts';
import { synthesise } from './templates.ts';

describe.each([
  ['local', false],
  ['staging', false],
  ['production', true],
] as const)('tables of %s', (environment, kept) => {
  const { ofType } = synthesise(environment);
  const tables = ofType('AWS::DynamoDB::Table');

  test('can be restored to any second, and are encrypted under a key that rotates', () => {
    expect(tables).toHaveLength(4);
    for (const { Properties } of tables) {
      expect(Properties).toMatchObject({
        BillingMode: 'PAY_PER_REQUEST',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
        StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
      });
      expect(JSON.stringify(Properties.SSESpecification)).toContain('KMSMasterKeyId');
    }
    expect(ofType('AWS::KMS::Key').map(({ Properties }) => Properties.EnableKeyRotation)).toEqual([true, true]);
  });

  test(kept ? 'outlive their stack' : 'go with their stack', () => {
    const lasting = ['AWS::DynamoDB::Table', 'AWS::KMS::Key', 'AWS::SecretsManager::Secret', 'AWS::SES::EmailIdentity'];
    for (const resource of lasting.flatMap(ofType)) {
      expect(resource.DeletionPolicy, resource.id).toBe(kept ? 'Retain' : 'Delete');
    }
    for (const { Properties } of tables) expect(Properties.DeletionProtectionEnabled).toBe(kept);
  });

  test('are named, so that CloudFormation refuses to replace them', () => {
    expect(tables.map(({ Properties }) => String(Properties.TableName).split('-').at(-1))).toEqual([
      'Requests',
      'Notices',
      'Public',
      'Measures',
    ]);
  });
});

describe.each([
  ['local', 'Delete'],
  ['production', 'Retain'],
] as const)('the bucket of records that readers of the streams of %s gave up on', (environment, policy) => {
  const { ofType } = synthesise(environment);
  const [bucket] = ofType('AWS::S3::Bucket').filter(({ id }) => id.startsWith('FailedRecords'));

  test('is private, under the key of the tables, refuses plain connections and tells EventBridge of its objects', () => {
    expect(bucket).toMatchObject({
      DeletionPolicy: policy,
      Properties: {
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true },
        NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
      },
    });
    expect(JSON.stringify(bucket?.Properties.BucketEncryption)).toMatch(
      /"SSEAlgorithm":"aws:kms".*|"KMSMasterKeyID".*Key/,
    );
    const [own] = ofType('AWS::S3::BucketPolicy').filter(({ id }) => id.startsWith('FailedRecords'));
    expect(JSON.stringify(own?.Properties)).toContain('"aws:SecureTransport":"false"');
  });

  test('forgets them with the dead letters that tell of them', () => {
    expect(bucket?.Properties.LifecycleConfiguration).toMatchObject({
      Rules: [{ ExpirationInDays: 14, Status: 'Enabled' }],
    });
    for (const { Properties } of ofType('AWS::SQS::Queue').filter((one) => !one.Properties.RedrivePolicy))
      expect(Properties.MessageRetentionPeriod).toBe(14 * 86_400);
  });
});

test('in production are all copied to a vault that nobody can empty, once a day and once a month', () => {
  const { ofType } = synthesise('production');
  const [vault] = ofType('AWS::Backup::BackupVault');
  expect(vault).toMatchObject({
    DeletionPolicy: 'Retain',
    Properties: { LockConfiguration: { ChangeableForDays: 3, MinRetentionDays: 1 } },
  });
  const [plan] = ofType('AWS::Backup::BackupPlan');
  const { BackupPlanRule } = plan?.Properties.BackupPlan as { BackupPlanRule: { Lifecycle: object }[] };
  expect(BackupPlanRule.map(({ Lifecycle }) => Lifecycle)).toEqual([{ DeleteAfterDays: 35 }, { DeleteAfterDays: 400 }]);
  const [selection] = ofType('AWS::Backup::BackupSelection');
  const copied = JSON.stringify(selection?.Properties);
  for (const { id } of ofType('AWS::DynamoDB::Table')) expect(copied).toContain(id);
  expect(synthesise('staging').ofType('AWS::Backup::BackupVault')).toEqual([]);
});

test('lets only deliveries, sent webhooks and counters of calls expire: the attribute is none of a request', () => {
  const [requests, notices, published, measures] = synthesise('production').ofType('AWS::DynamoDB::Table');
  expect(requests?.Properties.TimeToLiveSpecification).toEqual({ AttributeName: 'expiresAt', Enabled: true });
  expect(notices?.Properties.TimeToLiveSpecification).toBeUndefined();
  expect(published?.Properties.TimeToLiveSpecification).toEqual({ AttributeName: 'expiresAt', Enabled: true });
  expect(measures?.Properties.TimeToLiveSpecification).toBeUndefined();
});

test('makes secrets of 44 letters and digits, which are base64 of 33 bytes', () => {
  const secrets = synthesise('production').ofType('AWS::SecretsManager::Secret');
  expect(secrets).toHaveLength(5);
  for (const { Properties } of secrets) {
    expect(Properties.GenerateSecretString).toEqual({
      SecretStringTemplate: '{}',
      GenerateStringKey: String(Properties.Name).endsWith('Open311Keys') ? 'city' : 'current',
      PasswordLength: 44,
      ExcludePunctuation: true,
    });
    expect(Properties.KmsKeyId).toBeDefined();
  }
});

test('have their readers read the stream that the configuration names, once a table was restored', () => {
  const stream =
    'arn:aws:dynamodb:us-east-1:000000000000:table/Resolve311-Local-Requests/stream/2026-11-28T08:30:00.000';
  CONFIG.local.streams = { Requests: stream };
  try {
    const { ofType, templates } = synthesise('local');
    const sources = ofType('AWS::Lambda::EventSourceMapping').map(({ Properties }) => Properties.EventSourceArn);
    expect(sources.filter((source) => source === stream)).toHaveLength(2);
    expect(JSON.stringify(templates.data.Outputs)).not.toMatch(/RequestsTable\w+StreamArn/);
    expect(JSON.stringify(templates.data.Outputs)).toMatch(/NoticesTable\w+StreamArn/);
  } finally {
    delete CONFIG.local.streams;
  }
});
