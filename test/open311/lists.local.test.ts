import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask } from '../support/bad-input.ts';
import { type LocalStack, HOUR, aLocalStack } from '../support/local-stack.ts';
import { client, theOnly } from './client.ts';
import { faultsOf } from './schemas.ts';

const MINUTE = 60_000;

/** 09:00 in Somerville, and half a day before the month ends in UTC. */
const LAST_DAY_OF_JUNE = Date.UTC(2026, 5, 30, 13);

let stack: LocalStack;
let api: ReturnType<typeof client>;
beforeAll(async () => {
  stack = await aLocalStack({ startAt: LAST_DAY_OF_JUNE });
  api = client(stack);
});
afterAll(() => stack.stop());

describe('lists', () => {
  beforeAll(async () => {
    await api.report();
    await stack.clock.advanceTo(stack.clock.now() + HOUR);
    for (let index = 0; index < 7; index += 1) {
      await stack.clock.advanceTo(stack.clock.now() + MINUTE);
      await api.report({ service_code: 'abandoned-building', description: `Building ${index}.` });
    }
    await stack.settle();
  });
  const buildings = async (query: string) => {
    const answer = await api.get(`/open311/v2/requests.json?service_code=abandoned-building${query}`);
    expect([answer.status, faultsOf('requests', answer.body)]).toEqual([200, []]);
    return {
      ...answer,
      list: answer.body as { service_request_id: string; description: string; requested_datetime: string }[],
    };
  };

  test('are of the service that was asked for, newest first, with their length', async () => {
    const { list, headers } = await buildings('');
    expect(list.map(({ description }) => description)).toEqual(
      [6, 5, 4, 3, 2, 1, 0].map((index) => `Building ${index}.`),
    );
    expect(headers['x-total-count']).toBe('7');
    expect((await buildings(',pothole')).list.length).toBeGreaterThan(7);
  });

  test('R29: come in pages that leave nothing out, and are empty past the end', async () => {
    const pages = await Promise.all([1, 2, 3, 4, 9999].map((page) => buildings(`&page_size=3&page=${page}`)));
    expect(pages.map(({ list }) => list.length)).toEqual([3, 3, 1, 0, 0]);
    expect(pages.map(({ headers }) => headers['x-total-count'])).toEqual(['7', '7', '7', '7', '7']);
    expect(new Set(pages.flatMap(({ list }) => list.map((one) => one.service_request_id))).size).toBe(7);
  });

  test('R20: of ids hold those in their order, whatever else is asked for', async () => {
    const [first, second] = (await buildings('')).list.map((one) => one.service_request_id);
    const { list } = await buildings(`&service_request_id=${second},R-NONE,${first}&status=closed&start_date=never`);
    expect(list.map((one) => one.service_request_id)).toEqual([second, first]);
  });

  test('R21: lie between the times at which they were requested, both included', async () => {
    const { list } = await buildings('');
    const [from, to] = [list[4], list[2]].map((one) => one?.requested_datetime);
    expect((await buildings(`&start_date=${from}&end_date=${to}`)).list.map(({ description }) => description)).toEqual([
      ...['Building 4.', 'Building 3.', 'Building 2.'],
    ]);
    const long = await api.get(
      '/open311/v2/requests.json?start_date=2026-01-01T00:00:00Z&end_date=2026-06-01T00:00:00Z',
    );
    expect([long.status, faultsOf('errors', long.body)]).toEqual([400, []]);
  });

  test('R21: reach over the end of a month', async () => {
    const [{ requested_datetime: last = '' } = {}] = (await buildings('')).list;
    await stack.clock.advanceTo(Date.UTC(2026, 6, 1, 0, 0, 30));
    await api.report({ service_code: 'abandoned-building', description: 'Building of July.' });
    const { list } = await buildings(`&start_date=${last}`);
    expect(list.map(({ description }) => description)).toEqual(['Building of July.', 'Building 6.']);
  });

  test('R22: are of the status, or of the statuses, that were asked for', async () => {
    const [{ service_request_id: id = '' } = {}] = (await buildings('')).list;
    await stack.settle();
    await api.work(id, { action: 'complete', outcome: 'done', resolution: 'Taken away.' });
    expect((await buildings('&status=closed')).list.map((one) => one.service_request_id)).toEqual([id]);
    expect((await buildings('&status=open')).list).toHaveLength(7);
    expect((await buildings('&status=open,closed')).list).toHaveLength(8);
  });

  test('of changes hold what changed since, oldest first, however old it is', async () => {
    const { list } = await buildings('');
    const oldest = list.at(-1)?.service_request_id ?? '';
    await stack.clock.advanceTo(stack.clock.now() + HOUR);
    const since = new Date(stack.clock.now()).toISOString();
    const before = new Date(stack.clock.now() - 1).toISOString();
    await api.work(oldest, { action: 'complete', outcome: 'done', resolution: 'Taken away too.' });
    const changed = await buildings(`&updated_after=${since}`);
    expect(changed.list.map((one) => one.service_request_id)).toEqual([oldest]);
    expect((await buildings(`&updated_after=${since}&start_date=${since}`)).list).toEqual([]);
    expect(
      (await buildings(`&updated_before=${before}&page_size=100`)).list.map((one) => one.service_request_id),
    ).not.toContain(oldest);
  });

  test('of updates hold everybody’s, oldest first, in pages', async () => {
    const get = async (query: string) =>
      (await api.get(`/open311/v2/servicerequestupdates.json?${query}`)).body as {
        update_id: string;
        updated_datetime: string;
      }[];
    const all = await get('');
    expect(faultsOf('updates', all)).toEqual([]);
    expect(all.map((one) => one.updated_datetime)).toEqual(all.map((one) => one.updated_datetime).toSorted());
    const [one, two] = [await get('page_size=10'), await get('page_size=10&page=2')];
    expect([...one, ...two]).toEqual(all.slice(0, 20));
    const last = all.at(-1)?.updated_datetime ?? '';
    expect(await get(`start_date=${last}`)).toEqual(all.filter((line) => line.updated_datetime >= last));
  });

  test('with extensions hold what the standard has no words for', async () => {
    const id = await api.report({ 'attribute[lane]': 'Crosswalk' });
    const { body } = await api.get(`/open311/v2/requests/${id}.json?extensions=true`);
    expect(theOnly(body).extended_attributes).toEqual({
      detailed_status: 'received',
      outcome: null,
      channel: 'open311',
      duplicate_of: null,
      times_opened: 1,
      attributes: [{ code: 'lane', value: 'Crosswalk' }],
    });
    expect(theOnly((await api.get(`/open311/v2/requests/${id}.json`)).body)).not.toHaveProperty('extended_attributes');
  });
});

