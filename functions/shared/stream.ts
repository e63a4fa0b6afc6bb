import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
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
      log.error('STREAM_RECORD_FAILED', { sequence, errorName: error instanceof Error ? error.name : 'unknown' });
      return { batchItemFailures: [{ itemIdentifier: sequence }] };
    }
  }
  return { batchItemFailures: [] };
};
