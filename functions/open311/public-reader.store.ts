import { type DynamoDBDocumentClient, QueryCommand, type QueryCommandOutput } from '@aws-sdk/lib-dynamodb';
import { BY_CHANGE_INDEX, BY_SERVICE_INDEX, BY_TIME_INDEX, OPEN_INDEX } from './contract.ts';
import { type PublicItem, instantKey, monthOf, requestKey } from './public-items.ts';
import { readItems } from './public.store.ts';
import type { PublicRequest } from './public-request.ts';
import type { PublicTypes } from './public-types.ts';
import type { PublicUpdate } from './public-update.ts';
import type { Paging, RequestList, Span, UpdateQuery } from './request-query.ts';
import { queryAll } from '../shared/query.ts';

/** A page of a list. */
export interface Listed<T> {
  entries: T[];
  /** How long the list is, as far as it was counted. */
  count: number;
  /** Whether that is all of it. */
  isWhole: boolean;
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
 * Most entries of an index that one call looks through for its page: at 150 bytes each 7.5 MB, eight reads of 1 MB one after the other, or
 * 920 read units, a tenth of a cent for a thousand such calls. A city of 200,000 requests a year has 50,000 in 90 days.
 */
const MOST_READ = 50_000;

/** After so many entries a list is counted no further: one read of less than 1 MB, a hundred read units. */
const MOST_COUNTED = 5_000;

/** Entries that are read at once where a filter leaves some of them out: ten read units, and enough for a page of fifty if one in ten is meant. */
const BLOCK = 500;

/** The months of UTC that a span touches, in order. */
const monthsOf = ({ from, to }: Span): string[] => {
  const months = [monthOf(from)];
  for (let at = from; months.at(-1) !== monthOf(to); at += 86_400_000) {
    const month = monthOf(at);
    if (month !== months.at(-1)) months.push(month);
  }
  return months;
};

/** Sorts behind every id. */
const LAST = '~';

/** The attributes by which each index is read. */
const KEYS = {
  [BY_TIME_INDEX]: ['period', 'at'],
  [BY_CHANGE_INDEX]: ['changePeriod', 'changedAt'],
  [BY_SERVICE_INDEX]: ['servicePeriod', 'at'],
  [OPEN_INDEX]: ['openPeriod', 'at'],
} as const;

/** Which entries of an index are meant. */
interface Filter {
  expression: string;
  names: Record<string, string>;
  values: Record<string, unknown>;
}

interface Walk {
  index: keyof typeof KEYS;
  /** The partition of a month. */
  partition: (month: string) => string;
  span: Span;
  newestFirst: boolean;
  filter?: Filter;
  paging: Paging;
}

/** Opens the public table for reading; `types` tells at each call what may be shown. */
export const createPublicReader = (
  client: DynamoDBDocumentClient,
  table: string,
  types: () => PublicTypes,
  { mostRead = MOST_READ, mostCounted = MOST_COUNTED } = {},
): PublicReader => {
  /** A place among the entries of an index, which it goes through month by month. */
  const cursorOf = ({ index, partition, span, newestFirst, filter }: Walk) => {
    const [partitionKey, order] = KEYS[index];
    const months = monthsOf(span);
    if (newestFirst) months.reverse();
    let start: Record<string, unknown> | undefined;
    let read = 0;
    return {
      isAtEnd: () => months.length === 0,
      /** How many entries it has passed. */
      read: () => read,
      /** What lies ahead: at most so many entries of this month, or only how many of them are meant. */
      look: (limit: number, counting: boolean) =>
        client.send(
          new QueryCommand({
            TableName: table,
            IndexName: index,
            ...(counting ? { Select: 'COUNT' } : { ProjectionExpression: 'pk, sk' }),
            KeyConditionExpression: '#partition = :partition AND #order BETWEEN :from AND :to',
            ...(filter ? { FilterExpression: filter.expression } : {}),
            ExpressionAttributeNames: { '#partition': partitionKey, '#order': order, ...filter?.names },
            ExpressionAttributeValues: {
              ':partition': partition(months[0] ?? ''),
              ':from': instantKey(span.from),
              ':to': `${instantKey(span.to)}${LAST}`,
              ...filter?.values,
            },
            ScanIndexForward: !newestFirst,
            ExclusiveStartKey: start,
            Limit: Math.min(limit, mostRead),
          }),
        ),
      /** Goes past what was looked at. */
      pass: ({ ScannedCount = 0, LastEvaluatedKey }: QueryCommandOutput) => {
        read += ScannedCount;
        start = LastEvaluatedKey;
        if (!start) months.shift();
      },
    };
  };

  /** Keys of a page, with how many entries of the list lie before its end; undefined when it lies too far away. */
  const pageAt = async (cursor: ReturnType<typeof cursorOf>, { filter, paging }: Walk) => {
    const skip = (paging.page - 1) * paging.size;
    const block = filter ? BLOCK : 1;
    const keys: { pk: string; sk: string }[] = [];
    let total = 0;
    while (keys.length < paging.size && !cursor.isAtEnd()) {
      if (cursor.read() >= mostRead) return undefined;
      const before = skip - total;
      const passed = before > 0 ? await cursor.look(Math.max(block, before), true) : undefined;
      if (passed && (passed.Count ?? 0) <= before) {
        total += passed.Count ?? 0;
        cursor.pass(passed);
        continue;
      }
      const found = await cursor.look(Math.max(block, paging.size - keys.length), false);
      const items = (found.Items ?? []) as PublicItem[];
      keys.push(...items.slice(Math.max(0, before)).slice(0, paging.size - keys.length));
      total += found.Count ?? 0;
      cursor.pass(found);
    }
    return { keys, total };
  };

  /** How many entries lie behind a place, as far as a list is counted, and whether those are all. */
  const countRest = async (cursor: ReturnType<typeof cursorOf>) => {
    let count = 0;
    while (!cursor.isAtEnd()) {
      if (cursor.read() >= mostCounted) return { count, isWhole: false };
      const rest = await cursor.look(mostCounted - cursor.read(), true);
      count += rest.Count ?? 0;
      cursor.pass(rest);
    }
    return { count, isWhole: true };
  };

  const page = async <T>(walk: Walk, part: 'request' | 'update'): Promise<Listed<T> | undefined> => {
    const cursor = cursorOf(walk);
    const found = await pageAt(cursor, walk);
    if (!found) return undefined;
    const [items, { count, isWhole }] = await Promise.all([readItems(client, table, found.keys), countRest(cursor)]);
    return { entries: shown<T>(items, part), count: found.total + count, isWhole };
  };

  /** What an item holds, if its type may be shown now. */
  const shown = <T>(items: readonly PublicItem[], part: 'request' | 'update'): T[] => {
    const { isPublic } = types();
    return items.flatMap((item) => (isPublic(item.code) && item[part] ? [item[part] as T] : []));
  };

  const history = async (requestId: string): Promise<PublicUpdate[]> => {
    const items = await queryAll<PublicItem>(client, {
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :updates)',
      ExpressionAttributeValues: { ':pk': requestKey(requestId).pk, ':updates': 'UPDATE#' },
      ConsistentRead: true,
    });
    return shown(items, 'update');
  };

