import { describe, expect, test } from 'vitest';
import { synthesise } from './templates.ts';

describe.each(['local', 'staging', 'production'] as const)('the bucket of photos of %s', (environment) => {
  const { ofType, resources } = synthesise(environment);
  const [bucket, ...others] = ofType('AWS::S3::Bucket').filter(({ id }) => id.startsWith('Photos'));

  test('is one, private and encrypted, and refuses plain connections', () => {
    expect(others).toEqual([]);
    expect(bucket?.Properties).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
    });
    const [policy] = ofType('AWS::S3::BucketPolicy').filter(({ id }) => id.startsWith('Photos'));
    expect(JSON.stringify(policy?.Properties)).toContain('"aws:SecureTransport":"false"');
  });

  test('forgets originals after a day, keeps no versions of them, and keeps photos', () => {
    expect(bucket?.Properties.LifecycleConfiguration).toEqual({
      Rules: [
        {
          Id: 'originals-expire',
          Status: 'Enabled',
          Prefix: 'raw/',
          ExpirationInDays: 1,
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
        },
      ],
    });
    expect(bucket?.Properties.VersioningConfiguration).toBeUndefined();
  });

  test('is kept where data is', () => {
    expect(bucket?.DeletionPolicy).toBe(environment === 'production' ? 'Retain' : 'Delete');
  });

  test('tells EventBridge of its objects without a function that switches it on', () => {
    expect(bucket?.Properties.NotificationConfiguration).toEqual({
      EventBridgeConfiguration: { EventBridgeEnabled: true },
    });
    expect(resources.filter(({ Type }) => Type.startsWith('Custom::'))).toEqual([]);
  });

  test('has one rule, which tells of originals and of nothing else', () => {
    const waiting = ofType('AWS::Events::Rule').filter(({ id }) => id.startsWith('PhotosOriginalCame'));
    expect(waiting).toHaveLength(1);
    expect(waiting[0]?.Properties.EventPattern).toMatchObject({
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: { object: { key: [{ prefix: 'raw/' }] } },
    });
    expect(JSON.stringify(waiting[0]?.Properties.Targets)).toContain('DeadLetterConfig');
  });
});
