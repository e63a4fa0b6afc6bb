import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noFigures } from '../../functions/measures/figures.ts';
import { type MeasuresStore, createMeasuresStore } from '../../functions/measures/measures.store.ts';
import { dayOf } from '../../functions/measures/row.ts';
import { plusDays } from '../../functions/measures/window.ts';
import { lastWeekBefore } from '../../functions/trends/weeks.ts';
import { expectReadable, startBrowser } from '../support/browser.ts';
import { DAY, type LocalStack, aLocalStack, letterTo, linkIn } from '../support/local-stack.ts';

const MANAGER = 'manager@city.example';
const SUPERVISOR = 'highway.supervisor@dpw.somerville.example';
const WEEK = 7;

let stack: LocalStack;
let browser: Browser;
let page: Page;
let copy: Page;
let measures: MeasuresStore;

/** A week of potholes on the day that begins it, so many of them done late and the others on time. */
const aWeek = async (day: string, missed: number, met: number): Promise<void> => {
  const slice = { day, partner: 'dpw-highway', type: 'pothole', channel: 'web', ward: '-' };
  await measures.touch(day);
  await measures.replace(day, [{ ...slice, ...noFigures(), counts: { missed, met } }], 1);
};
const look = async (): Promise<void> =>
  expectReadable(copy, await page.content(), [
    { width: 320 },
    { width: 1280 },
    { width: 320, colorScheme: 'dark' },
    { width: 1280, colorScheme: 'dark' },
  ]);
const run = async (name: string): Promise<void> => {
  await stack.functions.invoke(`Resolve311-Local-${name}`, {});
  await stack.settle();
};
const said = async (role: 'status' | 'alert'): Promise<string> => (await page.getByRole(role).textContent()) ?? '';
const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
const unfold = (name: string) => page.locator('summary', { hasText: name }).click();

beforeAll(async () => {
  stack = await aLocalStack({ scheduleSpacing: 365 * DAY });
  browser = await startBrowser();
  page = await (
    await browser.newContext({ javaScriptEnabled: false, viewport: { width: 320, height: 740 } })
  ).newPage();
  copy = await (await browser.newContext()).newPage(); // axe needs scripts
  measures = createMeasuresStore(stack.service.dynamodb, stack.service.tables.measures);
  const monday = lastWeekBefore(dayOf(stack.clock.now()));
  for (let week = -15; week <= 0; week += 1)
    await aWeek(plusDays(monday, week * WEEK), week > -4 ? 18 + (week % 2) : 4 + (week % 2), 16);
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

test(
  'a finding becomes an improvement, which is changed, measured and closed with its numbers',
  { timeout: 180_000 },
  async () => {
    await run('FindTrends');
    await page.goto(linkIn(await letterTo(stack, MANAGER)));
    expect(await page.locator('h1').textContent()).toBe('Findings and improvements');
    expect(await page.locator('main').textContent()).toContain('Pothole: more is late');
    await look();
    await unfold('Start one by hand');
    await press('Start it');
    expect(await said('alert')).toContain('Say in a few words what is to be better.');
    await look();

    await page.locator('li', { hasText: 'Pothole: more is late' }).getByRole('button').click();
    expect(await said('status')).toContain('The improvement was begun.');
    await look();
    await unfold('Give it to somebody');
    await page.locator('#assign-owner').selectOption('dpw-highway');
    await press('Give it to them');
    expect(await said('status')).toContain('It was given to its new owner.');
    await stack.settle();
    const managers = page.url();

    await page.goto(linkIn(await letterTo(stack, SUPERVISOR)));
    expect(await page.locator('summary', { hasText: 'Close it' }).count()).toBe(0);
    const changedOn = dayOf(stack.clock.now());
    await page.locator('#change-text').fill('A second crew goes out on Mondays.');
    await page.locator('#change-review-on').fill(plusDays(changedOn, 3));
    await press('Write it down');
    expect(await said('alert')).toContain(`review on ${plusDays(changedOn, 15)} or later`);
    expect(await page.locator('#change-text').inputValue()).toBe('A second crew goes out on Mondays.');
    await look();
    await page.locator('#change-review-on').fill(plusDays(changedOn, 29));
    await press('Write it down');
    expect(await said('status')).toContain('The change was written down.');
    await look();

    for (let week = 0; week < 4; week += 1) await aWeek(plusDays(changedOn, 1 + week * WEEK), 3, 20);
    await stack.clock.advanceTo(stack.clock.now() + 30 * DAY);
    await run('RemindImprovements');
    expect(await letterTo(stack, SUPERVISOR)).toContain('Did the change help?');
    await page.goto(linkIn(await letterTo(stack, SUPERVISOR)));
    await look();
    await page.locator('#review-text').fill('The second crew does what was left over.');
    await press('Measure and save');
    const measured = (await page.locator('main').textContent())?.replaceAll(/\s+/g, ' ') ?? '';
    expect(measured).toContain('Reviewed: better');
    expect(measured).toMatch(/Before 5\d\.\d %, n = \d+/);
    expect(measured).toContain('After 13.0 %, n = 92');
    expect(measured).toContain('so the season is not allowed for');
    await look();

    await page.goto(managers.split('?')[0] ?? '');
    await press('Close it');
    expect(await said('status')).toContain('The improvement was closed.');
    await look();
    await page.getByRole('navigation', { name: 'Back' }).getByRole('link').click();
    await unfold('Closed improvements: 1');
    expect(await page.locator('main').textContent()).toContain('Closed: better');
    await look();
  },
);
