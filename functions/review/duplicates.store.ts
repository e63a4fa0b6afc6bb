import { BatchGetCommand, type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { cellsAround, metersBetween, nearKeyOf } from '../requests/near.ts';
import type { Place, Request } from '../requests/request.ts';
import { presentRequest } from '../requests/migrate.ts';
import { requestKey } from '../requests/requests.store.ts';
import { NEAR_INDEX } from '../shared/contract.ts';
import type { Near } from './duplicates.ts';

/** What is looked for, and how far and how long back. */
export interface Search {
  catalogue: string;
  typeCode: string;
  place: Place;
  receivedAt: number;
  radiusMeters: number;
  days: number;
}

export interface DuplicatesStore {
  /** Requests of a type near a place, received within the days before; by the index of places, so that no more is read than lies there. */
  near(search: Search, except: string): Promise<Near[]>;
}

/** Most requests that are looked at more closely: a place with more of one type is a storm, and the nearest say as much. */
const MOST_LOADED = 20;

const DAY_MS = 86_400_000;

/** Makes the store over the index of places: one query for each cell that the circle touches, one batch for those found. */
export const createDuplicatesStore = (client: DynamoDBDocumentClient, table: string): DuplicatesStore => ({
  near: async ({ catalogue, typeCode, place, receivedAt, radiusMeters, days }, except) => {
    const inCell = async (cell: string) => {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: table,
          IndexName: NEAR_INDEX,
          KeyConditionExpression: 'cell = :cell AND nearKey BETWEEN :from AND :to',
          ExpressionAttributeValues: {
            ':cell': cell,
            ':from': nearKeyOf(typeCode, receivedAt - days * DAY_MS),
            ':to': nearKeyOf(typeCode, receivedAt + DAY_MS),
          },
          ScanIndexForward: false,
        }),
      );
      return Items;
    };
    const items = (await Promise.all(cellsAround(catalogue, place, radiusMeters).map(inCell))).flat();
    const found = items
      .map((item) => ({ pk: String(item.pk), meters: distance(place, item) }))
      .filter(({ pk, meters }) => meters <= radiusMeters && pk !== requestKey(except).pk)
      .sort((a, b) => a.meters - b.meters)
      .slice(0, MOST_LOADED);
    if (found.length === 0) return [];
    const { Responses } = await client.send(
      new BatchGetCommand({ RequestItems: { [table]: { Keys: found.map(({ pk }) => ({ pk, sk: 'REQUEST' })) } } }),
    );
    const requests = new Map((Responses?.[table] ?? []).map((item) => [String(item.pk), presentRequest(item)]));
    return found.flatMap(({ pk, meters }): Near[] => {
      const request: Request | undefined = requests.get(pk);
      return request ? [{ request, meters }] : [];
    });
  },
});

/** The index carries the position; what was matched by its address has none. */
const distance = ({ lat, lon }: Place, item: Record<string, unknown>): number => {
  const { lat: otherLat, lon: otherLon } = item;
  const positioned = lat !== undefined && lon !== undefined;
  return positioned && typeof otherLat === 'number' && typeof otherLon === 'number'
    ? metersBetween({ lat, lon }, { lat: otherLat, lon: otherLon })
    : 0;
};
