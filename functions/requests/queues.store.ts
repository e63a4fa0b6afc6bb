import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { QUEUE_INDEX } from '../shared/contract.ts';
import { queryItems } from '../shared/query.ts';

/** The way to the queues: what waits for somebody, in the order in which it is due. */
export interface QueuesStore {
  /** The lines of a queue, at most `most` of them, those due first first; `more` says that there are others behind them. */
  list<Line>(queue: string, most: number): Promise<{ lines: Line[]; more: boolean }>;
}

const queueQuery = (table: string, queue: string) => ({
  TableName: table,
  IndexName: QUEUE_INDEX,
  KeyConditionExpression: 'queue = :queue',
  ExpressionAttributeValues: { ':queue': queue },
});

/** Every line of a queue, those due first first; a page is read when the one before was used up, so that whoever stops early reads no more. */
export async function* queueLines<Line>(
  client: DynamoDBDocumentClient,
  table: string,
  queue: string,
): AsyncGenerator<Line> {
  for await (const { line } of queryItems(client, queueQuery(table, queue))) yield line as Line;
}

/** The same, all at once: for whoever tells how many there are. */
export const allLines = async <Line>(client: DynamoDBDocumentClient, table: string, queue: string): Promise<Line[]> => {
  const lines: Line[] = [];
  for await (const line of queueLines<Line>(client, table, queue)) lines.push(line);
  return lines;
};

/** Makes the store over the index of queues; what was changed a moment ago may not be there yet. */
export const createQueuesStore = (client: DynamoDBDocumentClient, table: string): QueuesStore => ({
  list: async <Line>(queue: string, most: number) => {
    const lines: Line[] = [];
    const items = queryItems(client, { ...queueQuery(table, queue), Limit: most + 1 });
    for await (const { line } of items) {
      if (lines.length === most) return { lines, more: true };
      lines.push(line as Line);
    }
    return { lines, more: false };
  },
});
