import { Duration } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterCriteria, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { DeadLetters } from './dead-letters.ts';
import { ServiceAlarm } from './service-alarm.ts';
import { type EnvironmentSchema, ServiceFunction, type ServiceFunctionProps } from './service-function.ts';
import type { ServiceTable } from './service-table.ts';

export interface StreamFunctionProps<S extends EnvironmentSchema> extends Omit<
  ServiceFunctionProps<S>,
  'failing' | 'timeout'
> {
  table: ServiceTable;
  /** What a stream record must look like, in one of these ways; the function is not even called for others. */
  filters: readonly object[];
  /** Only items that are new: a line of history that changes has lost its words with its time, and tells nothing that had not been told. */
  onlyNew?: true;
  /** How many batches of one shard are handled at once, each item's records in their order all the same; one unless told. */
  abreast?: number;
  /** Who is affected, and how, when records cannot be handled or come late. */
  impact: string;
}

/** Half an hour behind: a milestone is an affair of hours, and the reconciler repairs what is missing within minutes. */
const LATE_MS = 30 * 60_000;

/** A reader of a table's stream: good records are handled once, a bad one is kept whole and told to a queue with an alarm, none blocks the others. */
export class StreamFunction<S extends EnvironmentSchema = EnvironmentSchema> extends ServiceFunction<S> {
  readonly deadLetters: DeadLetters;

  constructor(scope: Construct, id: string, props: StreamFunctionProps<S>) {
    super(scope, id, {
      ...props,
      timeout: Duration.minutes(1),
      failing: { coveredBy: 'The dead letters and the age of the stream tell of it.' },
    });
    const { house, table, filters, impact, onlyNew = false, abreast = 1 } = props;
    this.deadLetters = new DeadLetters(this, 'DeadLetters', {
      house,
      feature: this.feature,
      of: id,
      what: `${id} gave up on records of the stream.`,
      impact,
    });
    table.allowStream(this);
    table.failedRecords.allowKeep(this);
    const mapping = this.lambda.addEventSourceMapping('Stream', {
      eventSourceArn: table.streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 25,
      ...(abreast > 1 ? { parallelizationFactor: abreast } : {}),
      filters: filters.map((dynamodb) =>
        FilterCriteria.filter({ ...(onlyNew ? { eventName: ['INSERT'] } : {}), dynamodb }),
      ),
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      // Lambda waits longer after each failure, up to a minute: ten tries outlast a short outage, and the stream keeps 24 hours.
      retryAttempts: 10,
      maxRecordAge: Duration.hours(12),
      onFailure: { bind: () => ({ destination: table.failedRecords.bucketArn }) },
    });
    this.deadLetters.tellOf(table.failedRecords.patternOf(mapping.eventSourceMappingId));
    new ServiceAlarm(this, 'Late', {
      house,
      feature: this.feature,
      condition: `${id}Late`,
      what: `${id} reads the stream more than half an hour behind.`,
      impact,
      metric: this.metric('IteratorAge', Stats.MAXIMUM),
      threshold: LATE_MS,
      periods: 2,
    });
  }
}