  return {
    find: async (ids) => shown(await readItems(client, table, ids.map(requestKey)), 'request'),

    list: async (list) => {
      const { isPublic, hidden } = types();
      const codes = list.codes.filter(isPublic);
      if (list.codes.length > 0 && codes.length === 0) return { entries: [], count: 0, isWhole: true };
      return page<PublicRequest>(walkOf({ ...list, codes }, hidden), 'request');
    },

    updates: async (query) => {
      if (!('requestId' in query)) {
        const filter = shownOnly(types().hidden);
        const partition = (month: string) => `updates#${month}`;
        return page<PublicUpdate>({ ...query, index: BY_TIME_INDEX, partition, newestFirst: false, filter }, 'update');
      }
      const { requestId, span, paging } = query;
      const all = (await history(requestId)).filter(({ at }) => !span || (at >= span.from && at <= span.to));
      const entries = all.slice((paging.page - 1) * paging.size).slice(0, paging.size);
      return { entries, count: all.length, isWhole: true };
    },
  };
};

/** Names of letters that are short, because an expression may have 4,096 bytes: room for 600 values, several times a city's private types. */
const oneOf = (attribute: string, name: string, values: readonly string[]): Filter => {
  const placeholders = values.map((_, index) => `:${name}${index}`);
  return {
    expression: `#${attribute} IN (${placeholders.join(',')})`,
    names: { [`#${attribute}`]: attribute },
    values: Object.fromEntries(values.map((value, index) => [`:${name}${index}`, value])),
  };
};

