import { Aws, CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { EmailIdentity, type IEmailIdentity, Identity } from 'aws-cdk-lib/aws-ses';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { BY_REQUEST_INDEX, ON_THE_WAY_INDEX } from '../../functions/notices/contract.ts';
import { BY_CHANGE_INDEX, BY_SERVICE_INDEX, BY_TIME_INDEX, OPEN_INDEX } from '../../functions/open311/contract.ts';
import { NEAR_INDEX, QUEUE_INDEX, WATCH_INDEX } from '../../functions/shared/contract.ts';
import { type Config, type EnvironmentName, domainOf } from '../config.ts';
import { acknowledge } from '../constructs/acknowledge.ts';
import { Backups } from '../constructs/backups.ts';
import { FailedRecords } from '../constructs/failed-records.ts';
import { nameOf } from '../constructs/house.ts';
import { PhotoBucket } from '../constructs/photo-bucket.ts';
import { ServiceTable } from '../constructs/service-table.ts';
import { SigningKeys } from '../constructs/signing-keys.ts';

export interface DataStackProps extends StackProps {
  environment: EnvironmentName;
  config: Config;
}

/** What outlives every deployment: tables, photos, the key, secrets, the sender's identity, and the topics that a person confirmed. */
export class DataStack extends Stack {
  readonly key: Key;
  readonly logKey: Key;
  readonly requests: ServiceTable;
  readonly notices: ServiceTable;
  /** What the public may read, and nothing else: no personal data by construction. */
  readonly published: ServiceTable;
  /** What was counted: the rows of each day, and the roll-ups made of them. */
  readonly measures: ServiceTable;
  readonly photos: PhotoBucket;
  readonly linkKeys: SigningKeys;
  /** What addresses are hashed with where only their hash is kept. */
  readonly addressKey: SigningKeys;
  /** The signing keys of each platform, by its name. */
  readonly platformKeys: Map<string, SigningKeys>;
  /** Those of each partner with a system, by its code. */
  readonly partnerKeys: Map<string, SigningKeys>;
  /** The keys of Open311's clients, by the client's name. */
  readonly open311Keys: SigningKeys;
  readonly sender: IEmailIdentity;
  readonly alarms: Topic;
  /** Those of them that cannot wait for the morning. */
  readonly urgentAlarms: Topic;

  constructor(scope: Construct, id: string, props: DataStackProps) {
    super(scope, id, props);
    const { environment, config } = props;
    const removalPolicy = config.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;

    this.key = new Key(this, 'Key', {
      alias: nameOf(environment, 'Data'),
      description: 'Requests, notices, secrets and topics of Resolve311.',
      enableKeyRotation: true,
      removalPolicy,
    });
    this.key.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com'), new ServicePrincipal('ses.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'], // in a key's own policy: this key
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );

    this.logKey = new Key(this, 'LogKey', {
      alias: nameOf(environment, 'Logs'),
      description: 'Logs of Resolve311.',
      enableKeyRotation: true,
      removalPolicy,
    });
    this.logKey.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal(`logs.${Aws.REGION}.${Aws.URL_SUFFIX}`)],
        actions: [
          'kms:Encrypt',
          'kms:Decrypt',
          'kms:ReEncryptFrom',
          'kms:ReEncryptTo',
          'kms:GenerateDataKey',
          'kms:DescribeKey',
        ],
        resources: ['*'], // in a key's own policy: this key
        conditions: {
          ArnLike: {
            'kms:EncryptionContext:aws:logs:arn': `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:log-group:*`,
          },
        },
      }),
    );

    const failedRecords = new FailedRecords(this, 'FailedRecords', {
      environment,
      key: this.key,
      keep: config.keepData,
    });
    this.requests = new ServiceTable(this, 'RequestsTable', {
      tableName: nameOf(environment, 'Requests'),
      stream: config.streams?.Requests,
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      timeToLiveAttribute: 'expiresAt', // only deliveries and sent webhooks carry it: a request is a public record
      indexes: [
        {
          name: WATCH_INDEX,
          partitionKey: { name: 'watch', type: AttributeType.STRING },
          sortKey: { name: 'wakeAt', type: AttributeType.NUMBER },
          carries: [
            'status',
            'partner',
            'dueAt',
            'atRiskAt',
            'receivedAt',
            'typeName',
            'typeClass',
            'follows',
            'origin',
            'catalogue',
            'operatorNeeded',
            'cycle',
            'version',
          ],
        },
        {
          name: QUEUE_INDEX,
          partitionKey: { name: 'queue', type: AttributeType.STRING },
          sortKey: { name: 'queuedFor', type: AttributeType.NUMBER },
          carries: ['line'],
        },
        {
          name: NEAR_INDEX,
          partitionKey: { name: 'cell', type: AttributeType.STRING },
          sortKey: { name: 'nearKey', type: AttributeType.STRING },
          carries: ['lat', 'lon'],
        },
      ],
      key: this.key,
      failedRecords,
      keep: config.keepData,
    });
    this.notices = new ServiceTable(this, 'NoticesTable', {
      tableName: nameOf(environment, 'Notices'),
      stream: config.streams?.Notices,
      partitionKey: { name: 'id', type: AttributeType.STRING },
      indexes: [
        {
          name: ON_THE_WAY_INDEX,
          partitionKey: { name: 'progress', type: AttributeType.STRING },
          sortKey: { name: 'changedAt', type: AttributeType.NUMBER },
          carries: ['status', 'claimedAt', 'attempts', 'requestId', 'message'],
        },
        {
          name: BY_REQUEST_INDEX,
          partitionKey: { name: 'requestId', type: AttributeType.STRING },
          sortKey: { name: 'createdAt', type: AttributeType.NUMBER },
          carries: [],
        },
      ],
      key: this.key,
      failedRecords,
      keep: config.keepData,
    });
    this.published = new ServiceTable(this, 'PublicTable', {
      tableName: nameOf(environment, 'Public'),
      stream: config.streams?.Public,
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      timeToLiveAttribute: 'expiresAt', // only the counters of a key's calls carry it
      indexes: [
        {
          name: BY_TIME_INDEX,
          partitionKey: { name: 'period', type: AttributeType.STRING },
          sortKey: { name: 'at', type: AttributeType.STRING },
          carries: ['status', 'code'],
        },
        {
          name: BY_CHANGE_INDEX,
          partitionKey: { name: 'changePeriod', type: AttributeType.STRING },
          sortKey: { name: 'changedAt', type: AttributeType.STRING },
          carries: ['status', 'code', 'at'],
        },
        {
          name: BY_SERVICE_INDEX,
          partitionKey: { name: 'servicePeriod', type: AttributeType.STRING },
          sortKey: { name: 'at', type: AttributeType.STRING },
          carries: ['status'],
        },
        {
          name: OPEN_INDEX,
          partitionKey: { name: 'openPeriod', type: AttributeType.STRING },
          sortKey: { name: 'at', type: AttributeType.STRING },
          carries: ['code'],
        },
      ],
      key: this.key,
      failedRecords,
      keep: config.keepData,
    });

    this.measures = new ServiceTable(this, 'MeasuresTable', {
      tableName: nameOf(environment, 'Measures'),
      stream: config.streams?.Measures,
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      indexes: [],
      key: this.key,
      failedRecords,
      keep: config.keepData,
    });

    const tables = [this.requests, this.notices, this.published, this.measures];
    if (config.keepData) new Backups(this, 'Backups', { environment, key: this.key, tables });
    else
      for (const table of tables)
        acknowledge(
          table,
          'NIST.800.53.R5-DynamoDBInBackupPlan',
          'Nothing is kept here: the table goes with its stack.',
        );

    this.photos = new PhotoBucket(this, 'Photos', { environment, keep: config.keepData });

    const secret = {
      key: this.key,
      removalPolicy,
      notRotated:
        'The other side must be told of a new key, so a person rotates it: the old one moves to `previous` and works on.',
    };
    this.linkKeys = new SigningKeys(this, 'LinkKeys', {
      ...secret,
      secretName: nameOf(environment, 'LinkKeys'),
      description: 'Signs the links in notices.',
      notRotated: 'It is rotated, by a function of the Service stack, where these rules do not look.',
    });
    this.addressKey = new SigningKeys(this, 'AddressKey', {
      ...secret,
      secretName: nameOf(environment, 'AddressKey'),
      description:
        'Hashes the addresses of which something is known: who opted out, who cannot be reached, who was asked.',
      notRotated:
        'What is known of an address is found by its hash alone: with another key every opt-out would be forgotten.',
    });
    this.platformKeys = new Map(
      Object.keys(config.platforms).map((platform) => [
        platform,
        new SigningKeys(this, `PlatformKeys-${platform}`, {
          ...secret,
          secretName: nameOf(environment, `Platform-${platform}`),
          description: `Signs the webhook calls of the platform ${platform}, and those to it.`,
        }),
      ]),
    );
    this.partnerKeys = new Map(
      Object.keys(config.partners).map((partner) => [
        partner,
        new SigningKeys(this, `PartnerKeys-${partner}`, {
          ...secret,
          secretName: nameOf(environment, `Partner-${partner}`),
          description: `Signs what the partner ${partner} tells, and what it is told.`,
        }),
      ]),
    );
    this.open311Keys = new SigningKeys(this, 'Open311Keys', {
      ...secret,
      secretName: nameOf(environment, 'Open311Keys'),
      description: 'Keys by which clients may write through Open311: name and key, or name and sha256:hash.',
      first: 'city',
    });

    this.sender = config.senderVerified ? this.knownSender(config) : this.newSender(config, removalPolicy);
    this.alarms = this.alarmTopic('Alarms', config.operations, environment);
    this.urgentAlarms = this.alarmTopic('UrgentAlarms', config.onCall, environment);
  }

  /** The sender's domain as an identity of SES that the account has already: whoever made it looks after its records. */
  private knownSender({ sender }: Config): IEmailIdentity {
    return EmailIdentity.fromEmailIdentityName(this, 'Sender', domainOf(sender));
  }

  /** The sender's domain as an identity of its own, and the records by which it is verified. */
  private newSender({ sender }: Config, removalPolicy: RemovalPolicy): IEmailIdentity {
    const identity = new EmailIdentity(this, 'Sender', { identity: Identity.domain(domainOf(sender)) });
    identity.applyRemovalPolicy(removalPolicy);
    identity.dkimRecords.forEach(({ name, value }, index) => {
      new CfnOutput(this, `SenderRecord${index + 1}`, {
        description: `CNAME that proves the sender's domain to the world`,
        value: `${name} CNAME ${value}`,
      });
    });
    return identity;
  }

  /** A topic that CloudWatch may publish to and that writes to one address. */
  private alarmTopic(id: string, address: string, environment: EnvironmentName): Topic {
    const topic = new Topic(this, id, {
      topicName: nameOf(environment, id),
      masterKey: this.key,
      enforceSSL: true,
    });
    topic.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
    topic.addSubscription(new EmailSubscription(address));
    acknowledge(
      topic,
      'Serverless-SNSRedrivePolicy',
      'SNS tries an e-mail for hours by itself, and the alarm stays on in CloudWatch.',
    );
    return topic;
  }
}
