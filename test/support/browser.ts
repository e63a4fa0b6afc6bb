import { AxeBuilder } from '@axe-core/playwright';
import sparticuz from '@sparticuz/chromium';
import { type Browser, type Page, chromium } from 'playwright-core';
import { expect } from 'vitest';

/** Starts the Chromium that npm brings, without a window; one browser serves a whole test file. */
export const startBrowser = async (): Promise<Browser> =>
  chromium.launch({
    executablePath: await sparticuz.executablePath(),
    // In one process the browser ends with its first page, and a second context hangs.
    args: sparticuz.args.filter((argument) => argument !== '--single-process'),
  });

/** WCAG 2.0 to 2.2, levels A and AA, by axe's names; the tag of 2.2 also turns on the size of targets, which is off otherwise. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

type Found = Pick<Awaited<ReturnType<AxeBuilder['analyze']>>, 'violations'>;

/** What axe finds wrong on a page, as `rule: element`. */
export const violations = async (page: Page): Promise<string[]> => {
  const found = await new AxeBuilder({ page }).withTags(RULES).analyze();
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
};

/** The same for many documents, and which is too wide, one after the other in one page: axe is loaded into it once, which is most of its time. */
export const violationsOf = async (page: Page, documents: string[]): Promise<string[][]> => {
  if (!(await page.evaluate(() => 'axe' in window))) {
    await page.setContent('<title>axe</title>');
    await new AxeBuilder({ page }).analyze();
  }
  const found: string[][] = [];
  for (const markup of documents)
    found.push(
      await page.evaluate(
        async ({ text, tags }) => {
          document.open();
          document.write(text);
          document.close();
          const { violations: broken } = await (
            window as unknown as { axe: { run: (where: Document, options: object) => Promise<Found> } }
          ).axe.run(document, { runOnly: tags });
          const { scrollWidth, clientWidth } = document.documentElement;
          return [
            ...broken.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)),
            ...(scrollWidth > clientWidth ? [`wider than the window: ${scrollWidth} of ${clientWidth} px`] : []),
          ];
        },
        { text: markup, tags: RULES },
      ),
    );
  return found;
};

/** A window, by its width in pixels and its colours; light ones unless told. */
export interface View {
  width: number;
  colorScheme?: 'light' | 'dark';
}

/** Expects a document to fit and to be readable by everybody in each view; `copy` is a page with scripts, which then shows it. */
export const expectReadable = async (copy: Page, markup: string, views: readonly View[]): Promise<void> => {
  for (const { width, colorScheme = 'light' } of views) {
    await copy.setViewportSize({ width, height: 800 });
    await copy.emulateMedia({ colorScheme });
    const [found] = await violationsOf(copy, [markup]);
    expect(found, `${await copy.title()}, ${width} px, ${colorScheme}`).toEqual([]);
  }
};

/** Whether a reader would have to scroll sideways. */
export const isTooWide = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

export const PHONE = { width: 375, height: 740 };
export const DESKTOP = { width: 1280, height: 800 };

/** A page on a phone that runs no script, as the pages have to work, and a way to look at what it shows. */
export interface Phone {
  page: Page;
  button: (name: string) => ReturnType<Page['getByRole']>;
  /** Opens what is folded away. */
  fold: (name: string) => Promise<void>;
  /** Expects what is shown to fit and to be readable by everybody, on a phone and on a desk. */
  look: () => Promise<void>;
}

export const aPhone = async (browser: Browser): Promise<Phone> => {
  const page = await (await browser.newContext({ viewport: PHONE, javaScriptEnabled: false })).newPage();
  const copy = await (await browser.newContext()).newPage(); // axe needs scripts
  return {
    page,
    button: (name) => page.getByRole('button', { name, exact: true }),
    fold: (name) => page.locator('summary', { hasText: name }).click(),
    look: async () => expectReadable(copy, await page.content(), [PHONE, DESKTOP]),
  };
};
