import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderNotice } from '../../functions/notices/render.ts';
import { isTooWide, startBrowser, violations } from '../support/browser.ts';
import { EVERY_LETTER, aNotice } from './builders.ts';

const PAGE = { city: 'Somerville', url: `https://311.example.org/requests/r.R-7K2M-9QXD-4TBN.${'x'.repeat(80)}` };
const WIDTH = 320;

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await startBrowser();
  page = await (await browser.newContext({ viewport: { width: WIDTH, height: 800 } })).newPage();
});
afterAll(() => browser.close());

/** Pages of one layout break the same rules: the longest, one with lists and one in Spanish stand for all. */
const CHECKED = new Set(['clock-escalated en', 'review-needed en', 'request-received es']);

describe.each(['light', 'dark'] as const)('every notice, in %s colours on a screen of 320 px', (colorScheme) => {
  it('fits, has a link for thumbs, and breaks no rule of WCAG 2.2 AA that a program can see', async () => {
    await page.emulateMedia({ colorScheme });
    for (const [message, language] of EVERY_LETTER) {
      const name = `${message} ${language}`;
      const notice = aNotice(message, { language });
      const values = { ...notice.values, description: `${'long'.repeat(100)}\nشارع 12`, place: 'x'.repeat(200) };
      await page.setContent(renderNotice({ ...notice, values }, PAGE).html);
      expect(await isTooWide(page), name).toBe(false);
      expect((await page.locator('a').boundingBox())?.height, name).toBeGreaterThanOrEqual(44);
      if (!CHECKED.has(name)) continue;
      expect(await violations(page), name).toEqual([]);
    }
  });
});
