import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  type AttributeValue,
  BatchWriteItemCommand,
  DynamoDBClient,
  ScanCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { type Companion, startCompanion } from '../../infra/local/companion-process.ts';
import { createTables, engineProgram } from '../../infra/local/tables.ts';
import type { Template } from '../../infra/local/template.ts';

type Item = Record<string, AttributeValue>;

/** The items of each table of the template, by its name. */
export type Copy = Map<string, Item[]>;

const clientOf = ({ enginePort }: Companion): DynamoDBClient =>
  new DynamoDBClient({
    endpoint: `http://127.0.0.1:${enginePort}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });

/** Copies the engine's file as it is at this instant, whatever is being written: every transaction is in the copy, or no part of it. */
export const copyAtInstant = (dataDir: string, to: string): void => {
  const engine = new DatabaseSync(join(dataDir, 'dynamodb.sqlite'), { readOnly: true });
  engine.exec(`VACUUM INTO '${to}'`);
  engine.close();
};

/** Reads tables out of an engine's file. */
export const readCopy = async (dbPath: string, names: readonly string[]): Promise<Copy> => {
  const companion = await startCompanion(
    { engine: { program: engineProgram(), dbPath }, mailbox: false },
    () => undefined,
  );
  const client = clientOf(companion);
  const copy: Copy = new Map();
  for (const TableName of names) {
    const items: Item[] = [];
    let start: Item | undefined;
    do {
      const page = await client.send(new ScanCommand({ TableName, ConsistentRead: true, ExclusiveStartKey: start }));
      items.push(...(page.Items ?? []));
      start = page.LastEvaluatedKey;
    } while (start);
    copy.set(TableName, items);
  }
  client.destroy();
  await companion.stop();
  return copy;
};

/** Tables as a restore makes them: new, with all items, and streams that begin after them. */
export const restoreInto = async (
  template: Template,
  copy: Copy,
): Promise<{ endpoint: string; companion: Companion }> => {
  const companion = await startCompanion({ engine: { program: engineProgram() }, mailbox: false }, () => undefined);
  const client = clientOf(companion);
  await createTables(withoutStreams(template), client, 0);
  for (const [table, items] of copy) {
    for (let first = 0; first < items.length; first += 25)
      await client.send(
        new BatchWriteItemCommand({
          RequestItems: { [table]: items.slice(first, first + 25).map((one) => ({ PutRequest: { Item: one } })) },
        }),
      );
    const StreamSpecification = { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' } as const;
    await client.send(new UpdateTableCommand({ TableName: table, StreamSpecification }));
  }
  client.destroy();
  return { endpoint: `http://127.0.0.1:${companion.enginePort}`, companion };
};

const withoutStreams = (template: Template): Template => ({
  ...template,
  ofType: (...types) =>
    template.ofType(...types).map((resource) => {
      const { StreamSpecification: _, ...properties } = resource.properties;
      const { name, ref, arn, attributes } = resource;
      return { ...resource, name, ref, arn, attributes, properties };
    }),
});
