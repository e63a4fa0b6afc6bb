import { expect, test } from 'vitest';
import {
  DAY,
  HOUR,
  MONDAY_MORNING,
  aLocalStack,
  deliver,
  executions,
  letterTo,
  letters,
  linkIn,
  post,
  stored,
} from '../support/local-stack.ts';

test('a request that lives 400 days hands over before the year ends and misses no milestone', async () => {
  const stack = await aLocalStack({ startAt: MONDAY_MORNING, scheduleSpacing: 30 * DAY });
  try {
    // A street tree is promised within 365 calendar days; this one takes 400.
    const { body } = await deliver(
      stack,
      { id: 'tree-1', type: 'Tree Maintenance Requests', location: { address: 'Back Bay' } },
      { platform: 'boston' },
    );
    const requestId = body.id ?? '';
    await stack.settle();
    const { request } = await stored(stack, requestId);
    expect(request.clocks).toMatchObject([
      { target: { kind: 'calendar-days', amount: 365 }, dueAt: MONDAY_MORNING + 365 * DAY },
    ]);

    await stack.clock.advanceTo(MONDAY_MORNING + 400 * DAY);
    const late = await stored(stack, requestId);
    expect(late.request.milestones.map(({ kind, level, outcome }) => `${kind}${level} ${outcome}`)).toEqual([
      'at-risk0 reached',
      'due0 reached',
      'escalate1 reached',
      'escalate2 reached',
      'escalate3 reached',
    ]);
    // The first ended more than 90 days ago, and Step Functions keeps no execution longer.
    expect(executions(stack)).toEqual([`${requestId}-1-2 SUCCEEDED`, `${requestId}-1-3 RUNNING`]);

    await post(linkIn(await letterTo(stack, 'desk@parks.boston.example')), {
      action: 'complete',
      outcome: 'done',
      resolution: 'The tree was pruned at last.',
    });
    await stack.settle();
    await stack.clock.advanceTo(MONDAY_MORNING + 415 * DAY + HOUR);
    expect((await stored(stack, requestId)).request).toMatchObject({
      status: 'closed',
      clocks: [{ verdict: 'missed' }],
    });
    // What the register's watch writes to the manager in a year is another matter.
    expect(letters(stack).filter((letter) => letter.includes(requestId))).toHaveLength(1 + 1 + 2 + 3);
  } finally {
    await stack.stop();
  }
});
