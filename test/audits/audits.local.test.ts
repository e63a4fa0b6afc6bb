import { afterAll, beforeAll, expect, test } from 'vitest';
import { QUESTIONS } from '../../functions/audits/checklist.ts';
import { STAFF_LINK_LIFE_MS } from '../../functions/pages/link-life.ts';
import { linkUrl } from '../../functions/pages/signed-link.ts';
import type { LocalConsole } from '../../infra/local/console/server.ts';
import { drawAudits, giveAudits, reportAudits, showAudits } from '../../infra/ops/audits.ts';
import { OpsError } from '../../infra/ops/register.ts';
import { aConsole, printed } from '../support/console.ts';
import {
  DAY,
  type LocalStack,
  aLocalStack,
  aPothole,
  deliver,
  letterTo,
  letters,
  linkIn,
  notices,
  post,
  stored,
} from '../support/local-stack.ts';

const QUALITY = 'quality@city.example';
const DESK_LEAD = 'desk-lead@city.example';
const MANAGER = 'manager@city.example';
const DESK = 'review-desk@city.example';
const SUPERVISOR = 'highway.supervisor@dpw.somerville.example';
const COMPLETE = { action: 'complete', outcome: 'done', resolution: 'The hole was filled with hot asphalt.' };
const JULY_2 = Date.UTC(2026, 6, 2, 14);
const CASES = 7;

/** A form on which everything is as it should be. */
const GOOD = {
  action: 'audit',
  ...Object.fromEntries(QUESTIONS.map(({ id }) => [id, 'pass'])),
  corrector: 'nobody',
};
const BAD = {
  ...GOOD,
  'work-done': 'fail',
  'work-done-note': 'The photo shows the hole as it was.',
  corrector: 'partner',
  task: 'Send a crew again, and take a photo of the street.',
  days: '10',
};

let stack: LocalStack;
let console: LocalConsole;
/** Filled by the crew, in the order in which they came; the last is opened again. */
const filled: string[] = [];
let declined: string;
let withdrawn: string;

const pageFor = (purpose: 'work-order' | 'review' | 'request', id: string): string =>
  linkUrl(stack.url, { purpose, id, expiresAt: stack.clock.now() + STAFF_LINK_LIFE_MS }, stack.service.linkKeys());
const submit = async (url: string, fields: Record<string, string>, status = 303): Promise<string> => {
  const response = await post(url, fields);
  const text = await response.text();
  expect([response.status, status === 303 ? '' : text]).toEqual([status, status === 303 ? '' : text]);
  await stack.settle();
  return text;
};
const htmlOf = async (url: string): Promise<string> => (await fetch(url)).text();
const wordsIn = (html: string): string => html.replace(/<style>[^]*?<\/style>|<[^>]*>/g, ' ').replace(/\s+/g, ' ');
const wordsOf = async (url: string): Promise<string> => wordsIn(await htmlOf(url));
/** The id that a link names. */
const linkId = (url: string): string => decodeURIComponent(url).split('/').at(-1)?.split('.')[1] ?? '';
/** The pages of the audits that an auditor has left, by the request. */
const left = async (address: string): Promise<Map<string, string>> => {
  const html = await htmlOf(linkIn(await letterTo(stack, address)));
  const pages = [...html.matchAll(/<a href="([^"]*\/audits\/[^"]*)"/g)].map(([, href = '']) => href);
  return new Map(pages.map((href) => [linkId(href).split('~')[1] ?? '', href]));
};

beforeAll(async () => {
  stack = await aLocalStack();
  console = await aConsole(stack);
  const reported = async (more: Record<string, unknown> = {}): Promise<string> => {
    const { body } = await deliver(stack, aPothole(more));
    await stack.settle();
    return String(body.id);
  };
  for (let nth = 0; nth < CASES; nth += 1) {
    const id = await reported();
    await submit(pageFor('work-order', `${id}-1`), { action: 'accept' });
    await submit(pageFor('work-order', `${id}-1`), COMPLETE);
    filled.push(id);
  }
  await submit(pageFor('request', filled.at(-1) ?? ''), { action: 'reopen', text: 'The hole is still there.' });
  declined = await reported({ type: 'Dragon on the roof' });
  const resolution = 'Dragons belong to the state; call 857-368-4636.';
  await submit(pageFor('review', declined), { action: 'decline', reason: 'not-a-city-service', resolution });
  withdrawn = await reported({ type: 'Dragon on the roof' });
  await submit(pageFor('review', withdrawn), { action: 'withdraw', resolution: 'She called and withdrew it.' });
  await stack.clock.advanceTo(JULY_2);
  await stack.settle();
});
afterAll(async () => {
  await console?.stop();
  await stack?.stop();
});

