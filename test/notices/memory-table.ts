import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { BY_REQUEST_INDEX, ON_THE_WAY_INDEX } from '../../functions/notices/contract.ts';
import { itemOf } from '../../functions/shared/stream.ts';
import type { Template } from '../../infra/local/template.ts';
import type { Item } from '../simulation/fakes/expressions.ts';
import { createTables } from '../simulation/fakes/tables.ts';

/** The notices table in memory, alone. */
export interface MemoryTable {
  client: DynamoDBDocumentClient;
  items: { get(id: string): Item | undefined; set(id: string, item: Item): void };
  /** What the table's stream would carry: each item as a write left it. */
  onWrite: (item: Item) => void;
}

const TableName = 'Notices';

const index = (IndexName: string, hash: string, range: string) => ({
  IndexName,
  KeySchema: [
    { AttributeName: hash, KeyType: 'HASH' },
    { AttributeName: range, KeyType: 'RANGE' },
  ],
  Projection: { ProjectionType: 'ALL' },
});

/** As the template has it, near enough. */
const NOTICES = {
  name: TableName,
  properties: {
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    GlobalSecondaryIndexes: [
      index(ON_THE_WAY_INDEX, 'progress', 'changedAt'),
      index(BY_REQUEST_INDEX, 'requestId', 'createdAt'),
    ],
    StreamSpecification: {},
  },
  attributes: { StreamArn: 'stream' },
} as unknown as Template['resources'][number];

/** Makes an empty table, the simulator's; `test/notices/notice-store.local.test.ts` holds it to what a real engine does. */
export const createMemoryTable = (): MemoryTable => {
  const template = { place: { region: 'us-east-1' }, ofType: () => [NOTICES] } as unknown as Template;
  const tables = createTables(
    template,
    () => 0,
    (_table, _key, record) => table.onWrite(itemOf(record as unknown as DynamoDBRecord)),
  );
  const send = async (command: { constructor: { name: string }; input: Item }) =>
    tables.run(command.constructor.name.replace(/Command$/, ''), command.input);
  const table: MemoryTable = {
    items: {
      get: (id) => tables.run('Get', { TableName, Key: { id } }).Item as Item | undefined,
      set: (_id, item) => void tables.run('Put', { TableName, Item: item }),
    },
    onWrite: () => undefined,
    client: { send } as unknown as DynamoDBDocumentClient,
  };
  return table;
};
