import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { queryAll } from '../../functions/shared/query.ts';
import { type Catalogue, catalogueFrom } from '../../functions/catalogue/catalogue.ts';
import type { CatalogueSource } from '../../functions/catalogue/source.ts';
import type { StoredFile } from '../../functions/catalogue/stored.ts';
import { WATCH_INDEX, WATCH_SHARDS } from '../../functions/shared/contract.ts';
import type { Difference } from './sheets/difference.ts';

/** An open request, as the index of those tells of it. */
export interface OpenRequest {
  /** Name of its type; absent before it was accepted. */
  typeName?: string;
  catalogue?: string;
}

/** Open requests by the code of the agreement that promises them something; those that nobody has accepted yet have none. */
export const countByAgreement = (
  requests: Iterable<OpenRequest>,
  source: CatalogueSource,
  catalogue: Pick<Catalogue, 'find'> = catalogueFrom(source),
): Map<string, number> => {
  const agreementOf = new Map(
    Object.values(source.files as Record<string, StoredFile>).flatMap(({ types }) =>
      types.map(({ code, name }) => [name, catalogue.find(code)?.agreement] as const),
    ),
  );
  const counts = new Map<string, number>();
  for (const { typeName, catalogue: name } of requests) {
    const agreement = name === source.name && typeName ? agreementOf.get(typeName) : undefined;
    if (agreement) counts.set(agreement, (counts.get(agreement) ?? 0) + 1);
  }
  return counts;
};

/** Every open request: one query for each shard of the index, and its pages. */
export const readOpenRequests = async (client: DynamoDBDocumentClient, table: string): Promise<OpenRequest[]> => {
  const found: OpenRequest[] = [];
  for (let shard = 0; shard < WATCH_SHARDS; shard += 1) {
    const items = await queryAll<OpenRequest>(client, {
      TableName: table,
      IndexName: WATCH_INDEX,
      KeyConditionExpression: 'watch = :shard',
      ExpressionAttributeValues: { ':shard': `open#${shard}` },
      ProjectionExpression: 'typeName, catalogue',
    });
    found.push(...items);
  }
  return found;
};

/** What a changed promise means for those who have one: they keep it (R111). Undefined for every other difference. */
export const sayKept = (
  { kind, code, change, cells }: Difference,
  counts: ReadonlyMap<string, number>,
): string | undefined => {
  if (kind !== 'agreements' || change !== 'changed') return undefined;
  const count = counts.get(code) ?? 0;
  const version = cells.find(({ column }) => column === 'version')?.was ?? '1';
  if (count === 0) return '  no open request has this promise';
  return `  ${count} open ${count === 1 ? 'request keeps' : 'requests keep'} what ${count === 1 ? 'it was' : 'they were'} promised (version ${version} or older)`;
};
