import { RemovalPolicy } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import {
  type Attribute,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { FailedRecords } from './failed-records.ts';
import { PERIOD } from './service-alarm.ts';
import type { ServiceFunction } from './service-function.ts';

/** What a function may do with items. A transaction needs the verbs of its parts. */
export type ItemVerb =
  | 'GetItem'
  | 'BatchGetItem'
  | 'Query'
  | 'PutItem'
  | 'UpdateItem'
  | 'DeleteItem'
  | 'BatchWriteItem'
  | 'ConditionCheckItem';

/** An index that holds only the items with its keys, and what it carries of them besides. */
export interface SparseIndex {
  name: string;
  partitionKey: Attribute;
  sortKey: Attribute;
  carries: string[];
}

export interface ServiceTableProps {
  tableName: string;
  partitionKey: Attribute;
  sortKey?: Attribute;
  timeToLiveAttribute?: string;
  /** Its sparse indexes. */
  indexes: SparseIndex[];
  key: IKey;
  /** Its stream, where that is none of those that it was made with; see `streams` of the configuration. */
  stream?: string | undefined;
  /** Where the records of its stream end that a reader gave up on. */
  failedRecords: FailedRecords;
  /** True where the table outlives its stack and refuses to be deleted. */
  keep: boolean;
}

/** A table as all are here: on demand, streamed, restorable to any second of 35 days, under our own key, with sparse indexes. */
export class ServiceTable extends Construct {
  readonly failedRecords: FailedRecords;
  private readonly table: Table;
  private readonly key: IKey;
  private readonly physicalName: string;
  private readonly restoredStream: string | undefined;
  private readonly indexes: readonly string[];
  /** The statement of each function and verb that names keys. */
  private readonly keyed = new Map<string, { statement: PolicyStatement; keys: string[] }>();

  constructor(scope: Construct, id: string, props: ServiceTableProps) {
    super(scope, id);
    const { indexes, keep } = props;
    this.key = props.key;
    this.failedRecords = props.failedRecords;
    this.restoredStream = props.stream;
    this.physicalName = props.tableName;
    this.indexes = indexes.map(({ name }) => name);
    this.table = new Table(this, 'Table', {
      tableName: props.tableName,
      partitionKey: props.partitionKey,
      sortKey: props.sortKey,
      timeToLiveAttribute: props.timeToLiveAttribute,
      billingMode: BillingMode.PAY_PER_REQUEST,
      stream: StreamViewType.NEW_IMAGE,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: props.key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: keep,
      removalPolicy: keep ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    for (const index of indexes) {
      this.table.addGlobalSecondaryIndex({
        indexName: index.name,
        partitionKey: index.partitionKey,
        sortKey: index.sortKey,
        ...(index.carries.length > 0
          ? { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: index.carries }
          : { projectionType: ProjectionType.KEYS_ONLY }),
      });
    }
  }

  get tableName(): string {
    return this.table.tableName;
  }

  get tableArn(): string {
    return this.table.tableArn;
  }

  get streamArn(): string {
    if (this.restoredStream) return this.restoredStream;
    if (!this.table.tableStreamArn) throw new Error(`${this.node.path} has no stream.`);
    return this.table.tableStreamArn;
  }

  /**
   * Lets a function do these things with items whose partition key looks like one of `keys`, for example `REQUEST#*`. All keys of a verb stand
   * in one statement: a transaction over items of several kinds is let through whether IAM is asked for each of them or for all at once.
   */
  allow(to: ServiceFunction, verbs: ItemVerb[], keys?: string[]): void {
    for (const verb of verbs) {
      const id = `${to.node.path} ${verb}`;
      const known = keys && this.keyed.get(id);
      const statement =
        known?.statement ??
        new PolicyStatement({
          effect: Effect.ALLOW,
          actions: [`dynamodb:${verb}`],
          resources: [this.table.tableArn],
        });
      if (!known) to.lambda.addToRolePolicy(statement);
      if (!keys) continue;
      const all = [...new Set([...(known?.keys ?? []), ...keys])];
      statement.addCondition('ForAllValues:StringLike', { 'dynamodb:LeadingKeys': all });
      this.keyed.set(id, { statement, keys: all });
    }
    const writes = verbs.some(
      (verb) => verb !== 'GetItem' && verb !== 'BatchGetItem' && verb !== 'Query' && verb !== 'ConditionCheckItem',
    );
    this.key.grant(to, ...READ_WITH_KEY, ...(writes ? WRITE_WITH_KEY : []));
  }

  /** Lets a function query a sparse index. */
  allowIndex(to: ServiceFunction, index: string): void {
    to.allow(['dynamodb:Query'], [`${this.table.tableArn}/index/${index}`]);
    this.key.grant(to, ...READ_WITH_KEY);
  }

  /** Lets a function read the stream, and no item. */
  allowStream(to: ServiceFunction): void {
    to.allow(
      ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
      [this.streamArn],
    );
    this.key.grant(to, ...READ_WITH_KEY);
  }

  /** The units that were read or written: of the table itself, and of each of its indexes. */
  units(name: 'ConsumedReadCapacityUnits' | 'ConsumedWriteCapacityUnits'): Metric[] {
    return [this.metric(name), ...this.indexes.map((index) => this.metric(name, { GlobalSecondaryIndexName: index }))];
  }

  /** What was throttled: of the table itself, and of each of its indexes, whose shards are the first that take too much. */
  throttles(): Metric[] {
    return (['ReadThrottleEvents', 'WriteThrottleEvents'] as const).flatMap((name) => [
      this.metric(name),
      ...this.indexes.map((index) => this.metric(name, { GlobalSecondaryIndexName: index })),
    ]);
  }

  /** One of DynamoDB's own metrics of this table. */
  metric(
    name: 'ReadThrottleEvents' | 'WriteThrottleEvents' | 'ConsumedReadCapacityUnits' | 'ConsumedWriteCapacityUnits',
    index: Record<string, string> = {},
  ): Metric {
    return new Metric({
      namespace: 'AWS/DynamoDB',
      metricName: name,
      dimensionsMap: { TableName: this.physicalName, ...index },
      statistic: Stats.SUM,
      period: PERIOD,
      label: [this.node.id, ...Object.values(index), name].join(' '),
    });
  }
}

const READ_WITH_KEY = ['kms:Decrypt', 'kms:DescribeKey'];
const WRITE_WITH_KEY = ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'];
