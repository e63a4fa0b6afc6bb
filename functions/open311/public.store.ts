import { isDeepStrictEqual } from 'node:util';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DeleteCommand,
  type DynamoDBDocumentClient,
  PutCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { type PublicItem, differenceOf, publicItems, requestKey } from './public-items.ts';
import type { Picture } from './public-request.ts';
import { queryAll } from '../shared/query.ts';

/** The way to the public table for those who write it. */
export interface PublicStore {
  /**
   * Puts a request's picture in the place of what is public of it, unless that is newer; answers whether anything changed. The request
   * goes first and its updates after it: whoever is cut off in between does the rest when they come again, because it is compared anew.
   */
  publish(id: string, version: number, picture: Picture): Promise<boolean>;
  /** Counts one more call of a client within a window of time, and answers how many that makes; the count is forgotten an hour later. */
  countCall(client: string, window: { number: number; endsAt: number }): Promise<number>;
}

/** How long a counter outlives its window, seconds. */
const COUNTER_KEPT = 3600;

/** Opens the public table for writing. */
export const createPublicStore = (client: DynamoDBDocumentClient, table: string): PublicStore => {
  const present = async (id: string): Promise<PublicItem[]> => {
    const items = await queryAll<PublicItem>(client, {
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': requestKey(id).pk },
      ConsistentRead: true,
    });
    return items;
  };

  const write = {
    put: (Item: PublicItem) => client.send(new PutCommand({ TableName: table, Item })),
    delete: ({ pk, sk }: PublicItem) => client.send(new DeleteCommand({ TableName: table, Key: { pk, sk } })),
  };

  return {
    publish: async (id, version, picture) => {
      const wanted = publicItems(id, version, picture);
      const difference = differenceOf(await present(id), wanted, isDeepStrictEqual);
      if (!difference || !(await putUnlessLate(client, table, wanted[0]))) return false;
      await Promise.all([...difference.puts.map(write.put), ...difference.deletes.map(write.delete)]);
      return true;
    },

    countCall: async (name, window) => {
      const { Attributes } = await client.send(
        new UpdateCommand({
          TableName: table,
          Key: { pk: `RATE#${name}#${window.number}`, sk: 'RATE' },
          UpdateExpression: 'ADD calls :one SET expiresAt = :expires',
          ExpressionAttributeValues: { ':one': 1, ':expires': Math.floor(window.endsAt / 1000) + COUNTER_KEPT },
          ReturnValues: 'UPDATED_NEW',
        }),
      );
      return Number(Attributes?.calls);
    },
  };
};

/** Puts the item of a request, by whose version all its others stand; false when a newer picture stands there. */
const putUnlessLate = async (client: DynamoDBDocumentClient, table: string, record: PublicItem): Promise<boolean> => {
  try {
    await client.send(
      new PutCommand({
        TableName: table,
        Item: record,
        ConditionExpression: 'attribute_not_exists(pk) OR version <= :version',
        ExpressionAttributeValues: { ':version': record.version },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
};

/** Most keys of one BatchGet. */
const BATCH = 100;

/**
 * Reads items by their keys, in the order of the keys and as they are now; those that are not there are left out. A key that an index told
 * twice, because its item changed while it was read, counts where it was told last: DynamoDB refuses a batch that names an item twice.
 */
export const readItems = async (
  client: DynamoDBDocumentClient,
  table: string,
  told: readonly { pk: string; sk: string }[],
): Promise<PublicItem[]> => {
  const last = new Map(told.map(({ pk, sk }, index) => [`${pk}\n${sk}`, index]));
  const keys = told.filter(({ pk, sk }, index) => last.get(`${pk}\n${sk}`) === index);
  const batches = Array.from({ length: Math.ceil(keys.length / BATCH) }, (_, index) =>
    readBatch(client, table, keys.slice(index * BATCH, (index + 1) * BATCH)),
  );
  const found = new Map((await Promise.all(batches)).flat().map((item) => [`${item.pk}\n${item.sk}`, item]));
  return keys.flatMap(({ pk, sk }) => found.get(`${pk}\n${sk}`) ?? []);
};

const readBatch = async (
  client: DynamoDBDocumentClient,
  table: string,
  keys: readonly { pk: string; sk: string }[],
): Promise<PublicItem[]> => {
  const items: PublicItem[] = [];
  let left: Record<string, unknown>[] = keys.map(({ pk, sk }) => ({ pk, sk }));
  while (left.length > 0) {
    const result = await client.send(
      new BatchGetCommand({ RequestItems: { [table]: { Keys: left, ConsistentRead: true } } }),
    );
    items.push(...((result.Responses?.[table] ?? []) as PublicItem[]));
    left = result.UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return items;
};
