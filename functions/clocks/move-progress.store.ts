import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';

/** How far the open promises have been counted anew: under which calendars and storms, and in how many shards of the watch index. */
export interface MoveProgress {
  calendars: string;
  shards: number;
}

/** The way to the one item that remembers it. */
export interface MoveProgressStore {
  read(): Promise<MoveProgress | undefined>;
  write(progress: MoveProgress): Promise<void>;
}

const KEY = { pk: 'CLOCKS#moved', sk: 'PROGRESS' };

/** Opens the store on the requests table. */
export const createMoveProgressStore = (client: DynamoDBDocumentClient, table: string): MoveProgressStore => ({
  read: async () => {
    const { Item } = await client.send(new GetCommand({ TableName: table, Key: KEY, ConsistentRead: true }));
    return Item && { calendars: String(Item.calendars), shards: Number(Item.shards) };
  },
  write: async (progress) => {
    await client.send(new PutCommand({ TableName: table, Item: { ...KEY, ...progress } }));
  },
});
