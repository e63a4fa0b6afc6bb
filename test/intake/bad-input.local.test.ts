import { gzipSync } from 'node:zlib';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Answered,
  MARKUP,
  NAUGHTY,
  ask,
  forEach,
  itemsOf,
  postSigned,
  sampleOf,
  signatureOf,
  standsRaw,
  stateOf,
  tagsOf,
  watchFor,
} from '../support/bad-input.ts';
import { type LocalStack, aLocalStack, aPothole, linkIn, notices } from '../support/local-stack.ts';
import { ISEMAIL_TESTS } from './isemail.ts';

let stack: LocalStack;
let watch: ReturnType<typeof watchFor>;
/** Ids of the requests that were answered with 202, by their source id. */
const accepted = new Map<string, string>();

const RESIDENT = 'ana@resident.example';
const DESK = 'highway.desk@dpw.somerville.example';
const REVIEW_DESK = 'review-desk@city.example';
const STAFF = [DESK, REVIEW_DESK];

/** The headers of every notice, in their order; residents can stop what is optional. */
const headersTo = (address: string): string[] => [
  'X-Resolve311-Notice',
  'Auto-Submitted',
  'Content-Language',
  ...(STAFF.includes(address) ? [] : ['List-Unsubscribe', 'List-Unsubscribe-Post']),
  'From',
  'To',
  'Subject',
  'Message-ID',
  'Date',
  'MIME-Version',
  'Content-Type',
];

const headerNames = (raw: Buffer): string[] =>
  raw
    .toString('latin1')
    .slice(0, raw.indexOf('\r\n\r\n'))
    .replace(/\r\n[ \t]/g, ' ')
    .split('\r\n')
    .map((line) => line.slice(0, line.indexOf(':')));

beforeAll(async () => {
  stack = await aLocalStack();
  watch = watchFor(stack);
});
afterAll(() => stack.stop());

interface Body {
  id?: string;
  statusPage?: string;
  status?: unknown;
  title?: string;
  detail?: string;
  errors?: { field: string; detail: string }[];
  warnings?: { field: string; detail: string }[];
}

const bodyOf = ({ text }: Answered): Body => JSON.parse(text) as Body;

/** A refusal says why in `application/problem+json`, and repeats its status. */
const expectProblem = (answer: Answered, status: number): Body => {
  expect([answer.status, answer.headers['content-type']]).toEqual([status, 'application/problem+json']);
  const body = bodyOf(answer);
  expect(body).toMatchObject({ status, title: expect.stringMatching(/\S/), detail: expect.stringMatching(/\S/) });
  return body;
};

const remember = (sourceId: string, answer: Answered): Body => {
  expect(answer.status, answer.text).toBe(202);
  const body = bodyOf(answer);
  accepted.set(sourceId.toWellFormed().trim(), body.id ?? '');
  return body;
};

/** Does something that has to leave both tables as they are. */
const leavingAllAsItIs = async <T>(what: () => Promise<T>): Promise<T> => {
  await stack.settle();
  const before = await stateOf(stack);
  const result = await what();
  await stack.settle();
  expect(await stateOf(stack)).toEqual(before);
  return result;
};

const text = (payload: unknown): string => JSON.stringify(payload);

