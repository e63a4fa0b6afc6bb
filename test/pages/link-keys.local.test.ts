import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRecipientStore } from '../../functions/notices/recipients.store.ts';
import { ROTATED_EVERY_DAYS } from '../../functions/pages/link-key-rotation.ts';
import { linkUrl } from '../../functions/pages/signed-link.ts';
import { DAY, HOUR, type LocalStack, aLocalStack, aPothole, deliver, post } from '../support/local-stack.ts';

let stack: LocalStack;
beforeAll(async () => {
  stack = await aLocalStack();
});
afterAll(() => stack.stop());

const EMAIL = 'quiet@resident.example';
const report = async (): Promise<{ id: string; statusPage: string }> => {
  const { body } = await deliver(stack, aPothole({ reporter: { name: 'Ana', email: EMAIL } }));
  await stack.settle();
  return { id: body.id ?? '', statusPage: body.statusPage ?? '' };
};
/** Nothing is to wait for years, so that years pass quickly. */
const complete = async (id: string): Promise<void> => {
  const done = { action: 'complete', outcome: 'done', resolution: 'The hole was filled with hot asphalt.' };
  expect((await post(signed('work-order', `${id}-1`), done)).status).toBe(303);
  await stack.settle();
};
const signed = (purpose: 'preferences' | 'work-order', id: string): string =>
  linkUrl(stack.url, { purpose, id, expiresAt: stack.clock.now() + DAY }, stack.service.linkKeys());
const opens = async (url: string): Promise<number> => (await fetch(url)).status;

test('the keys of the links rotate by themselves: no link is shut before its end, and who opted out stays so', async () => {
  const first = await report();
  await post(signed('preferences', first.id), { 'List-Unsubscribe': 'One-Click' });
  await complete(first.id);
  const key = stack.service.linkKeys().current;

  // The last day on which the first key signs: its link has to open for 800 days more.
  await stack.clock.advanceTo(stack.clock.now() + ROTATED_EVERY_DAYS * DAY - DAY);
  const last = await report();
  await complete(last.id);
  await stack.clock.advanceTo(stack.clock.now() + DAY + HOUR);
  const rotated = stack.service.linkKeys();
  expect(rotated).toMatchObject({ previous: key });
  expect(rotated.current).not.toBe(key);
  expect(await opens(first.statusPage)).toBe(404); // it has ended by its own date
  expect(await opens(last.statusPage)).toBe(200);

  await stack.clock.advanceTo(stack.clock.now() + HOUR);
  const next = await report();
  await complete(next.id);
  expect(await opens(next.statusPage)).toBe(200);
  await stack.clock.advanceTo(stack.clock.now() + 797 * DAY);
  expect(await opens(last.statusPage)).toBe(200);
  await stack.clock.advanceTo(stack.clock.now() + 13 * DAY);
  const again = stack.service.linkKeys();
  expect(again.previous).toBe(rotated.current);
  expect(await opens(next.statusPage)).toBe(404);

  const addressKey = (JSON.parse(stack.secrets.value('AddressKey/Secret')) as { current: string }).current;
  const { dynamodb, tables } = stack.service;
  const recipients = createRecipientStore(dynamodb, tables.notices, async () => addressKey, stack.clock.now);
  expect((await recipients.find(EMAIL)).preferences.unwanted).toEqual(['progress', 'survey']);
}, 120_000);
