import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { linkUrl, type LinkPurpose } from '../../functions/pages/signed-link.ts';
import {
  type Answered,
  MARKUP,
  NAUGHTY,
  ask,
  forEach,
  itemsOf,
  sampleOf,
  standsRaw,
  stateOf,
  tagsOf,
  watchFor,
} from '../support/bad-input.ts';
import { DAY, type LocalStack, aLocalStack, aPothole, deliver, stored } from '../support/local-stack.ts';

let stack: LocalStack;
let watch: ReturnType<typeof watchFor>;

/** The path of each page, each of a request of its own that is at the stage at which the page has its forms. */
const pages = {} as Record<PagePurpose, string>;
/** The id that each of these links names. */
const ids = {} as Record<PagePurpose, string>;

/** The pages of one request; queues have tests of their own. */
type PagePurpose = Exclude<LinkPurpose, 'queue' | 'scorecard' | 'audit' | 'correction' | 'improvement'>;

const pathOf = (url: string): string => url.slice(new URL(url).origin.length);

const linkTo = (purpose: LinkPurpose, id: string, expiresAt = stack.clock.now() + DAY): string =>
  pathOf(linkUrl(stack.url, { purpose, id, expiresAt }, stack.service.linkKeys()));

const postForm = (path: string, fields: Record<string, string> | string | Buffer, type?: string): Promise<Answered> =>
  ask(stack, 'POST', path, {
    headers: { 'content-type': type ?? 'application/x-www-form-urlencoded' },
    body: typeof fields === 'string' || Buffer.isBuffer(fields) ? fields : String(new URLSearchParams(fields)),
  });

beforeAll(async () => {
  stack = await aLocalStack();
  watch = watchFor(stack);
  const report = async (type: string) => (await deliver(stack, aPothole({ type }))).body.id ?? '';
  ids.escalation = await report('pothole');
  ids['work-order'] = `${await report('pothole')}-1`;
  ids.review = await report('talking-pigeon');
  ids.request = await report('pothole');
  await stack.settle();
  const done = { action: 'complete', outcome: 'done', resolution: 'The hole was filled with asphalt.' };
  expect((await postForm(linkTo('work-order', `${ids.request}-1`), done)).status).toBe(303);
  await stack.settle();
  expect((await stored(stack, ids.request)).request.status).toBe('resolved');
  ids.concern = `${ids.escalation}-C1`;
  const concern = { action: 'raise-concern', reason: 'safety', text: 'Somebody fell here this morning.' };
  expect((await postForm(linkTo('escalation', ids.escalation), concern)).status).toBe(303);
  await stack.settle();
  ids.preferences = ids.request;
  for (const purpose of PURPOSES) pages[purpose] = linkTo(purpose, ids[purpose]);
});
afterAll(() => stack.stop());

const PURPOSES: readonly PagePurpose[] = ['request', 'work-order', 'review', 'escalation', 'concern', 'preferences'];

/** Does something that has to leave both tables as they are. */
const leavingAllAsItIs = async <T>(what: () => Promise<T>): Promise<T> => {
  await stack.settle();
  const before = await stateOf(stack);
  const result = await what();
  await stack.settle();
  expect(await stateOf(stack)).toEqual(before);
  return result;
};

/** Harmless, and of the list itself: what a page with it looks like, it must look like with every other. */
const PLAIN = 'undefined';
const SAMPLE = [PLAIN, ...sampleOf(MARKUP, 60)];

