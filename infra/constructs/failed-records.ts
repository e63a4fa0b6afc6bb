import { Aws, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, type CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { EnvironmentName } from '../config.ts';
import { acknowledge } from './acknowledge.ts';
import { DEAD_LETTERS_KEPT } from './dead-letters.ts';
import type { ServiceFunction } from './service-function.ts';

export interface FailedRecordsProps {
  environment: EnvironmentName;
  key: IKey;
  /** True where they outlive their stack. */
  keep: boolean;
}

/** What the key of an object begins with that Lambda puts down for an event source mapping ("Retain discarded records", Lambda and DynamoDB). */
const KEYS = 'aws/lambda/';

/**
 * Where the records of streams lie that their readers gave up on, whole: a stream forgets them after a day, and a queue is told only where
 * they were. Private, under our own key because they hold personal data, and gone when their dead letters are.
 */
export class FailedRecords extends Construct {
  readonly bucketName: string;
  readonly bucketArn: string;
  private readonly key: IKey;
  /** The bucket as cdk-nag names it. */
  private readonly finding: string;

  constructor(scope: Construct, id: string, { environment, key, keep }: FailedRecordsProps) {
    super(scope, id);
    this.key = key;
    const bucket = new Bucket(this, 'Bucket', {
      bucketName: `resolve311-${environment}-failed-records-${Aws.ACCOUNT_ID}`, // names of buckets are the whole world's
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.KMS,
      encryptionKey: key,
      bucketKeyEnabled: true,
      enforceSSL: true,
      lifecycleRules: [
        {
          id: 'go-with-their-dead-letters',
          expiration: DEAD_LETTERS_KEPT,
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
      removalPolicy: keep ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    // CloudFormation knows how to switch the events on; CDK's own switch would deploy a function to call S3 for it.
    const resource = bucket.node.defaultChild as CfnBucket;
    resource.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
    this.bucketName = bucket.bucketName;
    this.bucketArn = bucket.bucketArn;
    this.finding = `<${Stack.of(this).getLogicalId(resource)}.Arn>`;
    acknowledge(
      bucket,
      ['AwsSolutions-S1', 'NIST.800.53.R5-S3BucketLoggingEnabled'],
      'Lambda alone writes here and tells a queue of each object; who reads one needs the key, whose use CloudTrail has.',
    );
    acknowledge(
      bucket,
      'NIST.800.53.R5-S3BucketVersioningEnabled',
      'A record is written once under a name of its own; what is deleted holds personal data and has to be gone.',
    );
    acknowledge(
      bucket,
      'NIST.800.53.R5-S3BucketReplicationEnabled',
      'It is a copy of what stands in the tables, which have copies of their own.',
    );
  }

  /** Lets Lambda, by the role of a function, put down what that function gave up on; the function can read none of it. */
  allowKeep(from: ServiceFunction): void {
    from.allow(['s3:PutObject'], [`${this.bucketArn}/${KEYS}*`]);
    from.allow(['s3:ListBucket'], [this.bucketArn]); // Lambda asks whether the bucket is there
    this.key.grant(from, 'kms:GenerateDataKey');
    acknowledge(
      from,
      `AwsSolutions-IAM5[Resource::${this.finding}/${KEYS}*]`,
      'Lambda makes the names of the records, from the id of a mapping that is made after the role.',
    );
  }

  /** The event that tells of an object that was put down for a mapping. */
  patternOf(mappingId: string) {
    return {
      source: ['aws.s3'],
      detailType: ['Object Created'],
      detail: { bucket: { name: [this.bucketName] }, object: { key: [{ prefix: `${KEYS}${mappingId}/` }] } },
    };
  }
}
