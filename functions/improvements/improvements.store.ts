import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { noticeItem, queued } from '../notices/notice.ts';
import type { ImprovementChange } from './change-improvement.ts';
import type { Improvement, ImprovementFile, ImprovementLine } from './improvement.ts';
import { queryAll } from '../shared/query.ts';

/** The way to the register of improvements. */
export interface ImprovementsStore {
  /** Every improvement, the oldest first. */
  list(): Promise<Improvement[]>;
  load(id: string): Promise<ImprovementFile | undefined>;
  /**
   * Writes a change, its line of history and its notices in one transaction, conditional on the version before; false where somebody else was faster, and then nothing
   * is written.
   */
  write(change: ImprovementChange): Promise<boolean>;
}

const PK = 'IMPROVEMENTS';
const RECORD = 'RECORD#';
const DIGITS = 6;
const padded = (number: number): string => String(number).padStart(DIGITS, '0');
/** Numbers in their order. */
const recordKey = (id: string): string => `${RECORD}${padded(Number(id.slice(2)))}`;
const linePrefix = (id: string): string => `LINE#${id}#`;

const bare = ({ pk: _, sk: __, ...item }: Record<string, unknown>) => item;

const isLost = (error: unknown): boolean =>
  error instanceof TransactionCanceledException &&
  (error.CancellationReasons ?? []).some(
    ({ Code }) => Code === 'ConditionalCheckFailed' || Code === 'TransactionConflict',
  );

/** Opens the register in the requests table; notices are stamped with `now`, epoch ms. */
export const createImprovementsStore = (
  client: DynamoDBDocumentClient,
  tables: { requests: string; notices: string },
  now: () => number,
): ImprovementsStore => {
  const query = async (prefix: string): Promise<Record<string, unknown>[]> => {
    const items = await queryAll(client, {
      TableName: tables.requests,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': PK, ':prefix': prefix },
      ConsistentRead: true,
    });
    return items.map(bare);
  };

  return {
    list: async () => (await query(RECORD)) as unknown as Improvement[],
    load: async (id) => {
      const [improvement] = (await query(recordKey(id))) as unknown as Improvement[];
      return improvement?.id === id
        ? { improvement, lines: (await query(linePrefix(id))) as unknown as ImprovementLine[] }
        : undefined;
    },
    write: async ({ improvement, line, notices }) => {
      const { id, version } = improvement;
      const TableName = tables.requests;
      const record = {
        TableName,
        Item: { pk: PK, sk: recordKey(id), ...improvement },
        ...(version === 1
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : { ConditionExpression: 'version = :before', ExpressionAttributeValues: { ':before': version - 1 } }),
      };
      const history = {
        TableName,
        Item: { pk: PK, sk: `${linePrefix(id)}${padded(version)}`, ...line },
        ConditionExpression: 'attribute_not_exists(pk)',
      };
      const letters = notices.map((draft) => ({
        TableName: tables.notices,
        Item: noticeItem(queued(draft, now())),
        ConditionExpression: 'attribute_not_exists(id)',
      }));
      try {
        const TransactItems = [record, history, ...letters].map((Put) => ({ Put }));
        await client.send(new TransactWriteCommand({ TransactItems }));
        return true;
      } catch (error) {
        if (isLost(error)) return false;
        throw error;
      }
    },
  };
};
