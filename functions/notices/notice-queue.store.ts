import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { type NoticeDraft, noticeItem, queued } from './notice.ts';

/** Queues a notice, once: answers false for one that was queued before (R130). */
export type QueueNotice = (draft: NoticeDraft) => Promise<boolean>;

/** Makes the way into the notices table. */
export const createNoticeQueue =
  (client: DynamoDBDocumentClient, table: string, now: () => number): QueueNotice =>
  async (draft) => {
    const notice = queued(draft, now());
    try {
      await client.send(
        new PutCommand({
          TableName: table,
          Item: noticeItem(notice),
          ConditionExpression: 'attribute_not_exists(id)',
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  };
