import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PHONE, startBrowser } from '../support/browser.ts';
import {
  type LocalStack,
  DAY,
  aLocalStack,
  aPothole,
  deliver,
  letterTo,
  linkIn,
  stored,
} from '../support/local-stack.ts';

const ANA = 'ana@resident.example';
const DESK = 'highway.desk@dpw.somerville.example';

let stack: LocalStack;
let browser: Browser;
/** A browser without scripts, whose mouse is never touched. */
let page: Page;
let requestId: string;
let statusPage: string;

beforeAll(async () => {
  stack = await aLocalStack();
  browser = await startBrowser();
  page = await (await browser.newContext({ viewport: PHONE, javaScriptEnabled: false })).newPage();
  const { body } = await deliver(stack, aPothole());
  [requestId, statusPage] = [String(body.id), String(body.statusPage)];
  await stack.settle();
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

const button = (name: string): Locator => page.getByRole('button', { name, exact: true });
const said = (words: string): Promise<void> => page.getByRole('status').filter({ hasText: words }).waitFor();
const hasFocus = (target: Locator): Promise<boolean> =>
  target.evaluate((element) => element === document.activeElement);

/** Smallest side of what is aimed at, px (WCAG 2.2, 2.5.8). */
const TARGET = 24;

/** What is to be seen of the element that has the focus: its ring, its size, and its place among all elements of the page. */
const focused = () =>
  page.evaluate(() => {
    const element = document.activeElement ?? document.body;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    const { width, height, top, bottom } = element.getBoundingClientRect();
    const label = element instanceof HTMLInputElement ? element.labels?.[0]?.getBoundingClientRect() : undefined;
    return {
      name: `${element.tagName} ${element.id || (element.textContent ?? '').trim().slice(0, 40)}`,
      place: [...document.querySelectorAll('*')].indexOf(element),
      ring: outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2,
      small:
        element.tagName === 'A'
          ? Infinity
          : Math.min(Math.max(width, label?.width ?? 0), Math.max(height, label?.height ?? 0)),
      seen: bottom > 0 && top < window.innerHeight,
    };
  });

/** Goes on with Tab until something has the focus: each step on the way shows its focus, and follows the one before it on the page. */
const tabTo = async (target: Locator): Promise<void> => {
  let before = (await focused()).place;
  for (let pressed = 0; pressed < 60; pressed += 1) {
    await page.keyboard.press('Tab');
    const { name, place, ring, small, seen } = await focused();
    expect({ name, ring, seen }).toEqual({ name, ring: true, seen: true });
    expect(small, name).toBeGreaterThanOrEqual(TARGET);
    expect(place, name).toBeGreaterThan(before);
    before = place;
    if (await hasFocus(target)) return;
  }
  throw new Error(`Tab never comes to ${target.toString()}.`);
};

test(
  'a partner accepts and completes work by the keyboard alone, led by a fault to its field',
  { timeout: 60_000 },
  async () => {
    await page.goto(linkIn(await letterTo(stack, DESK)));
    await tabTo(button('Accept'));
    await page.keyboard.press('Enter');
    await said('You accepted the work.');
    await tabTo(page.getByLabel('The work is done'));
    await page.keyboard.press('Space');
    await tabTo(button('Complete'));
    await page.keyboard.press('Enter');
    const problem = page.getByRole('alert');
    await problem.waitFor();
    expect(await hasFocus(problem)).toBe(true);
    await tabTo(problem.getByRole('link'));
    await page.keyboard.press('Enter');
    expect(await hasFocus(page.getByLabel('A sentence for the resident'))).toBe(true);
    await page.keyboard.type('The hole was filled with hot asphalt.');
    await tabTo(button('Complete'));
    await page.keyboard.press('Enter');
    await said('completed');
    await stack.settle();
    expect((await stored(stack, requestId)).request).toMatchObject({ status: 'resolved' });
  },
);

/** Goes to a group of choices and takes one by the arrows: the first Tab comes to the group, and each arrow to the next choice. */
const choose = async (legend: string, label: string): Promise<void> => {
  const group = page.getByRole('group', { name: legend });
  await tabTo(group.getByRole('radio').first());
  await page.keyboard.press('Space');
  for (let pressed = 0; !(await group.getByLabel(label, { exact: true }).isChecked()); pressed += 1) {
    expect(pressed, `“${label}” is none of the choices`).toBeLessThan(10);
    await page.keyboard.press('ArrowRight');
  }
};

/** The page's letter of a day, as a mail program opens it. */
const openLetter = async (to: string): Promise<string> => {
  const letter = (await letterTo(stack, to)).replaceAll(/\s+/gu, ' ');
  await page.goto(linkIn(await letterTo(stack, to)));
  return letter;
};

test(
  'the resident changes the language, is asked how it went, says that it went badly and reopens the request, by the keyboard alone',
  { timeout: 60_000 },
  async () => {
    await page.goto(statusPage);
    await tabTo(button('Español'));
    await page.keyboard.press('Space');
    await page.locator('html[lang="es"]').waitFor();
    await stack.clock.advanceTo(stack.clock.now() + 2 * DAY);
    expect(await openLetter(ANA)).toContain('4 preguntas');
    await choose('¿Qué tan correcta fue la información que recibió?', 'Malo');
    await choose('¿Qué tan amables fuimos?', 'Excelente');
    await choose('¿Qué tan fácil fue obtener ayuda?', 'Regular');
    await choose('¿Cómo fue el servicio en general?', 'Muy malo');
    await tabTo(button('Enviar las respuestas'));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Lamentamos que no haya ido bien' }).waitFor();
    await tabTo(page.getByLabel('¿Qué no está resuelto?'));
    await page.keyboard.type('El hoyo ha vuelto.');
    await tabTo(button('Abrir la solicitud de nuevo'));
    await page.keyboard.press('Enter');
    await said('abierta de nuevo');
    await stack.settle();
    expect((await stored(stack, requestId)).request).toMatchObject({
      status: 'in-progress',
      cycle: 2,
      pastCycles: [{ cycle: 1, survey: { accuracy: 2, courtesy: 5, ease: 3, overall: 1 } }],
      reporter: { language: 'es' },
    });
  },
);

test(
  'the partner does it again by the keyboard alone, and the resident reads other words',
  { timeout: 60_000 },
  async () => {
    await openLetter(DESK);
    await tabTo(button('Accept'));
    await page.keyboard.press('Enter');
    await said('You accepted the work.');
    await tabTo(page.getByLabel('The work is done'));
    await page.keyboard.press('Space');
    await tabTo(page.getByLabel('A sentence for the resident'));
    await page.keyboard.type('The hole was cut out and paved anew.');
    await tabTo(button('Complete'));
    await page.keyboard.press('Enter');
    await said('completed');
    await stack.settle();
    expect(await openLetter(ANA)).toContain('nos dijo que no estaba resuelto');
    expect((await stored(stack, requestId)).request).toMatchObject({ status: 'resolved', cycle: 2 });
  },
);
