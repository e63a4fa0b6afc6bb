import { simpleParser } from 'mailparser';
import { beforeAll, describe, expect, test } from 'vitest';
import { MAX_BODY_BYTES } from '../../functions/intake/contract.ts';
import { type Opened, openHouse } from './fuzz-door.ts';
import { formOf, itemsOf, requestOf } from './furnish.ts';
import { settle } from './settle.ts';

let opened: Opened;
beforeAll(async () => {
  opened = await openHouse();
});

/** The longest line of an e-mail, characters without its end (RFC 5322, 2.1.1). */
const LONGEST_LINE = 998;

let nth = 0;
const aReport = (more: object = {}) => ({
  ...{ id: `L-${(nth += 1)}`, type: 'pothole', description: 'A deep hole.' },
  location: { address: '12 Elm St', lat: 42.3804 + 0.001 * nth, lon: -71.1017 },
  reporter: { name: 'Ana', email: 'ana@resident.example', language: 'en' },
  ...more,
});

const deliver = async (payload: object) => {
  const { house, signed } = opened.furnished;
  const { status, body } = await house.visit(signed('webhooks', 'standard', Buffer.from(JSON.stringify(payload))));
  return { ...(JSON.parse(body) as { id: string; warnings?: { field: string }[] }), status };
};

/** As many answers of four-byte characters as fit into a body, each of the greatest length. */
const fullOf = (report: object, bytes: number): object => {
  const answers: Record<string, string> = {};
  const length = () => Buffer.byteLength(JSON.stringify({ ...report, answers }));
  while (length() + 4_200 < bytes) answers[`a${Object.keys(answers).length}`] = '🕳'.repeat(1_000);
  const left = bytes - length() - '"rest":"",'.length;
  return {
    ...report,
    answers: {
      ...answers,
      rest: 'x'.repeat(Math.min(2_000, left)),
      ...(left > 2_000 ? { more: 'x'.repeat(left - 2_000 - 10) } : {}),
    },
  };
};

describe('a report of the greatest size', () => {
  test('is taken whole, and everything that follows from it goes well: review, letters, work, closing, opening again', async () => {
    const { house, path } = opened.furnished;
    const payload = fullOf(aReport({ description: '道'.repeat(4_000) }), MAX_BODY_BYTES);
    expect(Buffer.byteLength(JSON.stringify(payload))).toBeGreaterThan(MAX_BODY_BYTES - 100);
    house.letters.length = 0;
    const { status, id } = await deliver(payload);
    expect(status).toBe(202);
    await settle(house);
    expect(requestOf(house, id)).toMatchObject({
      status: 'in-progress',
      answers: (payload as { answers: object }).answers,
    });
    const sentence = '道'.repeat(1_000);
    for (const [page, fields] of [
      [path('work-order', `${id}-1`), { action: 'note', text: sentence }],
      [path('request', id), { action: 'add-detail', text: sentence }],
      [path('request', id), { action: 'raise-concern', reason: 'other', text: sentence }],
      [path('work-order', `${id}-1`), { action: 'complete', outcome: 'done', resolution: sentence }],
      [path('request', id), { action: 'reopen', text: sentence }],
      [path('work-order', `${id}-2`), { action: 'complete', outcome: 'done', resolution: sentence }],
    ] as const) {
      house.wait(60_000);
      expect([fields.action, (await house.visit(formOf(page, fields))).status]).toEqual([fields.action, 303]);
      await settle(house);
    }
    for (const page of [path('request', id), path('work-order', `${id}-1`), path('review', id), path('escalation', id)])
      expect((await house.visit({ method: 'GET', path: page })).status).toBe(200);
    expect(requestOf(house, id)).toMatchObject({ status: 'resolved', cycle: 2 });
    const told = house.told.map(({ input }) => Buffer.byteLength(JSON.stringify(input)));
    expect(Math.max(...told)).toBeLessThan(1_000);
    await expectLetters();
    house.restore();
  });

  test('is refused with a byte more, and nothing is written', async () => {
    const { house, signed } = opened.furnished;
    const body = Buffer.from(JSON.stringify(aReport()).padEnd(MAX_BODY_BYTES + 1));
    const { status, writes } = await house.visit(signed('webhooks', 'standard', body));
    expect([status, writes]).toEqual([413, []]);
  });

  test('by Open311 is taken whole too, and read by everybody', async () => {
    const { house } = opened.furnished;
    const fields: Record<string, string> = {
      api_key: house.secret('Open311Keys/Secret').city ?? '',
      service_code: 'pothole',
    };
    Object.assign(fields, { address_string: 'é'.repeat(500), description: '道'.repeat(4_000) });
    for (let answer = 0; answer < 16; answer += 1) fields[`attribute[a${answer}]`] = '🕳'.repeat(500);
    const form = formOf('/open311/v2/requests.json', fields);
    expect(form.body!.length).toBeGreaterThan(100_000);
    const { status, body } = await house.visit(form);
    expect(status).toBe(200);
    await settle(house);
    const [{ service_request_id: id }] = JSON.parse(body) as [{ service_request_id: string }];
    const read = await house.visit({ method: 'GET', path: `/open311/v2/requests/${id}.json` });
    expect((JSON.parse(read.body) as [{ description: string }])[0].description).toBe('道'.repeat(4_000));
    house.restore();
  });
});

