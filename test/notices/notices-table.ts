import { DeleteCommand, type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { type Notice, noticeItem } from '../../functions/notices/notice.ts';
import { anEngine } from '../support/engine.ts';

/** A notices table of its own on a real engine, in memory. */
export interface NoticesTable {
  client: DynamoDBDocumentClient;
  name: string;
  /** Puts a notice as the transaction that causes it does. */
  put(notice: Notice): Promise<void>;
  /** Everything that it holds. */
  all(): Promise<Record<string, unknown>[]>;
  /** Takes every notice away. */
  clear(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts an engine with the template's notices table. */
export const startNoticesTable = async (): Promise<NoticesTable> => {
  const { client, tables, items, stop } = await anEngine();
  return {
    client,
    name: tables.notices,
    put: async (notice) => {
      await client.send(new PutCommand({ TableName: tables.notices, Item: noticeItem(notice) }));
    },
    all: () => items('notices'),
    clear: async () => {
      for (const { id } of await items('notices'))
        await client.send(new DeleteCommand({ TableName: tables.notices, Key: { id } }));
    },
    stop,
  };
};

/** The stream's records of notices as they were written; with the attributes that a reader may look at without reading the table. */
export const recordsOf = (...notices: Notice[]): DynamoDBStreamEvent => ({
  Records: notices.map(({ id, status, postponedAt }, index) => ({
    dynamodb: {
      SequenceNumber: String(index + 1),
      NewImage: {
        id: { S: id },
        status: { S: status },
        ...(postponedAt === undefined ? {} : { postponedAt: { N: String(postponedAt) } }),
      },
    },
  })),
});
