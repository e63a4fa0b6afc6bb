import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectReadable, startBrowser } from '../support/browser.ts';
import { type LocalStack, aLocalStack, aPothole, deliver, letterTo, linkIn, stored } from '../support/local-stack.ts';
import { JPEG_EXTRAS, aJpeg } from './pictures.ts';

const PHONE = { width: 375, height: 740 };
const DESKTOP = { width: 1280, height: 800 };
const HIGHWAY = 'highway.desk@dpw.somerville.example';

let stack: LocalStack;
let browser: Browser;
/** A telephone without scripts. */
let page: Page;
/** Where what it shows is looked at; axe needs scripts. */
let copy: Page;
let folder: string;

beforeAll(async () => {
  stack = await aLocalStack();
  browser = await startBrowser();
  page = await (await browser.newContext({ viewport: PHONE, javaScriptEnabled: false })).newPage();
  copy = await (await browser.newContext()).newPage();
  folder = mkdtempSync(join(tmpdir(), 'photos-'));
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const button = (name: string) => page.getByRole('button', { name, exact: true });
const done = (): Promise<string | null> => page.getByRole('status').textContent();

/** Expects what is shown to fit and to be readable by everybody, on a phone and on a desk. */
const look = async (): Promise<void> => expectReadable(copy, await page.content(), [PHONE, DESKTOP]);

/** A picture as a telephone took it, held upright: its points lie on their side, and Exif says so. */
const aPhoto = (name: string, bytes = aJpeg({ wide: 32, high: 24, extras: [JPEG_EXTRAS.exif!] })): string => {
  const file = join(folder, name);
  writeFileSync(file, bytes);
  return file;
};

/** Width and height of each picture as the browser drew it from its own points; none of a picture that it could not show. */
const pictures = (): Promise<[number, number][]> =>
  page.locator('.photos img').evaluateAll((images) =>
    images.map((image): [number, number] => {
      const { naturalWidth, naturalHeight } = image as HTMLImageElement;
      return [naturalWidth, naturalHeight];
    }),
  );

test(
  'a partner on a phone without scripts sends a photo, sees it the right way up, and completes; the resident sees it',
  { timeout: 180_000 },
  async () => {
    const { body } = await deliver(stack, aPothole({ type: 'sidewalk-defect' }));
    await stack.settle();
    const id = body.id ?? '';
    await page.goto(linkIn(await letterTo(stack, HIGHWAY)));
    await button('Accept').click();
    expect(await page.locator('main').textContent()).toContain('Send one before you complete it.');
    await look();

    await page.getByLabel('The work is done').check();
    await page.locator('#complete-resolution').fill('We laid the bricks anew.');
    await button('Complete').click();
    expect(await page.getByRole('alert').textContent()).toContain('closed with a photo');

    await page.locator('#complete-photo').setInputFiles(aPhoto('IMG_0001.jpg'));
    await button('Send the photo').click();
    await page.waitForURL(/done=photo/);
    expect(await done()).toContain('Your photo was sent.');
    await stack.settle();
    await page.getByRole('link', { name: 'Look again' }).click();
    await page.waitForLoadState('networkidle');
    // The points are 256 by 192, and the picture stands upright.
    expect(await pictures()).toEqual([[192, 256]]);
    await look();

    await page.getByRole('link', { name: 'Add a photo' }).click();
    await page.locator('#complete-photo').setInputFiles(aPhoto('letter.jpg', Buffer.from('This is a letter.')));
    await button('Send the photo').click();
    await page.waitForURL(/done=photo/);
    await stack.settle();
    await page.getByRole('link', { name: 'Look again' }).click();
    expect(await page.locator('.story').textContent()).toContain('could not be read as a JPEG or PNG picture');

    await page.getByLabel('The work is done').check();
    await page.locator('#complete-resolution').fill('We laid the bricks anew.');
    await button('Complete').click();
    expect(await done()).toContain('The work is marked as completed');
    await stack.settle();
    expect((await stored(stack, id)).request).toMatchObject({ status: 'resolved', outcome: 'done' });

    await page.goto(`${body.statusPage}?lang=es`);
    await page.waitForLoadState('networkidle');
    expect(await pictures()).toEqual([[192, 256]]);
    expect(await page.getByRole('img').getAttribute('alt')).toMatch(/^Foto 1 de 1 del trabajo de /);
    await look();
  },
);
