import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type LocalStack,
  DAY,
  HOUR,
  MONDAY_MORNING,
  aLocalStack,
  aPothole,
  deliver,
  letterTo,
  letters,
  linkIn,
  notices,
  post,
  stored,
  story,
} from '../support/local-stack.ts';

const DESK = 'highway.desk@dpw.somerville.example';

describe('a pothole, from the report to the survey', () => {
  let stack: LocalStack;
  let requestId: string;
  let statusPage: string;

  beforeAll(async () => {
    stack = await aLocalStack();
  });
  afterAll(() => stack.stop());

  test('the webhook takes it in and answers its number and its status page', async () => {
    const { status, body } = await deliver(stack, aPothole());
    expect(status).toBe(202);
    expect(body).toMatchObject({ status: 'received', warnings: [] });
    requestId = body.id ?? '';
    statusPage = body.statusPage ?? '';
    await stack.settle();
  });

  test('rules accept it, its promise is two business days, and both sides are told', async () => {
    const { request, workOrders } = await stored(stack, requestId);
    expect(request).toMatchObject({ status: 'in-progress', typeCode: 'pothole' });
    expect(request.clocks).toMatchObject([{ kind: 'resolve', dueAt: MONDAY_MORNING + 2 * DAY }]);
    expect(workOrders).toMatchObject([{ status: 'offered' }]);
    expect(
      notices(stack)
        .flatMap(({ to }) => to)
        .sort(),
    ).toEqual(['ana@resident.example', DESK].sort());
    expect(await letterTo(stack, 'ana@resident.example')).toContain('2 business days');
  });

  test('the partner accepts and completes on the page that its e-mail leads to', async () => {
    const page = linkIn(await letterTo(stack, DESK));
    expect(await (await fetch(page)).text()).toContain('A deep hole in front of the bakery.');
    expect((await post(page, { action: 'accept' })).status).toBe(303);
    await stack.settle();
    await stack.clock.advanceTo(MONDAY_MORNING + 5 * HOUR);
    const done = await post(page, {
      action: 'complete',
      outcome: 'done',
      resolution: 'The hole was filled with hot asphalt.',
    });
    expect(done.status).toBe(303);
    await stack.settle();
    const { request } = await stored(stack, requestId);
    expect(request).toMatchObject({ status: 'resolved', outcome: 'done', clocks: [{ verdict: 'met' }] });
    expect(await letterTo(stack, 'ana@resident.example')).toContain('The hole was filled with hot asphalt.');
  });

  test('the resident reads what was done and answers the survey once', async () => {
    expect(await (await fetch(statusPage)).text()).toContain('The hole was filled with hot asphalt.');
    const answer = { action: 'rate', accuracy: '5', courtesy: '5', ease: '4', overall: '5', comment: 'Quick!' };
    expect((await post(statusPage, answer)).status).toBe(303);
    expect((await post(statusPage, answer)).status).toBe(303);
    expect((await post(statusPage, { ...answer, overall: '1' })).status).toBe(409);
    const { request } = await stored(stack, requestId);
    expect(request).toMatchObject({ survey: { overall: 5, comment: 'Quick!' } });
  });

  test('two weeks later it closes, and its story stands in order', async () => {
    await stack.clock.advanceTo(MONDAY_MORNING + 15 * DAY);
    const { request, events } = await stored(stack, requestId);
    expect(request.status).toBe('closed');
    expect(story(events)).toEqual([
      'request-received',
      'request-accepted',
      'work-order-offered',
      'work-order-accepted',
      'work-order-completed',
      'request-resolved',
      'survey-answered',
      'request-closed',
    ]);
    expect(letters(stack)).toHaveLength(4);
    expect(new Set(letters(stack)).size).toBe(4);
  });

  test('its workflow entered eight states: six for an on-time request, two for the acceptance between', async () => {
    const [execution, ...others] = stack.stepFunctions.listExecutions(stack.service.stateMachineArn);
    expect(others).toEqual([]);
    expect(execution).toMatchObject({ name: `${requestId}-1`, status: 'SUCCEEDED' });
    const entered = stack.stepFunctions
      .getExecutionHistory(execution!.arn)
      .flatMap((event) => (event.type.endsWith('StateEntered') ? [event.details.name] : []));
    expect(entered).toEqual([
      'Review the request',
      'What happens next?',
      'Wait for a change or the next milestone',
      'What happens next?',
      'Wait for a change or the next milestone',
      'What happens next?',
      'Wait out the survey window',
      'Close the request',
    ]);
  });
});
