import { AxeBuilder } from '@axe-core/playwright';
import sparticuz from '@sparticuz/chromium';
import { type Browser, type Page, chromium } from 'playwright-core';

/** Starts the Chromium that npm brings, without a window; one browser serves a whole test file. */
export const startBrowser = async (): Promise<Browser> =>
  chromium.launch({
    executablePath: await sparticuz.executablePath(),
    // In one process the browser ends with its first page, and a second context hangs.
    args: sparticuz.args.filter((argument) => argument !== '--single-process'),
  });

/** WCAG 2.0 to 2.2, levels A and AA, by axe's names; the tag of 2.2 also turns on the size of targets, which is off otherwise. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds wrong on a page, as `rule: element`. */
export const violations = async (page: Page): Promise<string[]> => {
  const found = await new AxeBuilder({ page }).withTags(RULES).analyze();
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
};

/** Whether a reader would have to scroll sideways. */
export const isTooWide = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
