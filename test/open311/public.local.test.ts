import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Served } from '../../functions/open311/contract.ts';
import { publicPicture } from '../../functions/open311/public-request.ts';
import { type PublicStore, createPublicStore } from '../../functions/open311/public.store.ts';
import { publishRequests } from '../../functions/open311/publish-request.reader.ts';
import type { RequestsStore } from '../../functions/requests/requests.store.ts';
import { itemsOf } from '../support/bad-input.ts';
import { aRequest, somerville } from '../support/builders.ts';
import { type LocalStack, HOUR, aLocalStack, aPothole, deliver, stored } from '../support/local-stack.ts';
import { client } from './client.ts';
import { faultsOf } from './schemas.ts';

let stack: LocalStack;
let api: ReturnType<typeof client>;
beforeAll(async () => {
  stack = await aLocalStack();
  api = client(stack);
});
afterAll(() => stack.stop());

describe('what is public', () => {
  test('follows the request through its life, with every line of it', async () => {
    const id = await api.report({
      address_string: '12 Elm St',
      lat: '42.4163456',
      long: '-71.1341987',
      description: 'Call me at 617-555-0142, Ana Quixote',
      first_name: 'Ana',
      last_name: 'Quixote',
    });
    await stack.settle();
    const file = await stored(stack, id);
    const { dueAt } = file.request.clocks.find(({ kind }) => kind === 'resolve') ?? {};
    expect(await api.request(id)).toMatchObject({
      description: 'Call me at [phone number removed], [name removed]',
      agency_responsible: 'DPW Highway',
      expected_datetime: new Date(dueAt ?? 0).toISOString().replace('.000', ''),
      address: '1-99 Elm St',
      lat: 42.416,
      long: -71.134,
    });

    await stack.clock.advanceTo(stack.clock.now() + HOUR);
    await api.work(id, { action: 'complete', outcome: 'done', resolution: 'Filled; Ana Quixote saw it.' });
    const closing = new Date(stack.clock.now()).toISOString().replace(/\.\d+/, '');
    expect(await api.request(id)).toMatchObject({
      status: 'closed',
      status_notes: 'Filled; [name removed] saw it.',
      updated_datetime: closing,
      closed_datetime: closing,
    });
    const { body } = await api.get(`/open311/v2/servicerequestupdates.json?service_request_id=${id}`);
    expect(faultsOf('updates', body)).toEqual([]);
    expect((body as { status: string }[]).map(({ status }) => status)).toEqual([
      ...['open', 'investigating', 'investigating', 'in_progress', 'fixed'],
    ]);
  });

  test('comes from every platform', async () => {
    const { body } = await deliver(stack, aPothole({ type: 'Pothole ' }));
    await stack.settle();
    expect(await api.request(String(body.id))).toMatchObject({ service_code: 'pothole', status: 'open' });
  });

  test('R17: is no request of a private type, nor one that is called private, nor one of a type that nobody knows', async () => {
    for (const more of [{ type: 'housing-complaint', private: false }, { private: true }, { type: 'talking-pigeon' }]) {
      const { body } = await deliver(stack, aPothole(more));
      await stack.settle();
      expect((await api.get(`/open311/v2/requests/${body.id}.json`)).status).toBe(404);
      expect((await api.get(`/open311/v2/requests.json?service_request_id=${body.id}`)).body).toEqual([]);
      expect((await api.get(`/open311/v2/servicerequestupdates.json?service_request_id=${body.id}`)).body).toEqual([]);
    }
  });

  /** A request that is only public, with the way to publish it and all that is there of it. */
  const published = (sourceId: string) => {
    const { dynamodb, tables } = stack.service;
    const kept = aRequest.resolved({ sourceId });
    const { id } = kept.request;
    const store = createPublicStore(dynamodb, tables.published);
    return {
      publish: (version: number, picture = publicPicture(kept, somerville)) => store.publish(id, version, picture),
      items: async () => (await itemsOf(stack, 'published')).filter(({ pk }) => pk === `REQUEST#${id}`),
      forget: (sk: unknown) =>
        dynamodb.send(new DeleteCommand({ TableName: tables.published, Key: { pk: `REQUEST#${id}`, sk } })),
    };
  };

  test('is never brought back by a writer who is late', async () => {
    const { publish, items } = published('late');
    expect([await publish(3), await publish(3)]).toEqual([true, false]);
    expect([await publish(5, { kind: 'hidden' }), await publish(4)]).toEqual([true, false]);
    expect(await items()).toEqual([{ pk: expect.any(String), sk: 'REQUEST', version: 5 }]);
    expect(await publish(6)).toBe(true);
    expect(await items()).toHaveLength(6);
  });

  test('is nothing of a request that is hidden while an older picture of it is written, before or after that is published', async () => {
    const { dynamodb, tables } = stack.service;
    for (const isAfter of [false, true]) {
      const shown = aRequest.resolved({ sourceId: `overtaken ${isAfter}` });
      const hidden = { ...shown, request: { ...shown.request, private: true, version: shown.request.version + 1 } };
      let now = shown;
      const load = async () => now;
      const requests = { load, loadWithHistory: load } as unknown as RequestsStore;
      const served = { catalogue: 'somerville' } as Served;
      const { id } = shown.request;
      const records = [{ dynamodb: { Keys: { pk: { S: `REQUEST#${id}` } }, SequenceNumber: '1' } }];
      const hide = async (published: PublicStore) => {
        now = hidden;
        await publishRequests({ requests, published, served }).read(records);
      };
      const published = createPublicStore(dynamodb, tables.published);
      await published.publish(id, 1, { kind: 'hidden' });
      // Another one is handed the same request, between two writes of the first.
      let sent = 0;
      const send = async (command: Parameters<typeof dynamodb.send>[0]) => {
        if (command instanceof PutCommand && (sent += 1) === (isAfter ? 2 : 1)) await hide(published);
        return dynamodb.send(command);
      };
      const slow = { send } as unknown as typeof dynamodb;
      const late = createPublicStore(slow, tables.published);
      expect(await publishRequests({ requests, published: late, served }).read(records)).toEqual({ through: 1 });
      const left = (await itemsOf(stack, 'published')).filter(({ pk }) => pk === `REQUEST#${id}`);
      expect(left, String(isAfter)).toEqual([{ pk: `REQUEST#${id}`, sk: 'REQUEST', version: expect.any(Number) }]);
    }
  });

  test('is made whole by whoever comes after one who was cut off', async () => {
    const { publish, items, forget } = published('cut off');
    await publish(3);
    const whole = await items();
    await forget(whole[2]?.sk);
    expect(await items()).not.toEqual(whole);
    expect(await publish(3)).toBe(true);
    expect(await items()).toEqual(whole);
  });

  test('holds nothing personal anywhere in its table', async () => {
    const marks = {
      name: 'Dulcinea Toboso',
      email: 'dulcinea@resident.example',
      phone: '617-555-0177',
      language: 'en',
    };
    const description = `${marks.name}, ${marks.phone}, ${marks.email}`;
    const location = { address: `4711 Elm St, ${marks.phone}`, lat: 42.3954321, lon: -71.1217654 };
    await deliver(stack, aPothole({ description, location, reporter: marks, answers: { lane: marks.name } }));
    await stack.settle();
    const items = JSON.stringify(await itemsOf(stack, 'published'));
    expect(items).toContain('4700-4799 Elm St');
    for (const mark of ['Dulcinea', 'Toboso', '0177', '4711', '42.3954', 'ana@']) expect(items).not.toContain(mark);
    expect(items).not.toContain('@');
  });
});
