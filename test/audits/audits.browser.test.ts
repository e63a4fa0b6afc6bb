import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { QUESTIONS } from '../../functions/audits/checklist.ts';
import { STAFF_LINK_LIFE_MS } from '../../functions/pages/link-life.ts';
import { linkUrl } from '../../functions/pages/signed-link.ts';
import { expectReadable, startBrowser } from '../support/browser.ts';
import {
  DAY,
  type LocalStack,
  aLocalStack,
  aPothole,
  deliver,
  letterTo,
  linkIn,
  post,
} from '../support/local-stack.ts';

const QUALITY = 'quality@city.example';
const DESK_LEAD = 'desk-lead@city.example';
const SUPERVISOR = 'highway.supervisor@dpw.somerville.example';
const WIDTHS = [320, 1280];
const JULY_2 = Date.UTC(2026, 6, 2, 14);

let stack: LocalStack;
let browser: Browser;
let page: Page;
let copy: Page;

beforeAll(async () => {
  stack = await aLocalStack();
  browser = await startBrowser();
  page = await (
    await browser.newContext({ javaScriptEnabled: false, viewport: { width: 320, height: 740 } })
  ).newPage();
  copy = await (await browser.newContext()).newPage(); // axe needs scripts
  const { body } = await deliver(stack, aPothole());
  await stack.settle();
  const work = {
    purpose: 'work-order',
    id: `${body.id}-1`,
    expiresAt: stack.clock.now() + STAFF_LINK_LIFE_MS,
  } as const;
  const url = linkUrl(stack.url, work, stack.service.linkKeys());
  await post(url, { action: 'accept' });
  await post(url, { action: 'complete', outcome: 'done', resolution: 'The hole was filled with hot asphalt.' });
  await stack.settle();
  await stack.clock.advanceTo(JULY_2);
  await stack.settle();
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

/** Expects what is shown to fit and to be readable, narrow and wide, light and dark. */
const look = async (): Promise<void> =>
  expectReadable(
    copy,
    await page.content(),
    WIDTHS.flatMap((width) => [{ width }, { width, colorScheme: 'dark' as const }]),
  );
/** Where the two sides of an audit begin, in pixels from the left and from the top. */
const sidesAt = async (width: number) => {
  await copy.setViewportSize({ width, height: 800 });
  return copy
    .locator('.sides > section')
    .evaluateAll((sides) => sides.map((side) => side.getBoundingClientRect()).map(({ left, top }) => ({ left, top })));
};
const answer = (id: string, value: string) => page.locator(`input[name="${id}"][value="${value}"]`).check();

test(
  'an auditor answers the checklist beside the case, and the partner says what was put right',
  { timeout: 240_000 },
  async () => {
    const drawn = stack.mailbox.list({ to: QUALITY }).length > 0 ? QUALITY : DESK_LEAD;
    await page.goto(linkIn(await letterTo(stack, drawn)));
    await look();
    await page.locator('main a').first().click();
    await look();
    const [wideCase, wideList] = await sidesAt(1280);
    expect(wideList?.top).toBe(wideCase?.top);
    expect(wideList?.left).toBeGreaterThan(wideCase?.left ?? 0);
    const [narrowCase, narrowList] = await sidesAt(320);
    expect(narrowList?.left).toBe(narrowCase?.left);
    expect(narrowList?.top).toBeGreaterThan(narrowCase?.top ?? 0);

    for (const { id } of QUESTIONS) await answer(id, 'pass');
    await answer('work-done', 'fail');
    await page.locator('#audit-task').fill('Send a crew again, and take a photo.');
    await page.getByRole('button', { name: 'Finish the audit' }).click();
    expect(await page.getByRole('alert').textContent()).toContain('what is wrong at question 8');
    expect(await page.locator('#audit-task').inputValue()).toBe('Send a crew again, and take a photo.');
    await look();
    await page.getByRole('alert').getByRole('link').click();
    await page.locator('#audit-work-done-note').fill('The photo shows the hole as it was.');
    await page.getByLabel('The partner’s supervisor').check();
    await page.getByRole('button', { name: 'Finish the audit' }).click();
    expect(await page.getByRole('status').textContent()).toContain('Your audit was saved.');
    expect(await page.locator('main').textContent()).toContain('Failed, by a critical fail');
    await look();
    await stack.settle();

    await page.goto(linkIn(await letterTo(stack, SUPERVISOR)));
    await look();
    await stack.clock.advanceTo(stack.clock.now() + 30 * DAY);
    await page.reload();
    await look();
    await page.locator('#corrected-text').fill('A crew went again, and the hole is filled.');
    await page.getByRole('button', { name: 'Write it down' }).click();
    expect(await page.getByRole('status').textContent()).toContain('What you did was saved.');
    await look();
  },
);