/** Every letter so far keeps to the length of lines, and has the headers of every other and no more. */
const expectLetters = async (): Promise<void> => {
  const { letters } = opened.furnished.house;
  expect(letters.length).toBeGreaterThan(5);
  for (const { raw, to } of letters) {
    expect(
      Math.max(
        ...raw
          .toString('latin1')
          .split('\r\n')
          .map(({ length }) => length),
      ),
    ).toBeLessThanOrEqual(LONGEST_LINE);
    const { headers } = await simpleParser(raw);
    expect([to.length, headers.has('bcc'), headers.has('cc'), [...headers.keys()].length < 13]).toEqual([
      1,
      false,
      false,
      true,
    ]);
  }
};

describe('words of every kind', () => {
  test.each([
    ['four-byte characters', '🚧 𝒳𝒴𝒵 𠜎𠜱𠝹 👩‍👩‍👧‍👦'],
    ['combining characters', `Z${'\u0351\u0327\u0340'.repeat(30)}`],
    ['right-to-left ones', 'שלום עולם مرحبا'],
    ['a header', 'Hole\r\nBcc: everyone@example.org\r\n\r\n<b>'],
    ['a template', '{requestId} {{7*7}} ${7*7} {constructor}'],
  ])('%s come from the report to the partner’s letter and page as they were written', async (_, words) => {
    const { house, path } = opened.furnished;
    house.letters.length = 0;
    const { status, id } = await deliver(
      aReport({ description: words, location: { address: words, lat: 42.3804 + 0.001 * nth, lon: -71.1017 } }),
    );
    expect(status).toBe(202);
    await settle(house);
    expect(requestOf(house, id)).toMatchObject({ description: words });
    const letter = house.letters.find(({ to }) => to[0]?.includes('highway'));
    const { text = '', headers } = await simpleParser(letter!.raw);
    // Lines and invisible characters may be others, words may not.
    const visible = (value: string) => value.replace(/[\s\p{Cf}\p{Cc}]+/gu, '');
    expect(visible(text)).toContain(visible(words));
    expect(headers.has('bcc')).toBe(false);
    const { body } = await house.visit({ method: 'GET', path: path('work-order', `${id}-1`) });
    const shown = body
      .replace(/<[^>]*>/g, '')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&#39;', "'");
    expect(visible(shown)).toContain(visible(words));
    house.restore();
  });

  test.each([
    ['a local part of 320 bytes', `${'a'.repeat(320)}@resident.example`],
    ['an internationalised domain', 'ana@münchen.example'],
    ['an internationalised local part', 'josé@resident.example'],
    ['two addresses', 'ana@resident.example, all@city.example'],
    ['a header', 'ana@resident.example\r\nBcc: all@city.example'],
  ])('an e-mail address with %s is left out with a warning, and the report is kept', async (_, email) => {
    const { house } = opened.furnished;
    const { status, id, warnings } = await deliver(aReport({ reporter: { name: 'Ana', email } }));
    expect([status, warnings?.map(({ field }) => field)]).toEqual([202, ['reporter.email']]);
    await settle(house);
    expect(requestOf(house, id).reporter).toEqual({ name: 'Ana', language: 'en' });
    expect(
      itemsOf(house, 'Notices').filter(({ requestId, audience }) => requestId === id && audience === 'constituent'),
    ).toEqual([]);
    house.restore();
  });
});