test('R161 draws June on the first working morning of July: of each partner, and none that is open or was withdrawn', async () => {
  const shown = await printed(() => showAudits({ console: console.url, month: '2026-06' }));
  const drawn = shown
    .split('\n')
    .slice(1, -1)
    .map((line) => line.split('  ')[0]);
  expect(drawn.sort()).toEqual([...filled.slice(0, -1), declined].sort());
  // R162: the desk declined it, so that its own auditor does not look at it; a second one there cannot be.
  expect(shown).toContain(`${declined}  The 311 office: quality left\n`);
  expect(shown.match(/blind/g)).toHaveLength(2); // a fifth of seven, and no part of a case
  for (const address of [QUALITY, DESK_LEAD, MANAGER])
    expect(letters(stack).filter((one) => one.startsWith(`${address}: Audits of June 2026`))).toHaveLength(1);
});

test('R160 answers the same when it is drawn again, whatever happened since, and a dry run keeps nothing', async () => {
  const show = () => printed(() => showAudits({ console: console.url, month: '2026-06' }));
  const before = await show();
  const again = await printed(() => drawAudits({ console: console.url, month: '2026-06', seed: '99' }));
  expect(again).toContain('2026-06 was drawn before');
  expect(again).toContain('6 of      6  DPW Highway');
  expect(await show()).toBe(before);
  const dry = await printed(() => drawAudits({ console: console.url, month: '2026-06', seed: '7', dryRun: true }));
  expect(dry).toContain('Would draw 7 cases of 2026-06 with the seed 7');
  const count = notices(stack).length;
  await expect(drawAudits({ console: console.url, month: '2026-07' })).rejects.toThrow(OpsError);
  await expect(drawAudits({ console: console.url, month: '2026-05' })).rejects.toThrow('Nothing that can be audited');
  await expect(drawAudits({ console: console.url, month: '2026-06', seed: '-1' })).rejects.toThrow('whole number');
  expect(notices(stack)).toHaveLength(count);
});

test('shows the manager who has how many left, and opens no page of another’s', async () => {
  const html = await htmlOf(linkIn(await letterTo(stack, MANAGER)));
  const words = wordsIn(html);
  const [, quality] = /quality: (\d+) left/.exec(words) ?? [];
  const [, deskLead] = /desk-lead: (\d+) left/.exec(words) ?? [];
  expect(Number(quality) + Number(deskLead)).toBe(9);
  expect(html).not.toContain('/audits/a.');
  expect((await left(QUALITY)).size).toBe(Number(quality));
  expect((await left(DESK_LEAD)).size).toBe(Number(deskLead));
  expect((await left(DESK_LEAD)).has(declined)).toBe(false);
});

test('puts the case beside the checklist: what the resident wrote and was told, and what happened', async () => {
  const [id, page] = [...(await left(QUALITY))].find(([request]) => request !== declined) ?? ['', ''];
  const words = await wordsOf(page);
  expect(words).toContain('A deep hole in front of the bakery.');
  expect(words).toContain(COMPLETE.resolution);
  expect(words).toContain(`(${id})`); // the subject of a letter
  expect(words).toContain('12. The resident did not have to get in touch again.');
  const html = await htmlOf(page);
  expect(html).not.toContain('/requests/r.'); // the resident's own link is theirs
  expect(html).not.toContain('ana@resident.example');
});

test('R164 R165 finishes a failed audit: nothing happens to the request, the partner has to put it right, and a reopening is proposed', async () => {
  const isFirstLook = (page: string) => /~1~quality$/.test(linkId(page));
  const [id, page] =
    [...(await left(QUALITY))].find(([request, href]) => request !== declined && isFirstLook(href)) ??
    (['', ''] as const);
  const before = await stored(stack, id);
  const refused = await submit(page, { ...BAD, 'work-done-note': '' }, 422);
  expect(refused).toContain('Say in a few words what is wrong at question 8.');
  expect(refused).toContain(BAD.task); // nobody types it twice
  await Promise.all([1, 2].map(() => submit(page, BAD))); // a double click is no error
  await submit(page, BAD);
  expect(await submit(page, GOOD, 409)).toContain('This audit is finished.');
  expect(await wordsOf(page)).toContain('Failed, by a critical fail');
  expect(await stored(stack, id)).toEqual(before);
  for (const address of [DESK, MANAGER]) {
    expect(letters(stack)).toContain(`${address}: Closed before it was done? Pothole, 12 Elm St (${id})`);
    expect(await letterTo(stack, address)).toContain(BAD['work-done-note']);
  }
  expect(await letterTo(stack, SUPERVISOR)).toContain(BAD.task);
  expect((await left(QUALITY)).has(id)).toBe(false);
});

