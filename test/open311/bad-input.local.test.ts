import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MARKUP, NAUGHTY, ask, forEach, itemsOf, sampleOf, stateOf, watchFor } from '../support/bad-input.ts';
import { type LocalStack, aLocalStack } from '../support/local-stack.ts';
import { client, theOnly } from './client.ts';
import { faultsOf } from './schemas.ts';

const MINUTE = 60_000;

let stack: LocalStack;
let api: ReturnType<typeof client>;
let watch: ReturnType<typeof watchFor>;
beforeAll(async () => {
  stack = await aLocalStack();
  api = client(stack);
  watch = watchFor(stack);
});
afterAll(() => stack.stop());

/** Sends forms, as many in a minute as a key may, looking at the logs between batches. */
const postAll = async (forms: readonly Record<string, string>[]) => {
  const answers: Awaited<ReturnType<typeof api.post>>[] = [];
  for (let first = 0; first < forms.length; first += 150) {
    answers.push(...(await forEach(forms.slice(first, first + 150), (form) => api.post(form))));
    await stack.clock.advanceTo(stack.clock.now() + MINUTE);
    await stack.settle();
    watch.look();
  }
  return answers;
};

const ARGUMENTS = [
  ...['service_request_id', 'service_code', 'start_date', 'updated_after', 'status', 'page', 'jurisdiction_id'],
];
const LISTS = [
  ['requests', 'requests'],
  ['servicerequestupdates', 'updates'],
] as const;
const FIELDS = [
  ...[
    'api_key',
    'service_code',
    'address_string',
    'lat',
    'email',
    'phone',
    'media_url',
    'jurisdiction_id',
    'attribute[lane]',
  ],
];

describe('every naughty string', () => {
  test(
    'in an argument of a list gets a list, or a list of errors, and changes nothing',
    { timeout: 120_000 },
    async () => {
      const before = await stateOf(stack);
      await forEach(NAUGHTY, async (text, index) => {
        const query = `${ARGUMENTS[index % ARGUMENTS.length]}=${encodeURIComponent(text.toWellFormed())}`;
        for (const [list, schema] of LISTS) {
          const { status, body } = await api.get(`/open311/v2/${list}.json?${query}`);
          expect(status, query).toBeOneOf([200, 400, 404]);
          expect(faultsOf(status === 200 ? schema : 'errors', body), query).toEqual([]);
        }
      });
      watch.look();
      expect(await stateOf(stack)).toEqual(before);
    },
  );

  test('as a description is taken in and published as text', { timeout: 240_000 }, async () => {
    // A type without duplicates and without a place, so that each stands for itself.
    const base = { service_code: 'general-comment-or-suggestion', 'attribute[subject]': 'DPW Highway' };
    const some = [...sampleOf(MARKUP, 60), ...sampleOf(NAUGHTY, 60, 42)];
    const answers = await postAll(some.map((text, index) => ({ ...base, description: text, first_name: `${index}` })));
    for (const { status, body } of answers) expect([status, faultsOf('posted', body)]).toEqual([200, []]);
    const ids = answers.map(({ body }) => String(theOnly(body).service_request_id));
    expect(new Set(ids).size).toBe(some.length);
    const documents = await forEach(ids, (id) => api.request(id));
    expect(faultsOf('requests', documents)).toEqual([]);
  });

  test('in another field of a report gets an answer that is no fault of ours', { timeout: 240_000 }, async () => {
    const forms = sampleOf(NAUGHTY, 20).flatMap((text) =>
      FIELDS.map((name) => ({ service_code: 'pothole', address_string: text.slice(0, 50), [name]: text })),
    );
    for (const { status, body } of await postAll(forms)) {
      expect(status).toBeOneOf([200, 400, 403, 404]);
      expect(faultsOf(status === 200 ? 'posted' : 'errors', body)).toEqual([]);
    }
  });

  test('as a name at the end of an address leads nowhere', { timeout: 60_000 }, async () => {
    await forEach(NAUGHTY, async (text) => {
      const name = encodeURIComponent(text.toWellFormed());
      for (const path of [`requests/${name}.json`, `services/${name}.xml`, `tokens/${name}`, `${name}`]) {
        expect((await ask(stack, 'GET', `/live/open311/v2/${path}`)).status, path).toBe(404);
      }
    });
  });
});

describe('a body', () => {
  const post = (body: Buffer | string, type = 'application/x-www-form-urlencoded') =>
    ask(stack, 'POST', '/live/open311/v2/requests.json', { headers: { 'content-type': type }, body });

  test.each([
    ['that is empty', '', 403],
    ['that is no form', '{"service_code":"pothole"}', 403],
    ['of broken UTF-8', Buffer.from([0x61, 0x3d, 0xc3, 0x28, 0xff]), 403],
    ['of broken escapes', 'api_key=%&%zz=%e0%a4', 403],
    ['of a million fields', '&a=b'.repeat(60_000), 403],
    ['that is too long', 'x'.repeat(256 * 1024 + 1), 413],
  ])('%s is answered with a list of errors', async (_, body, status) => {
    const answer = await post(body);
    expect([answer.status, faultsOf('errors', JSON.parse(answer.text))]).toEqual([status, []]);
  });

  test('posted where there is only something to read leads nowhere', async () => {
    for (const path of ['services.json', 'servicerequestupdates.json', 'requests', 'requests.csv'])
      expect((await ask(stack, 'POST', `/live/open311/v2/${path}`, { body: 'a=b' })).status, path).toBe(404);
  });

  test('with its key in the address is told where the key belongs', async () => {
    const address = `/live/open311/v2/requests.json?api_key=${stack.service.open311Key()}`;
    const { status, text } = await ask(stack, 'POST', address, { body: 'service_code=pothole' });
    expect([status, faultsOf('errors', JSON.parse(text))]).toEqual([403, []]);
    expect(text).toContain('in the body');
  });

  test('of another type is refused', async () => {
    expect((await post('{}', 'application/json')).status).toBe(400);
    expect((await post('x', 'multipart/form-data; boundary=y')).status).toBe(400);
  });

  test('that names the key twice goes by the first', async () => {
    const key = stack.service.open311Key();
    expect((await post(`api_key=${key}&api_key=x&service_code=none`)).status).toBe(404);
    expect((await post(`api_key=x&api_key=${key}&service_code=none`)).status).toBe(403);
  });
});

describe('after all of it', () => {
  test('no markup stands in what is published', async () => {
    expect(MARKUP.length).toBeGreaterThan(50);
    const published = JSON.stringify(await itemsOf(stack, 'published'));
    expect(/<[a-z/!?]/i.test(published)).toBe(false);
  });

  test(
    'no function failed, no letter is dead, no workflow stands still, and no alarm went off',
    { timeout: 120_000 },
    async () => {
      expect(await watch.troubles()).toEqual([]);
    },
  );
});
