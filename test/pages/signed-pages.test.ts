import type { APIGatewayProxyEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { answerEscalation } from '../../functions/clocks/acknowledge-escalation.handler.ts';
import { answerConcern } from '../../functions/concerns/handle-concern.handler.ts';
import { showPage } from '../../functions/pages/show-page.handler.ts';
import type { PhotoLinks } from '../../functions/photos/photo-links.store.ts';
import { LINK_PURPOSES, type LinkPurpose, linkUrl } from '../../functions/pages/signed-link.ts';
import { decideOnReview } from '../../functions/review/decide-review.handler.ts';
import type { Request } from '../../functions/requests/request.ts';
import { ConflictError } from '../../functions/requests/requests.store.ts';
import { answerRequestForm } from '../../functions/surveys/answer-survey.handler.ts';
import { updateWorkOrder } from '../../functions/work-orders/update-work-order.handler.ts';
import {
  DAY_MS,
  HOUR_MS,
  type Kept,
  MORNING,
  aReviewed,
  aStoreOf,
  completion,
  concerned,
  office,
  worked,
} from './page-samples.ts';

/** The pages of one request; queues, audits, improvements and preferences have tests of their own. */
const OTHERS = ['queue', 'scorecard', 'preferences', 'audit', 'correction', 'improvement'] as const;
type PagePurpose = Exclude<LinkPurpose, (typeof OTHERS)[number]>;
const PAGE_PURPOSES = LINK_PURPOSES.filter(
  (purpose): purpose is PagePurpose => !OTHERS.some((other) => other === purpose),
);

const keys = { current: 'k'.repeat(44) };
const offered = concerned(aReviewed());
const done = worked(offered, { action: 'accept' }, completion);
const concernOfHighway = {
  ...offered,
  concerns: offered.concerns!.map((concern) => ({ ...concern, owner: 'dpw-highway' })),
};
const inReview = aReviewed({ reportedType: 'Dragon on the roof' });

/** Signs as the bucket would, without one. */
const PHOTO_LINKS: PhotoLinks = {
  form: async (workOrderId, next) => ({
    url: 'https://photos.example/',
    fields: { key: `raw/${workOrderId}/1`, success_action_redirect: next },
  }),
  address: async (key) => `https://photos.example/${key}?signed`,
};

const aServiceWith = (kept: Kept | undefined) => {
  const requests = aStoreOf(kept);
  const dependencies = {
    requests,
    readKeys: async () => keys,
    linkKeysSecret: 'link-keys',
    cuts: { linksFrom: async () => undefined },
    publicUrl: 'https://city.example',
    photos: PHOTO_LINKS,
    city: 'City of Somerville',
    now: () => MORNING + 4 * HOUR_MS,
    office,
    surveyWindowMs: 14 * DAY_MS,
  };
  return {
    requests,
    show: showPage(dependencies),
    post: {
      request: answerRequestForm(dependencies),
      'work-order': updateWorkOrder(dependencies),
      review: decideOnReview(dependencies),
      escalation: answerEscalation(dependencies),
      concern: answerConcern(dependencies),
    } satisfies Record<PagePurpose, unknown>,
  };
};

const ENDINGS: Partial<Record<PagePurpose, string>> = { 'work-order': '-1', concern: '-C1' };

const idFor = (purpose: PagePurpose, kept: Kept) => `${kept.request.id}${ENDINGS[purpose] ?? ''}`;

const visit = (
  purpose: PagePurpose,
  id: string,
  { fields, body, query = null, expiresAt = MORNING + DAY_MS, token, at = purpose }: Partial<Visit> = {},
): APIGatewayProxyEvent => {
  const path = new URL(linkUrl('https://city.example', { purpose: at, id, expiresAt }, keys)).pathname;
  const signed = new URL(linkUrl('https://city.example', { purpose, id, expiresAt }, keys)).pathname.split('/')[2];
  const folder = path.split('/')[1];
  const sent = body ?? (fields ? new URLSearchParams(fields).toString() : null);
  return {
    resource: `/${folder}/{token}`,
    path: `/${folder}/${token ?? signed}`,
    httpMethod: sent === null ? 'GET' : 'POST',
    pathParameters: { token: token ?? signed },
    queryStringParameters: query,
    body: sent === null ? null : Buffer.from(sent).toString('base64'),
    isBase64Encoded: sent !== null,
  } as unknown as APIGatewayProxyEvent;
};

interface Visit {
  fields: Record<string, string>;
  body: string;
  query: Record<string, string> | null;
  expiresAt: number;
  token: string;
  /** The purpose whose path is used. */
  at: PagePurpose;
}

describe('a page that a signed link opens', () => {
  it.each(PAGE_PURPOSES)('is shown and never changes anything: %s', async (purpose) => {
    const service = aServiceWith(offered);
    const answer = await service.show(
      visit(purpose, idFor(purpose, offered), { query: { action: 'accept', done: 'accept' } }),
    );
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain('Pothole');
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    expect(service.requests.changes).toBe(0);
  });

  it('is the same 404 to the last byte for a link that is wrong, old, meant for another page or leads to nothing', async () => {
    const service = aServiceWith(offered);
    const { id } = offered.request;
    const attempts = [
      ...PAGE_PURPOSES.flatMap((purpose) => [
        visit(purpose, idFor(purpose, offered), { token: 'w.forged.zzzzzz.AAAAAAAAAAAAAAAAAAAAAAAAAAA' }),
        visit(purpose, idFor(purpose, offered), { expiresAt: MORNING }),
        visit(purpose, 'R-0000-0000-0000-1'),
        ...PAGE_PURPOSES.filter((at) => at !== purpose).map((at) => visit(purpose, idFor(purpose, offered), { at })),
      ]),
      visit('work-order', `${id}-9`),
      visit('work-order', id),
      visit('request', id, { token: '' }),
    ];
    const answers = await Promise.all(attempts.map((event) => service.show(event)));
    const posts = await Promise.all(
      PAGE_PURPOSES.flatMap((purpose) => [
        service.post[purpose](visit(purpose, id, { token: 'x.y.z.1', fields: { action: 'accept' } })),
        service.post[purpose](visit(purpose, 'R-0000-0000-0000-1', { fields: { action: 'accept' } })),
      ]),
    );
    const [first, ...others] = [...answers, ...posts];
    expect(first?.statusCode).toBe(404);
    for (const other of others) expect(other).toEqual(first);
    expect(service.requests.changes).toBe(0);
  });

  it('speaks the reporter’s language unless the reader chose another', async () => {
    const service = aServiceWith(aReviewed({ reporter: { language: 'es' } }));
    const { id } = offered.request;
    expect((await service.show(visit('request', id))).body).toContain('<html lang="es">');
    expect((await service.show(visit('request', id, { query: { lang: 'en' } }))).body).toContain('<html lang="en">');
    expect((await service.show(visit('request', id, { query: { lang: 'xx' } }))).body).toContain('<html lang="es">');
    expect((await service.show(visit('request', id, { query: { lang: 'zh-Hant' } }))).body).toContain(
      '<html lang="zh-Hant">',
    );
    expect(service.requests.changes).toBe(0);
  });

  it('speaks English to staff, whoever asked', async () => {
    const kept = concerned(aReviewed({ reporter: { name: 'Marie', language: 'ht' } }));
    const service = aServiceWith(kept);
    for (const purpose of ['work-order', 'review', 'escalation', 'concern'] as const) {
      const { body } = await service.show(visit(purpose, idFor(purpose, kept), { query: { lang: 'es' } }));
      expect(body).toContain('<html lang="en">');
      expect(body).toContain('The request was accepted.');
    }
    expect((await service.show(visit('concern', idFor('concern', kept)))).body).toContain('(speaks Haitian Creole)');
  });
});

describe('a form on such a page', () => {
  const carriedOut: [string, PagePurpose, Kept, Record<string, string>, string][] = [
    ['an acceptance', 'work-order', offered, { action: 'accept' }, '?done=accept'],
    ['a note', 'work-order', offered, { action: 'note', text: 'Crew booked.' }, '?done=note'],
    [
      'a completion',
      'work-order',
      offered,
      { action: 'complete', outcome: 'done', resolution: 'Filled the hole.' },
      '?done=complete',
    ],
    ['a review', 'review', inReview, { action: 'accept', typeCode: 'pothole', partner: '' }, '?done=accept'],
    [
      'a decline',
      'review',
      inReview,
      { action: 'refer', receiver: 'The zoo', resolution: 'Call the zoo, please.' },
      '?done=refer',
    ],
    [
      'a survey',
      'request',
      done,
      { action: 'rate', accuracy: '5', courtesy: '4', ease: '3', overall: '1', comment: '' },
      '?done=rate',
    ],
    ['a reopening', 'request', done, { action: 'reopen', text: 'It is open again.' }, '?done=reopen'],
    ['a language', 'request', done, { action: 'change-language', language: 'ht' }, '?done=change-language'],
    [
      'an answer to an escalation',
      'escalation',
      offered,
      { action: 'acknowledge', text: 'A crew goes out today.' },
      '?done=acknowledge',
    ],
    [
      'a contact',
      'concern',
      offered,
      { action: 'contact', way: 'telephone', text: 'Told her that a crew comes tomorrow.' },
      '?done=contact',
    ],
    ...(['request', 'work-order', 'review', 'escalation'] as const).map(
      (purpose): [string, PagePurpose, Kept, Record<string, string>, string] => [
        `a concern from the page of a ${purpose}`,
        purpose,
        offered,
        { action: 'raise-concern', reason: 'safety', text: 'A child fell into it this morning.' },
        '?done=raise-concern',
      ],
    ),
  ];

  it.each(carriedOut)(
    'carries %s out once and sends the browser back',
    async (_what, purpose, kept, fields, location) => {
      const service = aServiceWith(kept);
      const answer = await service.post[purpose](visit(purpose, idFor(purpose, kept), { fields }));
      expect(answer).toMatchObject({ statusCode: 303, headers: { location } });
      expect(service.requests.changes).toBe(1);
      const query = Object.fromEntries(new URLSearchParams(location));
      const shown = await service.show(visit(purpose, idFor(purpose, kept), { query }));
      expect(shown.body).toContain('role="status"');
    },
  );

  it.each([
    ['work-order', offered, { action: 'transfer', to: 'water-sewer', reason: 'workload', text: 'They take it over.' }],
    ['concern', concernOfHighway, { action: 'hand-on', to: 'water-sewer', text: 'It is about their crew.' }],
    ['review', offered, { action: 'revoke-links', whose: 'staff', text: 'It was forwarded to a list.' }],
  ] as [PagePurpose, Kept, Record<string, string>][])(
    'that closes the page of a %s to its reader says so, and nothing of the request',
    async (purpose, kept, fields) => {
      const service = aServiceWith(kept);
      const expiresAt = MORNING + 365 * DAY_MS;
      const page = (more: Partial<Visit>) => visit(purpose, idFor(purpose, kept), { expiresAt, ...more });
      expect((await service.show(page({ query: { done: fields.action! } }))).body).toContain('Pothole');
      const { headers } = await service.post[purpose](page({ fields }));
      const query = Object.fromEntries(new URLSearchParams(String(headers?.location)));
      const shown = await service.show(page({ query }));
      expect([shown.statusCode, shown.body]).toEqual([200, expect.stringContaining('role="status"')]);
      expect(shown.body).not.toContain('Pothole');
      expect(shown.body).not.toContain(kept.request.id);
      for (const other of [null, { done: 'accept' }])
        expect((await service.show(page({ query: other }))).statusCode).toBe(404);
      // The second half of a double click is told the same; whoever comes later with other words has a link that opens nothing.
      const again = await service.post[purpose](page({ fields }));
      expect([again.statusCode, again.headers?.location]).toEqual([303, headers?.location]);
      const other = await service.post[purpose](
        page({ fields: { ...fields, text: 'It is theirs, as we have said.' } }),
      );
      expect(other.statusCode).toBe(404);
      expect(service.requests.changes).toBe(1);
    },
  );

  it.each([
    ['work-order', offered, { action: 'accept' }],
    ['request', offered, { action: 'change-language', language: 'ne' }],
    ['work-order', offered, { action: 'complete', outcome: 'done', resolution: 'Filled the hole.' }],
    ['work-order', offered, { action: 'note', text: 'A crew is on its way.' }],
    ['work-order', offered, { action: 'note', text: '', reference: 'A-17' }],
    ['work-order', offered, { action: 'note', text: 'A crew is on its way.', reference: 'A-17' }],
    ['work-order', offered, { action: 'schedule', day: '2026-06-05', text: 'Before the school opens.' }],
    ['request', done, { action: 'rate', accuracy: '5', courtesy: '4', ease: '3', overall: '1' }],
    ['review', offered, { action: 'raise-concern', reason: 'overdue', text: 'Nobody has answered the calls.' }],
    ['concern', offered, { action: 'contact', way: 'e-mail', text: 'Wrote what was planned.' }],
    ['concern', offered, { action: 'resolve', outcome: 'explained', resolution: 'A crew comes tomorrow.' }],
  ] as [PagePurpose, Kept, Record<string, string>][])(
    'takes a double click on %s as done',
    async (purpose, kept, fields) => {
      const service = aServiceWith(kept);
      const event = visit(purpose, idFor(purpose, kept), { fields });
      const [first, second] = [await service.post[purpose](event), await service.post[purpose](event)];
      expect(second).toEqual(first);
      expect(service.requests.changes).toBe(1);
    },
  );

  it.each([
    ['a day that stands already', { action: 'schedule', day: '2026-06-05' }],
    ['a hold that stands already', { action: 'hold', reason: 'waiting-for-parts' }],
  ])('keeps what is written beside %s, once', async (_, fields) => {
    const service = aServiceWith(offered);
    const write = (more: Record<string, string>) =>
      service.post['work-order'](visit('work-order', idFor('work-order', offered), { fields: { ...fields, ...more } }));
    await write({});
    const text = 'The part comes from Ohio.';
    for (const again of [1, 2]) expect([again, (await write({ text })).statusCode]).toEqual([again, 303]);
    await write({});
    expect(service.requests.kept!.events.filter((line) => line.text === text)).toHaveLength(1);
    expect(service.requests.changes).toBe(2);
  });

  it('keeps a language with the request, in one line of its history, and shows the page in it from then on', async () => {
    const { reporter: _, ...anonymous } = offered.request;
    for (const kept of [offered, inReview, done, { ...offered, request: anonymous }]) {
      const service = aServiceWith(kept);
      const { id, reporter } = kept.request as Request;
      await service.post.request(visit('request', id, { fields: { action: 'change-language', language: 'ht' } }));
      const after = service.requests.kept!;
      expect(after.request.reporter).toEqual({ ...reporter, language: 'ht' });
      expect(after.request).toMatchObject({ status: kept.request.status, wakes: false });
      expect(after.events.slice(kept.events.length)).toMatchObject([
        { type: 'language-changed', by: { kind: 'constituent' }, data: { from: 'en', to: 'ht' } },
      ]);
      const { body } = await service.show(visit('request', id, { query: { done: 'change-language' } }));
      expect(body).toContain('<html lang="ht">');
      expect(body).toContain('Paj sa a ak imèl nou yo sou demann sa a an kreyòl kounye a');
      expect(body).toContain('kounye a se Kreyòl ayisyen.');
    }
  });

  it.each(['', 'fr', 'EN', 'zh', '__proto__', 'en,es'])(
    'refuses the language “%s”, and says what to choose',
    async (language) => {
      const service = aServiceWith(offered);
      const fields = { action: 'change-language', language };
      const answer = await service.post.request(visit('request', offered.request.id, { fields }));
      expect(answer.statusCode).toBe(422);
      expect(answer.body).toContain('Choose one of the languages.');
      expect(answer.body).toContain('href="#change-language-language"');
      expect(answer.body.match(/id="change-language-language"/g)).toHaveLength(1);
      expect(service.requests.changes).toBe(0);
    },
  );

  it('keeps the language that the reader chose', async () => {
    const event = visit('request', done.request.id, {
      fields: { action: 'reopen', text: 'Otra vez.' },
      query: { lang: 'es' },
    });
    const answer = await aServiceWith(done).post.request(event);
    expect(answer.headers?.location).toBe('?done=reopen&lang=es');
  });

  it('shows what was typed again, with 422 and the field at fault', async () => {
    const service = aServiceWith(offered);
    const fields = { action: 'complete', outcome: 'unable', resolution: '<b>no' };
    const answer = await service.post['work-order'](visit('work-order', idFor('work-order', offered), { fields }));
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('&lt;b&gt;no</textarea>');
    expect(answer.body).toContain('href="#complete-resolution"');
    expect(service.requests.changes).toBe(0);
  });

  it('says with 409 that the state does not allow it', async () => {
    const service = aServiceWith(done);
    const event = visit('work-order', idFor('work-order', done), { fields: { action: 'note', text: 'Too late.' } });
    const answer = await service.post['work-order'](event);
    expect(answer.statusCode).toBe(409);
    expect(answer.body).toContain('role="alert"');
  });

  it('is shown again with what was typed, in the reader’s language, where others change its request all the time', async () => {
    const busy = async () => {
      throw new ConflictError('Others were faster.');
    };
    const text = 'It is on the corner with the bakery.';
    for (const [purpose, fields, words] of [
      ['work-order', { action: 'note', text }, 'Please send it again.'],
      ['review', { action: 'ask', question: text }, 'Please send it again.'],
      ['request', { action: 'withdraw', text }, 'Por favor, envíelo otra vez.'],
    ] as [PagePurpose, Record<string, string>, string][]) {
      const kept = purpose === 'review' ? inReview : offered;
      const service = aServiceWith(kept);
      Object.assign(service.requests, { changeTogether: busy, changeWithHistory: busy });
      const answer = await service.post[purpose](
        visit(purpose, idFor(purpose, kept), { fields, query: { lang: 'es' } }),
      );
      expect([purpose, answer.statusCode]).toEqual([purpose, 409]);
      expect(answer.body).toContain(words);
      expect(answer.body).toContain(text);
    }
  });

  it('is not opened, and says so, where others change a private request all the time', async () => {
    const kept = { ...offered, request: { ...offered.request, private: true } };
    for (const [fields, status, words] of [
      [{ action: 'open-private' }, 409, 'Please send it again.'],
      [{ action: 'note', text: '' }, 422, 'This was not saved'],
    ] as [Record<string, string>, number, string][]) {
      const service = aServiceWith(kept);
      service.requests.changeWithHistory = async () => {
        throw new ConflictError('Others were faster.');
      };
      const answer = await service.post['work-order'](visit('work-order', idFor('work-order', kept), { fields }));
      expect(answer.statusCode).toBe(status);
      expect(answer.body).toContain(words);
      expect(answer.body).toContain('This request is private');
      expect(answer.body).not.toContain('Pothole');
    }
  });

  it.each([
    '',
    'action',
    '%',
    'action=%FF%FE',
    '{"action":"accept"}',
    'action=accept%00',
    '__proto__=1&action=constructor',
  ])('is refused with 422 when it is %j', async (body) => {
    for (const purpose of PAGE_PURPOSES) {
      const service = aServiceWith(offered);
      const answer = await service.post[purpose](visit(purpose, idFor(purpose, offered), { body }));
      expect(answer.statusCode).toBe(422);
      expect(service.requests.changes).toBe(0);
    }
  });

  it('is not read when it is larger than 64 KB', async () => {
    const service = aServiceWith(offered);
    const fits = visit('work-order', idFor('work-order', offered), { body: 'action=accept&x='.padEnd(65_536, 'y') });
    const large = visit('work-order', idFor('work-order', offered), { body: 'action=accept&x='.padEnd(65_537, 'y') });
    expect((await service.post['work-order'](large)).statusCode).toBe(413);
    expect(service.requests.changes).toBe(0);
    expect((await service.post['work-order'](fits)).statusCode).toBe(303);
  });
});
