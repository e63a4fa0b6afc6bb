import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requestIdOf } from '../../functions/intake/request-id.ts';
import {
  type LocalStack,
  DAY,
  HOUR,
  MONDAY_MORNING,
  aLocalStack,
  aPothole,
  deliver,
  executions,
  letters,
  stored,
  story,
} from '../support/local-stack.ts';

const MINUTE = 60_000;

describe('a timer that never fires', () => {
  let stack: LocalStack;

  beforeAll(async () => {
    // As often as it runs on AWS.
    stack = await aLocalStack({ scheduleSpacing: 2 * MINUTE });
  });
  afterAll(() => stack.stop());

  test('R119 is made good within five minutes of its moment', async () => {
    const { body } = await deliver(stack, aPothole({ type: 'alarm-box-damaged' }));
    const id = body.id ?? '';
    await stack.settle();
    const [lost] = stack.stepFunctions.listExecutions(stack.service.stateMachineArn);
    stack.stepFunctions.stopExecution(lost!.arn);
    const moment = (await stored(stack, id)).request.nextMilestoneAt!;
    expect(moment).toBeGreaterThan(stack.clock.now());

    await stack.clock.advanceTo(moment + 5 * MINUTE);
    const { request, events } = await stored(stack, id);
    expect(new Set(request.milestones.map(({ at }) => at))).toEqual(new Set([moment]));
    expect(story(events)).toContain('workflow-repaired');
    expect(events.find(({ type }) => type === 'workflow-repaired')!.at).toBeLessThanOrEqual(moment + 5 * MINUTE);
  });
});

describe('the reconciler', () => {
  let stack: LocalStack;

  beforeAll(async () => {
    stack = await aLocalStack({ scheduleSpacing: HOUR });
  });
  afterAll(() => stack.stop());

  test('does what the timers of a lost workflow owe, once, and puts another workflow in its place', async () => {
    const { body } = await deliver(stack, aPothole());
    const id = body.id ?? '';
    await stack.settle();
    const [lost] = stack.stepFunctions.listExecutions(stack.service.stateMachineArn);
    stack.stepFunctions.stopExecution(lost!.arn);

    // No timer is left to stop at, so time stops twice by itself, as the schedule would.
    await stack.clock.advanceTo(MONDAY_MORNING + 30 * HOUR);
    await stack.clock.advanceTo(MONDAY_MORNING + 2 * DAY + 2 * HOUR);
    const { request, events } = await stored(stack, id);
    expect(request.milestones.map(({ kind, outcome }) => `${kind} ${outcome}`)).toEqual([
      'at-risk skipped', // of the partner's promise to accept, which had passed its due moment too
      'due reached',
      'at-risk reached',
      'due reached',
    ]);
    expect(story(events).filter((type) => type === 'workflow-repaired')).toHaveLength(1);
    expect(executions(stack)).toEqual([`${id}-1 ABORTED`, `${id}-1-r3 RUNNING`]);
    // The partner's desk and its supervisor about each promise, and the resident about theirs.
    expect(letters(stack).filter((letter) => /due|late/i.test(letter))).toHaveLength(5);
  });

  test('starts a workflow under another name where the first failed before its review', async () => {
    const id = requestIdOf('standard', 'never-started');
    const { stateMachineArn } = stack.service;
    // A failed first execution keeps its name for 90 days.
    const { executionArn } = stack.stepFunctions.startExecution({ stateMachineArn, name: `${id}-1`, input: '{}' });
    stack.stepFunctions.stopExecution(executionArn);
    await deliver(stack, aPothole({ id: 'never-started' }));
    await stack.settle();
    expect((await stored(stack, id)).request.status).toBe('received');

    await stack.clock.advanceTo(stack.clock.now() + 2 * HOUR);
    expect((await stored(stack, id)).request.status).toBe('in-progress');
    expect(executions(stack)).toContain(`${id}-1-r1 RUNNING`);
  });
});
