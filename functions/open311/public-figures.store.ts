import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { PublicMonth } from './public-figures.ts';

const FIGURES = 'FIGURES';

/** The figures of months in the public's own table. */
export interface PublicFiguresStore {
  /** Puts a month in the place of itself. */
  put(month: PublicMonth): Promise<void>;
  /** Months from one to another, both included, the newest first; at most so many. */
  list(from: string, to: string, most: number): Promise<PublicMonth[]>;
}

/** Opens the figures of the public table. */
export const createPublicFiguresStore = (client: DynamoDBDocumentClient, table: string): PublicFiguresStore => ({
  put: async (month) => {
    await client.send(new PutCommand({ TableName: table, Item: { pk: FIGURES, sk: month.month, ...month } }));
  },
  list: async (from, to, most) => {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: { ':pk': FIGURES, ':from': from, ':to': to },
        ScanIndexForward: false,
        Limit: most,
      }),
    );
    return Items.map(({ pk: _, sk: __, ...month }) => month as PublicMonth);
  },
});
