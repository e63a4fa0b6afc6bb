import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { logOf } from './logger.ts';
import { LogMessage } from './log-messages.ts';

const log = logOf(LogMessage);

/** Handles a queue's messages one after the other and reports those that failed, so that only they come again (partial batch response). */
export const eachMessage = async (
  { Records }: SQSEvent,
  handle: (message: SQSRecord) => Promise<void>,
): Promise<SQSBatchResponse> => {
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
  for (const message of Records) {
    try {
      await handle(message);
    } catch (error) {
      const { messageId } = message;
      log.error('MESSAGE_FAILED', { messageId, error });
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures };
};
