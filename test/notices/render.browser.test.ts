import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderNotice } from '../../functions/notices/render.ts';
import type { Print } from '../../functions/preferences/preferences.ts';
import { isTooWide, startBrowser, violationsOf } from '../support/browser.ts';
import { EVERY_LETTER, aLetter } from './builders.ts';

const PAGE = { city: 'Somerville', url: `https://311.example.org/requests/r.R-7K2M-9QXD-4TBN.${'x'.repeat(80)}` };
/** A phone, a tablet, a desk. */
const WIDTHS = [320, 768, 1280];

/** A page that breaks a rule, so that a check that sees nothing is seen. */
const PALE =
  '<!doctype html><html lang="en"><title>Pale</title><main><h1 style="color: #ddd; background: #fff">Pale</h1></main>';

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await startBrowser();
  page = await (await browser.newContext()).newPage();
});
afterAll(() => browser.close());

/** Every message in every language, with words that are hard to fit. */
const lettersIn = (print: Print) =>
  EVERY_LETTER.map(([message, language]) => {
    const { notice, entryUrls } = aLetter(message, { language });
    const long = { description: `${'long'.repeat(100)}\nشارع 12`, place: 'x'.repeat(200) };
    const values = { ...notice.values, ...long };
    const entries = (notice.entries ?? []).map((entry) => ({ ...entry, values: { ...entry.values, ...long } }));
    const page = { ...PAGE, entryUrls, print };
    return { name: `${message} ${language}`, html: renderNotice({ ...notice, values, entries }, page).html };
  });

describe('every notice', () => {
  it.each(['standard', 'large'] as const)(
    'fits a phone, a tablet and a desk in %s print, and has a link for thumbs',
    async (print) => {
      for (const { name, html } of lettersIn(print)) {
        await page.setContent(html);
        for (const width of WIDTHS) {
          await page.setViewportSize({ width, height: 800 });
          expect(await isTooWide(page), `${name} at ${width} px`).toBe(false);
        }
        for (const link of await page.locator('a').all())
          expect((await link.boundingBox())?.height, name).toBeGreaterThanOrEqual(44);
      }
    },
  );

  it.each(['light', 'dark'] as const)(
    'breaks no rule of WCAG 2.2 AA that a program can see, in %s colours',
    async (colorScheme) => {
      await page.setViewportSize({ width: 320, height: 800 });
      await page.emulateMedia({ colorScheme });
      const letters = lettersIn('standard');
      const [first, ...found] = await violationsOf(page, [PALE, ...letters.map(({ html }) => html)]);
      expect(first).toContainEqual(expect.stringContaining('color-contrast'));
      expect(found.map((each, index) => [letters[index]?.name, each])).toEqual(letters.map(({ name }) => [name, []]));
    },
  );
});