/** Most values of one IN. */
const MOST_VALUES = 100;

/** Entries of types that are not hidden: what names no type was published by an older version, and waits for its request's next change. */
const shownOnly = (hidden: readonly string[]): Filter => {
  const groups = Array.from({ length: Math.ceil(hidden.length / MOST_VALUES) }, (_, index) =>
    oneOf('code', `h${index}`, hidden.slice(index * MOST_VALUES, (index + 1) * MOST_VALUES)),
  );
  const none = groups.map(({ expression }) => `NOT ${expression}`);
  return {
    expression: ['attribute_exists(#code)', ...none].join(' AND '),
    names: { '#code': 'code' },
    values: Object.assign({}, ...groups.map(({ values }) => values)),
  };
};

/**
 * The index that has the fewest entries to look through: of one service, of what is open, or of everything. A list of changes is
 * read on from where it was left: what changes meanwhile is found at its end, and nothing is missed.
 */
const walkOf = (list: RequestList, hidden: readonly string[]): Walk => {
  const { by, span, paging, codes, statuses, requested } = list;
  const [code, ...others] = codes;
  const [status, ...more] = statuses;
  const ofStatus = status && more.length === 0 ? oneOf('status', 'status', [status]) : undefined; // both are all there are
  const ofTypes = code ? oneOf('code', 'code', codes) : shownOnly(hidden);
  const ofMonth = (month: string) => `requests#${month}`;
  if (by === 'updated') {
    const filter = both(ofTypes, ofStatus, requested && madeWithin(requested));
    return { index: BY_CHANGE_INDEX, partition: ofMonth, span, newestFirst: false, filter, paging };
  }
  const walk = { span, newestFirst: true, paging };
  if (code && others.length === 0)
    return { ...walk, index: BY_SERVICE_INDEX, partition: (month) => `${code}#${month}`, ...filtered(ofStatus) };
  if (ofStatus && status === 'open') return { ...walk, index: OPEN_INDEX, partition: ofMonth, filter: ofTypes };
  return { ...walk, index: BY_TIME_INDEX, partition: ofMonth, filter: both(ofTypes, ofStatus) };
};

const filtered = (filter: Filter | undefined): Pick<Walk, 'filter'> => (filter ? { filter } : {});

const madeWithin = ({ from, to }: Span): Filter => ({
  expression: '#at BETWEEN :madeFrom AND :madeTo',
  names: { '#at': 'at' },
  values: { ':madeFrom': instantKey(from), ':madeTo': `${instantKey(to)}${LAST}` },
});

const both = (first: Filter, ...others: (Filter | undefined)[]): Filter => {
  const parts = [first, ...others.filter((part) => part !== undefined)];
  return {
    expression: parts.map(({ expression }) => expression).join(' AND '),
    names: Object.assign({}, ...parts.map(({ names }) => names)),
    values: Object.assign({}, ...parts.map(({ values }) => values)),
  };
};
