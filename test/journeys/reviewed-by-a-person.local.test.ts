import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type LocalStack,
  DAY,
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
} from '../support/local-stack.ts';

const REVIEW_DESK = 'review-desk@city.example';
const MANAGER = 'manager@city.example';

describe('a request of a type that nobody knows', () => {
  let stack: LocalStack;
  let requestId: string;

  beforeAll(async () => {
    stack = await aLocalStack();
    const { status, body } = await deliver(stack, aPothole({ type: 'talking-pigeon' }));
    expect(status).toBe(202);
    requestId = body.id ?? '';
    await stack.settle();
  });
  afterAll(() => stack.stop());

  test('is accepted and waits for a person, who is told why', async () => {
    expect((await stored(stack, requestId)).request).toMatchObject({
      status: 'in-review',
      reviewReasons: ['unknown-type'],
    });
    expect(await letterTo(stack, REVIEW_DESK)).toContain('talking-pigeon');
  });

  test('reminds the desk, then the manager, when nobody decides', async () => {
    await stack.clock.advanceTo(MONDAY_MORNING + 4 * DAY);
    expect(letters(stack).filter((letter) => letter.startsWith(REVIEW_DESK)).length).toBeGreaterThanOrEqual(3);
    expect(letters(stack).filter((letter) => letter.startsWith(MANAGER))).toHaveLength(1);
  });

  test('says which field to mend when the form is not whole, and keeps what was typed', async () => {
    const page = linkIn(await letterTo(stack, REVIEW_DESK));
    const response = await post(page, { action: 'decline', reason: 'private-matter', resolution: 'No' });
    expect(response.status).toBe(422);
    expect(await response.text()).toContain('one sentence');
  });

  test('becomes work with the promise counted from its receipt', async () => {
    const page = linkIn(await letterTo(stack, REVIEW_DESK));
    expect((await post(page, { action: 'accept', typeCode: 'pothole' })).status).toBe(303);
    await stack.settle();
    const { request } = await stored(stack, requestId);
    expect(request).toMatchObject({ status: 'in-progress', typeCode: 'pothole' });
    expect(request.clocks.find(({ kind }) => kind === 'resolve')).toMatchObject({ startedAt: MONDAY_MORNING });
    expect(request.clocks.find(({ kind }) => kind === 'acknowledge')).toMatchObject({ verdict: 'missed' });
  });

  test('is decided once: a double click is harmless, another decision is refused', async () => {
    const page = linkIn(await letterTo(stack, REVIEW_DESK));
    expect((await post(page, { action: 'accept', typeCode: 'pothole' })).status).toBe(303);
    const other = { action: 'decline', reason: 'private-matter', resolution: 'We do not do that here, sorry.' };
    expect((await post(page, other)).status).toBe(409);
    expect((await stored(stack, requestId)).workOrders).toHaveLength(1);
  });
});

test('a declined request is closed, and the resident reads the reason in plain words', async () => {
  const stack = await aLocalStack();
  try {
    const { body } = await deliver(stack, aPothole({ type: 'talking-pigeon' }));
    await stack.settle();
    const resolution = 'This is not something the city can do; the animal shelter will help you.';
    await post(linkIn(await letterTo(stack, REVIEW_DESK)), {
      action: 'refer',
      receiver: 'The animal shelter',
      resolution,
    });
    await stack.settle();
    expect((await stored(stack, body.id ?? '')).request).toMatchObject({ status: 'closed', outcome: 'referred' });
    expect(await letterTo(stack, 'ana@resident.example')).toContain(resolution);
    expect(executions(stack)).toEqual([`${body.id}-1 SUCCEEDED`]);
  } finally {
    await stack.stop();
  }
});
