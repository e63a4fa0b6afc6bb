import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { STAFF_LINK_LIFE_MS } from '../../functions/pages/link-life.ts';
import { type LinkPurpose, linkUrl } from '../../functions/pages/signed-link.ts';
import { QUESTIONS } from '../../functions/audits/checklist.ts';
import { readRestApi } from '../../infra/local/routes.ts';
import { CONCERN_QUEUE, REVIEW_QUEUE, partnerQueueId } from '../../functions/requests/queue-line.ts';
import { startBrowser, violationsOf } from '../support/browser.ts';
import {
  DAY,
  HOUR,
  type LocalStack,
  aLocalStack,
  aPothole,
  deliver,
  letterTo,
  linkIn,
  post,
} from '../support/local-stack.ts';

const MANAGER = 'manager@city.example';
const HIGHWAY = partnerQueueId('somerville', 'dpw-highway');
const SENTENCE = 'The hole was filled with hot asphalt.';
const ACCEPT = { action: 'accept' };
const COMPLETE = { action: 'complete', outcome: 'done', resolution: SENTENCE };
const CONCERN = { action: 'raise-concern', reason: 'overdue', text: 'Nobody has come, and the hole is deeper now.' };

/** A page as the service answered it. */
interface Sample {
  name: string;
  /** The route of the template that answered, for example "/requests/{token}". */
  route: string;
  status: number;
  html: string;
}

let stack: LocalStack;
let browser: Browser;
const samples: Sample[] = [];

const keep = async (name: string, url: string, response: Response): Promise<void> => {
  const path = url.slice(stack.url.length).split('?')[0] ?? '';
  const route = readRestApi(stack.template)?.route('GET', path)?.route.resource ?? path;
  samples.push({ name, route, status: response.status, html: await response.text() });
};
/** Opens a page and keeps it. */
const see = async (name: string, url: string): Promise<void> => keep(name, url, await fetch(url));
/** With everything shown that is folded away. */
const unfolded = (html: string): string => html.replaceAll(/<details(?![^>]*\bopen\b)/g, '<details open');
/** Sends a form that is not taken, and keeps the page that says so. */
const seeRefused = async (name: string, url: string, fields: Record<string, string>): Promise<void> =>
  keep(name, url, await post(url, fields));
const act = async (url: string, fields: Record<string, string>): Promise<void> => {
  expect((await post(url, fields)).status, JSON.stringify(fields)).toBe(303);
  await stack.settle();
};
const link = (purpose: LinkPurpose, id: string): string =>
  linkUrl(stack.url, { purpose, id, expiresAt: stack.clock.now() + STAFF_LINK_LIFE_MS }, stack.service.linkKeys());

/** A request and the addresses of its pages. */
const aReported = async (more: Record<string, unknown> = {}) => {
  const { body } = await deliver(stack, aPothole(more));
  await stack.settle();
  const id = String(body.id);
  return { id, page: String(body.statusPage), work: link('work-order', `${id}-1`), review: link('review', id) };
};

/** The first working morning of July, on which scorecards are written and audits drawn. */
const JULY_1 = Date.UTC(2026, 6, 1, 14);

