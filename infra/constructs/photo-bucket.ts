import { Aws, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, type CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { ORIGINALS, PHOTOS } from '../../functions/photos/contract.ts';
import type { EnvironmentName } from '../config.ts';
import { acknowledge } from './acknowledge.ts';
import type { ServiceFunction } from './service-function.ts';

export interface PhotoBucketProps {
  environment: EnvironmentName;
  /** True where photos outlive their stack. */
  keep: boolean;
}

/**
 * Where photos of work lie: originals for a day at most, cleaned ones for as long as the requests. Private, and encrypted with S3's own
 * key, because under ours the page that mail scanners open would have to be granted the key as well. Without versions, so that a
 * deleted original is gone.
 */
export class PhotoBucket extends Construct {
  readonly bucketName: string;
  private readonly arn: string;
  /** The bucket as cdk-nag names it. */
  private readonly finding: string;

  constructor(scope: Construct, id: string, { environment, keep }: PhotoBucketProps) {
    super(scope, id);
    const bucket = new Bucket(this, 'Bucket', {
      bucketName: `resolve311-${environment}-photos-${Aws.ACCOUNT_ID}`, // names of buckets are the whole world's
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      lifecycleRules: [
        {
          id: 'originals-expire',
          prefix: ORIGINALS,
          expiration: Duration.days(1),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
      removalPolicy: keep ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    // CloudFormation knows how to switch the events on; CDK's own switch would deploy a function to call S3 for it.
    const resource = bucket.node.defaultChild as CfnBucket;
    resource.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
    this.bucketName = bucket.bucketName;
    this.arn = bucket.bucketArn;
    this.finding = `<${Stack.of(this).getLogicalId(resource)}.Arn>`;
    acknowledge(
      bucket,
      ['AwsSolutions-S1', 'NIST.800.53.R5-S3BucketLoggingEnabled'],
      'Who added a photo stands in the history of its request, and an access log would keep addresses that open photos.',
    );
    acknowledge(
      bucket,
      'NIST.800.53.R5-S3BucketVersioningEnabled',
      'A deleted original has to be gone, with the place where it was taken; a photo is written once and never again.',
    );
    acknowledge(
      bucket,
      'NIST.800.53.R5-S3BucketReplicationEnabled',
      'S3 keeps each photo in three places of its region, and wants versions for more; what was done is in the tables, which have copies.',
    );
    acknowledge(
      bucket,
      'NIST.800.53.R5-S3DefaultEncryptionKMS',
      'It is encrypted by S3’s own key: under ours the page that mail scanners open would have to be granted the key as well.',
    );
  }

  /** Lets a function sign addresses at which photos are seen. */
  allowShow(to: ServiceFunction): void {
    this.allowBelow(PHOTOS, to, ['s3:GetObject']);
  }

  /** Lets a function sign forms by which originals come. */
  allowForm(to: ServiceFunction): void {
    this.allowBelow(ORIGINALS, to, ['s3:PutObject']);
  }

  /** Lets a function read and delete originals, and put photos in their place; it can never read, change or delete one of those. */
  allowKeep(to: ServiceFunction): void {
    this.allowBelow(ORIGINALS, to, ['s3:GetObject', 's3:DeleteObject']);
    this.allowBelow(PHOTOS, to, ['s3:PutObject']);
    to.allow(['s3:ListBucket'], [this.arn]); // without it S3 says "access denied" of an original that is not there
  }

  private allowBelow(prefix: string, to: ServiceFunction, actions: string[]): void {
    to.allow(actions, [`${this.arn}/${prefix}*`]);
    acknowledge(
      to,
      `AwsSolutions-IAM5[Resource::${this.finding}/${prefix}*]`,
      'A photo has a key of its own that is not known before, so what it begins with is the narrowest that there is.',
    );
  }
}
