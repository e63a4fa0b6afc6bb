import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { BY_REQUEST_INDEX } from './contract.ts';
import type { Notice } from './notice.ts';
import { queryItems } from '../shared/query.ts';

/** Finds what was written about a request, oldest first. */
export type LettersOf = (requestId: string) => Promise<Notice[]>;

/** Notices that one batch reads. */
const BATCH = 100;

/** Opens the way from a request to its notices; the newest may be missing for a moment. */
export const createLettersOf =
  (client: DynamoDBDocumentClient, table: string): LettersOf =>
  async (requestId) => {
    const ids: string[] = [];
    const items = queryItems(client, {
      TableName: table,
      IndexName: BY_REQUEST_INDEX,
      KeyConditionExpression: 'requestId = :id',
      ExpressionAttributeValues: { ':id': requestId },
    });
    for await (const { id } of items) ids.push(String(id));
    const found = new Map<string, Notice>();
    for (let from = 0; from < ids.length; from += BATCH) {
      let keys: Record<string, unknown>[] = ids.slice(from, from + BATCH).map((id) => ({ id }));
      while (keys.length > 0) {
        const { Responses, UnprocessedKeys } = await client.send(
          new BatchGetCommand({ RequestItems: { [table]: { Keys: keys } } }),
        );
        for (const item of Responses?.[table] ?? []) found.set(String(item.id), item as Notice);
        keys = UnprocessedKeys?.[table]?.Keys ?? [];
      }
    }
    return ids.flatMap((id) => found.get(id) ?? []);
  };