describe('a delivery that is not what it should be', () => {
  const first = { id: 'known-delivery', body: text(aPothole()) };

  beforeAll(async () => {
    remember('first', await postSigned(stack, first.body, first));
    accepted.clear();
    accepted.set((JSON.parse(first.body) as { id: string }).id, bodyOf(await postSigned(stack, first.body, first)).id!);
  });

  const resigned = (body: string, change: (headers: Record<string, string>) => Record<string, string>) =>
    ask(stack, 'POST', '/live/webhooks/standard', { headers: change(signatureOf(stack, body)), body });
  const without =
    (name: string) =>
    ({ [name]: _, ...rest }: Record<string, string>) =>
      rest;
  const seconds = (from: number) => stack.clock.now() + from * 1000;

  test.each<[string, number, () => Promise<Answered>]>([
    ['without any signature', 401, () => resigned(text(aPothole()), () => ({}))],
    ['without its id', 401, () => resigned(text(aPothole()), without('webhook-id'))],
    ['without its time', 401, () => resigned(text(aPothole()), without('webhook-timestamp'))],
    ['without its signature', 401, () => resigned(text(aPothole()), without('webhook-signature'))],
    ['signed over other bytes', 401, () => resigned(text(aPothole()), () => signatureOf(stack, 'other'))],
    [
      'signed with another platform’s key',
      401,
      () => resigned(text(aPothole()), () => signatureOf(stack, text(aPothole()), { platform: 'qalert' })),
    ],
    [
      'whose signature is of another version',
      401,
      () => resigned('{}', (all) => ({ ...all, 'webhook-signature': all['webhook-signature']!.replace('v1,', 'v2,') })),
    ],
    ['with an empty signature', 401, () => resigned('{}', (all) => ({ ...all, 'webhook-signature': 'v1,' }))],
    ['signed 301 seconds ago', 401, () => postSigned(stack, text(aPothole()), { at: seconds(-301) })],
    ['signed 301 seconds ahead', 401, () => postSigned(stack, text(aPothole()), { at: seconds(301) })],
    [
      'with a time that is no number',
      401,
      () => resigned('{}', (all) => ({ ...all, 'webhook-timestamp': '1e9; DROP TABLE' })),
    ],
    ['replayed with another body', 409, () => postSigned(stack, text(aPothole()), { id: first.id })],
    ['with an id of a thousand characters', 401, () => postSigned(stack, '{}', { id: 'x'.repeat(1000) })],
    ['with no body', 400, () => postSigned(stack, '')],
    ['that is not JSON', 400, () => postSigned(stack, '<request/>')],
    ['that is half a JSON text', 400, () => postSigned(stack, text(aPothole()).slice(0, -1))],
    ['that is a list', 400, () => postSigned(stack, '[]')],
    ['that is a number', 400, () => postSigned(stack, '1e999')],
    ['that is null', 400, () => postSigned(stack, 'null')],
    ['that is a form', 400, () => postSigned(stack, 'id=1&type=pothole')],
    ['of malformed UTF-8', 400, () => postSigned(stack, Buffer.from('7b226964223a22c328227d', 'hex'))],
    [
      'of overlong UTF-8',
      400,
      () => postSigned(stack, Buffer.concat([Buffer.from('{"id":"'), Buffer.from([0xc0, 0xaf]), Buffer.from('"}')])),
    ],
    ['in UTF-16', 400, () => postSigned(stack, Buffer.from(`\ufeff${text(aPothole())}`, 'utf16le'))],
    [
      'that is compressed, and says so',
      400,
      () => postSigned(stack, gzipSync(text(aPothole())), { headers: { 'content-encoding': 'gzip' } }),
    ],
    [
      'that was compressed after it was signed',
      401,
      () =>
        ask(stack, 'POST', '/live/webhooks/standard', {
          headers: { ...signatureOf(stack, text(aPothole())), 'content-encoding': 'gzip' },
          body: gzipSync(text(aPothole())),
        }),
    ],
    ['a byte above 256 KB', 413, () => postSigned(stack, text(aPothole({ note: 'x' })).padEnd(256 * 1024 + 1))],
    ['of more than ten megabytes', 413, () => postSigned(stack, Buffer.alloc(10 * 1024 * 1024 + 1, 32))],
    ['nested a hundred thousand times', 400, () => postSigned(stack, '['.repeat(100_000) + ']'.repeat(100_000))],
    [
      'to a platform that nobody knows',
      404,
      () => ask(stack, 'POST', '/live/webhooks/nobody', { headers: signatureOf(stack, '{}'), body: '{}' }),
    ],
    ['to __proto__', 404, () => ask(stack, 'POST', '/live/webhooks/__proto__', { body: '{}' })],
    ['to constructor', 404, () => ask(stack, 'POST', '/live/webhooks/constructor', { body: '{}' })],
    ['to a platform with a slash', 404, () => ask(stack, 'POST', '/live/webhooks/standard%2F..', { body: '{}' })],
    ['to broken percent signs', 404, () => ask(stack, 'POST', '/live/webhooks/%zz%', { body: '{}' })],
    ['to a NUL', 404, () => ask(stack, 'POST', '/live/webhooks/%00', { body: '{}' })],
    ['to a path that nobody knows', 404, () => ask(stack, 'POST', '/live/webhook/standard', { body: '{}' })],
    ['to the root', 404, () => ask(stack, 'POST', '/live', { body: '{}' })],
    ['to a path with a slash too many', 404, () => ask(stack, 'POST', '/live/webhooks/standard/', { body: '{}' })],
    ['by GET', 404, () => ask(stack, 'GET', '/live/webhooks/standard')],
    ['by PUT', 404, () => ask(stack, 'PUT', '/live/webhooks/standard', { body: '{}' })],
    ['by DELETE', 404, () => ask(stack, 'DELETE', '/live/webhooks/standard')],
    ['by PATCH', 404, () => ask(stack, 'PATCH', '/live/webhooks/standard', { body: '{}' })],
    ['by OPTIONS', 404, () => ask(stack, 'OPTIONS', '/live/webhooks/standard')],
  ])('%s is refused with %i and a reason, and changes nothing', async (_, status, send) => {
    expectProblem(await leavingAllAsItIs(send), status);
  });

  test('by HEAD is refused without a body', async () => {
    const answer = await leavingAllAsItIs(() => ask(stack, 'HEAD', '/live/webhooks/standard'));
    expect([answer.status, answer.text]).toEqual([404, '']);
  });

  test.each(['//', '/live//webhooks/standard', 'http://[', '/live/../live', '*', '/live?%', '/%'])(
    'to %s is answered, and the stack goes on',
    async (path) => {
      const { status } = await ask(stack, 'POST', path, { body: '{}' });
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
      expect((await ask(stack, 'GET', '/live/webhooks')).status).toBe(200);
    },
  );

  test('with headers of eight thousand characters is read, and of sixty thousand refused', async () => {
    const payload = aPothole();
    const answer = await postSigned(stack, text(payload), { headers: { 'x-long': 'x'.repeat(8_000) } });
    remember(payload.id, answer);
    const { status } = await ask(stack, 'POST', '/live/webhooks/standard', {
      headers: { 'x-long': 'x'.repeat(60_000) },
    });
    expect(status).toBe(431);
  });

  test.each<[string, Record<string, unknown>, string[]]>([
    ['without id and type', { id: undefined, type: undefined }, ['id', 'type']],
    ['with id and type of another kind', { id: 7, type: ['pothole'] }, ['id', 'type']],
    ['with an empty id', { id: ' \t ' }, ['id']],
    ['with a location in one string', { location: '12 Elm St' }, ['location']],
    ['with positions in strings', { location: { lat: '42.39', lon: '-71.12' } }, ['location.lat', 'location.lon']],
    ['with a reporter in a list', { reporter: ['Ana'] }, ['reporter']],
    ['with an e-mail in an object', { reporter: { email: { toString: 'x' } } }, ['reporter.email']],
    ['with answers that are no text', { answers: { size: 3, depth: null } }, ['answers.size', 'answers.depth']],
    ['with answers in a list', { answers: ['deep'] }, ['answers']],
    ['with an answer called constructor', { answers: { constructor: 'x' } }, ['answers.constructor']],
    [
      'with an answer called __proto__',
      { answers: JSON.parse('{"__proto__":"x","depth":"1"}') as object },
      ['answers.__proto__'],
    ],
    ['with a time without a zone', { requestedAt: '2026-06-01T09:00:00' }, ['requestedAt']],
    ['with a 31st of June', { requestedAt: '2026-06-31T09:00:00Z' }, ['requestedAt']],
    ['with private in a word', { private: 'yes' }, ['private']],
    ['with a description of 4,001 characters', { description: 'x'.repeat(4001) }, ['description']],
  ])('%s is refused, and the fields at fault are named', async (_, fields, named) => {
    const answer = await leavingAllAsItIs(() => postSigned(stack, text(aPothole(fields))));
    expect(expectProblem(answer, 400).errors?.map(({ field }) => field)).toEqual(named);
  });

  test('replayed with the same body is answered the same to the byte, and nothing more is kept', async () => {
    const before = await postSigned(stack, first.body, first);
    const again = await leavingAllAsItIs(() => postSigned(stack, first.body, { ...first, at: seconds(200) }));
    expect([again.status, again.text]).toEqual([202, before.text]);
  });

  test('signed exactly 300 seconds ago or ahead is still in time', async () => {
    for (const from of [-300, 300]) {
      const payload = aPothole();
      remember(payload.id, await postSigned(stack, text(payload), { at: seconds(from) }));
    }
  });

  test('with a key twice counts by the last, as JSON.parse reads it', async () => {
    const sourceId = randomUUID();
    const answer = await postSigned(stack, `{"id":"${sourceId}","type":"no","type":"pothole","id":"${sourceId}"}`);
    const { id } = remember(sourceId, answer);
    await stack.settle();
    const items = await itemsOf(stack, 'requests');
    expect(items.find((item) => item.id === id && item.sk === 'REQUEST')).toMatchObject({ reportedType: 'pothole' });
  });

  test('with fields that every object has keeps them as text', async () => {
    const payload = aPothole({ id: 'prototype' });
    const answers = { toString: 'a', hasOwnProperty: 'b', valueOf: 'c' };
    const { id } = remember(payload.id, await postSigned(stack, text({ ...payload, answers })));
    await stack.settle();
    const kept = (await itemsOf(stack, 'requests')).find((item) => item.id === id && item.sk === 'REQUEST');
    expect(kept?.answers).toEqual(answers);
  });

  test('with deep nesting in a field that nobody reads is taken in', async () => {
    const payload = aPothole();
    const body = text({ ...payload, extra: '?' }).replace('"?"', '['.repeat(5_000) + ']'.repeat(5_000));
    remember(payload.id, await postSigned(stack, body));
  });

  test('of a type that nobody knows is taken in and waits for a person', async () => {
    const payload = aPothole({ type: 'talking-pigeon' });
    const { id } = remember(payload.id, await postSigned(stack, text(payload)));
    await stack.settle();
    const kept = (await itemsOf(stack, 'requests')).find((item) => item.id === id && item.sk === 'REQUEST');
    expect(kept).toMatchObject({ status: 'in-review', reviewReasons: ['unknown-type'] });
  });
});

