import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { KeptFinding } from './kept-finding.ts';

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
    let start: Record<string, unknown> | undefined;
    do {
      const page = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': TRENDS },
          ConsistentRead: true,
          ExclusiveStartKey: start,
        }),
      );
      for (const { pk: _, sk: __, ...item } of page.Items ?? []) found.push(item as KeptFinding);
      start = page.LastEvaluatedKey;
    } while (start);
    return found;
  },
  put: async (finding) => {
    await client.send(new PutCommand({ TableName: table, Item: { pk: TRENDS, sk: finding.id, ...finding } }));
  },
});
