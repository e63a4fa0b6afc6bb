import type { Activity } from './activity.ts';
import { compileFilter } from './event-filter.ts';
import type { Invocation } from './invocation.ts';
import { TemplateError } from './intrinsics.ts';
import { isAfter } from './stream-reader.ts';
import type { Arrival, Position, StreamConsumer, StreamRecord } from './stream-reader.ts';
import type { Resource } from './template.ts';

/** Where a mapping's position is kept; `save` may be joined with what must not be lost apart from it. */
export interface PositionStore {
  load(): Position;
  save(position: Position, together?: () => void): void;
}

/** What a mapping needs of the stack. */
export interface MappingOptions {
  mapping: Resource;
  functionArn: string;
  invoke: (functionName: string, event: unknown) => Promise<Invocation>;
  positions: PositionStore;
  /** Keeps what is given up on: in a queue where it was, in a bucket all of it, `shard` then being a part of its key. */
  deadLetter: (destinationArn: string, body: object, shard: string) => void;
  activity: Activity;
  now: () => number;
  /** Age of a batch's last record when it is handed over, ms of local time. */
  onIteratorAge: (age: number) => void;
  onError: (error: unknown) => void;
  /** Waits before the n-th retry, from 0; a moment of real time unless told. */
  pause?: (retry: number) => Promise<unknown>;
}

const KNOWN = new Set([
  'BatchSize',
  'BisectBatchOnFunctionError',
  'DestinationConfig',
  'Enabled',
  'EventSourceArn',
  'FilterCriteria',
  'FunctionName',
  'FunctionResponseTypes',
  'MaximumBatchingWindowInSeconds',
  'MaximumRecordAgeInSeconds',
  'MaximumRetryAttempts',
  'ParallelizationFactor', // how fast, and nothing else: records of one item keep their order, and here one batch is handled at a time
  'StartingPosition',
  'Tags',
]);

/** Reading pauses while so many records wait for a function. */
const MOST_WAITING = 5_000;

/** Waits real time before the n-th retry; AWS waits up to a minute, which nobody here wants to watch. */
const pauseBefore = (retry: number): Promise<unknown> =>
  new Promise((resolve) => setTimeout(resolve, Math.min(5 * 2 ** retry, 500)));

/**
 * One AWS::Lambda::EventSourceMapping of a stream: filters, batches, retries, bisects, gives up into its queue or bucket. Its position
 * is saved after a batch was handled, never before, so that a killed process repeats a batch and loses none.
 */
