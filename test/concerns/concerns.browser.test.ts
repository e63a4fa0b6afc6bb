import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { STATUS_LINK_LIFE_MS } from '../../functions/pages/link-life.ts';
import { linkUrl } from '../../functions/pages/signed-link.ts';
import { type Phone, aPhone, startBrowser } from '../support/browser.ts';
import { type LocalStack, aLocalStack, aPothole, deliver, stored } from '../support/local-stack.ts';

const MANAGER = 'manager@city.example';
const SUPERVISOR = 'highway.supervisor@dpw.somerville.example';

let stack: LocalStack;
let browser: Browser;
let page: Page;
let button: Phone['button'];
let fold: Phone['fold'];
let look: Phone['look'];

beforeAll(async () => {
  stack = await aLocalStack();
  browser = await startBrowser();
  ({ page, button, fold, look } = await aPhone(browser));
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

/** Follows a link of the latest e-mail to somebody: its own page, or the list that it stands in. */
const follow = async (address: string, which = 0): Promise<void> => {
  const text = (await stack.mailbox.read(stack.mailbox.list({ to: address }).at(-1)?.id ?? '')).text ?? '';
  await page.goto([...text.matchAll(/https?:\/\/\S+/g)][which]?.[0] ?? '');
};

test(
  'a concern goes from a resident’s phone over the manager’s list to a partner, and back with an answer',
  { timeout: 180_000 },
  async () => {
    const id = (await deliver(stack, aPothole())).body.id ?? '';
    await stack.settle();
    const expiresAt = stack.clock.now() + STATUS_LINK_LIFE_MS;
    await page.goto(linkUrl(stack.url, { purpose: 'request', id, expiresAt }, stack.service.linkKeys()));
    await fold('You are not content with how it goes');
    await page.locator('#raise-concern-text').fill('A cyclist fell into it this morning.');
    await button('Send the concern').click();
    expect(await page.getByRole('alert').textContent()).toContain('Choose what it is about.');
    expect(await page.locator('#raise-concern-text').inputValue()).toBe('A cyclist fell into it this morning.');
    await look();
    await page.getByLabel('Somebody may come to harm').check();
    await button('Send the concern').click();
    expect(await page.getByRole('status').textContent()).toContain('Somebody who can decide will read your concern.');
    await look();
    await stack.settle();

    await follow(MANAGER, 1);
    expect(await page.locator('main').textContent()).toContain('1 open; 0 not contacted in time.');
    await look();
    await page.locator('main a').first().click();
    expect(await page.locator('h1').textContent()).toContain('Concern: Pothole');
    await look();
    await fold('Hand it on');
    await page.locator('#hand-on-to').selectOption('dpw-highway');
    await page.locator('#hand-on-text').fill('Please call her today; it is about your crew.');
    await button('Hand it on').click();
    await stack.settle();

    await follow(SUPERVISOR);
    await page.getByLabel('By telephone').check();
    await page.locator('#contact-text').fill('Told her that a crew comes this afternoon.');
    await button('Write it down').click();
    await look();
    await page.getByLabel('It was put right').check();
    await page.locator('#resolve-resolution').fill('A crew filled the hole this afternoon.');
    await button('Resolve the concern').click();
    await look();
    await stack.settle();

    await follow('ana@resident.example');
    expect(await page.locator('main').textContent()).toContain('A crew filled the hole this afternoon.');
    await look();
    const { concerns, request } = await stored(stack, id);
    expect(concerns).toMatchObject([{ status: 'resolved', owner: 'dpw-highway', contact: { way: 'telephone' } }]);
    expect(request.status).toBe('in-progress');
  },
);