describe('addresses', () => {
  test.each([
    'requests.foo',
    'services.foo',
    'requests/R-1.foo',
    'services/pothole.foo',
    'tokens/R-1',
    'nothing.json',
    'requests/R%201.json',
  ])('R30: lead nowhere in plain words: %s', async (path) => {
    const { status, headers, text } = await ask(stack, 'GET', `/live/open311/v2/${path}`);
    expect([status, headers['content-type']]).toEqual([404, 'text/plain; charset=utf-8']);
    expect(text).toContain('.json or .xml');
  });

  test('R30: of a POST too', async () => {
    expect(await ask(stack, 'POST', '/live/open311/v2/requests.foo')).toMatchObject({ status: 404 });
  });

  test('R23: of what is not there are answered with a list of errors', async () => {
    for (const path of [
      'requests/R-NONE.json',
      'services/talking-pigeon.json',
      'services.json?jurisdiction_id=sfgov.org',
      'requests.json?jurisdiction_id=sfgov.org',
    ]) {
      const { status, body } = await api.get(`/open311/v2/${path}`);
      expect([status, faultsOf('errors', body)], path).toEqual([404, []]);
    }
  });

  test('R31: of XML say their type, and any page may read them', async () => {
    const { headers, text } = await ask(stack, 'GET', '/live/open311/v2/services.xml');
    expect(headers).toMatchObject({ 'content-type': 'text/xml; charset=utf-8', 'access-control-allow-origin': '*' });
    expect(text.startsWith('<?xml version="1.0" encoding="UTF-8"?>\n<services><service><service_code>')).toBe(true);
  });
});

test('R27: every date that is ever told carries its zone', async () => {
  for (const path of ['requests.json', 'servicerequestupdates.json']) {
    const { text } = await ask(stack, 'GET', `/live/open311/v2/${path}`);
    const dates = [...text.matchAll(/"\w+_datetime":"([^"]*)"/g)].map(([, date = '']) => date);
    expect(dates.length).toBeGreaterThan(10);
    for (const date of dates) expect(date).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/);
  }
});
