import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readRows } from '../../infra/local/replay/rows.ts';
import { DESKTOP, PHONE, type Phone, aPhone, startBrowser } from '../support/browser.ts';
import { type LocalStack, DAY, aLocalStack, aPothole, deliver, notices, stored } from '../support/local-stack.ts';

const WEEK = join(import.meta.dirname, '../../infra/local/replay/boston-2015-06-01-to-07.csv.gz');
const REVIEW_DESK = 'review-desk@city.example';
const MANAGER = 'manager@city.example';
const HIGHWAY = 'highway.desk@dpw.somerville.example';
const ANA = 'ana@resident.example';

let stack: LocalStack;
let browser: Browser;
let page: Page;
let button: Phone['button'];
let fold: Phone['fold'];
let look: Phone['look'];

beforeAll(async () => {
  stack = await aLocalStack();
  browser = await startBrowser();
  ({ page, button, fold, look } = await aPhone(browser));
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

const done = (): Promise<string | null> => page.getByRole('status').textContent();

/** The addresses in the latest e-mail to somebody: first its own page, then the queue that it stands in. */
const linksTo = async (address: string): Promise<string[]> => {
  const mail = stack.mailbox.list({ to: address }).at(-1);
  return [...((await stack.mailbox.read(mail?.id ?? '')).text ?? '').matchAll(/https?:\/\/\S+/g)].map(([link]) => link);
};
const open = async (address: string, which = 0): Promise<void> => {
  await page.goto((await linksTo(address))[which] ?? '');
};

describe('the review desk', () => {
  const ids: string[] = [];
  const SENTENCE = 'Please call the state’s road service at 857-368-4636.';
  /** What the desk does with a request, by its turn; the first is accepted, so that another can be merged into it. */
  const ACTIONS: [name: string, act: (id: string) => Promise<void>][] = [
    [
      'accept',
      async () => {
        await page.locator('#accept-typeCode').selectOption('pothole');
        await button('Accept and offer the work').click();
      },
    ],
    [
      'merge',
      async () => {
        await fold('It is a duplicate');
        await page.locator('#merge-into').fill(ids[0] ?? '');
        await button('Merge them').click();
      },
    ],
    [
      'ask',
      async () => {
        await fold('Ask the resident');
        await page.locator('#ask-question').fill('Which side of the street is it on?');
        await button('Send the question').click();
      },
    ],
    [
      'refer',
      async () => {
        await fold('Refer it outside');
        await page.locator('#refer-receiver').fill('MassDOT');
        await page.locator('#refer-resolution').fill(SENTENCE);
        await button('Refer the request').click();
      },
    ],
    [
      'decline',
      async () => {
        await fold('Decline it');
        await page.getByLabel('It is a private matter').check();
        await page.locator('#decline-resolution').fill('A landlord has to do this; the housing office can help you.');
        await button('End the request').click();
      },
    ],
    [
      'withdraw',
      async () => {
        await fold('Withdraw it for the resident');
        await page.locator('#withdraw-resolution').fill('They called: it is gone by itself.');
        await button('Withdraw the request').click();
      },
    ],
  ];

  test('clears a queue of twenty real requests with all six actions', { timeout: 180_000 }, async () => {
    await page.setViewportSize(DESKTOP);
    // Twenty calls of Boston, which Somerville's catalogue does not know: a person has to look at each.
    const rows = await readRows(WEEK, { limit: 20 });
    for (const { caseId, type } of rows) {
      const { body } = await deliver(stack, aPothole({ id: caseId, type: `Boston: ${type}` }));
      ids.push(body.id ?? '');
    }
    await stack.settle();
    await open(REVIEW_DESK, 1);
    expect(await page.locator('main').textContent()).toContain('20 wait, 0 late');
    await look();
    const queue = page.url();
    for (const [index, id] of ids.entries()) {
      await page.goto(queue);
      const [link] = await page
        .locator('main a')
        .evaluateAll(
          (links, wanted) =>
            links.map((one) => (one as HTMLAnchorElement).href).filter((href) => href.includes(wanted)),
          id,
        );
      await page.goto(link ?? '');
      const [name, act] = ACTIONS[index % ACTIONS.length]!;
      await act(id);
      expect(await done(), `${name} of ${id}`).toBeTruthy();
      if (index < ACTIONS.length) await look();
    }
    await stack.settle();
    const states = await Promise.all(
      ids.map(async (id) => {
        const { request } = await stored(stack, id);
        if (request.follows) return 'follows';
        if (request.status === 'closed') return request.outcome;
        return request.status === 'in-review' && request.question ? 'asked' : request.status;
      }),
    );
    const expected = ['in-progress', 'follows', 'asked', 'referred', 'declined', 'withdrawn'];
    expect(states).toEqual(ids.map((_, index) => expected[index % expected.length]));
    await page.goto(queue);
    expect(await page.locator('main').textContent()).toContain('The resident has been asked');
  });

  test('gets the resident’s answer, and its clock goes on', async () => {
    const asked = ids[2] ?? '';
    const mail = stack.mailbox.list({ to: ANA }).filter(({ subject }) => subject.includes('one thing'));
    const about = mail.find(({ subject }) => subject.includes(asked));
    const [link = ''] = /https?:\/\/\S+/.exec((await stack.mailbox.read(about?.id ?? '')).text ?? '') ?? [];
    await page.setViewportSize(PHONE);
    await page.goto(link);
    await look();
    await page.locator('#answer-text').fill('On the north side, by the bakery.');
    await button('Send the answer').click();
    expect(await done()).toContain('Thank you');
    await stack.settle();
    expect((await stored(stack, asked)).request).not.toHaveProperty('question');
    await open(REVIEW_DESK);
    expect(await page.locator('main').textContent()).toContain('by the bakery');
  });
});

describe('a partner on a phone', () => {
  test('accepts its whole queue, plans one, completes many at once, and logs what it found', async () => {
    await page.setViewportSize(PHONE);
    for (let count = 0; count < 5; count += 1) await deliver(stack, aPothole({ type: 'pothole' }));
    await stack.settle();
    await open(HIGHWAY, 1);
    const queue = page.url();
    const boxes = page.locator('input[type=checkbox]');
    const waiting = await boxes.count();
    expect(waiting).toBeGreaterThanOrEqual(5);
    await look();

    await button('Accept them').click();
    expect(await page.getByRole('alert').textContent()).toContain('Tick the work orders first');
    for (let index = 0; index < waiting; index += 1) await boxes.nth(index).check();
    await button('Accept them').click();
    expect(await done()).toBe(`${waiting} were changed.`);

    await page.locator('main a', { hasText: 'Open R-' }).first().click();
    await fold('Say when it will be done');
    await page.locator('#schedule-day').fill('2026-06-04');
    await button('Save the day').click();
    expect(await done()).toContain('The day was saved');
    await look();

    await page.goto(`${queue}?status=accepted`);
    const left = await page.locator('input[type=checkbox]').count();
    expect(left).toBe(waiting - 1);
    await page.locator('input[type=checkbox]').first().check();
    await page.getByLabel('The work is done').check();
    await page.locator('#bulk-resolution').fill('We filled the holes and swept the street.');
    await button('Complete them').click();
    expect(await done()).toBe('One was changed.');

    await fold('Log work that you found yourselves');
    await page.locator('#found-typeCode').selectOption('pothole');
    await page.locator('#found-address').fill('7 Beacon St');
    await page.locator('#found-resolution').fill('We filled one more hole on our round.');
    await button('Log it').click();
    expect(await done()).toBe('One was changed.');
    await look();
    await stack.settle();
  });
});

describe('rats in a public place', () => {
  test('three partners resolve one request, and the resident reads what all of them did', async () => {
    const { body } = await deliver(stack, aPothole({ type: 'rats-public-property', answers: {} }));
    await stack.settle();
    const id = body.id ?? '';
    if ((await stored(stack, id)).request.status === 'in-review') {
      await open(REVIEW_DESK);
      await button('Accept and offer the work').click();
      await stack.settle();
    }
    const complete = async (sentence: string): Promise<void> => {
      await page.getByLabel('The work is done').check();
      await page.locator('#complete-resolution').fill(sentence);
      await button('Complete').click();
      expect(await done()).toContain('completed');
      await stack.settle();
    };
    const next = async (address: string): Promise<void> => {
      await open(address);
      await button('Accept').click();
    };
    const partners = () => stored(stack, id).then(({ workOrders }) => workOrders.map(({ partner }) => partner));
    const asked = () =>
      notices(stack)
        .filter(({ subject }) => subject.includes(id) && subject.startsWith('New work'))
        .flatMap(({ to }) => to);
    expect(await partners()).toEqual(['inspectional-services']);
    await next(asked()[0] ?? '');
    await complete('We found burrows along the fence.');
    expect(await partners()).toEqual(['inspectional-services', 'health-human-services', 'dpw-buildings-grounds']);
    const [, health = '', bait = ''] = asked();
    await next(health);
    await complete('We told the neighbours how to store their trash.');
    expect((await stored(stack, id)).request.status).toBe('in-progress');
    await next(bait);
    await complete('We set two bait stations.');
    expect((await stored(stack, id)).request).toMatchObject({ status: 'resolved', outcome: 'done' });
    await page.goto(body.statusPage ?? '');
    const text = await page.locator('main').textContent();
    for (const part of ['burrows', 'neighbours', 'bait stations']) expect(text).toContain(part);
    await look();
  });
});

describe('a street light of the utility', () => {
  test('is chased through three reminders, each with its evidence, and then the manager knows', async () => {
    const { body } = await deliver(stack, aPothole({ type: 'street-light-utility-owned', answers: {} }));
    await stack.settle();
    const id = body.id ?? '';
    const { request, workOrders } = await stored(stack, id);
    expect([request.status, workOrders[0]?.partner]).toEqual(['in-progress', 'eversource']);
    await stack.clock.advanceTo(stack.clock.now() + 30 * DAY);
    const reminders = notices(stack).filter(({ subject }) => subject.includes('reminder') && subject.includes(id));
    expect(reminders.map(({ subject, to }) => [subject.slice(0, 12), to[0]])).toEqual([
      ['1st reminder', 'desk@eversource.example'],
      ['2nd reminder', 'desk@eversource.example'],
      ['3rd reminder', 'desk@eversource.example'],
      ['3rd reminder', MANAGER],
    ]);
    const third = (await stack.mailbox.read(reminders[2]?.id ?? '')).text ?? '';
    expect(third.match(/was reminded/g)).toHaveLength(2);
    const [link = ''] = /https?:\/\/\S+/.exec(third) ?? [];
    await page.goto(link);
    await fold('Add a note, or your own number');
    await page.locator('#note-reference').fill('EV-2026-77');
    await button('Save').click();
    expect(await page.locator('main').textContent()).toContain('EV-2026-77');
    await look();
  });
});
