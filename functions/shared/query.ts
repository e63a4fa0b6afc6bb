import { type DynamoDBDocumentClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';

/** Every item that a query finds, page after page; the next page is read when the one before was used up. */
export async function* queryItems(
  client: DynamoDBDocumentClient,
  query: QueryCommandInput,
): AsyncGenerator<Record<string, unknown>> {
  let start: Record<string, unknown> | undefined;
  do {
    const page = await client.send(new QueryCommand({ ...query, ExclusiveStartKey: start }));
    yield* page.Items ?? [];
    start = page.LastEvaluatedKey;
  } while (start);
}

/** The same, all at once. */
export const queryAll = async <Item extends object = Record<string, unknown>>(
  client: DynamoDBDocumentClient,
  query: QueryCommandInput,
): Promise<Item[]> => {
  const found: Item[] = [];
  for await (const item of queryItems(client, query)) found.push(item as Item);
  return found;
};