/** The forms with a text in their fields and something else wrong; forms that show again what was typed get every string. */
const FORMS: [name: string, PagePurpose, texts: readonly string[], fields: (text: string) => Record<string, string>][] =
  [
    ['hold', 'work-order', NAUGHTY, (text) => ({ action: 'hold', reason: `no ${text}`, text })],
    ['complete', 'work-order', NAUGHTY, (text) => ({ action: 'complete', outcome: `no ${text}`, resolution: text })],
    ['decline', 'review', NAUGHTY, (text) => ({ action: 'decline', outcome: `no ${text}`, resolution: text })],
    ['rate', 'request', NAUGHTY, (text) => ({ action: 'rate', accuracy: `no ${text}`, ease: text, comment: text })],
    ['accept by type', 'review', SAMPLE, (text) => ({ action: 'accept', typeCode: `no ${text}`, partner: text })],
    [
      'accept by partner',
      'review',
      SAMPLE,
      (text) => ({ action: 'accept', typeCode: 'pothole', partner: `no ${text}` }),
    ],
    ['no', 'work-order', SAMPLE, (text) => ({ action: text, text, reason: text, resolution: text })],
    ['no', 'review', SAMPLE, (text) => ({ action: text, resolution: text, typeCode: text })],
    ['no', 'request', SAMPLE, (text) => ({ action: text, text, comment: text })],
    ['no', 'escalation', SAMPLE, (text) => ({ action: text, text })],
    ['concern', 'request', NAUGHTY, (text) => ({ action: 'raise-concern', reason: `no ${text}`, text })],
    ['concern', 'escalation', SAMPLE, (text) => ({ action: 'raise-concern', reason: `no ${text}`, text })],
    ['contact', 'concern', NAUGHTY, (text) => ({ action: 'contact', way: `no ${text}`, text })],
    ['resolve', 'concern', SAMPLE, (text) => ({ action: 'resolve', outcome: `no ${text}`, resolution: text })],
    [
      'hand on',
      'concern',
      SAMPLE,
      (text) => ({ action: 'hand-on', to: `no ${text}`, text: `What they should know: ${text}` }),
    ],
    ['no', 'concern', SAMPLE, (text) => ({ action: text, text, way: text, outcome: text })],
  ];