test('R162 what an auditor has left goes to another one, but for what they closed or look at anyway', async () => {
  const give = (more: Partial<Parameters<typeof giveAudits>[0]> = {}) =>
    printed(() => giveAudits({ console: console.url, month: '2026-06', from: 'quality', to: 'desk-lead', ...more }));
  const before = await left(QUALITY);
  const dry = await give({ dryRun: true });
  expect(dry).toContain(`${declined} stays, because desk-lead closed it`);
  expect(await left(QUALITY)).toEqual(before);
  const said = await give();
  await stack.settle();
  const stays = [...(await left(QUALITY)).keys()];
  expect(stays).toContain(declined);
  expect(
    stays.filter((id) => id !== declined).every((id) => said.includes(`${id} stays, because desk-lead takes`)),
  ).toBe(true);
  const given = [...before.keys()].filter((id) => !stays.includes(id));
  expect(given.length).toBeGreaterThan(0);
  expect(said).toContain(`Going from quality to desk-lead: ${given.length} audit`);
  expect(letters(stack).at(-1)).toBe(`${DESK_LEAD}: Audits of June 2026 that are yours now: ${given.length}`);
  expect([...(await left(DESK_LEAD)).keys()]).toEqual(expect.arrayContaining(given));
  expect((await fetch(before.get(given[0] ?? '') ?? '')).status).toBe(404);
  expect(await printed(() => showAudits({ console: console.url, month: '2026-06' }))).toContain('desk-lead left');
  await expect(give()).resolves.toContain('0 audits');
  await expect(give({ from: 'somebody' })).rejects.toThrow('somebody has no audit left in 2026-06');
  await expect(give({ to: 'nobody' })).rejects.toThrow('--to is another auditor of the office: quality, desk-lead.');
});

test('R164 reminds the owner once when the correction is due, and it is closed with a sentence', async () => {
  const page = linkIn(await letterTo(stack, SUPERVISOR));
  expect(await wordsOf(page)).toContain(BAD.task);
  await stack.clock.advanceTo(stack.clock.now() + 30 * DAY);
  await stack.settle();
  expect(letters(stack).filter((one) => one.startsWith(`${SUPERVISOR}: Still to put right`))).toHaveLength(1);
  expect(await printed(() => reportAudits({ console: console.url, month: '2026-06' }))).toContain(
    '1 still to be put right',
  );
  expect(await submit(page, { action: 'corrected', text: 'No.' }, 422)).toContain('Say in a sentence what was done.');
  const done = { action: 'corrected', text: 'A crew went again, and the hole is filled.' };
  await submit(page, done);
  await submit(page, done);
  expect(await submit(page, { ...done, text: 'Something else was done.' }, 409)).toContain('put right already');
  expect(await wordsOf(page)).toContain(done.text);
});

test('R162 R166 reports by partner, with intervals and how often two auditors disagreed', async () => {
  for (const address of [QUALITY, DESK_LEAD])
    for (const page of (await left(address)).values()) await submit(page, GOOD);
  const text = await printed(() => reportAudits({ console: console.url, month: '2026-06' }));
  expect(text).toContain('DPW Highway: 6 of 6 sampled, 6 done');
  expect(text).toContain('The 311 office: 1 of 1 sampled, 1 done');
  expect(text).toMatch(/passed 100\.0 % \(20\.7 % to 100\.0 %, n = 1\)/);
  expect(text).toMatch(/passed (83\.3|100\.0) % \([\d.]+ % to [\d.]+ %, n = 6\)/);
  expect(text).toMatch(/two auditors disagreed on [\d.]+ % of 26 answers; 0 still to be put right/);
  const [titles = '', ...rows] = (
    await printed(() => reportAudits({ console: console.url, month: '2026-06', csv: true }))
  )
    .trim()
    .split('\n');
  expect(titles).toContain('critical fails');
  expect(rows).toHaveLength(3);
});

test('a link that is not whole, or another’s, opens nothing', async () => {
  const open = (purpose: 'audit' | 'correction', id: string) =>
    linkUrl(stack.url, { purpose, id, expiresAt: stack.clock.now() + DAY }, stack.service.linkKeys());
  const [first = ''] = filled;
  for (const url of [
    open('audit', `2026-06~${first}~1~nobody`),
    open('audit', `2026-07~${first}~1~quality`),
    open('audit', 'nonsense'),
    open('correction', `2026-06~${declined}~1~dpw-highway`),
    `${stack.url}/audits/x.y.z.1`,
  ]) {
    expect((await fetch(url)).status).toBe(404);
    expect((await post(url, GOOD)).status).toBe(404);
  }
});
