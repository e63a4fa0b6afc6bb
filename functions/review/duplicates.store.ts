import { BatchGetCommand, type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { CatalogueName } from '../catalogue/source.ts';
import { presentRequest } from '../requests/migrate.ts';
import { cellsAround, metersBetween, nearKeyOf, positionOf } from '../requests/near.ts';
import type { Place, Request } from '../requests/request.ts';
import { requestKey } from '../requests/requests.store.ts';
import { NEAR_INDEX } from '../shared/contract.ts';
import type { Near } from './duplicates.ts';

/** What is looked for, and how far and how long back. */
export interface Search {
  catalogue: CatalogueName;
  typeCode: string;
  place: Place;
  receivedAt: number;
  radiusMeters: number;
  days: number;
  /** So many days back it is looked further, for what comes again (R153). */
  daysAgain?: number;
}

export interface DuplicatesStore {
  /**
   * Requests of a type near a place, nearest first, received within the days before or, where this one was delivered late, within the day
   * after; behind these what was received before them, as far as it is looked back. By the index of places, so that no more is read than lies there. Nothing where a request has neither a position nor an address.
   */
  near(search: Search, except: string): Promise<Near[]>;
}

/** Most requests that are looked at more closely: a place with more of one type is a storm, and the nearest say as much. */
const MOST_LOADED = 20;

/** How often what a throttled table left unread is asked for again; what is still missing then is a suggestion less. */
const READINGS = 3;

const DAY_MS = 86_400_000;

/** Makes the store over the index of places: one query for each cell that the circle touches, one batch for those found. */
export const createDuplicatesStore = (client: DynamoDBDocumentClient, table: string): DuplicatesStore => {
  /** The newest megabyte of a type in a cell: some five thousand requests, more than any storm of `days`. */
  const inCell = async (cell: string, { typeCode, receivedAt, days, daysAgain = days }: Search) => {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: NEAR_INDEX,
        KeyConditionExpression: 'cell = :cell AND nearKey BETWEEN :from AND :to',
        ExpressionAttributeValues: {
          ':cell': cell,
          ':from': nearKeyOf(typeCode, receivedAt - Math.max(days, daysAgain) * DAY_MS),
          ':to': nearKeyOf(typeCode, receivedAt + DAY_MS),
        },
        ScanIndexForward: false,
      }),
    );
    return Items;
  };

  const load = async (keys: { pk: string; sk: string }[]): Promise<Map<string, Request>> => {
    const requests = new Map<string, Request>();
    let left: Record<string, unknown>[] = keys;
    for (let reading = 0; reading < READINGS && left.length > 0; reading += 1) {
      const answer = await client.send(new BatchGetCommand({ RequestItems: { [table]: { Keys: left } } }));
      for (const item of answer.Responses?.[table] ?? []) requests.set(String(item.pk), presentRequest(item));
      left = answer.UnprocessedKeys?.[table]?.Keys ?? [];
    }
    return requests;
  };

  return {
    near: async (search, except) => {
      const { catalogue, place, radiusMeters, typeCode, receivedAt, days } = search;
      const recent = nearKeyOf(typeCode, receivedAt - days * DAY_MS);
      const cells = cellsAround(catalogue, place, radiusMeters);
      const items = (await Promise.all(cells.map((cell) => inCell(cell, search)))).flat();
      const found = items
        .map((item) => ({
          pk: String(item.pk),
          meters: distance(positionOf(catalogue, place), item),
          isOld: String(item.nearKey) < recent,
        }))
        .filter(({ pk, meters }) => meters <= radiusMeters && pk !== requestKey(except).pk)
        .sort((a, b) => Number(a.isOld) - Number(b.isOld) || a.meters - b.meters)
        .slice(0, MOST_LOADED);
      const requests = await load(found.map(({ pk }) => ({ pk, sk: 'REQUEST' })));
      return found.flatMap(({ pk, meters }): Near[] => {
        const request = requests.get(pk);
        return request ? [{ request, meters }] : [];
      });
    },
  };
};

/** The index carries the position; what was matched by its address has none. */
const distance = (position: { lat: number; lon: number } | undefined, item: Record<string, unknown>): number =>
  position && typeof item.lat === 'number' && typeof item.lon === 'number'
    ? metersBetween(position, { lat: item.lat, lon: item.lon })
    : 0;
