import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { linkUrl } from '../../functions/pages/signed-link.ts';
import type { LocalConsole } from '../../infra/local/console/server.ts';
import { undeliverable } from '../../infra/ops/undeliverable.ts';
import { aConsole, printed } from '../support/console.ts';
import {
  DAY,
  type LocalStack,
  aLocalStack,
  aPothole,
  deliver,
  letterTo,
  letters,
  stored,
} from '../support/local-stack.ts';

// SES's own mailbox simulator, which the local SES answers for likewise.
const BOUNCING = 'bounce@simulator.amazonses.com';
const COMPLAINING = 'complaint@simulator.amazonses.com';

let stack: LocalStack;
let console: LocalConsole;
beforeAll(async () => {
  stack = await aLocalStack();
  console = await aConsole(stack);
});
afterAll(async () => {
  await console.stop();
  await stack.stop();
});

const reportBy = async (email: string): Promise<string> => {
  const { body } = await deliver(stack, aPothole({ reporter: { name: 'Ana', email, language: 'en' } }));
  await stack.settle();
  return body.id ?? '';
};
const lettersTo = (address: string): number => letters(stack).filter((letter) => letter.startsWith(address)).length;
/** How many notices have come back so far, as the alarm counts them. */
const comeBack = (): number =>
  stack.metrics
    .list('Resolve311/Notices')
    .filter(({ name }) => name === 'NoticesBounced')
    .flatMap((metric) => [...stack.metrics.aggregates(metric, 0, stack.clock.now() + DAY, DAY).values()])
    .reduce((total, { sum }) => total + sum, 0);
const reviewPageOf = async (id: string): Promise<string> => {
  const link = { purpose: 'review', id, expiresAt: stack.clock.now() + DAY } as const;
  return (await fetch(linkUrl(stack.url, link, stack.service.linkKeys()))).text();
};
const ops = (more: { lift?: string; since?: string } = {}): Promise<string> =>
  printed(() => undeliverable({ console: console.url, ...more }));

describe.each([
  ['bounced', BOUNCING, 'the mailbox does not take mail', 'their mailbox sent a notice back'],
  ['complained', COMPLAINING, 'its owner complained', 'asked for no more of it'],
])('a resident whose notice %s', (_, address, listed, shown) => {
  let first: string;
  let second: string;

  test('R140 is written to once, and never again: neither of this request nor of the next', async () => {
    const before = comeBack();
    first = await reportBy(address);
    expect(lettersTo(address)).toBe(1);
    expect(comeBack()).toBe(before + 1);
    second = await reportBy(address);
    expect(lettersTo(address)).toBe(1);
  });

  test('R140 stands as not reachable by e-mail on the story and on the review page of both', async () => {
    for (const id of [first, second]) {
      const { events } = await stored(stack, id);
      expect(events.filter(({ type }) => type === 'reporter-unreachable')).toHaveLength(1);
      const page = await reviewPageOf(id);
      expect(page).toContain(`Cannot be reached by e-mail: ${shown}`);
      expect(page).toContain('The person who asked cannot be reached by e-mail.');
    }
  });

  test('is listed by request and reason, with no address, and written to again when lifted', async () => {
    const list = await ops();
    expect(list).toContain(`${first}  ${listed}`);
    expect(list).not.toContain('@');
    expect(await ops({ lift: first })).toContain(`The next notice to the address of ${first} is sent again.`);
    await expect(ops({ lift: first })).rejects.toThrow(`No address is on the list for ${first}`);
    await reportBy(address);
    expect(lettersTo(address)).toBe(2);
  });
});

test('of several whose notices bear one name, as the weekly lists of partners do, one is lifted by when it came onto the list', async () => {
  const { dynamodb, tables } = stack.service;
  const shown = { status: 'bounced', requestId: 'partner-week', message: 'partner-week', progress: 'undeliverable' };
  const since = [stack.clock.now() - 2 * DAY, stack.clock.now() - DAY];
  for (const changedAt of since)
    await dynamodb.send(
      new PutCommand({ TableName: tables.notices, Item: { id: `#recipient-${changedAt}`, ...shown, changedAt } }),
    );
  const [first, second] = since.map((at) => new Date(at).toISOString());
  await expect(ops({ lift: 'partner-week' })).rejects.toThrow(`--since ${first}, --since ${second}`);
  expect(await ops({ lift: 'partner-week', since: second! })).toContain('is sent again');
  const list = await ops();
  expect(list).toContain(`${first}  partner-week`);
  expect(list).not.toContain(`${second}  partner-week`);
  expect(await ops({ lift: 'partner-week' })).toContain('is sent again');
});

const MANAGER = 'manager@city.example';
const lists = (): string[] => letters(stack).filter((letter) => letter.startsWith(`${MANAGER}: E-mail does not reach`));

test('R138 R140 the manager gets one list of them, with no address, and the next only when there is somebody new', async () => {
  const nextDay = async () => {
    await stack.clock.advanceTo(stack.clock.now() + DAY);
    await stack.settle();
  };
  await nextDay();
  expect(lists()).toEqual([`${MANAGER}: E-mail does not reach 2, 2 of them new`]);
  const letter = await letterTo(stack, MANAGER);
  expect(letter).not.toContain('@');
  const page = await fetch(/https?:\S+\/r[^\s]*/.exec(letter)?.[0] ?? '');
  expect(await page.text()).toContain('Cannot be reached by e-mail');
  await nextDay();
  expect(lists()).toHaveLength(1);
  const id = await reportBy('bounce+other@simulator.amazonses.com');
  await nextDay();
  expect(lists().slice(1)).toEqual([`${MANAGER}: E-mail does not reach 3, 1 of them new`]);
  expect(await letterTo(stack, MANAGER)).toContain(`1. New: ${id}, the person who asked`);
});

test('is no notice itself: a line of that list is not looked at again, and nothing ends as a dead letter', async () => {
  await stack.clock.advanceTo(stack.clock.now() + DAY);
  await stack.settle();
  expect(stack.queues.count('Resolve311-Local-NoteUnreachable-DeadLetters')).toBe(0);
});
