import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  DAY,
  HOUR,
  type LocalStack,
  MONDAY_MORNING,
  aLocalStack,
  aPothole,
  deliver,
  letters,
  post,
  stored,
  story,
} from '../support/local-stack.ts';
import { STAFF_LINK_LIFE_MS } from '../../functions/pages/link-life.ts';
import { linkUrl } from '../../functions/pages/signed-link.ts';

const MINUTE = 60_000;
/** Monday 22:00; one calendar day is promised. */
const EVENING = MONDAY_MORNING + 13 * HOUR;
/** Wednesday 08:30. */
const OPENING = MONDAY_MORNING + 2 * DAY - 30 * MINUTE;

let stack: LocalStack;
let left: string;
let mended: string;

const reported = async (): Promise<string> => {
  const { body } = await deliver(stack, aPothole({ type: 'flashing-beacon-out' }));
  await stack.settle();
  return body.id ?? '';
};
const work = async (id: string, fields: Record<string, string>): Promise<void> => {
  const link = { purpose: 'work-order', id: `${id}-1`, expiresAt: stack.clock.now() + STAFF_LINK_LIFE_MS } as const;
  expect((await post(linkUrl(stack.url, link, stack.service.linkKeys()), fields)).status).toBe(303);
  await stack.settle();
};
const reproaches = (): string[] => letters(stack).filter((letter) => letter.includes('Due and not done'));

beforeAll(async () => {
  stack = await aLocalStack({ startAt: EVENING, scheduleSpacing: 5 * MINUTE });
  [left, mended] = [await reported(), await reported()];
  for (const id of [left, mended]) await work(id, { action: 'accept' });
});
afterAll(() => stack.stop());

test('R133 a promise that ends at ten in the evening is missed then, and nobody is woken', async () => {
  await stack.clock.advanceTo(EVENING + DAY + 10 * MINUTE);
  await stack.settle();
  for (const id of [left, mended]) expect(story((await stored(stack, id)).events)).toContain('milestone-reached');
  await stack.clock.advanceTo(OPENING - MINUTE);
  await stack.settle();
  expect(reproaches()).toEqual([]);
});

test('R133 R135 in the morning those are told whose work is still open, each once, and nobody of what was done meanwhile', async () => {
  await work(mended, { action: 'complete', outcome: 'done', resolution: 'The beacon has a new lamp.' });
  await stack.clock.advanceTo(OPENING + 6 * MINUTE);
  await stack.settle();
  const told = reproaches();
  expect(told).toHaveLength(2);
  for (const letter of told) expect(letter).toContain(left);
  await stack.clock.advanceTo(OPENING + HOUR);
  await stack.settle();
  expect(reproaches()).toEqual(told);
});
