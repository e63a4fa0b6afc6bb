import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LANGUAGES, OWN_NAMES } from '../../functions/languages/language.ts';
import { preferencesPage } from '../../functions/preferences/preferences-page.ts';
import { DEFAULT_PREFERENCES, withoutOptional } from '../../functions/preferences/preferences.ts';
import { isTooWide, startBrowser, violationsOf } from '../support/browser.ts';

const WIDTHS = [320, 768, 1280];
const CHOSEN = { ...withoutOptional(DEFAULT_PREFERENCES), print: 'large', format: 'text', language: 'pt' } as const;
const REFUSAL = { kind: 'refused', code: 'invalid', field: 'print', message: 'Choose one of these sizes.' } as const;
const FIELDS = { action: 'choose-preferences', survey: 'yes', language: 'ne', print: '<b>', format: 'text' };

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await startBrowser();
  page = await (await browser.newContext()).newPage();
});
afterAll(() => browser.close());

const pages = LANGUAGES.flatMap((language) => {
  const view = { city: 'City of Somerville', language, fields: {} };
  return [
    { name: `first, ${language}`, html: `${preferencesPage(DEFAULT_PREFERENCES, view)}` },
    { name: `stopped, ${language}`, html: `${preferencesPage(CHOSEN, { ...view, done: 'stopped' })}` },
    { name: `wrong, ${language}`, html: `${preferencesPage(CHOSEN, { ...view, refusal: REFUSAL, fields: FIELDS })}` },
  ];
});

describe('the page of preferences', () => {
  test.each(WIDTHS.flatMap((width) => (['light', 'dark'] as const).map((scheme) => [width, scheme] as const)))(
    'breaks no rule of WCAG 2.2 AA and fits at %i px, %s, in any language',
    async (width, colorScheme) => {
      await page.setViewportSize({ width, height: 740 });
      await page.emulateMedia({ colorScheme });
      const found = await violationsOf(
        page,
        pages.map(({ html }) => html),
      );
      expect(found.map((each, index) => [pages[index]?.name, each])).toEqual(pages.map(({ name }) => [name, []]));
      for (const { name, html } of pages) {
        await page.setContent(html);
        expect(await isTooWide(page), name).toBe(false);
      }
    },
  );

  test('offers each language by a link that only reads, and every control to thumbs', async () => {
    await page.setViewportSize({ width: 320, height: 740 });
    await page.setContent(`${preferencesPage(CHOSEN, { city: 'Somerville', language: 'en', fields: {} })}`);
    const links = await page.locator('nav a').all();
    const offered = await Promise.all(
      links.map(async (link) => [
        await link.getAttribute('href'),
        await link.getAttribute('lang'),
        await link.innerText(),
      ]),
    );
    expect(offered).toEqual(
      LANGUAGES.filter((one) => one !== 'en').map((one) => [`?lang=${one}`, one, OWN_NAMES[one]]),
    );
    for (const control of await page.locator('.choice, select, button').all())
      expect((await control.boundingBox())?.height).toBeGreaterThanOrEqual(44);
  });

  test('shows again what was chosen with a fault, leads to the field at fault, and says the rest of it as it was posted', async () => {
    const view = { city: 'Somerville', language: 'en', fields: FIELDS, refusal: REFUSAL } as const;
    await page.setContent(`${preferencesPage(CHOSEN, view)}`);
    expect(await page.getByRole('alert').innerText()).toContain('Choose a size.');
    expect(
      await page.getByRole('checkbox').evaluateAll((boxes) => boxes.map((box) => (box as HTMLInputElement).checked)),
    ).toEqual([false, true]);
    expect(await page.locator('select').inputValue()).toBe('ne');
    const target = await page.getByRole('alert').getByRole('link').getAttribute('href');
    expect(await page.locator(target ?? '').getAttribute('name')).toBe('print');
  });
});
