import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type LocalStack,
  DAY,
  HOUR,
  MONDAY_MORNING,
  aLocalStack,
  aPothole,
  deliver,
  executions,
  letterTo,
  letters,
  linkIn,
  post,
  stored,
  story,
} from '../support/local-stack.ts';

const DESK = 'highway.desk@dpw.somerville.example';
const DONE = { action: 'complete', outcome: 'done', resolution: 'The hole was filled with hot asphalt.' };

describe('a pothole that opens again', () => {
  let stack: LocalStack;
  let requestId: string;
  let statusPage: string;

  beforeAll(async () => {
    stack = await aLocalStack();
    const { body } = await deliver(stack, aPothole({ reporter: { email: 'luis@resident.example', language: 'es' } }));
    requestId = body.id ?? '';
    statusPage = body.statusPage ?? '';
    await stack.settle();
    await stack.clock.advanceTo(MONDAY_MORNING + 3 * HOUR);
    await post(linkIn(await letterTo(stack, DESK)), DONE);
    await stack.settle();
    await stack.clock.advanceTo(MONDAY_MORNING + 3 * DAY);
  });
  afterAll(() => stack.stop());

  test('starts a second cycle with a promise of its own, and keeps the first as it was (R104, R105)', async () => {
    expect((await post(statusPage, { action: 'reopen', text: 'El hoyo ha vuelto.' })).status).toBe(303);
    await stack.settle();
    const { request, workOrders } = await stored(stack, requestId);
    expect(request).toMatchObject({
      status: 'in-progress',
      cycle: 2,
      clocks: [{ kind: 'resolve', startedAt: MONDAY_MORNING + 3 * DAY }],
      pastCycles: [{ cycle: 1, outcome: 'done', clocks: [{ verdict: 'met' }] }],
    });
    expect(workOrders.map(({ status }) => status)).toEqual(['done', 'offered']);
  });

  test('asks the partner for work again, says why, and not as if it were new', async () => {
    const letter = await letterTo(stack, DESK);
    expect(letters(stack).findLast((one) => one.startsWith(DESK))).toContain(
      'Work again, because it was reopened: Pothole',
    );
    expect(letter).toContain('You had this work before, and it comes to you again because it was reopened.');
    expect(letter).toContain('El hoyo ha vuelto.');
  });

  test('writes to the resident in Spanish', async () => {
    expect(await letterTo(stack, 'luis@resident.example')).toMatch(/solicitud/i);
  });

  test('gives each cycle an execution of its own', () => {
    expect(executions(stack)).toEqual([`${requestId}-1 SUCCEEDED`, `${requestId}-2 RUNNING`]);
  });

  test('is resolved and closed a second time', async () => {
    await post(linkIn(await letterTo(stack, DESK)), DONE);
    await stack.settle();
    await stack.clock.advanceTo(MONDAY_MORNING + 30 * DAY);
    const { request, events } = await stored(stack, requestId);
    expect(request).toMatchObject({ status: 'closed', cycle: 2 });
    expect(story(events).filter((type) => type === 'request-resolved')).toHaveLength(2);
    expect(story(events).filter((type) => type === 'request-reopened')).toHaveLength(1);
  });

  test('cannot be reopened once its window is over', async () => {
    expect((await post(statusPage, { action: 'reopen', text: 'Otra vez.' })).status).toBe(409);
  });
});
