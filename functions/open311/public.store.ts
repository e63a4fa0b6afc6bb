import { isDeepStrictEqual } from 'node:util';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { type PublicItem, differenceOf, publicItems, requestKey } from './public-items.ts';
import type { Picture } from './public-request.ts';

/** The way to the public table for those who write it. */
export interface PublicStore {
  /** Puts a request's picture in the place of what is public of it, unless that is as new or newer; answers whether anything changed. */
  publish(id: string, version: number, picture: Picture): Promise<boolean>;
  /** Counts one more call of a client within a window of time, and answers how many that makes; the count is forgotten an hour later. */
  countCall(client: string, window: { number: number; endsAt: number }): Promise<number>;
}

/** A transaction takes 100 items; one of them is the request, by whose version all others stand or fall. */
const BESIDE_THE_REQUEST = 99;

/** How long a counter outlives its window, seconds. */
const COUNTER_KEPT = 3600;

/** Opens the public table for writing. */
export const createPublicStore = (client: DynamoDBDocumentClient, table: string): PublicStore => {
  const present = async (id: string): Promise<PublicItem[]> => {
    const items: PublicItem[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const result = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': requestKey(id).pk },
          ConsistentRead: true,
          ExclusiveStartKey: start,
        }),
      );
      items.push(...((result.Items ?? []) as PublicItem[]));
      start = result.LastEvaluatedKey;
    } while (start);
    return items;
  };

  const recordPut = (record: PublicItem) => ({
    Put: {
      TableName: table,
      Item: record,
      ConditionExpression: 'attribute_not_exists(pk) OR version <= :version',
      ExpressionAttributeValues: { ':version': record.version },
    },
  });

  return {
    publish: async (id, version, picture) => {
      const wanted = publicItems(id, version, picture);
      const difference = differenceOf(await present(id), wanted, isDeepStrictEqual);
      if (!difference) return false;
      const beside = [
        ...difference.puts.map((Item) => ({ Put: { TableName: table, Item } })),
        ...difference.deletes.map(({ pk, sk }) => ({ Delete: { TableName: table, Key: { pk, sk } } })),
      ];
      for (let first = 0; first === 0 || first < beside.length; first += BESIDE_THE_REQUEST) {
        const some = beside.slice(first, first + BESIDE_THE_REQUEST);
        const written = await commit(client, [recordPut(wanted[0]), ...some]);
        if (!written) return false;
      }
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

/** Writes all or nothing; false when a newer picture stands there. A passing conflict is thrown, and the stream comes again. */
const commit = async (
  client: DynamoDBDocumentClient,
  TransactItems: ConstructorParameters<typeof TransactWriteCommand>[0]['TransactItems'],
): Promise<boolean> => {
  try {
    await client.send(new TransactWriteCommand({ TransactItems }));
    return true;
  } catch (error) {
    const isLate =
      error instanceof TransactionCanceledException &&
      error.CancellationReasons?.[0]?.Code === 'ConditionalCheckFailed';
    if (isLate) return false;
    throw error;
  }
};

/** Most keys of one BatchGet. */
const BATCH = 100;

/** Reads items by their keys, in the order of the keys and as they are now; those that are not there are left out. */
export const readItems = async (
  client: DynamoDBDocumentClient,
  table: string,
  keys: readonly { pk: string; sk: string }[],
): Promise<PublicItem[]> => {
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
