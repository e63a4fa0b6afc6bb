import {
  type DynamoDBDocumentClient,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  type ScanCommandInput,
} from '@aws-sdk/lib-dynamodb';

interface Page {
  Items?: Record<string, unknown>[];
  LastEvaluatedKey?: Record<string, unknown>;
}

/** Every item of every page; the next page is read when the one before was used up. */
async function* pages(
  read: (start: Record<string, unknown> | undefined) => Promise<Page>,
): AsyncGenerator<Record<string, unknown>> {
  let start: Record<string, unknown> | undefined;
  do {
    const page = await read(start);
    yield* page.Items ?? [];
    start = page.LastEvaluatedKey;
  } while (start);
}

/** Every item that a query finds, page after page. */
export const queryItems = (client: DynamoDBDocumentClient, query: QueryCommandInput) =>
  pages((ExclusiveStartKey) => client.send(new QueryCommand({ ...query, ExclusiveStartKey })));

/** The same of a scan. */
export const scanItems = (client: DynamoDBDocumentClient, scan: ScanCommandInput) =>
  pages((ExclusiveStartKey) => client.send(new ScanCommand({ ...scan, ExclusiveStartKey })));

/** What a query finds, all at once. */
export const queryAll = async <Item extends object = Record<string, unknown>>(
  client: DynamoDBDocumentClient,
  query: QueryCommandInput,
): Promise<Item[]> => {
  const found: Item[] = [];
  for await (const item of queryItems(client, query)) found.push(item as Item);
  return found;
};