/** What the documentation allows for each text field: least and most characters, trimmed where it has to be filled. */
const LIMITS: Record<string, [least: number, most: number]> = {
  id: [1, 200],
  type: [1, 200],
  description: [0, 4000],
  'location.address': [0, 500],
  'reporter.name': [0, 200],
  'reporter.email': [0, 1000],
  'reporter.phone': [0, 50],
  'reporter.language': [0, 35],
  'answers key': [1, 100],
  'answers value': [0, 2000],
  channel: [0, 50],
};
const FIELDS = Object.keys(LIMITS);

/** Whether a text may stand in a field; characters are code points, as JSON Schema counts them. */
const fits = (field: string, value: string): boolean => {
  const [least, most] = LIMITS[field] ?? [0, 0];
  const { length } = [...(field === 'id' || field === 'type' ? value.trim() : value)];
  return length >= least && length <= most;
};

/** Each lies fifty metres from the others, so that none is taken for another. */
let potholes = 0;

/** A pothole with a text in these fields; its position is always known, so that rules can accept it. */
const withText = (value: string, fields: readonly string[]) => {
  const at = (field: string, otherwise: string): string => (fields.includes(field) ? value : otherwise);
  return {
    id: at('id', randomUUID()),
    type: at('type', 'pothole'),
    description: at('description', 'A deep hole.'),
    location: {
      address: at('location.address', '12 Elm St'),
      lat: 42.38 + 0.0005 * (potholes % 50),
      lon: -71.13 + 0.0005 * Math.floor(potholes++ / 50),
    },
    reporter: {
      name: at('reporter.name', 'Ana'),
      email: at('reporter.email', RESIDENT),
      phone: at('reporter.phone', '617 555 0100'),
      language: at('reporter.language', 'en'),
    },
    answers: { [at('answers key', 'size')]: at('answers value', 'large') },
    channel: at('channel', 'web'),
  };
};

