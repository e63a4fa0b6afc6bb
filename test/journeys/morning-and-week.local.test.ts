import { afterAll, beforeAll, expect, test } from 'vitest';
import { STAFF_LINK_LIFE_MS } from '../../functions/pages/link-life.ts';
import { linkUrl } from '../../functions/pages/signed-link.ts';
import {
  DAY,
  HOUR,
  type LocalStack,
  MONDAY_MORNING,
  aLocalStack,
  aPothole,
  deliver,
  letterTo,
  letters,
  post,
} from '../support/local-stack.ts';

const MINUTE = 60_000;
/** Monday 22:00; one calendar day is promised. */
const EVENING = MONDAY_MORNING + 13 * HOUR;
/** Wednesday 08:30, and the Monday after. */
const OPENING = MONDAY_MORNING + 2 * DAY - 30 * MINUTE;
const NEXT_MONDAY = MONDAY_MORNING + 7 * DAY - 30 * MINUTE;
const DESK = 'lights.desk@dpw.somerville.example';
const SUPERVISOR = 'lights.supervisor@dpw.somerville.example';

let stack: LocalStack;
const requests: string[] = [];

const work = async (id: string, fields: Record<string, string>): Promise<void> => {
  const link = { purpose: 'work-order', id: `${id}-1`, expiresAt: stack.clock.now() + STAFF_LINK_LIFE_MS } as const;
  expect((await post(linkUrl(stack.url, link, stack.service.linkKeys()), fields)).status).toBe(303);
  await stack.settle();
};
const advance = async (at: number): Promise<void> => {
  await stack.clock.advanceTo(at);
  await stack.settle();
};
const listed = (letter: string): string[] =>
  [...letter.matchAll(/^\d+\. .*\((R-[\w-]+)\)$/gm)].map(([, id = '']) => id);
/** The pages that a list leads to. */
const linksOf = (letter: string): string[] => letter.match(/^ {3}https?:\S+$/gm)?.map((line) => line.trim()) ?? [];
const subjects = (to: string): string[] =>
  letters(stack)
    .filter((letter) => letter.startsWith(`${to}: `))
    .map((letter) => letter.slice(to.length + 2));

beforeAll(async () => {
  stack = await aLocalStack({ startAt: EVENING, scheduleSpacing: 5 * MINUTE });
  for (let index = 0; index < 6; index += 1) {
    const { body } = await deliver(stack, aPothole({ type: 'flashing-beacon-out' }));
    requests.push(body.id ?? '');
  }
  await stack.settle();
  for (const id of requests) await work(id, { action: 'accept' });
});
afterAll(() => stack.stop());

test('R133 R135 six promises broken at night, one kept meanwhile: each reader finds one list of five in the morning', async () => {
  await advance(EVENING + DAY + 10 * MINUTE);
  const [done = '', ...open] = requests;
  await work(done, { action: 'complete', outcome: 'done', resolution: 'The beacon has a new lamp.' });
  await advance(OPENING - MINUTE);
  expect(subjects(SUPERVISOR)).toEqual([]);
  await advance(OPENING + 6 * MINUTE);
  for (const reader of [DESK, SUPERVISOR]) {
    expect(subjects(reader).at(-1)).toBe('5 requests need a look, 5 of them late');
    const letter = await letterTo(stack, reader);
    expect(listed(letter).sort()).toEqual([...open].sort());
    expect(letter).toContain('Late by 10 hours');
    expect(new Set(linksOf(letter)).size).toBe(5);
    for (const link of linksOf(letter)) expect((await fetch(link)).status).toBe(200);
  }
  expect(letters(stack).filter((letter) => letter.includes('Due and not done'))).toEqual([]);
  const before = letters(stack).length;
  await advance(OPENING + HOUR);
  expect(letters(stack)).toHaveLength(before);
});

test('R138 on Monday the desk has the list of its open work, the manager that of the city, and nobody else one', async () => {
  await advance(NEXT_MONDAY - MINUTE);
  const isWeekly = (letter: string) => /Your week at|The week in/.test(letter);
  expect(letters(stack).filter(isWeekly)).toEqual([]);
  await advance(NEXT_MONDAY + 16 * MINUTE);
  const weekly = [
    `${DESK}: Your week at DPW Lights and Lines: 5 open, 5 late`,
    'manager@city.example: The week in City of Somerville: 5 open, 5 late',
  ];
  expect(letters(stack).filter(isWeekly).sort()).toEqual(weekly.toSorted());
  const letter = await letterTo(stack, DESK);
  expect(listed(letter).sort()).toEqual(requests.slice(1).sort());
  expect((await fetch(linksOf(letter)[0] ?? '')).status).toBe(200);
  await advance(NEXT_MONDAY + 3 * HOUR);
  expect(letters(stack).filter(isWeekly)).toHaveLength(2);
});