beforeAll(async () => {
  stack = await aLocalStack();
  browser = await startBrowser();

  const offered = await aReported();
  await see('status: work is offered', offered.page);
  await see('work order: offered', offered.work);
  await see('review: in progress', offered.review);
  await see('queue: of a partner', link('queue', HIGHWAY));
  await seeRefused('work order: a fault', offered.work, { action: 'complete', outcome: 'done' });
  await seeRefused('queue: a fault', link('queue', HIGHWAY), { action: 'bulk' });
  await act(offered.work, ACCEPT);
  await see('work order: accepted', offered.work);
  await act(offered.work, { action: 'hold', reason: 'waiting-for-outside-agency' });
  await see('status: on hold', offered.page);
  await see('work order: on hold', offered.work);

  await seeRefused('status: a fault', offered.page, { action: 'raise-concern' });
  await act(offered.page, CONCERN);
  await see('status: with a concern', offered.page);
  await see('queue: of concerns', link('queue', CONCERN_QUEUE));
  const concern = linkIn(await letterTo(stack, MANAGER));
  await see('concern: open', concern);
  await seeRefused('concern: a fault', concern, { action: 'resolve' });
  await act(concern, { action: 'contact', way: 'telephone', text: 'Told them that a crew comes today.' });
  await see('concern: contacted', concern);
  await act(concern, { action: 'resolve', outcome: 'put-right', resolution: SENTENCE });
  await see('concern: resolved', concern);

  const filled = await aReported();
  await act(filled.work, COMPLETE);
  await see('status: resolved, with its survey', filled.page);
  await see('work order: done', filled.work);
  await see('review: resolved', filled.review);
  await act(filled.page, { action: 'rate', accuracy: '4', courtesy: '5', ease: '5', overall: '4' });
  await see('status: rated', filled.page);
  const again = await aReported();
  await act(again.work, COMPLETE);
  await act(again.page, { action: 'reopen', text: 'The hole has come back.' });
  await see('status: reopened', again.page);

  const secret = await aReported({ private: true });
  await see('work order: private', secret.work);

  const held = await aReported({ type: 'talking-pigeon' });
  await see('status: in review', held.page);
  await see('review: wanted', held.review);
  await see('queue: of the review desk', link('queue', REVIEW_QUEUE));
  await seeRefused('review: a fault', held.review, { action: 'accept' });
  await act(held.review, { action: 'ask', question: 'Which side of the street is it on?' });
  await see('status: asked', held.page);
  await see('review: asked', held.review);
  await act(held.review, { action: 'decline', reason: 'private-matter', resolution: 'A landlord has to do this.' });
  await see('status: declined', held.page);
  await see('review: declined', held.review);
  const merged = await aReported({ type: 'talking-pigeon' });
  await act(merged.review, { action: 'merge', into: again.id });
  await see('status: merged', merged.page);

  await see('escalation: before it', link('escalation', again.id));
  await stack.clock.advanceTo(stack.clock.now() + 15 * DAY);
  await stack.settle();
  await see('status: late', again.page);
  await see('work order: late', link('work-order', `${again.id}-2`));
  await see('escalation: late', link('escalation', again.id));
  await seeRefused('escalation: a fault', link('escalation', again.id), { action: 'acknowledge' });
  await see('queue: late', link('queue', HIGHWAY));
  await see('status: closed', filled.page);
  await see('queue: empty', link('queue', partnerQueueId('somerville', 'eversource')));

  await see('preferences', link('preferences', again.id));
  await seeRefused('preferences: a fault', link('preferences', again.id), { action: 'choose-preferences' });

  // Scorecards wait for the roll-ups of the month: those come first, and the run after them writes.
  await stack.clock.advanceTo(JULY_1 - HOUR);
  await stack.settle();
  await stack.clock.advanceTo(JULY_1);
  await stack.settle();
  const audits = linkIn(await letterTo(stack, 'quality@city.example'));
  await see('queue: of audits', audits);
  const audit = /<a href="([^"]*\/audits\/[^"]*)"/.exec(await (await fetch(audits)).text())?.[1] ?? '';
  await see('audit: the checklist', audit);
  await seeRefused('audit: a fault', audit, { action: 'audit' });
  await act(audit, {
    action: 'audit',
    ...Object.fromEntries(QUESTIONS.map(({ id }) => [id, 'pass'])),
    corrector: 'manager',
    task: SENTENCE,
    days: '10',
  });
  await see('audit: finished', audit);
  const correction = linkIn(await letterTo(stack, MANAGER));
  await see('correction: open', correction);
  await seeRefused('correction: a fault', correction, { action: 'corrected' });
  await act(correction, { action: 'corrected', text: SENTENCE });
  await see('correction: done', correction);

  const improvements = link('improvement', 'all');
  await see('improvement: findings that wait', improvements);
  await seeRefused('improvement: a fault', improvements, { action: 'start-by-hand' });
  await act(improvements, {
    action: 'start-by-hand',
    title: 'Fewer potholes are late',
    source: 'audit',
    figure: 'late',
    of: 'type:pothole',
    owner: 'review-desk',
  });
  await see('improvement: one that is open', link('improvement', 'I-1~service-operations-manager'));
  await seeRefused('improvement: a fault, no reason', link('improvement', 'I-1~service-operations-manager'), {
    action: 'close',
  });
  await act(link('improvement', 'I-1~service-operations-manager'), { action: 'close', reason: SENTENCE });
  await see('improvement: closed without a measurement', link('improvement', 'I-1~review-desk'));
  await see('improvement: the closed ones', improvements);
  await see('scorecard: of a partner', link('scorecard', '2026-06~somerville~dpw-highway'));
  await see('scorecard: of all', link('scorecard', '2026-06~all'));

  await see('webhooks: how to deliver', `${stack.url}/webhooks`);
  for (const route of [
    'requests',
    'work-orders',
    'reviews',
    'queues',
    'escalations',
    'concerns',
    'audits',
    'corrections',
    'improvements',
    'scorecards',
    'preferences',
  ])
    await see(`${route}: a link that does not open`, `${stack.url}/${route}/x`);
  await seeRefused('a form that is too large', again.page, { action: 'reopen', text: 'x'.repeat(200_000) });
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

describe('every page of the service', () => {
  test('is among those that are looked at here: each route that answers a browser with a page, and not only where it misses', async () => {
    const answering: string[] = [];
    for (const { method, resource } of readRestApi(stack.template)?.routes ?? []) {
      if (method !== 'GET') continue;
      const { headers } = await fetch(`${stack.url}${resource.replaceAll(/\{\w+\}/g, 'x')}`);
      if (headers.get('content-type')?.startsWith('text/html')) answering.push(resource);
    }
    const seen = new Set(samples.filter(({ status }) => status === 200).map(({ route }) => route));
    expect([...seen].sort()).toEqual(answering.sort());
    expect(answering.length).toBeGreaterThan(6);
  });

  test('was seen as it was meant: refused where its form was at fault, missing where its link opens nothing', () => {
    const odd = samples.filter(({ name, status }) => {
      if (name.includes('does not open')) return status !== 404;
      if (name.includes('too large')) return status !== 413;
      return name.includes('a fault') ? status !== 400 && status !== 422 : status !== 200;
    });
    expect(odd.map(({ name, status }) => [name, status])).toEqual([]);
  });

  test('is looked at by eyes that see what is wrong', async () => {
    const context = await browser.newContext({ viewport: { width: 320, height: 800 } });
    const grey = '<!doctype html><title>Grey</title><p style="color: #bbb; width: 400px">Too pale, and too wide.</p>';
    const [found = []] = await violationsOf(await context.newPage(), [grey]);
    await context.close();
    for (const wrong of ['color-contrast', 'html-has-lang', 'wider than the window'])
      expect(
        found.some((one) => one.startsWith(wrong)),
        wrong,
      ).toBe(true);
  });

  test.each([320, 768, 1280].flatMap((width) => (['light', 'dark'] as const).map((scheme) => ({ width, scheme }))))(
    'breaks no rule of WCAG 2.2 AA and needs no scrolling sideways: $width px, $scheme',
    { timeout: 120_000 },
    async ({ width, scheme }) => {
      const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme: scheme });
      const found = await violationsOf(
        await context.newPage(),
        samples.map(({ html }) => unfolded(html)),
      );
      await context.close();
      expect(found.map((each, index) => [samples[index]?.name, each])).toEqual(samples.map(({ name }) => [name, []]));
    },
  );
});
