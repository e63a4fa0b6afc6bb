import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type LocalStack,
  aLocalStack,
  aPothole,
  deliver,
  letterTo,
  letters,
  linkIn,
  post,
  stored,
} from '../support/local-stack.ts';

const DESK = 'highway.desk@dpw.somerville.example';
const DETAIL = {
  action: 'add-detail',
  text: 'Now <b>two</b> wheels fit in.',
  link: 'https://pictures.example/hole.jpg?a=1&b="2"',
};

describe('more about an open request', () => {
  let stack: LocalStack;
  let requestId: string;
  let statusPage: string;
  beforeAll(async () => {
    stack = await aLocalStack();
    const { body } = await deliver(stack, aPothole());
    requestId = body.id ?? '';
    statusPage = body.statusPage ?? '';
    await stack.settle();
  });
  afterAll(() => stack.stop());

  test('is read by the partner that has the work, as inert words and a link that says where it leads', async () => {
    const answer = await post(statusPage, DETAIL);
    expect(answer.status).toBe(303);
    const own = await (await fetch(new URL(answer.headers.get('location') ?? '', statusPage))).text();
    expect(own).toContain('Those who do the work can read it.');
    expect(own).toContain('Now &lt;b&gt;two&lt;/b&gt; wheels fit in.');
    await stack.settle();
    expect(letters(stack).at(-1)).toMatch(new RegExp(`^${DESK}: More about Pothole`));
    const letter = await letterTo(stack, DESK);
    expect(letter).not.toContain('wheels');
    const page = await (await fetch(linkIn(letter))).text();
    expect(page).toContain('Now &lt;b&gt;two&lt;/b&gt; wheels fit in.');
    expect(page).toContain(
      '<a rel="noopener noreferrer" href="https://pictures.example/hole.jpg?a=1&amp;b=%222%22"><bdi>Photo at pictures.example</bdi></a>',
    );
    expect(page).not.toContain('<img');
  });

  test('is refused in the language of the page, with the field at fault and what was typed', async () => {
    const answer = await post(`${statusPage}?lang=es`, { ...DETAIL, link: 'http://pictures.example/hole.jpg' });
    expect(answer.status).toBe(422);
    const page = await answer.text();
    expect(page).toContain('href="#add-detail-link"');
    expect(page).toContain('Indique una dirección que empiece con https://');
    expect(page).toContain('Now &lt;b&gt;two&lt;/b&gt; wheels fit in.');
    expect((await stored(stack, requestId)).request).toMatchObject({ details: 1 });
  });

  test('has no form once the work is done', async () => {
    await post(linkIn(await letterTo(stack, DESK)), {
      action: 'complete',
      outcome: 'done',
      resolution: 'Hole filled.',
    });
    await stack.settle();
    expect(await (await fetch(statusPage)).text()).not.toContain('value="add-detail"');
    expect((await post(statusPage, DETAIL)).status).toBe(409);
  });
});
