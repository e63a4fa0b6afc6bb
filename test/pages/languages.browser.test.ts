import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LANGUAGES, OWN_NAMES } from '../../functions/languages/language.ts';
import { missingPage, tooLargePage } from '../../functions/pages/missing-page.ts';
import { requestPage } from '../../functions/pages/request-page.ts';
import { answerSurvey } from '../../functions/surveys/answer-survey.ts';
import { isTooWide, startBrowser, violationsOf } from '../support/browser.ts';
import {
  HOUR_MS,
  MORNING,
  aReviewed,
  aView,
  catalogue,
  completion,
  concerned,
  keep,
  office,
  opened,
  worked,
} from './page-samples.ts';

const NARROW = { width: 320, height: 740 };

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await startBrowser();
  page = await (await browser.newContext({ viewport: NARROW })).newPage();
});
afterAll(() => browser.close());

const waiting = aReviewed({ reportedType: 'Dragon on the roof' });
const held = worked(aReviewed(), { action: 'accept' }, { action: 'hold', reason: 'weather' });
const done = concerned(worked(aReviewed(), { action: 'accept' }, completion));
const BAD = { accuracy: 2, courtesy: 4, ease: 3, overall: 1 };
const answered = answerSurvey(done, { action: 'rate', ratings: BAD }, { catalogue, office }, MORNING + 5 * HOUR_MS);
const unhappy = answered.kind === 'changed' ? keep(done, answered.change) : done;
const wrongLink = { kind: 'refused', code: 'invalid', field: 'link', message: 'Give an address.' } as const;
const refusal = { kind: 'refused', code: 'invalid', field: 'ease', message: 'Choose one.' } as const;

describe('what residents see', () => {
  const pages = LANGUAGES.flatMap((language) => [
    { name: `waiting, ${language}`, html: `${requestPage(opened(waiting, 'request'), aView({ language }))}` },
    {
      name: `held, ${language}`,
      html: `${requestPage(opened(held, 'request'), aView({ language, done: 'change-language' }))}`,
    },
    {
      name: `done, ${language}`,
      html: `${requestPage(opened(done, 'request'), aView({ language, refusal, fields: { action: 'rate' } }))}`,
    },
    {
      name: `unhappy, ${language}`,
      html: `${requestPage(opened(unhappy, 'request'), aView({ language, done: 'rate' }))}`,
    },
    {
      name: `a detail, ${language}`,
      html: `${requestPage(opened(held, 'request'), aView({ language, refusal: wrongLink, fields: { action: 'add-detail' } }))}`,
    },
  ]).concat([
    { name: 'missing', html: `${missingPage('City of Somerville')}` },
    { name: 'too large', html: `${tooLargePage('City of Somerville')}` },
  ]);

  test.each(['light', 'dark'] as const)(
    'breaks no rule of WCAG 2.2 AA at 320 px in any language: %s',
    async (colorScheme) => {
      await page.emulateMedia({ colorScheme });
      const found = await violationsOf(
        page,
        pages.map(({ html }) => html),
      );
      expect(found.map((each, index) => [pages[index]?.name, each])).toEqual(pages.map(({ name }) => [name, []]));
    },
  );

  test('fits a narrow phone in every language, and offers each language to thumbs', async () => {
    for (const { name, html } of pages) {
      await page.setContent(html);
      expect(await isTooWide(page), name).toBe(false);
      for (const button of await page.locator('.languages button').all())
        expect((await button.boundingBox())?.height, name).toBeGreaterThanOrEqual(44);
    }
  });

  test('says of every word in which language it is', async () => {
    for (const language of LANGUAGES) {
      await page.setContent(`${requestPage(opened(held, 'request'), aView({ language }))}`);
      expect(await page.locator('html').getAttribute('lang')).toBe(language);
      expect(await page.locator('h1').getAttribute('lang')).toBe(language === 'en' ? null : 'en');
      const buttons = await page.locator('.languages button').all();
      const offered = await Promise.all(
        buttons.map(async (button) => [await button.getAttribute('lang'), (await button.textContent())?.trim()]),
      );
      expect(offered).toEqual(LANGUAGES.filter((one) => one !== language).map((one) => [one, OWN_NAMES[one]]));
    }
  });
});