describe('every naughty string', { timeout: 90_000 }, () => {
  test.each(FORMS)('in the %s form of a %s is refused, shown as text only, and changes nothing', async (...form) => {
    const [, purpose, texts, fields] = form;
    const answers = await leavingAllAsItIs(() =>
      forEach(texts, async (text) => ({ text, answer: await postForm(pages[purpose], fields(text)) })),
    );
    watch.look();
    const plain = answers.find(({ text }) => text === PLAIN)!;
    for (const { text, answer } of answers) {
      expect([text, answer.status, answer.headers['content-type']]).toEqual([text, 422, 'text/html; charset=utf-8']);
      expect(standsRaw(answer.text, text), text).toBe(false);
      if (MARKUP.includes(text)) expect(tagsOf(answer.text), text).toEqual(tagsOf(plain.answer.text));
    }
  });

  test('as the name of a field is passed over', async () => {
    const answers = await leavingAllAsItIs(() =>
      forEach([...NAUGHTY, '__proto__', 'constructor', 'toString'], (name) =>
        postForm(pages['work-order'], { [name]: 'x', [`${name}[action]`]: 'accept' }),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([422]));
  });

  test('as a query is passed over', async () => {
    const plain = tagsOf((await ask(stack, 'GET', pages.request)).text);
    const texts = [...sampleOf(MARKUP, 60), '__proto__', 'constructor', 'hasOwnProperty'];
    for (const text of texts) {
      const query = new URLSearchParams({ done: text, lang: text, [text]: text }).toString();
      const { status, text: page } = await ask(stack, 'GET', `${pages.request}?${query}`);
      expect([status, tagsOf(page)]).toEqual([200, plain]);
    }
  });

  test('of a seeded sample in a note is kept as it was written and shown as text only', async () => {
    const page = pages['work-order'];
    const texts = sampleOf(MARKUP, 25);
    for (const text of texts) expect((await postForm(page, { action: 'note', text })).status).toBe(303);
    await stack.settle();
    const { events } = await stored(stack, ids['work-order'].slice(0, -2));
    const notes = events.flatMap(({ type, text }) => (type === 'work-order-noted' ? [text] : []));
    expect(notes).toEqual(texts.map((text) => text.trim()));
    const { text: shown } = await ask(stack, 'GET', page);
    for (const text of texts) expect(standsRaw(shown, text), text).toBe(false);
    expect(new Set(tagsOf(shown).map((tag) => tag.split(' ')[0]))).not.toContain('<script');
  });
});

describe('a form that is not what it should be', () => {
  test.each(PURPOSES)(
    'posted to the page of a %s without any field, or as something else, is refused with 422',
    async (purpose) => {
      const page = pages[purpose];
      const answers = await leavingAllAsItIs(() =>
        Promise.all([
          postForm(page, ''),
          postForm(page, '&&&===&%zz=%'),
          postForm(page, '{"action":"accept"}', 'application/json'),
          postForm(
            page,
            '--x\r\nContent-Disposition: form-data; name="action"\r\n\r\naccept\r\n--x--',
            'multipart/form-data; boundary=x',
          ),
          postForm(page, Buffer.from([0xff, 0xfe, 0x00, 0x3d, 0x26])),
          postForm(page, 'action=Accept'),
          postForm(page, 'action=rate&action=accept&action=reopen'),
        ]),
      );
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 422));
    },
  );

  test.each<[PagePurpose, string]>([
    ['work-order', 'action=hold'],
    ['work-order', 'action=hold&reason='],
    ['work-order', 'action=note&text=+%0A+'],
    ['work-order', 'action=complete'],
    ['work-order', 'action=complete&outcome=done'],
    ['work-order', 'action=complete&outcome=done&resolution=short'],
    ['work-order', `action=note&text=${'x'.repeat(1001)}`],
    ['review', 'action=accept'],
    ['review', 'action=accept&typeCode=__proto__'],
    ['review', 'action=accept&typeCode=pothole&partner=constructor'],
    ['review', 'action=decline&outcome=declined'],
    ['review', 'action=decline&outcome=toString&resolution=A+whole+sentence.'],
    ['request', 'action=rate'],
    ['request', 'action=rate&accuracy=6&courtesy=1&ease=1&overall=1'],
    ['request', 'action=rate&accuracy=1&courtesy=1&ease=1'],
    ['request', 'action=reopen'],
    ['escalation', 'action=acknowledge'],
    ['preferences', 'action=choose-preferences&language=en&print=huge&format=html'],
    ['preferences', 'action=choose-preferences&language=fr&print=large&format=html'],
    ['preferences', 'List-Unsubscribe=one-click'],
    ['escalation', 'action=acknowledge&text=short'],
  ])('posted to the page of a %s as %s names what to mend', async (purpose, body) => {
    const { status, text } = await leavingAllAsItIs(() => postForm(pages[purpose], body));
    expect([status, /role="alert"[^]*?<p>[^]{10,}?<\/p>/.test(text)]).toEqual([422, true]);
  });

  test.each(PURPOSES)('of a megabyte posted to the page of a %s is refused unread', async (purpose) => {
    const body = `action=note&text=${'x'.repeat(1024 * 1024)}`;
    const { status, text } = await leavingAllAsItIs(() => postForm(pages[purpose], body));
    expect([status, text.includes('too long')]).toEqual([413, true]);
  });

  test.each(PURPOSES)(
    'of more than ten megabytes posted to the page of a %s is refused by the gateway',
    async (purpose) => {
      const answer = await leavingAllAsItIs(() => postForm(pages[purpose], Buffer.alloc(10 * 1024 * 1024 + 1, 120)));
      expect([answer.status, answer.headers['content-type']]).toEqual([413, 'application/problem+json']);
    },
  );
});

