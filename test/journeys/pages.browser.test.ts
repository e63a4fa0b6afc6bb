import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectReadable, startBrowser } from '../support/browser.ts';
import {
  type LocalStack,
  DAY,
  HOUR,
  aLocalStack,
  aPothole,
  deliver,
  letterTo,
  linkIn,
  post,
  stored,
} from '../support/local-stack.ts';

const DESK = 'highway.desk@dpw.somerville.example';
const REVIEW_DESK = 'review-desk@city.example';
const MANAGER = 'manager@city.example';

const PHONE = { width: 375, height: 740 };
const DESKTOP = { width: 1280, height: 800 };
const DONE = { action: 'complete', outcome: 'done', resolution: 'The hole was filled with hot asphalt.' };

let stack: LocalStack;
let browser: Browser;
/** What people hold in their hand: a phone whose browser runs no script. */
let phone: Page;
/** Where what the phone shows is looked at; axe needs scripts. */
let copy: Page;
let looks = 0;

beforeAll(async () => {
  stack = await aLocalStack();
  browser = await startBrowser();
  phone = await (await browser.newContext({ viewport: PHONE, javaScriptEnabled: false })).newPage();
  copy = await (await browser.newContext()).newPage();
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

/** Expects what the phone shows to fit and to be readable by everybody, small and large; light and dark take turns. */
const look = async (): Promise<void> => {
  const dark = looks++ % 2 === 1;
  await expectReadable(copy, await phone.content(), [
    { ...PHONE, colorScheme: dark ? 'dark' : 'light' },
    { ...DESKTOP, colorScheme: dark ? 'light' : 'dark' },
  ]);
};

/** Opens the latest e-mail to an address, with these words in its subject, on the phone and follows its button in the same window. */
const openFromMail = async (address: string, words = ''): Promise<void> => {
  const mail = stack.mailbox.list({ to: address }).findLast(({ subject }) => subject.includes(words));
  // Without a page before it, whose content policy would hold for the e-mail too.
  await phone.goto('about:blank');
  await phone.setContent((await stack.mailbox.read(mail?.id ?? '')).html ?? '');
  await phone.goto((await phone.locator('.action a').getAttribute('href'))!);
};

const button = (name: string): Locator => phone.getByRole('button', { name, exact: true });
const status = (): Promise<string | null> => phone.getByRole('status').textContent();

/** A pothole that was filled and is open to its survey; answers the address of the resident's page. */
const aFilledPothole = async (more: Record<string, unknown>): Promise<{ id: string; page: string }> => {
  const { body } = await deliver(stack, aPothole(more));
  await stack.settle();
  await post(linkIn(await letterTo(stack, DESK)), DONE);
  await stack.settle();
  return { id: body.id ?? '', page: body.statusPage ?? '' };
};

describe('a partner on a phone', () => {
  let requestId: string;

  beforeAll(async () => {
    const { body } = await deliver(stack, aPothole());
    requestId = body.id ?? '';
    await stack.settle();
  });

  test('opens the link of the e-mail, reads what to do by when, and accepts', async () => {
    await openFromMail(DESK);
    expect(await phone.locator('main').textContent()).toContain('A deep hole in front of the bakery.');
    await look();
    expect(await button('Complete').isVisible()).toBe(false);
    await button('Accept').click();
    expect(await status()).toBe('You accepted the work.');
    await look();
  });

  test('adds a note', async () => {
    await phone.getByText('Add a note').click();
    await phone.getByLabel('Note', { exact: true }).fill('A crew looks at it after lunch.');
    await button('Save').click();
    expect(await status()).toBe('Your note was saved.');
    expect(await phone.getByRole('listitem').last().textContent()).toContain('A crew looks at it after lunch.');
  });

  test('is asked for a reason, puts the work on hold, and goes on', async () => {
    await phone.getByText('Put on hold').first().click();
    await button('Put on hold').click();
    const reason = phone.getByLabel('Why it has to wait');
    expect(await reason.getAttribute('aria-invalid')).toBe('true');
    expect(await reason.isVisible()).toBe(true);
    await look();
    await reason.selectOption({ label: 'Waiting for an outside agency' });
    await button('Put on hold').click();
    expect(await status()).toBe('The work is on hold.');
    await look();
    await stack.settle();
    await stack.clock.advanceTo(stack.clock.now() + 2 * HOUR);
    await button('Go on').click();
    expect(await status()).toBe('The work goes on.');
  });

  test('is led from the fault to the empty field, keeps what was typed, and completes', async () => {
    await phone.getByLabel('The work is done').check();
    await button('Complete').click();
    const problem = phone.getByRole('alert');
    expect(await problem.evaluate((element) => element === document.activeElement)).toBe(true);
    await look();
    await problem.getByRole('link').click();
    const sentence = phone.getByLabel('A sentence for the resident');
    expect(await sentence.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await phone.getByLabel('The work is done').isChecked()).toBe(true);

    await phone.keyboard.type('Filled');
    await button('Complete').click();
    expect(await sentence.inputValue()).toBe('Filled');
    await sentence.fill('The hole was filled with hot asphalt.');
    await button('Complete').click();
    expect(await status()).toContain('completed');
    await look();
    await stack.settle();
    const { request } = await stored(stack, requestId);
    expect(request).toMatchObject({ status: 'resolved', clocks: [{ verdict: 'met', pauses: [{}] }] });
  });
});

describe('a resident who reads Spanish', () => {
  /** Goes on with Tab until something has the focus, and expects to see that it has. */
  const tabTo = async (target: Locator): Promise<void> => {
    for (let pressed = 0; pressed < 60; pressed += 1) {
      await phone.keyboard.press('Tab');
      if (!(await target.evaluate((element) => element === document.activeElement))) continue;
      expect(await target.evaluate((element) => getComputedStyle(element).outlineStyle)).toBe('solid');
      return;
    }
    throw new Error(`Tab never comes to ${target.toString()}.`);
  };

  test('reads what was done and answers the survey with the keyboard alone', async () => {
    const { id, page } = await aFilledPothole({ reporter: { email: 'luis@resident.example', language: 'es' } });
    await phone.goto(page);
    expect(await phone.locator('html').getAttribute('lang')).toBe('es');
    await look();
    await tabTo(phone.getByRole('link', { name: 'Ir al contenido' }));
    await phone.keyboard.press('Enter');
    for (const question of await phone.getByRole('group').filter({ hasText: 'Excelente' }).all()) {
      await tabTo(question.getByRole('radio').first());
      await phone.keyboard.press('ArrowUp');
    }
    await tabTo(phone.getByLabel('Algo más (opcional)'));
    await phone.keyboard.type('¡Muy rápido!');
    await tabTo(button('Enviar las respuestas'));
    await phone.keyboard.press('Enter');
    await phone.getByRole('status').waitFor();
    expect(await status()).toContain('Gracias');
    expect(await phone.getByText('La encuesta ya se respondió').isVisible()).toBe(true);
    await look();
    const { request } = await stored(stack, id);
    expect(request).toMatchObject({
      survey: { accuracy: 5, courtesy: 5, ease: 5, overall: 5, comment: '¡Muy rápido!' },
    });
  });

  test('opens another request again, because it is not solved', async () => {
    const { id, page } = await aFilledPothole({ reporter: { email: 'rosa@resident.example', language: 'es' } });
    await stack.clock.advanceTo(stack.clock.now() + DAY);
    await phone.goto(page);
    await phone.getByLabel('¿Qué no está resuelto?').fill('El hoyo ha vuelto.');
    await button('Abrir la solicitud de nuevo').click();
    expect(await status()).toContain('abierta de nuevo');
    await look();
    await stack.settle();
    expect((await stored(stack, id)).request).toMatchObject({ status: 'in-progress', cycle: 2 });
    await post(linkIn(await letterTo(stack, DESK)), DONE);
    await stack.settle();
  });
});

describe('a reviewer', () => {
  const aHeldRequest = async (): Promise<string> => {
    const { body } = await deliver(stack, aPothole({ type: 'talking-pigeon' }));
    await stack.settle();
    await openFromMail(REVIEW_DESK);
    return body.id ?? '';
  };

  test('reads why a person is needed, chooses the type and accepts', async () => {
    const id = await aHeldRequest();
    await look();
    await button('Accept and offer the work').click();
    expect(await phone.locator('#accept-typeCode').getAttribute('aria-invalid')).toBe('true');
    await look();
    await phone.locator('#accept-typeCode').selectOption('pothole');
    await button('Accept and offer the work').click();
    expect(await status()).toContain('You accepted the request');
    await look();
    await stack.settle();
    expect((await stored(stack, id)).request).toMatchObject({ status: 'in-progress', typeCode: 'pothole' });
    await post(linkIn(await letterTo(stack, DESK)), DONE);
    await stack.settle();
  });

  test('ends another one with a sentence that the resident gets', async () => {
    const id = await aHeldRequest();
    const resolution = 'The city does not do this; the animal shelter will help you.';
    await phone.getByText('Refer it outside').click();
    await phone.getByLabel('Office or company that does this').fill('The animal shelter');
    await phone.locator('#refer-resolution').fill(resolution);
    await button('Refer the request').click();
    expect(await status()).toContain('You referred the request');
    await look();
    await stack.settle();
    expect((await stored(stack, id)).request).toMatchObject({ status: 'closed', outcome: 'referred' });
    expect(await letterTo(stack, 'ana@resident.example')).toContain(resolution);
  });
});

test('the manager opens the link of the breach e-mail, sees how late it is and what was tried, and answers', async () => {
  const { body } = await deliver(stack, aPothole());
  await stack.settle();
  await stack.clock.advanceTo(stack.clock.now() + 14 * DAY);
  await openFromMail(MANAGER, body.id);
  const text = await phone.locator('main').textContent();
  for (const part of [body.id ?? '', 'late by', 'Work was offered to']) expect(text).toContain(part);
  await look();
  await phone
    .getByLabel('What will be done now, and by whom?')
    .fill('I have called the yard; a crew goes out tonight.');
  await button('Acknowledge').click();
  expect(await status()).toBe('Your answer was saved.');
  expect(await phone.getByRole('listitem').last().textContent()).toContain('a crew goes out tonight');
  expect(await button('Acknowledge').isVisible()).toBe(false);
  await look();
});
