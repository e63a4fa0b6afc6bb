import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { ON_THE_WAY_INDEX } from '../../functions/notices/contract.ts';
import type { Notice } from '../../functions/notices/notice.ts';
import { startCompanion } from '../../infra/local/companion-process.ts';
import { engineProgram } from '../../infra/local/tables.ts';

/** A notices table of its own on a real engine, in memory. */
export interface NoticesTable {
  client: DynamoDBDocumentClient;
  name: string;
  /** Puts a notice as the transaction that causes it does. */
  put(notice: Notice): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the engine and makes the table with its index. */
export const startNoticesTable = async (): Promise<NoticesTable> => {
  const companion = await startCompanion({ engine: { program: engineProgram() }, mailbox: false }, (reason) => {
    throw new Error(reason);
  });
  const base = new DynamoDBClient({
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${companion.enginePort}`,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const name = 'notices';
  await base.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [
        { AttributeName: 'id', AttributeType: 'S' },
        { AttributeName: 'progress', AttributeType: 'S' },
        { AttributeName: 'changedAt', AttributeType: 'N' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: ON_THE_WAY_INDEX,
          KeySchema: [
            { AttributeName: 'progress', KeyType: 'HASH' },
            { AttributeName: 'changedAt', KeyType: 'RANGE' },
          ],
          Projection: {
            ProjectionType: 'INCLUDE',
            NonKeyAttributes: ['status', 'claimedAt', 'attempts', 'requestId', 'message'],
          },
        },
      ],
    }),
  );
  const client = DynamoDBDocumentClient.from(base, { marshallOptions: { removeUndefinedValues: true } });
  return {
    client,
    name,
    put: async (notice) => {
      const Item = { ...notice, progress: notice.status, changedAt: notice.createdAt };
      await client.send(new PutCommand({ TableName: name, Item }));
    },
    stop: async () => {
      client.destroy();
      base.destroy();
      await companion.stop();
    },
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
