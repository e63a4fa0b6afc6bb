import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { BY_CHANGE_INDEX, BY_TIME_INDEX } from './contract.ts';
import { type PublicItem, instantKey, periodOf, requestKey } from './public-items.ts';
import { readItems } from './public.store.ts';
import type { PublicRequest } from './public-request.ts';
import type { PublicTypes } from './public-types.ts';
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

/** Which entries of an index are meant. */
interface Filter {
  expression: string;
  names: Record<string, string>;
  values: Record<string, unknown>;
}

interface Walk {
  index: typeof BY_TIME_INDEX | typeof BY_CHANGE_INDEX;
  kind: 'requests' | 'updates';
  span: Span;
  newestFirst: boolean;
  filter: Filter;
  paging: Paging;
}

/** Opens the public table for reading; `types` tells at each call what may be shown. */
export const createPublicReader = (
  client: DynamoDBDocumentClient,
  table: string,
  types: () => PublicTypes,
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
            FilterExpression: filter.expression,
            ExpressionAttributeNames: { '#partition': partition!, '#order': order!, ...filter.names },
            ExpressionAttributeValues: {
              ':period': period,
              ':from': instantKey(span.from),
              ':to': `${instantKey(span.to)}${LAST}`,
              ...filter.values,
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

  /** What an item holds, if its type may be shown now. */
  const shown = <T>(items: readonly PublicItem[], part: 'request' | 'update'): T[] => {
    const { isPublic } = types();
    return items.flatMap((item) => (isPublic(item.code) && item[part] ? [item[part] as T] : []));
  };

  const page = async <T>(asked: Walk, part: 'request' | 'update'): Promise<Listed<T> | undefined> => {
    const walked = await walk(asked);
    if (!walked) return undefined;
    const entries = shown<T>(await readItems(client, table, walked.keys), part);
    return { entries, ...('total' in walked ? { total: walked.total } : {}) };
  };

  const history = async (requestId: string): Promise<PublicUpdate[]> => {
    const items: PublicItem[] = [];
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
      items.push(...((result.Items ?? []) as PublicItem[]));
      start = result.LastEvaluatedKey;
    } while (start);
    return shown(items, 'update');
  };

  return {
    find: async (ids) => shown(await readItems(client, table, ids.map(requestKey)), 'request'),

    list: async (list) => {
      const { isPublic, hidden } = types();
      const codes = list.codes.filter(isPublic);
      if (list.codes.length > 0 && codes.length === 0) return { entries: [], total: 0 };
      return page<PublicRequest>(
        {
          index: list.by === 'requested' ? BY_TIME_INDEX : BY_CHANGE_INDEX,
          kind: 'requests',
          span: list.span,
          // A list of changes is read on from where it was left: what changes meanwhile is found at its end, and nothing is missed.
          newestFirst: list.by === 'requested',
          filter: filterOf({ ...list, codes }, hidden),
          paging: list.paging,
        },
        'request',
      );
    },

    updates: async (query) => {
      if (!('requestId' in query)) {
        const filter = shownOnly(types().hidden);
        return page<PublicUpdate>(
          { ...query, index: BY_TIME_INDEX, kind: 'updates', newestFirst: false, filter },
          'update',
        );
      }
      const { requestId, span, paging } = query;
      const all = (await history(requestId)).filter(({ at }) => !span || (at >= span.from && at <= span.to));
      return { entries: all.slice((paging.page - 1) * paging.size).slice(0, paging.size), total: all.length };
    },
  };
};

const oneOf = (attribute: string, name: string, values: readonly string[]) => {
  const placeholders = values.map((_, index) => `:${name}${index}`);
  return {
    expression: `#${attribute} IN (${placeholders.join(', ')})`,
    names: { [`#${attribute}`]: attribute },
    values: Object.fromEntries(values.map((value, index) => [`:${name}${index}`, value])),
  };
};

/** Most values of one IN. */
const MOST_VALUES = 100;

/** Entries of types that are not hidden: what names no type was published by an older version, and waits for its request's next change. */
const shownOnly = (hidden: readonly string[]): Filter => {
  const groups = Array.from({ length: Math.ceil(hidden.length / MOST_VALUES) }, (_, index) =>
    oneOf('code', `hidden${index}x`, hidden.slice(index * MOST_VALUES, (index + 1) * MOST_VALUES)),
  );
  const none = groups.map(({ expression }) => `NOT ${expression}`);
  return {
    expression: ['attribute_exists(#code)', ...none].join(' AND '),
    names: { '#code': 'code' },
    values: Object.assign({}, ...groups.map(({ values }) => values)),
  };
};

const filterOf = ({ statuses, codes, requested }: RequestList, hidden: readonly string[]): Filter => {
  const parts = [
    ...(statuses.length > 0 ? [oneOf('status', 'status', statuses)] : []),
    codes.length > 0 ? oneOf('code', 'code', codes) : shownOnly(hidden),
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
  return {
    expression: parts.map(({ expression }) => expression).join(' AND '),
    names: Object.assign({}, ...parts.map(({ names }) => names)),
    values: Object.assign({}, ...parts.map(({ values }) => values)),
  };
};
