import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { type NoticeDraft, noticeItem, queued } from '../notices/notice.ts';
import type { LinkCut } from './link-cut.ts';

/** The way to what a person took back of a queue's links. */
export interface LinkCuts {
  /** From when on the links of a queue open; undefined where they were never taken back. One read. */
  linksFrom(queue: string): Promise<number | undefined>;
}

/** The same for whoever takes them back. */
export interface LinkCutsStore extends LinkCuts {
  find(queue: string): Promise<LinkCut | undefined>;
  /** Writes a cut and its notice in one transaction; false when somebody else was faster, and then nothing is written. */
  write(cut: LinkCut, notice: NoticeDraft, noticesTable: string, now: number): Promise<boolean>;
}

const keyOf = (queue: string) => ({ pk: `LINKS#${queue}`, sk: 'LINKS' });

/** Whether somebody else wrote the same record first, or is writing it. */
const isLost = (error: unknown): boolean =>
  error instanceof TransactionCanceledException &&
  (error.CancellationReasons ?? []).some(
    ({ Code }) => Code === 'ConditionalCheckFailed' || Code === 'TransactionConflict',
  );

/** Opens the store on the requests table; what was taken back a moment ago is known. */
export const createLinkCutsStore = (client: DynamoDBDocumentClient, table: string): LinkCutsStore => {
  const find = async (queue: string): Promise<LinkCut | undefined> => {
    const { Item } = await client.send(new GetCommand({ TableName: table, Key: keyOf(queue), ConsistentRead: true }));
    if (!Item) return undefined;
    const { pk: _, sk: __, ...cut } = Item;
    return cut as LinkCut;
  };
  return {
    find,
    linksFrom: async (queue) => (await find(queue))?.linksFrom,
    write: async (cut, draft, noticesTable, now) => {
      const notice = queued(draft, now);
      const first = cut.version === 1;
      try {
        await client.send(
          new TransactWriteCommand({
            TransactItems: [
              {
                Put: {
                  TableName: table,
                  Item: { ...keyOf(cut.queue), ...cut },
                  ConditionExpression: first ? 'attribute_not_exists(pk)' : 'version = :before',
                  ...(first ? {} : { ExpressionAttributeValues: { ':before': cut.version - 1 } }),
                },
              },
              {
                Put: {
                  TableName: noticesTable,
                  Item: noticeItem(notice),
                  ConditionExpression: 'attribute_not_exists(id)',
                },
              },
            ],
          }),
        );
        return true;
      } catch (error) {
        if (isLost(error)) return false;
        throw error;
      }
    },
  };
};
