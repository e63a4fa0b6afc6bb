import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { ON_THE_WAY_INDEX } from '../../functions/notices/contract.ts';
import { WATCH_INDEX } from '../../functions/shared/contract.ts';
import { startCompanion } from '../../infra/local/companion-process.ts';
import { engineProgram } from '../../infra/local/tables.ts';

/** A DynamoDB engine of a test's own, in memory, with both tables. */
export interface Engine {
  endpoint: string;
  tables: { requests: string; notices: string };
  client: DynamoDBDocumentClient;
  /** A client of another address, for example of a proxy before the engine; made as the functions make theirs. */
  clientOf(endpoint: string): DynamoDBDocumentClient;
  /** Everything in a table. */
  items(table: 'requests' | 'notices'): Promise<Record<string, unknown>[]>;
  stop(): Promise<void>;
}

const clientOf = (endpoint: string): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      requestHandler: { connectionTimeout: 1_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
    }),
    { marshallOptions: { removeUndefinedValues: true } },
  );

/** Starts the engine on a free port with the keys and indexes of infra/stacks/data-stack.ts; a file of tests starts one. */
export const anEngine = async (): Promise<Engine> => {
  const companion = await startCompanion({ engine: { program: engineProgram() }, mailbox: false }, () => undefined);
  const endpoint = `http://127.0.0.1:${companion.enginePort}`;
  const client = clientOf(endpoint);
  const tables = { requests: 'requests', notices: 'notices' };
  await client.send(
    new CreateTableCommand({
      TableName: tables.requests,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
        { AttributeName: 'watch', AttributeType: 'S' },
        { AttributeName: 'wakeAt', AttributeType: 'N' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: WATCH_INDEX,
          KeySchema: [
            { AttributeName: 'watch', KeyType: 'HASH' },
            { AttributeName: 'wakeAt', KeyType: 'RANGE' },
          ],
          Projection: {
            ProjectionType: 'INCLUDE',
            NonKeyAttributes: ['status', 'partner', 'dueAt', 'atRiskAt', 'receivedAt', 'typeName', 'cycle', 'version'],
          },
        },
      ],
    }),
  );
  await client.send(
    new CreateTableCommand({
      TableName: tables.notices,
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
  return {
    endpoint,
    tables,
    client,
    clientOf,
    items: async (table) => {
      const items: Record<string, unknown>[] = [];
      let start: Record<string, unknown> | undefined;
      do {
        const page = await client.send(new ScanCommand({ TableName: tables[table], ExclusiveStartKey: start }));
        items.push(...(page.Items ?? []));
        start = page.LastEvaluatedKey;
      } while (start);
      return items;
    },
    stop: () => companion.stop(),
  };
};
