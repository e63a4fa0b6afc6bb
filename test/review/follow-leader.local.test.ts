import { afterAll, beforeAll, expect, test } from 'vitest';
import {
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
const REVIEW = 'review-desk@city.example';
const BO = 'bo@resident.example';
const PLACE = { address: '12 Elm St', lat: 42.3954, lon: -71.1217 };

let stack: LocalStack;
beforeAll(async () => {
  stack = await aLocalStack();
});
afterAll(() => stack.stop());

test('R42 a duplicate that the desk has merged ends with its leader, through the stream, and both residents read what was done', async () => {
  const first = (await deliver(stack, aPothole({ location: PLACE }))).body.id ?? '';
  await stack.settle();
  const work = linkIn(await letterTo(stack, DESK));
  const second =
    (await deliver(stack, aPothole({ location: PLACE, reporter: { email: BO, language: 'en' } }))).body.id ?? '';
  await stack.settle();
  expect((await stored(stack, second)).request).toMatchObject({
    status: 'in-review',
    reviewReasons: ['possible-duplicate'],
  });
  expect((await post(linkIn(await letterTo(stack, REVIEW)), { action: 'merge', into: first })).status).toBe(303);
  await stack.settle();
  const done = { action: 'complete', outcome: 'done', resolution: 'The hole was filled with hot asphalt.' };
  expect((await post(work, done)).status).toBe(303);
  await stack.settle();
  const { request, events } = await stored(stack, second);
  expect(request).toMatchObject({
    status: 'resolved',
    outcome: 'done',
    follows: { requestId: first, kind: 'duplicate' },
  });
  expect(events.map(({ type }) => type)).toContain('request-resolved');
  expect(await letterTo(stack, BO)).toContain('The hole was filled with hot asphalt.');
});
