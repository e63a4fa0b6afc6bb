import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { statusLink } from '../../functions/pages/link-life.ts';
import { linkUrl } from '../../functions/pages/signed-link.ts';
import type { LocalConsole } from '../../infra/local/console/server.ts';
import { aConsole } from '../support/console.ts';
import { isTooWide, startBrowser, violations } from '../support/browser.ts';
import {
  DAY,
  HOUR,
  type LocalStack,
  MONDAY_MORNING,
  aLocalStack,
  aPothole,
  deliver,
  post,
  stored,
} from '../support/local-stack.ts';

let stack: LocalStack;
let local: LocalConsole;
let browser: Browser;
let page: Page;
/** Waits for a person, because nobody knows where it is; the second of them for another partner. */
let reviewed: string;
let assigned: string;
let late: string;

const complaints: string[] = [];
const OPERATIONS = '/dashboards/service-operations?range=1w';

beforeAll(async () => {
  stack = await aLocalStack({ scheduleSpacing: HOUR });
  local = await aConsole(stack);
  late = String((await deliver(stack, aPothole())).body.id);
  await stack.settle();
  const { request } = await stored(stack, late);
  const concern = { action: 'raise-concern', reason: 'safety', text: 'Nobody has come, and a cyclist <b>fell</b>.' };
  await post(linkUrl(stack.url, statusLink(request), stack.service.linkKeys()), concern);
  await stack.clock.advanceTo(MONDAY_MORNING + 4 * DAY);
  const nowhere = { location: {}, description: 'A hole, I do not know where.' };
  reviewed = String((await deliver(stack, aPothole(nowhere))).body.id);
  assigned = String((await deliver(stack, aPothole(nowhere))).body.id);
  await stack.settle();
  browser = await startBrowser();
  page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${local.url}${OPERATIONS}`);
});

afterAll(async () => {
  await browser?.close();
  await local?.stop();
  await stack?.stop();
});

const widget = (title: string) =>
  page.locator('section.widget', { has: page.getByRole('heading', { name: title, exact: true }) });
const row = (title: string, id: string) => widget(title).locator('li', { hasText: id });
const answer = () => page.getByLabel('What the button led to');

/** Follows a button: its question, and the answer to it. */
const follow = async (button: ReturnType<Page['getByRole']>): Promise<void> => {
  await button.click();
  await page.getByRole('button', { name: 'Yes' }).click();
  await answer().waitFor();
  await stack.settle();
};

describe('the manager’s morning', () => {
  test('begins with what to do, in its order', async () => {
    const today = widget('Today in the City of Somerville');
    await today.waitFor();
    const tasks = await today.locator('ol > li').allTextContents();
    expect(tasks.map((task) => task.split(' ').slice(0, 3).join(' '))).toEqual([
      'Call 1 who',
      'Ask for 1',
      'Decide on 2',
    ]);
    expect(await widget('Storm').textContent()).toContain('No storm is on.');
  });

  test('accepts a request from the list, once, and says so', async () => {
    const before = page.url();
    const button = row('Review: what waits for a decision', reviewed).getByRole('button', { name: /^Accept for/ });
    await button.click();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain(`Accept ${reviewed} as “Pothole`);
    expect((await stored(stack, reviewed)).request.status).toBe('in-review');
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Yes' }).click();
    await answer().waitFor();
    expect(await answer().textContent()).toContain('Done.');
    await stack.settle();
    const { request, events } = await stored(stack, reviewed);
    expect(request).toMatchObject({ status: 'in-progress', partner: 'dpw-highway' });
    expect(events.find(({ type }) => type === 'request-accepted')?.by).toEqual({ kind: 'reviewer', name: 'dashboard' });
    expect(await row('Review: what waits for a decision', reviewed).count()).toBe(0);
    expect(page.url()).toBe(before);
  });

  test('refuses a click on what a colleague has decided meanwhile, and what is filled in wrong', async () => {
    const fields = row('Review: what waits for a decision', assigned);
    await fields.getByText('Assign to another partner').click();
    const press = fields.getByRole('button', { name: 'Accept for this partner' });
    await follow(press);
    expect(await answer().textContent()).toContain('Choose the partner first.');

    await row('Review: what waits for a decision', assigned).getByText('Assign to another partner').click();
    await row('Review: what waits for a decision', assigned).getByRole('combobox').selectOption('water-sewer');
    await row('Review: what waits for a decision', assigned)
      .getByRole('button', { name: 'Accept for this partner' })
      .click();
    // While the question stands there, the review desk decides by its own page.
    const expiresAt = stack.clock.now() + DAY;
    const desk = linkUrl(stack.url, { purpose: 'review', id: assigned, expiresAt }, stack.service.linkKeys());
    expect((await post(desk, { action: 'accept', typeCode: 'pothole' })).status).toBe(303);
    await stack.settle();
    await page.getByRole('button', { name: 'Yes' }).click();
    expect(await answer().textContent()).toContain('This has changed since the dashboard showed it.');
    expect((await stored(stack, assigned)).request).toMatchObject({ status: 'in-progress', partner: 'dpw-highway' });
  });

  test('writes down that the person behind a concern was contacted, with what was said', async () => {
    const concern = row('Concerns: who waits for a word', `${late}-C1`);
    await concern.getByText('The person was contacted').click();
    await concern.getByLabel('How').selectOption('telephone');
    await concern.getByLabel('What was said').fill('Told her that a crew comes <i>today</i>.');
    await follow(concern.getByRole('button', { name: 'They were contacted' }));
    expect(await answer().textContent()).toContain('Done.');
    const { concerns, events } = await stored(stack, late);
    expect(concerns).toMatchObject([{ status: 'contacted', contact: { way: 'telephone' } }]);
    expect(events.find(({ type }) => type === 'concern-contacted')?.by).toEqual({ kind: 'manager', name: 'dashboard' });
    expect(await row('Concerns: who waits for a word', `${late}-C1`).textContent()).toContain('has been contacted');
  });

  test('opens a page by a link that only the acting function signs', async () => {
    expect(await page.content()).not.toContain('/escalations/');
    await row('Late, and whose', late).getByRole('button', { name: 'Open' }).click();
    const href = await answer().getByRole('link', { name: 'Open this request' }).getAttribute('href');
    expect((await fetch(String(href))).status).toBe(200);
    expect(complaints).toEqual([]);
  });
});

test('the dashboard of partners shows the one that is chosen', async () => {
  await page.goto(`${local.url}/dashboards/partners`);
  await page.getByLabel('Partner', { exact: true }).selectOption('dpw-highway');
  await page.getByRole('button', { name: 'Show' }).click();
  expect(page.url()).toContain('Partner=dpw-highway');
  expect(await widget('The partner').textContent()).toMatch(/1 late/);
  expect(await widget('Open and breached').textContent()).toMatch(/Open\s+1/);
  expect(complaints).toEqual([]);
});

test.each([
  { path: OPERATIONS, width: 1280, dark: false },
  { path: OPERATIONS, width: 320, dark: true },
  { path: '/dashboards/partners', width: 320, dark: true },
])('$path can be read by everybody and fits $width px, dark: $dark', async ({ path, width, dark }) => {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: dark ? 'dark' : 'light' });
  const other = await context.newPage();
  await other.goto(`${local.url}${path}`);
  await other.locator(`.board[data-theme=${dark ? 'dark' : 'light'}]`).waitFor();
  for (const summary of await other.locator('.r311 summary').all()) await summary.click();
  expect(await other.locator('.r311').first().getAttribute('class')).toContain(dark ? 'dark' : 'light');
  expect(await violations(other)).toEqual([]);
  expect(await isTooWide(other)).toBe(false);
  await context.close();
});
