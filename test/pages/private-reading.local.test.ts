import { afterAll, beforeAll, expect, test } from 'vitest';
import { stateOf } from '../support/bad-input.ts';
import {
  HOUR,
  type LocalStack,
  aLocalStack,
  aPothole,
  deliver,
  letterTo,
  linkIn,
  post,
  stored,
} from '../support/local-stack.ts';

const DESK = 'highway.desk@dpw.somerville.example';
const SECRET = 'It is about my neighbour, who must not know.';

let stack: LocalStack;
let workOrder: string;
let statusPage: string;
let requestId: string;
beforeAll(async () => {
  stack = await aLocalStack();
  const { body } = await deliver(stack, aPothole({ private: true, description: SECRET }));
  requestId = body.id ?? '';
  statusPage = body.statusPage ?? '';
  await stack.settle();
  workOrder = linkIn(await letterTo(stack, DESK));
});
afterAll(() => stack.stop());

const page = async (url: string): Promise<string> => (await fetch(url)).text();
const readings = async () =>
  (await stored(stack, requestId)).events.filter(({ type }) => type === 'private-opened').map(({ by }) => by.name);

test('a partner opens a private request by a form, and that is on its history; whoever only follows the link reads nothing', async () => {
  const before = await stateOf(stack);
  const cover = await page(workOrder);
  expect(cover).toContain('This request is private');
  expect(cover).not.toContain(SECRET);
  expect(cover).not.toContain('Pothole');
  expect(await stateOf(stack)).toEqual(before);
  expect(await page(statusPage)).toContain(SECRET);

  expect((await post(workOrder, { action: 'open-private' })).status).toBe(303);
  expect(await page(workOrder)).toContain(SECRET);
  await post(workOrder, { action: 'open-private' });
  expect(await readings()).toEqual(['dpw-highway']);

  await stack.clock.advanceTo(stack.clock.now() + 9 * HOUR);
  expect(await page(workOrder)).not.toContain(SECRET);
});

test('what was typed and refused is shown again, which is a reading too', async () => {
  const answer = await post(workOrder, { action: 'complete', outcome: 'done', resolution: '' });
  expect(answer.status).toBe(422);
  expect(await answer.text()).toContain(SECRET);
  expect(await readings()).toEqual(['dpw-highway', 'dpw-highway']);
});
