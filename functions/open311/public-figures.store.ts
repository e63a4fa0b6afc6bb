import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { queryItems } from '../shared/query.ts';
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
    const months: PublicMonth[] = [];
    const found = queryItems(client, {
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':pk': FIGURES, ':from': from, ':to': to },
      ScanIndexForward: false,
      Limit: most,
    });
    // A read ends at a megabyte, which is less than two years of a city with a hundred partners.
    for await (const { pk: _, sk: __, ...month } of found) {
      if (months.push(month as unknown as PublicMonth) === most) break;
    }
    return months;
  },
});