describe('a link', () => {
  const FOLDERS: Record<PagePurpose, string> = {
    request: 'requests',
    'work-order': 'work-orders',
    review: 'reviews',
    escalation: 'escalations',
    concern: 'concerns',
    preferences: 'preferences',
  };
  const VALID: Record<PagePurpose, Record<string, string>> = {
    request: { action: 'reopen', text: 'It is still there, as deep as before.' },
    'work-order': { action: 'accept' },
    review: { action: 'accept', typeCode: 'pothole' },
    escalation: { action: 'acknowledge', text: 'A crew goes out tonight.' },
    concern: { action: 'note', text: 'The director wants to call her.' },
    preferences: { 'List-Unsubscribe': 'One-Click' },
  };

  test.each(PURPOSES)('that is wrong in any way opens no page of a %s, and looks like every other', async (purpose) => {
    const folder = `/live/${FOLDERS[purpose]}`;
    const token = pages[purpose].slice(folder.length + 1);
    const [letter, id, expiry, mac = ''] = token.split('.');
    const others = PURPOSES.filter((other) => other !== purpose).map((other) => pages[other].split('/').at(-1) ?? '');
    const tokens = [
      ...others,
      `${letter}.${id}.${expiry}.${mac.slice(1)}A`,
      `${letter}.${id}.${expiry}.`,
      `${letter}.${id}.zzzzzzzz.${mac}`,
      `${letter}.R-0000-0000-0000.${expiry}.${mac}`,
      `${token}.`,
      token.toUpperCase(),
      `${token}%00`,
      '%zz',
      '__proto__',
      'x'.repeat(5000),
      linkTo(purpose, ids[purpose], stack.clock.now()).split('/').at(-1) ?? '',
      linkTo(purpose, 'R-0000-0000-0000').split('/').at(-1) ?? '',
      linkTo(purpose, 'constructor').split('/').at(-1) ?? '',
    ];
    const answers = await leavingAllAsItIs(() =>
      forEach(tokens, async (wrong) => [
        await ask(stack, 'GET', `${folder}/${wrong}`),
        await postForm(`${folder}/${wrong}`, VALID[purpose]),
      ]),
    );
    expect(new Set(answers.flat().map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]?.[0]?.status).toBe(404);
  });

  test.each(PURPOSES)('to the page of a %s is refused by any other method than GET and POST', async (purpose) => {
    const answers = await leavingAllAsItIs(() =>
      Promise.all(
        ['HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE', 'TRACE'].map((method) => ask(stack, method, pages[purpose])),
      ),
    );
    for (const { status, headers } of answers) {
      expect([status, headers['content-type']]).toEqual([404, 'application/problem+json']);
    }
  });

  test.each(PURPOSES)(
    'that a scanner of mail opens to the page of a %s changes nothing, whatever it asks for',
    async (purpose) => {
      await leavingAllAsItIs(async () => {
        for (const query of ['', '?action=accept', '?action=reopen&text=scanned', '?done=accept', '?lang=es']) {
          const { status, headers } = await ask(stack, 'GET', `${pages[purpose]}${query}`);
          expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
          expect(headers['set-cookie']).toBeUndefined();
        }
      });
    },
  );
});

describe('after all of it', () => {
  test('nothing more was taken in, no function failed, no letter is dead and no alarm went off', async () => {
    expect((await itemsOf(stack, 'requests')).filter(({ sk }) => sk === 'REQUEST')).toHaveLength(4);
    expect(await watch.troubles()).toEqual([]);
  });

  test('every form still does what it is for', async () => {
    const forms: [PagePurpose, Record<string, string>][] = [
      ['work-order', { action: 'accept' }],
      ['review', { action: 'accept', typeCode: 'pothole' }],
      ['escalation', { action: 'acknowledge', text: 'A crew goes out tonight.' }],
      ['request', { action: 'reopen', text: 'It is still there, as deep as before.' }],
      ['concern', { action: 'contact', way: 'in-person', text: 'Met her at the place, and showed her.' }],
    ];
    for (const [purpose, fields] of forms) expect((await postForm(pages[purpose], fields)).status).toBe(303);
  });
});