/** The name by which a refusal calls a field; an answer's own name is whatever the sender wrote. */
const namedAs = (field: string): string => (field.startsWith('answers') ? 'answers' : field);

/** In batches, so that no function's log loses a line before it is looked at. */
const inBatches = async <T>(all: readonly T[], what: (one: T) => Promise<void>): Promise<void> => {
  for (let from = 0; from < all.length; from += 100) {
    await forEach(all.slice(from, from + 100), what);
    await stack.settle();
    watch.look();
  }
};

/** Harmless, and of the list itself: what pages and e-mails with it look like, all others must look like. */
const PLAIN = 'undefined';

describe('every naughty string', { timeout: 120_000 }, () => {
  /** Each accepted report with the fields that held the text. */
  const kept: { value: string; fields: readonly string[]; id: string; statusPage: string }[] = [];
  const known = FIELDS.filter((field) => !['id', 'type', 'reporter.email'].includes(field));

  const send = async (value: string, fields: readonly string[]): Promise<void> => {
    const payload = withText(value, fields);
    const answer = await postSigned(stack, text(payload));
    const faults = fields.filter((field) => !fits(field, value));
    if (faults.length > 0) {
      const { errors = [] } = expectProblem(answer, 400);
      expect(new Set(errors.map(({ field }) => namedAs(field)))).toEqual(new Set(faults.map(namedAs)));
      return;
    }
    const { id = '', statusPage = '' } = remember(payload.id, answer);
    kept.push({ value, fields, id, statusPage });
  };

  const sendWhereItFits = (value: string, fields: readonly string[]) =>
    send(
      value,
      fields.filter((field) => fits(field, value)),
    );

  test('in all fields at once is taken in, or the fields are named that it is too long or too empty for', async () => {
    await inBatches(NAUGHTY, (value) => send(value, FIELDS));
  });

  test('in all fields that it fits is taken in', async () => {
    const tooLong = NAUGHTY.filter((value) => !FIELDS.every((field) => fits(field, value)));
    await inBatches(tooLong, (value) => sendWhereItFits(value, FIELDS));
  });

  test('of a seeded sample is taken in around a known type, whose partner and resident are written to', async () => {
    await inBatches([PLAIN, ...sampleOf(MARKUP, 80)], (value) => sendWhereItFits(value, known));
  });

  test('of a seeded sample is answered rightly in each field alone', async () => {
    const each = sampleOf(NAUGHTY, 8, 8).flatMap((value) => FIELDS.map((field) => [value, field] as const));
    await inBatches(each, ([value, field]) => send(value, [field]));
  });

  test('is kept as it was written', async () => {
    const requests = new Map(
      (await itemsOf(stack, 'requests')).filter(({ sk }) => sk === 'REQUEST').map((item) => [String(item.id), item]),
    );
    // Strings that differ in the spaces around them name one request, and the first was kept.
    const firsts = kept.filter(({ id }, index) => kept.findIndex((other) => other.id === id) === index);
    expect(firsts.length).toBeGreaterThan(600);
    for (const { value, fields, id } of firsts) {
      const at = (field: string, otherwise: string): string => (fields.includes(field) ? value : otherwise);
      expect(requests.get(id)).toMatchObject({
        description: at('description', 'A deep hole.'),
        reportedType: at('type', 'pothole').trim(),
        answers: { [at('answers key', 'size')]: at('answers value', 'large') },
      });
    }
  });

  /** The page as it is for a harmless text, and those of all texts that could be markup. */
  const pages = async (held: boolean, addressOf: (of: (typeof kept)[number]) => string | undefined) => {
    const read = async (of: (typeof kept)[number]) => {
      const { status, text: page } = await ask(stack, 'GET', pathOf(addressOf(of) ?? ''));
      expect(status).toBe(200);
      return { value: of.value, page };
    };
    const whole = kept.filter(
      (of) => of.fields.length > 1 && of.fields.includes('type') === held && addressOf(of) !== undefined,
    );
    const plain = await read(whole.find(({ value }) => value === PLAIN)!);
    const all = await forEach(
      whole.filter(({ value }) => MARKUP.includes(value)),
      read,
    );
    return { plain: tagsOf(plain.page), all };
  };

  const expectTextOnly = ({ plain, all }: Awaited<ReturnType<typeof pages>>) => {
    expect(plain.length).toBeGreaterThan(30);
    for (const { value, page } of all) {
      expect(standsRaw(page, value), value).toBe(false);
      expect(tagsOf(page), value).toEqual(plain);
    }
  };

  test('is nothing but text on the page of its request', async () => {
    const read = await pages(true, ({ statusPage }) => statusPage);
    expect(read.all.length).toBeGreaterThan(200);
    expectTextOnly(read);
  });

  test('is nothing but text on the pages of its partner and of its reviewer', async () => {
    const links = new Map<string, string>();
    for (const { id, to } of [...stack.mailbox.list({ to: DESK }), ...stack.mailbox.list({ to: REVIEW_DESK })]) {
      const link = linkIn((await stack.mailbox.read(id)).text ?? '');
      links.set(`${to[0]} ${/R-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(link)?.[0]}`, link);
    }
    const ofPartner = await pages(false, ({ id }) => links.get(`${DESK} ${id}`));
    expect(ofPartner.all.length).toBeGreaterThan(60);
    expectTextOnly(ofPartner);
    const ofReviewer = await pages(true, ({ id }) => links.get(`${REVIEW_DESK} ${id}`));
    expect(ofReviewer.all.length).toBeGreaterThan(200);
    expectTextOnly(ofReviewer);
  });

  test('adds no header and no recipient to an e-mail, and no tag and no address to its HTML', async () => {
    const values = new Map(kept.map(({ id, value }) => [id, value]));
    const letters = await Promise.all(
      sampleOf(notices(stack), 250).map(async (mail) => {
        const { text: plainText = '', html = '' } = await stack.mailbox.read(mail.id);
        const value = values.get(/R-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(plainText)?.[0] ?? '') ?? PLAIN;
        return { mail, html, value, headers: headerNames(mail.raw) };
      }),
    );
    const plain = letters.filter(({ value }) => !MARKUP.includes(value));
    const harmless = new Set(plain.flatMap(({ html }) => tagsOf(html)));
    for (const { mail, html, value, headers } of letters) {
      expect(headers).toEqual(headersTo(mail.to[0] ?? ''));
      expect([mail.to.length, [RESIDENT, ...STAFF].includes(mail.to[0] ?? '')]).toEqual([1, true]);
      expect(tagsOf(html).filter((tag) => !harmless.has(tag))).toEqual([]);
      expect(standsRaw(html, value), value).toBe(false);
      for (const [, address = ''] of html.matchAll(/(?:href|src|action)="([^"]*)"/g)) {
        expect(address.startsWith(`${stack.url}/`), address).toBe(true);
      }
    }
  });
});

