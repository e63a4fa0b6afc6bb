import { DynamoDBDocumentClient, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from 'vitest';
import { createPublicReader } from '../../functions/open311/public-reader.store.ts';
import { publicTypes } from '../../functions/open311/public-types.ts';
import type { Paging, RequestList } from '../../functions/open311/request-query.ts';
import { somerville } from '../support/builders.ts';

/** Keys of each month, as an index gives them: so many at a time, like the megabytes of a large one. */
const AT_A_TIME = 3;

/** A table whose index holds so many requests in each month, every third of them closed, with what it was asked. */
const aTable = (months: Record<string, number>, atATime = AT_A_TIME) => {
  const asked: { index: string; partition: string; counting: boolean; entries: number }[] = [];
  const keysOf = (partition: string) =>
    Array.from({ length: months[partition.slice(-'2026-06'.length)] ?? 0 }, (_, index) => ({
      pk: `${partition}#${index}`,
      sk: 'REQUEST',
    }));
  const query = ({
    IndexName = '',
    ExpressionAttributeValues = {},
    ExclusiveStartKey,
    Select,
    Limit = Infinity,
  }: QueryCommandInput) => {
    const partition = String(ExpressionAttributeValues[':partition']);
    const first = Number(ExclusiveStartKey?.at ?? 0);
    const most = Math.min(atATime, Limit);
    const some = keysOf(partition).slice(first, first + most);
    const isMore = first + most < keysOf(partition).length;
    const meant = some.filter(
      (_, index) => ExpressionAttributeValues[':status0'] !== 'closed' || (first + index) % 3 === 0,
    );
    asked.push({ index: IndexName, partition, counting: Select === 'COUNT', entries: some.length });
    return {
      ...(Select === 'COUNT' ? {} : { Items: meant }),
      Count: meant.length,
      ScannedCount: some.length,
      ...(isMore ? { LastEvaluatedKey: { at: first + most } } : {}),
    };
  };
  const read = (input: { RequestItems: Record<string, { Keys: Record<string, unknown>[] }> }) => ({
    Responses: {
      Public: (input.RequestItems.Public?.Keys ?? []).map((key) => ({ ...key, code: 'pothole', request: key.pk })),
    },
  });
  const send = async ({ input }: { input: Parameters<typeof read>[0] | QueryCommandInput }) =>
    'RequestItems' in input ? read(input) : query(input as QueryCommandInput);
  const client = Object.assign(Object.create(DynamoDBDocumentClient.prototype) as DynamoDBDocumentClient, { send });
  return {
    asked,
    reader: (most: { mostRead?: number; mostCounted?: number } = {}) =>
      createPublicReader(client, 'Public', () => publicTypes(somerville), most),
  };
};

const list = (paging: Partial<Paging> = {}, more: Partial<RequestList> = {}): RequestList => ({
  kind: 'list',
  by: 'requested',
  span: { from: Date.UTC(2026, 3, 30), to: Date.UTC(2026, 5, 2) },
  codes: [],
  statuses: [],
  paging: { page: 1, size: 4, paged: true, ...paging },
  extensions: false,
  ...more,
});

const APRIL_TO_JUNE = { '2026-04': 2, '2026-05': 7, '2026-06': 1 };

describe('a list that is longer than one read', () => {
  test('goes through every month of its span, the newest first', async () => {
    const { asked, reader } = aTable(APRIL_TO_JUNE);
    const listed = await reader().list(list({ size: 100 }));
    expect(listed?.entries).toEqual([
      'requests#2026-06#0',
      ...Array.from({ length: 7 }, (_, index) => `requests#2026-05#${index}`),
      ...['requests#2026-04#0', 'requests#2026-04#1'],
    ]);
    expect(listed).toMatchObject({ count: 10, isWhole: true });
    expect(asked.map(({ partition }) => partition.slice(-2))).toEqual(['06', '05', '05', '05', '04']);
  });

  const CLOSED = { statuses: ['closed'] };
  test.each([
    ['everything', {}, 10],
    ['what a filter leaves', CLOSED, 5],
    ['one service', { codes: ['pothole'] }, 10],
    ['what a filter leaves of one service', { codes: ['pothole'], ...CLOSED }, 5],
  ])('comes in pages that join, whatever the size of a page and of a read: %s', async (_, more, count) => {
    for (const atATime of [1, 2, 3, 100]) {
      const read = (paging: Partial<Paging>) => aTable(APRIL_TO_JUNE, atATime).reader().list(list(paging, more));
      const whole = (await read({ size: 100 }))?.entries;
      expect(whole).toHaveLength(count);
      for (let size = 1; size <= count + 1; size += 1) {
        const pages = await Promise.all(
          Array.from({ length: count + 1 }, (__, page) => read({ page: page + 1, size })),
        );
        expect(pages.flatMap((page) => page?.entries ?? [])).toEqual(whole);
        expect(pages.every((page) => page?.count === count && page.isWhole)).toBe(true);
      }
    }
  });

  test('is only counted once its page is full', async () => {
    const { asked, reader } = aTable(APRIL_TO_JUNE);
    await reader().list(list());
    expect(asked.map(({ counting }) => counting)).toEqual([false, false, true, true, true]);
  });

  test('is counted as far as it says, and no further', async () => {
    const { asked, reader } = aTable(APRIL_TO_JUNE);
    const listed = await reader({ mostCounted: 6 }).list(list());
    expect(listed).toMatchObject({ count: 6, isWhole: false });
    expect(listed?.entries).toHaveLength(4);
    expect(asked.reduce((sum, { entries }) => sum + entries, 0)).toBe(6);
  });

  test('is refused where its page lies farther away than one call looks', async () => {
    const { asked, reader } = aTable(APRIL_TO_JUNE);
    expect(await reader({ mostRead: 4 }).list(list({ page: 3 }))).toBeUndefined();
    expect(asked.reduce((sum, { entries }) => sum + entries, 0)).toBeLessThan(4 + AT_A_TIME);
  });

  test('asks a table for no more than it can be asked for, however far its page', async () => {
    const far = await aTable(APRIL_TO_JUNE)
      .reader()
      .list(list({ page: 999_999_999, size: 100 }));
    expect(far).toEqual({ entries: [], count: 10, isWhole: true });
  });
});

describe('a list is read where the fewest entries have to be looked through', () => {
  const asked = async (more: Partial<RequestList>) => {
    const table = aTable(APRIL_TO_JUNE);
    await table.reader().list(list({ size: 100 }, more));
    return [...new Set(table.asked.map(({ index, partition }) => `${index} ${partition}`))];
  };

  test.each([
    [{}, 'by-time requests#2026-06'],
    [{ statuses: ['closed'] }, 'by-time requests#2026-06'],
    [{ statuses: ['open'] }, 'open-by-time requests#2026-06'],
    [{ statuses: ['open', 'closed'] }, 'by-time requests#2026-06'],
    [{ codes: ['pothole'], statuses: ['open'] }, 'by-service pothole#2026-06'],
    [{ codes: ['pothole', 'abandoned-building'], statuses: ['open'] }, 'open-by-time requests#2026-06'],
    [{ codes: ['housing-complaint', 'pothole'] }, 'by-service pothole#2026-06'],
  ])('%j', async (more, first) => {
    const [newest, ...others] = await asked(more);
    expect(newest).toBe(first);
    expect(others).toHaveLength(2);
  });

  test('and of a private service nowhere', async () => {
    expect(await asked({ codes: ['housing-complaint'] })).toEqual([]);
  });

  test('by its latest change from the oldest on', async () => {
    expect((await asked({ by: 'updated', codes: ['pothole'] }))[0]).toBe('by-change requests#2026-04');
  });
});

describe('a list that is asked for', () => {
  /** A reader of a table that answers as told, with its calls. */
  const aReader = (answers: (input: Record<string, unknown>) => object, types = publicTypes(somerville)) => {
    const calls: Record<string, unknown>[] = [];
    const send = async ({ input }: { input: Record<string, unknown> }) => {
      calls.push(input);
      return answers(input);
    };
    const client = Object.assign(Object.create(DynamoDBDocumentClient.prototype) as DynamoDBDocumentClient, { send });
    return { calls, reader: createPublicReader(client, 'Public', () => types) };
  };

  test('fits an expression of DynamoDB where a city has hundreds of private types', async () => {
    const everyType = new Map(
      Array.from({ length: 600 }, (_, index) => [`type-${index}`, { code: `type-${index}`, privacy: 'private' }]),
    ) as unknown as Parameters<typeof publicTypes>[0]['everyType'];
    const { calls, reader } = aReader(() => ({ Count: 0, ScannedCount: 0 }), publicTypes({ everyType }));
    await reader.list(list({}, { by: 'updated', statuses: ['open'], requested: { from: 0, to: 1 } }));
    for (const { FilterExpression, ExpressionAttributeValues } of calls) {
      expect(String(FilterExpression).length).toBeLessThanOrEqual(4_096);
      const values = Object.entries(ExpressionAttributeValues as Record<string, unknown>);
      expect(values.filter(([name]) => name.startsWith(':h'))).toHaveLength(600);
    }
  });

  test('tells a request once that changes while it is read, and is found again at the end', async () => {
    const key = (id: string) => ({ pk: `REQUEST#${id}`, sk: 'REQUEST' });
    const looks = [
      { Items: [key('R-1'), key('R-2')], Count: 2, ScannedCount: 2, LastEvaluatedKey: { at: 2 } },
      { Items: [key('R-3'), key('R-1')], Count: 2, ScannedCount: 2 },
    ];
    const { reader } = aReader((input) => {
      if (!('RequestItems' in input)) return looks.shift() ?? { Count: 0, ScannedCount: 0 };
      const { Keys } = (input.RequestItems as { Public: { Keys: { pk: string; sk: string }[] } }).Public;
      if (new Set(Keys.map(({ pk }) => pk)).size < Keys.length)
        throw new Error('Provided list of item keys contains duplicates');
      return { Responses: { Public: Keys.map((one) => ({ ...one, code: 'pothole', request: one.pk })) } };
    });
    const listed = await reader.list(
      list({ size: 100 }, { by: 'updated', span: { from: Date.UTC(2026, 5, 1), to: Date.UTC(2026, 5, 2) } }),
    );
    expect(listed?.entries).toEqual(['REQUEST#R-2', 'REQUEST#R-3', 'REQUEST#R-1']);
  });
});
