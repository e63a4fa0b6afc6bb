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

test('a request of 720 days, late by five, takes what the figures say in executions, transitions and e-mails (R90)', async () => {
  const stack = await aLocalStack({ startAt: MONDAY_MORNING, scheduleSpacing: 30 * DAY });
  try {
    const { body } = await deliver(
      stack,
      {
        id: 'contractor-1',
        type: 'Contractors Complaint',
        location: { address: 'Back Bay' },
        reporter: { name: 'Ana', email: 'ana@resident.example', language: 'en' },
      },
      { platform: 'boston' },
    );
    const requestId = body.id ?? '';
    await stack.settle();
    expect((await stored(stack, requestId)).request.clocks).toMatchObject([
      { target: { kind: 'calendar-days', amount: 720 }, dueAt: MONDAY_MORNING + 720 * DAY },
    ]);

    await stack.clock.advanceTo(MONDAY_MORNING + 725 * DAY);
    await post(linkIn(await letterTo(stack, 'desk@inspections.boston.example')), {
      action: 'complete',
      outcome: 'done',
      resolution: 'The contractor was heard and has mended it.',
    });
    await stack.settle();
    await stack.clock.advanceTo(MONDAY_MORNING + 740 * DAY + HOUR);

    const { request } = await stored(stack, requestId);
    expect(request).toMatchObject({ status: 'closed', clocks: [{ verdict: 'missed' }] });
    expect(request.milestones.map(({ kind, level, outcome }) => `${kind}${level} ${outcome}`)).toEqual([
      'at-risk0 reached',
      'due0 reached',
      'escalate1 reached',
      'escalate2 reached',
      'escalate3 reached',
    ]);
    // No one else asked for anything, so that everything counted is this request's.
    const { executions: started, statesEntered, retries } = stack.stepFunctions.totals();
    expect({ started, statesEntered, retries }).toEqual({ started: 5, statesEntered: 46, retries: 0 });
    expect(executions(stack).at(-1)).toBe(`${requestId}-1-5 SUCCEEDED`);
    const mail = letters(stack).filter((letter) => letter.includes(requestId));
    expect(mail.map((letter) => letter.split(':')[0])).toEqual([
      'ana@resident.example',
      'desk@inspections.boston.example',
      'desk@inspections.boston.example',
      'desk@inspections.boston.example',
      'supervisor@inspections.boston.example',
      'ana@resident.example',
      'supervisor@inspections.boston.example',
      'director@inspections.boston.example',
      'manager@city.example',
      'ana@resident.example',
    ]);
  } finally {
    await stack.stop();
  }
});
