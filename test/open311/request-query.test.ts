import { describe, expect, test } from 'vitest';
import {
  LARGEST_PAGE,
  LONGEST_SPAN_MS,
  MOST_UNPAGED,
  type Parameters,
  type RequestList,
  readRequestQuery,
  readUpdateQuery,
} from '../../functions/open311/request-query.ts';
import { NAUGHTY } from '../support/bad-input.ts';
import { DAY, TUESDAY } from '../support/builders.ts';

const read = (parameters: Parameters) => readRequestQuery(parameters, TUESDAY);
const list = (parameters: Parameters): RequestList => {
  const query = read(parameters);
  if (query.kind !== 'list') throw new Error(`No list: ${JSON.stringify(query)}`);
  return query;
};
const refused = (parameters: Parameters): string => {
  const query = read(parameters);
  if (query.kind !== 'failure') throw new Error(`Not refused: ${JSON.stringify(query)}`);
  expect(query.status).toBe(400);
  return query.descriptions.join(' ');
};

describe('R20: a list of ids', () => {
  test('overrides every other argument, even one that alone would be refused', () => {
    expect(
      read({ service_request_id: 'R-1, R-2,,R-1', status: 'sideways', start_date: 'yesterday', page: '0' }),
    ).toEqual({
      kind: 'ids',
      ids: ['R-1', 'R-2'],
      extensions: false,
    });
  });

  test('holds no more of them than an address of API Gateway can', () => {
    const ids = (many: number) => Array.from({ length: many }, (_, index) => `R-${index}`).join(',');
    expect(read({ service_request_id: ids(400) })).toMatchObject({ kind: 'ids' });
    expect(refused({ service_request_id: ids(401) })).toContain('at most 400 ids');
  });

  test('holds ids only (R30)', () => {
    for (const id of ['R 1', 'R$1', '../1', 'x'.repeat(101)])
      expect(refused({ service_request_id: id })).toContain('ids');
  });
});

describe('R21: the span of a list', () => {
  test('is the last 90 days unless told otherwise', () => {
    expect(list(null).span).toEqual({ from: TUESDAY - LONGEST_SPAN_MS, to: TUESDAY });
    expect(list({ start_date: '', end_date: '' }).span).toEqual(list(null).span);
  });

  test('is by the time at which requests were made', () => expect(list(null).by).toBe('requested'));

  test('reaches 90 days from a start, though not beyond now, and 90 days back from an end', () => {
    const old = Date.UTC(2025, 0, 1);
    expect(list({ start_date: '2025-01-01T00:00:00Z' }).span).toEqual({ from: old, to: old + LONGEST_SPAN_MS });
    expect(list({ end_date: '2025-01-01T00:00:00Z' }).span).toEqual({ from: old - LONGEST_SPAN_MS, to: old });
    expect(list({ start_date: '2026-06-01T00:00:00Z' }).span.to).toBe(TUESDAY);
    expect(list({ start_date: '2027-01-01T00:00:00Z' }).span).toEqual({
      from: Date.UTC(2027, 0, 1),
      to: Date.UTC(2027, 0, 1),
    });
  });

  test('is 90 days at most and never turned round', () => {
    const from = '2026-01-01T00:00:00Z';
    expect(list({ start_date: from, end_date: '2026-04-01T00:00:00Z' }).span.to).toBe(Date.UTC(2026, 3, 1));
    expect(refused({ start_date: from, end_date: '2026-04-01T00:00:01Z' })).toContain('90 days');
    expect(refused({ start_date: from, end_date: '2025-12-31T00:00:00Z' })).toContain('must not lie after');
  });

  test('begins and ends on days that there are', () => {
    for (const date of [
      '2026-02-30T00:00:00Z',
      '2026-06-31T09:00:00-04:00',
      '2027-02-29T00:00:00Z',
      '2026-00-10T00:00:00Z',
    ])
      expect(refused({ start_date: date }), date).toContain('date with time and zone');
    expect(list({ start_date: '2024-02-29T23:30:00-05:00' }).span.from).toBe(Date.UTC(2024, 2, 1, 4, 30));
  });

  test('is told with time and zone (R27), whose plus may have come as a space', () => {
    const span = list({ start_date: '2026-05-31T20:00:00-04:00' }).span;
    expect(span.from).toBe(Date.UTC(2026, 5, 1));
    expect(list({ start_date: '2026-06-01T02:00 02:00' }).span).toEqual(span);
    for (const date of ['2026-06-01', '2026-06-01T00:00:00', 'yesterday', '1780272000', '2026-13-01T00:00:00Z'])
      expect(refused({ start_date: date }), date).toContain('date with time and zone');
  });

  test('is by the time of change where that is asked for, and then every request may have been made at any time', () => {
    const query = list({ updated_after: '2026-06-01T00:00:00Z' });
    expect(query).toMatchObject({ by: 'updated', span: { from: Date.UTC(2026, 5, 1), to: TUESDAY } });
    expect(query.requested).toBeUndefined();
    expect(list({ updated_before: '2026-06-01T00:00:00Z', start_date: '2026-05-01T00:00:00Z' })).toMatchObject({
      span: { from: Date.UTC(2026, 5, 1) - LONGEST_SPAN_MS, to: Date.UTC(2026, 5, 1) },
      requested: { from: Date.UTC(2026, 4, 1), to: TUESDAY },
    });
  });
});

