import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LocalConsole } from '../../infra/local/console/server.ts';
import { aConsole } from '../support/console.ts';
import { isTooWide, startBrowser, violations } from '../support/browser.ts';
import { DAY, HOUR, type LocalStack, MONDAY_MORNING, aLocalStack, aPothole, deliver } from '../support/local-stack.ts';

let stack: LocalStack;
let local: LocalConsole;
let browser: Browser;
let requestId: string;

beforeAll(async () => {
  stack = await aLocalStack({ scheduleSpacing: HOUR });
  local = await aConsole(stack);
  requestId = String((await deliver(stack, aPothole())).body.id);
  await stack.settle();
  await stack.clock.advanceTo(MONDAY_MORNING + 5 * DAY);
  await deliver(stack, aPothole());
  await stack.settle();
  browser = await startBrowser();
});

afterAll(async () => {
  await browser?.close();
  await local?.stop();
  await stack?.stop();
});

/** Opens a page of the console; what the browser complains of is collected. */
const open = async (path: string, options: { width?: number; dark?: boolean } = {}): Promise<[Page, string[]]> => {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: 900 },
    colorScheme: options.dark ? 'dark' : 'light',
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${local.url}${path}`);
  return [page, complaints];
};

// The dashboards with custom widgets are looked at in test/widgets.
const PATHS = [
  '/',
  '/requests',
  '/requests/{id}',
  '/workflows',
  '/workflows/{id}-1',
  '/dashboards',
  '/dashboards/system-health',
  '/mailbox',
  '/messages',
  '/alarms',
  '/runbook',
  '/logs',
];

describe.each([
  { width: 1280, dark: false },
  { width: 768, dark: false },
  { width: 320, dark: true },
])('at $width px, dark: $dark', (options) => {
  test.each(PATHS)('%s can be read by everybody and fits', async (path) => {
    const [page, complaints] = await open(path.replace('{id}', requestId), options);
    expect(await violations(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

test('a button moves the clock and comes back to its page', async () => {
  const [page, complaints] = await open('/requests?status=open');
  const before = stack.clock.now();
  await page.getByRole('button', { name: '+1 hour' }).click();
  await page.waitForURL('**/requests?status=open');
  expect(stack.clock.now()).toBe(before + HOUR);
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('the values of a moment appear under the pointer', async () => {
  const [page] = await open('/dashboards/service-operations?range=1w');
  const area = page.locator('.area').last();
  await area.scrollIntoViewIfNeeded();
  const box = (await area.boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.9, box.y + box.height / 2);
  expect(await page.locator('.tip:visible').textContent()).toMatch(/2026.*\d/);
  await page.context().close();
});

test('an e-mail opens inside its sandbox, with its button', async () => {
  const [page] = await open(`/mailbox?text=clock-due`);
  await page.locator('tbody a').first().click();
  const mail = page.frameLocator('iframe');
  await mail.getByRole('link').first().waitFor();
  expect(await mail.locator('body').textContent()).toContain('12 Elm St');
  await page.context().close();
});
