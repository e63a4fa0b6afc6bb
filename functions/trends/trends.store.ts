import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { KeptFinding } from './kept-finding.ts';
import { queryItems } from '../shared/query.ts';

/** The findings in the measures table. */
export interface TrendsStore {
  /** Every finding that was ever kept, by its id. */
  list(): Promise<KeptFinding[]>;
  /** Puts a finding in the place of itself; the nightly run is the only writer. */
  put(finding: KeptFinding): Promise<void>;
}

const TRENDS = 'TRENDS';

/** Opens the findings of the measures table. */
export const createTrendsStore = (client: DynamoDBDocumentClient, table: string): TrendsStore => ({
  list: async () => {
    const found: KeptFinding[] = [];
    const items = queryItems(client, {
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': TRENDS },
      ConsistentRead: true,
    });
    for await (const { pk: _, sk: __, ...item } of items) found.push(item as unknown as KeptFinding);
    return found;
  },
  put: async (finding) => {
    await client.send(new PutCommand({ TableName: table, Item: { pk: TRENDS, sk: finding.id, ...finding } }));
  },
});