describe('the filters of a list', () => {
  test('R22: take several statuses and several services, separated by commas', () => {
    expect(list({ status: 'open, Closed', service_code: 'pothole,graffiti,' })).toMatchObject({
      statuses: ['open', 'closed'],
      codes: ['pothole', 'graffiti'],
    });
    expect(list(null)).toMatchObject({ statuses: [], codes: [] });
    expect(refused({ status: 'open,sideways' })).toContain('status');
  });

  test('take at most as many services as one condition of the table', () => {
    const codes = Array.from({ length: 101 }, (_, index) => `code-${index}`);
    expect(list({ service_code: codes.slice(0, 100).join(',') }).codes).toHaveLength(100);
    expect(refused({ service_code: codes.join(',') })).toContain('100');
  });
});

describe('the pages of a list', () => {
  test('are none unless asked for: then it is the first thousand (R21)', () => {
    expect(list(null).paging).toEqual({ page: 1, size: MOST_UNPAGED, paged: false });
    expect(list({ page: '3' }).paging).toEqual({ page: 3, size: 50, paged: true });
    expect(list({ page_size: '10' }).paging).toEqual({ page: 1, size: 10, paged: true });
  });

  test('R29: may be asked for beyond the end', () => expect(list({ page: '999999999' }).paging.page).toBe(999_999_999));

  test.each(['0', '-1', '1.5', 'two', '1e3', '9999999999'])('are numbers: %s is refused', (page) => {
    expect(refused({ page })).toContain('whole number');
  });

  test(`hold at most ${LARGEST_PAGE}`, () => expect(refused({ page_size: '101' })).toContain('100'));
});

describe('the updates', () => {
  test('of one request are all of them unless dates are given', () => {
    expect(readUpdateQuery({ service_request_id: 'R-1' }, TUESDAY)).toMatchObject({ requestId: 'R-1' });
    expect(readUpdateQuery({ service_request_id: 'R-1' }, TUESDAY)).not.toHaveProperty('span');
    expect(readUpdateQuery({ service_request_id: 'R-1', end_date: '2026-06-01T00:00:00Z' }, TUESDAY)).toHaveProperty(
      'span',
    );
  });

  test('are those of one request at most, and it says so', () => {
    expect(readUpdateQuery({ service_request_id: 'R-1,R-2' }, TUESDAY)).toMatchObject({
      kind: 'failure',
      descriptions: [expect.stringContaining('one id')],
    });
  });

  test('of all are those of the last 90 days', () => {
    expect(readUpdateQuery(null, TUESDAY)).toMatchObject({ span: { from: TUESDAY - 90 * DAY, to: TUESDAY } });
  });
});

test('every naughty string is read or refused, in every argument, and every span goes forward', () => {
  const names = [
    'service_request_id',
    'service_code',
    'start_date',
    'end_date',
    'updated_after',
    'updated_before',
    'status',
    'page',
    'page_size',
    'extensions',
  ];
  for (const text of NAUGHTY) {
    for (const name of names) {
      const query = read({ [name]: text });
      if (query.kind === 'list') expect(query.span.from).toBeLessThanOrEqual(query.span.to);
      readUpdateQuery({ [name]: text }, TUESDAY);
    }
  }
});
