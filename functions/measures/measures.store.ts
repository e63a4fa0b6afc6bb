import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  BatchWriteCommand,
  type BatchWriteCommandInput,
  type DynamoDBDocumentClient,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { type RollUp, createOpenOnly, sliceKey } from './roll-up.ts';
import type { MeasureRow } from './row.ts';
import { queryItems } from '../shared/query.ts';
import { shardOf } from '../shared/shard.ts';

/** A day that something was counted on. */
export interface CountedDay {
  day: string;
  /** How often rows were put since the beginning, and up to where that is in its roll-ups. */
  touched: number;
  rolledUp?: number;
}

/** The way to the measures table: a day's rows, and the roll-ups made of them. */
export interface MeasuresStore {
  /** Puts rows in their places; the same row again changes nothing. After an error some may be there. */
  put(rows: readonly MeasureRow[]): Promise<void>;
  /** Notes that rows of a day were put; always after them, so that whoever rolls up on the note finds the rows. */
  touch(day: string): Promise<void>;
  /** Every day that has rows, in order. */
  days(): Promise<CountedDay[]>;
  /** A day's rows, in an order of no meaning. */
  rows(day: string): AsyncIterable<MeasureRow>;
  rollUps(day: string): Promise<RollUp[]>;
  /**
   * The roll-ups of every day before one, and the first day that anything was counted on; that day itself where nothing was. `lacking` is
   * of how many days not everything is in them that was counted. Of the days before `from` only what is open is told, in one roll-up for each
   * partner: those of many years are more than a function holds.
   */
  rollUpsBefore(day: string, from?: string): Promise<{ rollUps: RollUp[]; first: string; lacking: number }>;
  /**
   * Puts these roll-ups in the place of a day's, and notes that they hold what was put up to `touched`. Where another run has noted
   * something since `rolledUp` was read, the figures of both may be mixed: then the day is noted as not rolled up, and made anew.
   */
  replace(day: string, rollUps: readonly RollUp[], touched: number, rolledUp?: number): Promise<void>;
}

const DAYS = 'DAYS';
/** A day's rows lie in so many partitions: thousands may come in one second of a storm. */
const ROW_SHARDS = 8;
const rowsKey = (day: string, shard: number) => (shard === 0 ? `ROWS#${day}` : `ROWS#${day}#${shard}`);
const rollUpsKey = (day: string) => `ROLL-UPS#${day}`;

/** Days that are read side by side. */
const ABREAST = 10;

/** Does one thing after the other, a few side by side. */
const each = async <T>(all: readonly T[], work: (one: T) => Promise<unknown>): Promise<void> => {
  const left = [...all].reverse();
  const next = async () => {
    for (let one = left.pop(); one !== undefined; one = left.pop()) await work(one);
  };
  await Promise.all(Array.from({ length: ABREAST }, next));
};

/** Most items of one BatchWrite, and how often what was not written is tried again. */
const BATCH = 25;
const TRIES = 5;
const FIRST_PAUSE_MS = 50;

type WriteRequest = NonNullable<BatchWriteCommandInput['RequestItems']>[string][number];

const putOf = (Item: Record<string, unknown>): WriteRequest => ({ PutRequest: { Item } });

/** Opens the measures table. */
export const createMeasuresStore = (client: DynamoDBDocumentClient, table: string): MeasuresStore => {
  const items = (pk: string) =>
    queryItems(client, {
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
      ConsistentRead: true,
    });

  const all = async <T>(pk: string): Promise<T[]> => {
    const found: T[] = [];
    for await (const { pk: _, sk: __, ...item } of items(pk)) found.push(item as T);
    return found;
  };

  const write = async (requests: readonly WriteRequest[]): Promise<void> => {
    for (let from = 0; from < requests.length; from += BATCH) {
      let left = requests.slice(from, from + BATCH);
      for (let tries = 0; left.length > 0; tries += 1) {
        if (tries === TRIES) throw new Error(`The table did not take ${left.length} items in ${TRIES} tries.`);
        if (tries > 0) await setTimeout(FIRST_PAUSE_MS * 2 ** tries);
        const { UnprocessedItems } = await client.send(new BatchWriteCommand({ RequestItems: { [table]: left } }));
        left = UnprocessedItems?.[table] ?? [];
      }
    }
  };

  const store: MeasuresStore = {
    put: (rows) => {
      // A batch may not name a place twice.
      const items = rows.map((row) => ({ pk: rowsKey(row.day, shardOf(row.id, ROW_SHARDS)), sk: row.id, ...row }));
      return write([...new Map(items.map((item) => [`${item.pk} ${item.sk}`, item])).values()].map(putOf));
    },

    touch: async (day) => {
      await client.send(
        new UpdateCommand({
          TableName: table,
          Key: { pk: DAYS, sk: day },
          UpdateExpression: 'ADD touched :one SET #day = :day',
          ExpressionAttributeNames: { '#day': 'day' },
          ExpressionAttributeValues: { ':one': 1, ':day': day },
        }),
      );
    },

    days: () => all<CountedDay>(DAYS),

    async *rows(day) {
      // Of the first shard some may be of a time before there were more, and were put into their own since.
      const early = new Set<string>();
      for (let shard = 0; shard < ROW_SHARDS; shard += 1) {
        for await (const { pk: _, sk: __, ...item } of items(rowsKey(day, shard))) {
          const row = item as unknown as MeasureRow;
          if (early.has(row.id)) continue;
          if (shard === 0 && shardOf(row.id, ROW_SHARDS) !== 0) early.add(row.id);
          yield row;
        }
      }
    },

    rollUps: (day) => all<RollUp>(rollUpsKey(day)),

    rollUpsBefore: async (end, from = '') => {
      const counted = (await store.days()).filter(({ day }) => day < end);
      const days = counted.map(({ day }) => day);
      const first = days[0] ?? end;
      const found = new Map<string, RollUp[]>();
      const past = createOpenOnly(first);
      await each(days, async (day) => {
        const rollUps = await store.rollUps(day);
        if (day >= from) found.set(day, rollUps);
        else rollUps.forEach(past.add);
      });
      const lacking = counted.filter(({ touched, rolledUp }) => touched !== rolledUp).length;
      return { rollUps: [...past.result(), ...days.flatMap((day) => found.get(day) ?? [])], first, lacking };
    },

    replace: async (day, wanted, touched, rolledUp) => {
      const present = new Map((await store.rollUps(day)).map((one) => [sliceKey(one), one]));
      const changed = wanted.filter((one) => !isDeepStrictEqual(present.get(sliceKey(one)), one));
      const keys = new Set(wanted.map(sliceKey));
      const gone = [...present.keys()].filter((key) => !keys.has(key));
      const pk = rollUpsKey(day);
      await write([
        ...changed.map((one) => putOf({ pk, sk: sliceKey(one), ...one })),
        ...gone.map((sk) => ({ DeleteRequest: { Key: { pk, sk } } })),
      ]);
      const note = { TableName: table, Key: { pk: DAYS, sk: day } };
      const asRead =
        rolledUp === undefined
          ? {
              ConditionExpression: 'attribute_not_exists(rolledUp)',
              ExpressionAttributeValues: { ':touched': touched },
            }
          : {
              ConditionExpression: 'rolledUp = :rolledUp',
              ExpressionAttributeValues: { ':touched': touched, ':rolledUp': rolledUp },
            };
      try {
        await client.send(new UpdateCommand({ ...note, UpdateExpression: 'SET rolledUp = :touched', ...asRead }));
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        await client.send(new UpdateCommand({ ...note, UpdateExpression: 'REMOVE rolledUp' }));
      }
    },
  };
  return store;
};
