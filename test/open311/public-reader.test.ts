import { DynamoDBDocumentClient, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from 'vitest';
import { createPublicReader } from '../../functions/open311/public-reader.store.ts';
import { publicTypes } from '../../functions/open311/public-types.ts';
import type { Paging, RequestList } from '../../functions/open311/request-query.ts';
import { somerville } from '../support/builders.ts';

/** Keys of each month, as an index gives them: three at a time, like the megabytes of a large one. */
const AT_A_TIME = 3;

/** A table whose index holds so many requests in each month, with what it was asked. */
const aTable = (months: Record<string, number>) => {
  const asked: { period: string; counting: boolean }[] = [];
  const keysOf = (period: string) =>
    Array.from({ length: months[period.slice('requests#'.length)] ?? 0 }, (_, index) => ({
      pk: `${period}#${index}`,
      sk: 'REQUEST',
    }));
  const query = ({ ExpressionAttributeValues = {}, ExclusiveStartKey, Select }: QueryCommandInput) => {
    const period = String(ExpressionAttributeValues[':period']);
    const first = Number(ExclusiveStartKey?.at ?? 0);
    const some = keysOf(period).slice(first, first + AT_A_TIME);
    const isMore = first + AT_A_TIME < keysOf(period).length;
    asked.push({ period, counting: Select === 'COUNT' });
    return {
      ...(Select === 'COUNT' ? {} : { Items: some }),
      Count: some.length,
      ScannedCount: some.length,
      ...(isMore ? { LastEvaluatedKey: { at: first + AT_A_TIME } } : {}),
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
    reader: (most?: number) => createPublicReader(client, 'Public', () => publicTypes(somerville), most),
  };
};

const list = (paging: Partial<Paging> = {}): RequestList => ({
  kind: 'list',
  by: 'requested',
  span: { from: Date.UTC(2026, 3, 30), to: Date.UTC(2026, 5, 2) },
  codes: [],
  statuses: [],
  paging: { page: 1, size: 4, paged: true, ...paging },
  extensions: false,
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
    expect(listed?.total).toBe(10);
    expect(asked.map(({ period }) => period.slice(-2))).toEqual(['06', '05', '05', '05', '04']);
  });

  test('comes in pages that join, whatever the size of a page', async () => {
    const whole = (
      await aTable(APRIL_TO_JUNE)
        .reader()
        .list(list({ size: 100 }))
    )?.entries;
    for (let size = 1; size <= 11; size += 1) {
      const pages = await Promise.all(
        Array.from({ length: 11 }, (_, index) =>
          aTable(APRIL_TO_JUNE)
            .reader()
            .list(list({ page: index + 1, size })),
        ),
      );
      expect(pages.flatMap((page) => page?.entries ?? [])).toEqual(whole);
      expect(new Set(pages.map((page) => page?.total))).toEqual(new Set([10]));
    }
  });

  test('is only counted once its page is full', async () => {
    const { asked, reader } = aTable(APRIL_TO_JUNE);
    await reader().list(list());
    expect(asked.map(({ counting }) => counting)).toEqual([false, false, true, true, true]);
  });

  test('is not counted to its end where that is far away', async () => {
    const listed = await aTable(APRIL_TO_JUNE).reader(4).list(list());
    expect(listed?.entries).toHaveLength(4);
    expect(listed?.total).toBeUndefined();
  });

  test('is refused where its page lies farther away than one call looks', async () => {
    expect(
      await aTable(APRIL_TO_JUNE)
        .reader(4)
        .list(list({ page: 3 })),
    ).toBeUndefined();
  });
});