describe('every address of isemail', () => {
  test('is written to or left out with a warning, and the request is kept', { timeout: 60_000 }, async () => {
    await inBatches(ISEMAIL_TESTS, async ({ address }) => {
      const payload = aPothole({ type: 'talking-pigeon', reporter: { email: address } });
      const { warnings = [] } = remember(payload.id, await postSigned(stack, text(payload)));
      const leftOut = warnings.map(({ field }) => field);
      expect(leftOut.length === 0 || leftOut[0] === 'reporter.email').toBe(true);
    });
    const warned = stack.mailbox.list().filter(({ to }) => to.some((address) => /[^!-~]/.test(address)));
    expect(warned).toEqual([]);
    for (const { to, raw } of stack.mailbox.list()) {
      if (ISEMAIL_TESTS.some(({ address }) => to.includes(address)))
        expect(headerNames(raw)).toEqual(headersTo(to[0] ?? ''));
    }
  });
});

describe('after all of it', () => {
  test('each request that was answered with 202 is in the table, once, and no other', async () => {
    const requests = (await itemsOf(stack, 'requests')).filter(({ sk }) => sk === 'REQUEST');
    expect(requests.map(({ id }) => id).sort()).toEqual([...new Set(accepted.values())].sort());
  });

  test('no function failed, no letter is dead, no workflow stands still, and no alarm went off', async () => {
    expect(await watch.troubles()).toEqual([]);
  });
});

const pathOf = (url: string): string => url.slice(new URL(url).origin.length);
