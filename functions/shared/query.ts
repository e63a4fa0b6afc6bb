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

/** What several queries find, each in order, in one order; a page is read when the one before was used up, so that whoever stops early reads no more. */
export async function* inOrder<Item>(
  sources: readonly AsyncIterable<Item>[],
  orderOf: (item: Item) => number,
): AsyncGenerator<Item> {
  const iterators = sources.map((source) => source[Symbol.asyncIterator]());
  const heads = await Promise.all(iterators.map((iterator) => iterator.next()));
  for (;;) {
    let first: number | undefined;
    for (const [index, head] of heads.entries()) {
      if (head.done) continue;
      const earliest = first === undefined ? undefined : heads[first];
      if (earliest === undefined || orderOf(head.value) < orderOf(earliest.value)) first = index;
    }
    if (first === undefined) return;
    yield heads[first]!.value;
    heads[first] = await iterators[first]!.next();
  }
}

/** What a query finds, all at once. */
export const queryAll = async <Item extends object = Record<string, unknown>>(
  client: DynamoDBDocumentClient,
  query: QueryCommandInput,
): Promise<Item[]> => {
  const found: Item[] = [];
  for await (const item of queryItems(client, query)) found.push(item as Item);
  return found;
};
