import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { BY_CHANGE_INDEX, BY_TIME_INDEX } from './contract.ts';
import { type PublicItem, instantKey, periodOf, requestKey } from './public-items.ts';
import { readItems } from './public.store.ts';
import type { PublicRequest } from './public-request.ts';
import type { PublicUpdate } from './public-update.ts';
import type { Paging, RequestList, Span, UpdateQuery } from './request-query.ts';

/** A page of a list, and how long the list is; undefined when it is longer than was counted. */
export interface Listed<T> {
  entries: T[];
  total?: number;
}

/** The way to the public table for those who read it. */
export interface PublicReader {
  /** Public requests by their ids, in that order; hidden and unknown ones are left out alike. */
  find(ids: readonly string[]): Promise<PublicRequest[]>;
  /** A page of a list; undefined when more entries lie in its span than one call looks through. */
  list(list: RequestList): Promise<Listed<PublicRequest> | undefined>;
  /** A page of the updates; undefined likewise. */
  updates(query: UpdateQuery): Promise<Listed<PublicUpdate> | undefined>;
}

/**
 * Most entries of an index that one call looks through: at 200 bytes each 10 MB, ten reads of 1 MB one after the other, about a
 * second; 1,280 read units are less than two tenths of a cent for a thousand such calls. A city of 200,000 requests a year has 50,000 in 90 days.
 */
const MOST_READ = 50_000;

/** The months of UTC that a span touches, in order. */
const periodsOf = (kind: 'requests' | 'updates', { from, to }: Span): string[] => {
  const periods = [periodOf(kind, from)];
  for (let at = from; periods.at(-1) !== periodOf(kind, to); at += 86_400_000) {
    const period = periodOf(kind, at);
    if (period !== periods.at(-1)) periods.push(period);
  }
  return periods;
};

/** Sorts behind every id. */
const LAST = '~';

interface Walk {
  index: typeof BY_TIME_INDEX | typeof BY_CHANGE_INDEX;
  kind: 'requests' | 'updates';
  span: Span;
  newestFirst: boolean;
  filter?: { expression: string; names: Record<string, string>; values: Record<string, unknown> };
  paging: Paging;
}

/** Opens the public table for reading. */
export const createPublicReader = (
  client: DynamoDBDocumentClient,
  table: string,
  mostRead = MOST_READ,
): PublicReader => {
  /** Keys of a page, with the length of the list as far as it was looked through. */
  const walk = async ({ index, kind, span, newestFirst, filter, paging }: Walk) => {
    const [partition, order] = index === BY_TIME_INDEX ? ['period', 'at'] : ['changePeriod', 'changedAt'];
    const skip = (paging.page - 1) * paging.size;
    const keys: { pk: string; sk: string }[] = [];
    let total = 0;
    let read = 0;
    const periods = periodsOf(kind, span);
    for (const period of newestFirst ? periods.reverse() : periods) {
      let start: Record<string, unknown> | undefined;
      do {
        const counting = keys.length === paging.size; // the page is full, and only its length is still asked for
        const result = await client.send(
          new QueryCommand({
            TableName: table,
            IndexName: index,
            ...(counting ? { Select: 'COUNT' } : { ProjectionExpression: 'pk, sk' }),
            KeyConditionExpression: '#partition = :period AND #order BETWEEN :from AND :to',
            ...(filter ? { FilterExpression: filter.expression } : {}),
            ExpressionAttributeNames: { '#partition': partition!, '#order': order!, ...filter?.names },
            ExpressionAttributeValues: {
              ':period': period,
              ':from': instantKey(span.from),
              ':to': `${instantKey(span.to)}${LAST}`,
              ...filter?.values,
            },
            ScanIndexForward: !newestFirst,
            ExclusiveStartKey: start,
          }),
        );
        const found = (result.Items ?? []) as PublicItem[];
        keys.push(...found.slice(Math.max(0, skip - total)).slice(0, paging.size - keys.length));
        total += result.Count ?? 0;
        read += result.ScannedCount ?? 0;
        start = result.LastEvaluatedKey;
        if (read >= mostRead && start) return keys.length === paging.size ? { keys } : undefined;
      } while (start);
    }
    return { keys, total };
  };

  const page = async <T>(asked: Walk, pick: (item: PublicItem) => unknown): Promise<Listed<T> | undefined> => {
    const walked = await walk(asked);
    if (!walked) return undefined;
    const items = await readItems(client, table, walked.keys);
    const entries = items.flatMap((item) => (pick(item) ?? []) as T[]);
    return { entries, ...('total' in walked ? { total: walked.total } : {}) };
  };

  const history = async (requestId: string): Promise<PublicUpdate[]> => {
    const updates: PublicUpdate[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const result = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :updates)',
          ExpressionAttributeValues: { ':pk': requestKey(requestId).pk, ':updates': 'UPDATE#' },
          ConsistentRead: true,
          ExclusiveStartKey: start,
        }),
      );
      updates.push(...(result.Items ?? []).map(({ update }) => update as PublicUpdate));
      start = result.LastEvaluatedKey;
    } while (start);
    return updates;
  };

  return {
    find: async (ids) => {
      const items = await readItems(client, table, ids.map(requestKey));
      return items.flatMap(({ request }) => (request ? [request as PublicRequest] : []));
    },

    list: (list) => {
      const filter = filterOf(list);
      return page<PublicRequest>(
        {
          index: list.by === 'requested' ? BY_TIME_INDEX : BY_CHANGE_INDEX,
          kind: 'requests',
          span: list.span,
          // A list of changes is read on from where it was left: what changes meanwhile is found at its end, and nothing is missed.
          newestFirst: list.by === 'requested',
          ...(filter ? { filter } : {}),
          paging: list.paging,
        },
        ({ request }) => request,
      );
    },

    updates: async (query) => {
      const pick = ({ update }: PublicItem) => update;
      if (!('requestId' in query))
        return page<PublicUpdate>({ ...query, index: BY_TIME_INDEX, kind: 'updates', newestFirst: false }, pick);
      const { requestId, span, paging } = query;
      const all = (await history(requestId)).filter(({ at }) => !span || (at >= span.from && at <= span.to));
      return { entries: all.slice((paging.page - 1) * paging.size).slice(0, paging.size), total: all.length };
    },
  };
};

const oneOf = (attribute: string, name: string, values: readonly string[]) => {
  const placeholders = values.map((_, index) => `:${name}${index}`);
  return {
    expression: `#${name} IN (${placeholders.join(', ')})`,
    names: { [`#${name}`]: attribute },
    values: Object.fromEntries(values.map((value, index) => [`:${name}${index}`, value])),
  };
};

const filterOf = ({ statuses, codes, requested }: RequestList): Walk['filter'] => {
  const parts = [
    ...(statuses.length > 0 ? [oneOf('status', 'status', statuses)] : []),
    ...(codes.length > 0 ? [oneOf('code', 'code', codes)] : []),
    ...(requested
      ? [
          {
            expression: '#at BETWEEN :madeFrom AND :madeTo',
            names: { '#at': 'at' },
            values: { ':madeFrom': instantKey(requested.from), ':madeTo': `${instantKey(requested.to)}${LAST}` },
          },
        ]
      : []),
  ];
  if (parts.length === 0) return undefined;
  return {
    expression: parts.map(({ expression }) => expression).join(' AND '),
    names: Object.assign({}, ...parts.map(({ names }) => names)),
    values: Object.assign({}, ...parts.map(({ values }) => values)),
  };
};
