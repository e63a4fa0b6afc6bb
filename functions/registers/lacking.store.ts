import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Lacking } from './lacking.ts';

/** What the register lacked at the last look; the daily run is the only writer. */
export interface LackingStore {
  /** Undefined before the first look that kept it. */
  find(): Promise<Lacking | undefined>;
  put(lacking: Lacking): Promise<void>;
}

/** Its item in the notices table, beside the letters that tell of it; no notice's id begins with a hash sign. */
const LACKING_ID = '#register-lacking';

/** Opens it in the notices table. */
export const createLackingStore = (client: DynamoDBDocumentClient, table: string): LackingStore => ({
  find: async () => {
    const { Item } = await client.send(
      new GetCommand({ TableName: table, Key: { id: LACKING_ID }, ConsistentRead: true }),
    );
    return Item?.lacking as Lacking | undefined;
  },
  put: async (lacking) => {
    await client.send(new PutCommand({ TableName: table, Item: { id: LACKING_ID, lacking } }));
  },
});
