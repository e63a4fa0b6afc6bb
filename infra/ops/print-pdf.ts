import { Option, type Command } from 'commander';
import { OpsError } from './register.ts';

/** The paper that is printed on. */
export const PAPERS = ['A4', 'Letter'] as const;
export type Paper = (typeof PAPERS)[number];

/** How a page is printed. */
export interface PrintOptions {
  paper?: Paper;
  /** A browser of this machine's own, Chrome or Chromium, in place of the one that npm brings. */
  browser?: string;
}

/** The options of every command that prints. */
export const withPrint = (command: Command): Command =>
  command
    .addOption(new Option('--paper <size>', 'of a PDF').choices(PAPERS).default('Letter'))
    .option('--browser <path>', 'Chrome or Chromium of this machine, for a PDF; default: the one that the tests use');

/** Prints documents, and is closed at the end. */
export interface Printer {
  pdf(html: string, foot: string): Promise<Uint8Array>;
  close(): Promise<void>;
}

const MISSING =
  'A PDF needs a browser, and none starts here. Run `npm ci` for the one of the tests, name one with --browser /path/to/chrome, or write HTML and print it.';

/** Starts a browser that prints. It is a tool of whoever runs the command: no function of the service has one. Throws an OpsError where none starts. */
export const openPrinter = async ({ paper = 'Letter', browser: path }: PrintOptions): Promise<Printer> => {
  const browser = await startBrowser(path).catch((error: unknown) => {
    throw new OpsError(`${MISSING}\n(${error instanceof Error ? error.message.split('\n')[0] : String(error)})`);
  });
  const page = await browser.newPage({ javaScriptEnabled: false });
  return {
    pdf: async (html, foot) => {
      await page.setContent(html);
      return page.pdf({
        format: paper,
        printBackground: true,
        tagged: true,
        displayHeaderFooter: true,
        headerTemplate: '<span></span>',
        footerTemplate: `<div style="width:100%;font:7pt sans-serif;text-align:center">${foot} – <span class="pageNumber"></span>/<span class="totalPages"></span></div>`,
      });
    },
    close: () => browser.close(),
  };
};

const startBrowser = async (path: string | undefined) => {
  // Development tools, loaded only when a PDF is asked for.
  const { chromium } = await import('playwright-core');
  if (path) return chromium.launch({ executablePath: path });
  const { default: sparticuz } = await import('@sparticuz/chromium');
  return chromium.launch({
    executablePath: await sparticuz.executablePath(),
    args: sparticuz.args.filter((argument) => argument !== '--single-process'),
  });
};