export function createMapping(options: MappingOptions): StreamConsumer & { stop(save: boolean): void } {
  const { mapping, positions, now, pause = pauseBefore } = options;
  const { properties } = mapping;
  for (const property of Object.keys(properties)) {
    if (KNOWN.has(property)) continue;
    const where = `Stack ${mapping.stack}, ${mapping.logicalId}.${property}`;
    throw new TemplateError(`${where}: the local stack does not know this property.`);
  }
  const batchSize = Number(properties.BatchSize ?? 100);
  const mostRetries = Number(properties.MaximumRetryAttempts ?? -1);
  const longestAge = Number(properties.MaximumRecordAgeInSeconds ?? -1) * 1000;
  const bisects = properties.BisectBatchOnFunctionError === true;
  const reports = ((properties.FunctionResponseTypes ?? []) as string[]).includes('ReportBatchItemFailures');
  const onFailure = (properties.DestinationConfig as { OnFailure?: { Destination: string } } | undefined)?.OnFailure;
  const filters = ((properties.FilterCriteria as { Filters?: { Pattern: string }[] } | undefined)?.Filters ?? []).map(
    ({ Pattern }) => compileFilter(JSON.parse(Pattern), `${mapping.stack}, ${mapping.logicalId}`),
  );

  const position = positions.load();
  /** The last record of each shard that was offered, wanted or not. */
  const offered: Position = { ...position };
  let waiting: Arrival[] = [];
  let running = false;
  let stopped = false;
  let unsaved = false;
  const onRoom: (() => void)[] = [];

  function passOver(last: Arrival, together?: () => void): void {
    position[last.shard] = last.record.dynamodb.SequenceNumber;
    positions.save(position, together);
    unsaved = false;
  }

  async function run(): Promise<void> {
    running = true;
    const end = options.activity.begin('stream batches');
    try {
      while (waiting.length > 0 && !stopped) {
        const batch = waiting.slice(0, batchSize);
        waiting = waiting.slice(batch.length);
        onRoom.splice(0).forEach((resolve) => resolve());
        await handle(batch, 0);
      }
      skipUnwanted();
    } catch (error) {
      if (!stopped) options.onError(error);
    } finally {
      running = false;
      end();
    }
  }

  /** With nothing waiting, what was offered last was handled or filtered out; that is saved with the next batch. */
  function skipUnwanted(): void {
    if (waiting.length > 0 || stopped) return;
    Object.assign(position, offered);
    unsaved = true;
  }

  /** Handles a batch to its end: done, or given up. `tries` counts failures of exactly these records. */
  async function handle(batch: Arrival[], tries: number): Promise<void> {
    for (let failures = tries; !stopped; failures += 1) {
      const last = batch.at(-1)!;
      options.onIteratorAge(now() - last.at);
      const failedFrom = await failingFrom(batch);
      if (stopped) return;
      if (failedFrom === batch.length) return passOver(last);
      if (failedFrom > 0) {
        passOver(batch[failedFrom - 1]!);
        return handle(batch.slice(failedFrom), 0);
      }
      const tooOld = longestAge >= 0 && now() - batch[0]!.at > longestAge;
      if (bisects && batch.length > 1 && !tooOld) {
        const middle = Math.ceil(batch.length / 2);
        await handle(batch.slice(0, middle), failures);
        return handle(batch.slice(middle), failures);
      }
      if (tooOld || (mostRetries >= 0 && failures >= mostRetries)) {
        const condition = tooOld ? 'RecordAgeExceeded' : 'RetryAttemptsExhausted';
        return passOver(last, () => {
          if (!onFailure) return;
          const { Destination: to } = onFailure;
          const info = batchInfo(batch, condition, failures + 1);
          const letter = isBucket(to) ? { ...info, payload: JSON.stringify(eventOf(batch)) } : info;
          options.deadLetter(to, letter, batch[0]!.shard);
        });
      }
      await pause(failures);
    }
  }

  /** Index of the first record that failed; the batch's length when none did. */
  async function failingFrom(batch: Arrival[]): Promise<number> {
    const answer = await options.invoke(String(properties.FunctionName), eventOf(batch));
    if ('error' in answer) return 0;
    if (!reports) return batch.length;
    const { batchItemFailures } = (answer.payload ?? {}) as {
      batchItemFailures?: { itemIdentifier?: string }[] | null;
    };
    const places = (batchItemFailures ?? []).map(({ itemIdentifier }) =>
      batch.findIndex(({ record }) => record.dynamodb.SequenceNumber === itemIdentifier),
    );
    // An identifier that names no record fails the whole batch, as on AWS.
    return places.length === 0 ? batch.length : Math.max(0, Math.min(...places));
  }

  /** What Lambda sends to the destination: where the records are in the stream. A bucket gets the records besides, as a text. */
  function batchInfo(batch: Arrival[], condition: string, approximateInvokeCount: number): object {
    const [first, last] = [batch[0]!, batch.at(-1)!];
    return {
      requestContext: {
        requestId: first.record.eventID,
        functionArn: options.functionArn,
        condition,
        approximateInvokeCount,
      },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      version: '1.0',
      timestamp: new Date(now()).toISOString(),
      DDBStreamBatchInfo: {
        shardId: first.shard,
        startSequenceNumber: first.record.dynamodb.SequenceNumber,
        endSequenceNumber: last.record.dynamodb.SequenceNumber,
        approximateArrivalOfFirstRecord: new Date(first.at).toISOString(),
        approximateArrivalOfLastRecord: new Date(last.at).toISOString(),
        batchSize: batch.length,
        streamArn: first.record.eventSourceARN,
      },
    };
  }

  return {
    position: () => position,
    offer(arrivals) {
      for (const arrival of arrivals) {
        const { SequenceNumber } = arrival.record.dynamodb;
        if (!isAfter(SequenceNumber, offered[arrival.shard])) continue;
        offered[arrival.shard] = SequenceNumber;
        if (filters.length === 0 || filters.some((passes) => passes(arrival.record))) waiting.push(arrival);
      }
      if (running) return;
      if (waiting.length > 0) void run();
      else skipUnwanted();
    },
    async room() {
      while (waiting.length > MOST_WAITING && !stopped) await new Promise<void>((resolve) => onRoom.push(resolve));
    },
    stop(save) {
      if (save && unsaved && !stopped) positions.save(position);
      stopped = true;
      onRoom.splice(0).forEach((resolve) => resolve());
    },
  };
}

/** Whether a destination is a bucket, by its ARN. */
export const isBucket = (arn: string): boolean => arn.includes(':s3:::');

const eventOf = (batch: readonly Arrival[]): { Records: StreamRecord[] } => ({
  Records: batch.map(({ record }) => record),
});
