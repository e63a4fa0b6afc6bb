import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { createPublishedStore } from '../../../functions/catalogue/published.store.ts';
import { STORMS, type Storm } from '../../../functions/clocks/storm.ts';
import type { Notice } from '../../../functions/notices/notice.ts';
import type { Request } from '../../../functions/requests/request.ts';
import type { Service } from '../service.ts';

/** Everything that a stack's tables hold of requests and notices: for comparing a whole replay, never for serving a page. */
export const readStored = async ({ dynamodb, tables }: Service) => {
  const requests = new Map<string, Request>();
  let workOrders = 0;
  for await (const item of scan(dynamodb, tables.requests)) {
    if (item.sk === 'REQUEST') requests.set(String(item.id), item as unknown as Request);
    if (String(item.sk).startsWith('WORK-ORDER#')) workOrders += 1;
  }
  const notices: Notice[] = [];
  for await (const item of scan(dynamodb, tables.notices)) notices.push(item as unknown as Notice);
  const published = createPublishedStore<Storm>(dynamodb, tables.requests);
  const { newest } = await published.publications(STORMS);
  const storms = newest === 1 ? {} : (await published.version(STORMS, newest)).files;
  return { requests, notices, workOrders, storms };
};

async function* scan(client: DynamoDBDocumentClient, table: string): AsyncGenerator<Record<string, unknown>> {
  let start: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new ScanCommand({ TableName: table, ExclusiveStartKey: start, ConsistentRead: true }),
    );
    yield* page.Items ?? [];
    start = page.LastEvaluatedKey;
  } while (start);
}
