import type { AttributeValue, Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { logOf } from './logger.ts';
import { LogMessage } from './log-messages.ts';

const log = logOf(LogMessage);

/**
 * Handles a stream's records in their order and reports the first that failed, so that Lambda repeats from there and no other
 * record is lost or done again (partial batch response; a stream goes on only in order).
 */
export const eachRecord = async (
  { Records }: DynamoDBStreamEvent,
  handle: (record: DynamoDBRecord) => Promise<void>,
): Promise<DynamoDBBatchResponse> => failingFrom(Records[await inOrder(Records, handle)]);

/** Handles records in their order until one fails; answers how many it is through with. */
export const inOrder = async (
  records: readonly DynamoDBRecord[],
  handle: (record: DynamoDBRecord) => Promise<void> | void,
): Promise<number> => {
  for (const [through, record] of records.entries()) {
    try {
      await handle(record);
    } catch (error) {
      log.error('STREAM_RECORD_FAILED', { sequence: sequenceOf(record), error });
      return through;
    }
  }
  return records.length;
};

/** So many requests of a batch are handled beside each other: all of them wrote more in a storm than one partition of an index takes (`load.ts --storm`). */
const MOST_BESIDE = 3;

/**
 * Handles the records of one request in their order, and those of a few requests beside each other. Answers how many it is through with: from the
 * first that failed all come again, some of which were handled.
 */
export const inOrderOfEach = async (
  records: readonly DynamoDBRecord[],
  handle: (record: DynamoDBRecord) => Promise<void> | void,
): Promise<number> => {
  const requests = Map.groupBy(records.keys(), (place) => records[place]!.dynamodb?.Keys?.pk?.S).values();
  let first = records.length;
  const work = async (): Promise<void> => {
    for (const places of requests) {
      const own = places.map((place) => records[place]!);
      const failed = places[await inOrder(own, handle)] ?? records.length;
      first = Math.min(first, failed);
    }
  };
  // They take from the same list, one after the other.
  await Promise.all(Array.from({ length: MOST_BESIDE }, work));
  return first;
};

/** What one of several readers has come to with a batch. */
export interface Reading {
  /** So many of its records it is through with, from the first; the next is handed to it again, and all that follow. */
  through: number;
  /** Hears in the end of those that every reader is through with: here belongs what would be done twice if they were told again, and what can fail no record. */
  afterwards?: (through: readonly DynamoDBRecord[], context: Context) => Promise<void> | void;
}

/** One of several that read a stream in the same function. What it is handed twice it must bear. */
export interface StreamReader {
  /** By this `npm run ops -- replay` asks for it alone. */
  name: string;
  wants: (record: DynamoDBRecord) => boolean;
  /** Is handed the records that it wants, in their order. One that throws is through with none. */
  read: (records: readonly DynamoDBRecord[]) => Promise<Reading>;
}

/** A batch of a stream, or of records that are handed over again, `only` for one reader. */
export type Batch = DynamoDBStreamEvent & { only?: string };

/**
 * Lets several readers go through a batch beside each other, because a stream bears two functions that read it. Each goes as far as it comes, so that
 * a record with which one is in trouble holds up the others at the end of the batch and not before; from the first with which any is not through,
 * the records are told again.
 */
export const readTogether =
  (readers: readonly StreamReader[]) =>
  async ({ Records, only }: Batch, context: Context): Promise<DynamoDBBatchResponse> => {
    const asked = only === undefined ? readers : readers.filter(({ name }) => name === only);
    if (asked.length === 0) throw new Error(`There is no reader "${only}" here.`);
    const readings = await Promise.all(
      asked.map(async (reader) => {
        const own = only === undefined ? Records.filter(reader.wants) : Records;
        const { through, afterwards } = await readSafely(reader, own);
        const place = through < own.length ? Records.indexOf(own[through]!) : Records.length;
        return { own, place, afterwards };
      }),
    );
    const place = Math.min(Records.length, ...readings.map((reading) => reading.place));
    const through = new Set(Records.slice(0, place));
    for (const { own, afterwards } of readings)
      await afterwards?.(
        own.filter((record) => through.has(record)),
        context,
      );
    return failingFrom(Records[place]);
  };

const readSafely = async (reader: StreamReader, own: readonly DynamoDBRecord[]): Promise<Reading> => {
  if (own.length === 0) return { through: 0 };
  try {
    return await reader.read(own);
  } catch (error) {
    log.error('STREAM_RECORD_FAILED', { sequence: sequenceOf(own[0]!), error });
    return { through: 0 };
  }
};

const sequenceOf = ({ dynamodb }: DynamoDBRecord): string => dynamodb?.SequenceNumber ?? '';

const failingFrom = (failed: DynamoDBRecord | undefined): DynamoDBBatchResponse => ({
  batchItemFailures: failed ? [{ itemIdentifier: sequenceOf(failed) }] : [],
});

/** Reads a stream's record as the item that was written. */
export const itemOf = ({ dynamodb }: DynamoDBRecord): Record<string, unknown> =>
  Object.fromEntries(Object.entries(dynamodb?.NewImage ?? {}).map(([name, value]) => [name, plain(value)]));

const plain = (value: AttributeValue): unknown => {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return Number(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.M) return Object.fromEntries(Object.entries(value.M).map(([name, inner]) => [name, plain(inner)]));
  return value.L ? value.L.map(plain) : null;
};
