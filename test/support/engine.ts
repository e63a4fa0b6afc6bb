import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { startCompanion } from '../../infra/local/companion-process.ts';
import { createTables, engineProgram } from '../../infra/local/tables.ts';
import { loadTemplate } from '../../infra/local/template.ts';

/** A DynamoDB engine of a test's own, in memory, with every table. */
export interface Engine {
  endpoint: string;
  tables: { requests: string; notices: string; published: string; measures: string };
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

/** Starts the engine on a free port with the tables of the synthesised template; a file of tests starts one. */
export const anEngine = async (): Promise<Engine> => {
  const companion = await startCompanion({ engine: { program: engineProgram() }, mailbox: false }, () => undefined);
  const endpoint = `http://127.0.0.1:${companion.enginePort}`;
  const client = clientOf(endpoint);
  const template = loadTemplate(join(import.meta.dirname, '../../cdk.out'));
  await createTables(template, client, Date.now());
  const nameOf = (table: string) => template.find(`${table}/Table`, 'AWS::DynamoDB::Table').name;
  const tables = {
    requests: nameOf('RequestsTable'),
    notices: nameOf('NoticesTable'),
    published: nameOf('PublicTable'),
    measures: nameOf('MeasuresTable'),
  };
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
