import type { AttributeValue, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { logOf } from './logger.ts';
import { LogMessage } from './log-messages.ts';

const log = logOf(LogMessage);

/**
 * Handles a stream's records in their order and reports the first that failed, so that Lambda repeats from there and no other
 * record is lost or done again (partial batch response; a stream goes on only in order).
 */
export const eachRecord = async (
  event: DynamoDBStreamEvent,
  handle: (record: DynamoDBRecord) => Promise<void>,
): Promise<DynamoDBBatchResponse> => {
  for (const record of event.Records) {
    try {
      await handle(record);
    } catch (error) {
      const sequence = record.dynamodb?.SequenceNumber ?? '';
      log.error('STREAM_RECORD_FAILED', { sequence, error });
      return { batchItemFailures: [{ itemIdentifier: sequence }] };
    }
  }
  return { batchItemFailures: [] };
};

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
