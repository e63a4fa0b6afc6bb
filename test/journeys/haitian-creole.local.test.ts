import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type LocalStack,
  DAY,
  HOUR,
  MONDAY_MORNING,
  aLocalStack,
  aPothole,
  deliver,
  letterTo,
  linkIn,
  notices,
  post,
  stored,
} from '../support/local-stack.ts';

const DESK = 'highway.desk@dpw.somerville.example';
const RESIDENT = 'marie@resident.example';
const DONE = { action: 'complete', outcome: 'done', resolution: 'Twou a bouche ak asfalt cho.' };

/** English that only our own texts could hold: the names of types and of partners, and what staff wrote, stay as they are. */
const OUR_ENGLISH = /\b(your|request|was|the work|please|we|this page|reported|language)\b/i;

describe('a pothole that is reported in Haitian Creole', () => {
  let stack: LocalStack;
  let requestId: string;
  let statusPage: string;

  const page = async (query = ''): Promise<string> => (await fetch(`${statusPage}${query}`)).text();
  const wordsOf = (markup: string): string =>
    markup
      .replace(
        /<style>[\s\S]*?<\/style>|<(\w+)[^>]*\slang="en"[^>]*>[\s\S]*?<\/\1>|<blockquote[\s\S]*?<\/blockquote>|“[^”]*”/g,
        '',
      )
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ');

  beforeAll(async () => {
    stack = await aLocalStack();
    const reporter = { name: 'Marie', email: RESIDENT, language: 'ht' };
    const { status, body } = await deliver(stack, aPothole({ description: 'Gen yon gwo twou nan lari a.', reporter }));
    expect({ status, warnings: body.warnings }).toEqual({ status: 202, warnings: [] });
    requestId = body.id ?? '';
    statusPage = body.statusPage ?? '';
    await stack.settle();
  });
  afterAll(() => stack.stop());

  test('is received, and why its day is that day is said in Haitian Creole', async () => {
    const letter = await letterTo(stack, RESIDENT);
    expect(letter).toContain('Nou resevwa demann ou an');
    expect(letter).toContain('Delè a se 2 jou travay.');
    expect(letter).toContain('Dat limit la se mèkredi 3 jen 2026, 9:00 AM.');
    const shown = await page();
    expect(shown).toContain('<html lang="ht">');
    expect(wordsOf(shown)).toContain('Jou ki konte: madi 2 jen 2026 ak mèkredi 3 jen 2026.');
  });

  test('is worked on, held, resumed, done and reopened, with every letter and the page in Haitian Creole', async () => {
    const act = async (fields: Record<string, string>) => {
      await post(linkIn(await letterTo(stack, DESK)), fields);
      await stack.settle();
    };
    await stack.clock.advanceTo(MONDAY_MORNING + HOUR);
    await act({ action: 'accept' });
    await act({ action: 'hold', reason: 'weather' });
    expect(wordsOf(await page())).toContain('Travay la kanpe pou kounye a: move tan an pa pèmèt travay la fèt.');
    await act({ action: 'resume' });
    await act(DONE);
    expect((await stored(stack, requestId)).request.status).toBe('resolved');
    expect((await post(statusPage, { action: 'reopen', text: 'Twou a tounen.' })).status).toBe(303);
    await stack.settle();
    expect(
      (await post(statusPage, { action: 'raise-concern', reason: 'recurring', text: 'Twou a toujou tounen.' })).status,
    ).toBe(303);
    await stack.settle();

    const letters = notices(stack).filter(({ to }) => to.includes(RESIDENT));
    expect(letters.length).toBeGreaterThanOrEqual(6);
    for (const { id, subject } of letters) {
      const { html } = await stack.mailbox.read(id);
      expect(html, subject).toContain('<html lang="ht"');
      expect(wordsOf(html ?? ''), subject).not.toMatch(OUR_ENGLISH);
    }
    expect(wordsOf(await page())).not.toMatch(OUR_ENGLISH);
  });

  test('goes on in Nepali from the moment at which she chooses that', async () => {
    const answer = await post(statusPage, { action: 'change-language', language: 'ne' });
    expect(answer.headers.get('location')).toBe('?done=change-language');
    const { request, events } = await stored(stack, requestId);
    expect(request.reporter?.language).toBe('ne');
    expect(events.at(-1)).toMatchObject({ type: 'language-changed', data: { from: 'ht', to: 'ne' } });
    expect(await page()).toContain('<html lang="ne">');
    expect(await page('?lang=ht')).toContain('<html lang="ht">');
    expect((await stored(stack, requestId)).request.version).toBe(request.version);

    await stack.clock.advanceTo(MONDAY_MORNING + DAY);
    await post(linkIn(await letterTo(stack, DESK)), DONE);
    await stack.settle();
    const letter = await letterTo(stack, RESIDENT);
    expect(letter).toContain('तपाईंको अनुरोध सकियो');
    expect(letter).toContain('तपाईंसँग १४ दिन छ');
  });
});
