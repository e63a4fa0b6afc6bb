import { describe, expect, it } from 'vitest';
import { aBench, aMachine, aTask, aWaitingTask, DAY, MONDAY, register, SECOND } from '../support/step-functions.ts';
import type { Lambdas } from '../support/step-functions.ts';

const fails = (errorType: string) => () => ({ error: { errorType, errorMessage: `${errorType} happened` } });
const child = 'arn:aws:states:us-east-1:123456789012:stateMachine:child';
const never = () => new Promise<never>(() => {});

/** A Lambda that keeps the token it was handed. */
function aTokenKeeper() {
  const tokens: string[] = [];
  return {
    tokens,
    lambda: ({ token }: { token: string }) => {
      tokens.push(token);
      return { payload: { registered: true } };
    },
  };
}

describe('a Task', () => {
  it('invokes the function with its payload and gets the answer as AWS wraps it', async () => {
    const bench = aBench(
      { review: ({ id }: { id: string }) => ({ payload: { reviewed: id } }) },
      aMachine({ Review: aTask('review', { Output: '{% $states.result %}' }) }),
    );
    const arn = bench.start({ id: 'SR-1' });
    expect((await bench.outcome(arn)).output).toEqual({
      ExecutedVersion: '$LATEST',
      Payload: { reviewed: 'SR-1' },
      StatusCode: 200,
    });
    expect(bench.calls).toEqual([{ functionName: 'review', payload: { id: 'SR-1' }, at: MONDAY }]);
    expect(bench.eventTypes(arn)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
    expect(bench.stepFunctions.getExecutionHistory(arn).map((event) => [event.id, event.previousEventId])).toEqual([
      [1, 0],
      [2, 0],
      [3, 2],
      [4, 3],
      [5, 4],
      [6, 5],
      [7, 6],
    ]);
  });

  it('calls a function by its ARN with the arguments as they are', async () => {
    const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:review';
    const bench = aBench(
      { [functionArn]: () => ({ payload: [1] }) },
      aMachine({ Review: { Type: 'Task', Resource: functionArn, Arguments: { a: 1 }, End: true } }),
    );
    const arn = bench.start();
    expect((await bench.outcome(arn)).output).toEqual([1]);
    expect(bench.calls[0]?.payload).toEqual({ a: 1 });
    expect(bench.eventTypes(arn).slice(2, 5)).toEqual([
      'LambdaFunctionScheduled',
      'LambdaFunctionStarted',
      'LambdaFunctionSucceeded',
    ]);
  });

  it('fails with the name and the text of the error that the function threw', async () => {
    const bench = aBench({ review: fails('RequestGone') }, aMachine({ Review: aTask('review') }));
    const { status, failure } = await bench.outcome(bench.start());
    expect(status).toBe('FAILED');
    expect(failure).toEqual({
      error: 'RequestGone',
      cause: '{"errorType":"RequestGone","errorMessage":"RequestGone happened"}',
    });
  });

  it('takes a broken Lambda service for Lambda.ServiceException', async () => {
    const bench = aBench({ review: () => Promise.reject(new Error('no')) }, aMachine({ Review: aTask('review') }));
    expect((await bench.outcome(bench.start())).failure?.error).toBe('Lambda.ServiceException');
  });

  describe('that times out while the function runs', () => {
    /** A function whose calls are answered by the test; the clock runs, because a stack with a call in flight is not settled. */
    async function aSlowTask(more: object) {
      const calls: PromiseWithResolvers<{ payload: unknown }>[] = [];
      const bench = aBench(
        { slow: () => (calls.push(Promise.withResolvers()), calls.at(-1)!.promise) },
        aMachine({
          Slow: aTask('slow', { TimeoutSeconds: 10, Next: 'Done', ...more }),
          Late: { Type: 'Pass', Output: '{% $states.input %}', Next: 'Slow' },
          Done: { Type: 'Succeed' },
        }),
      );
      const arn = bench.start();
      bench.clock.runInRealTime(100_000);
      while (calls.length < 2) await new Promise((resolve) => setImmediate(resolve));
      bench.clock.pause();
      const types = () => bench.eventTypes(arn);
      return { bench, arn, calls, types };
    }

    it.each([
      [
        'that is tried again',
        { Retry: [{ ErrorEquals: ['States.Timeout'] }], Catch: [{ ErrorEquals: ['A'], Next: 'Late' }] },
      ],
      ['that is entered again', { Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Late' }] }],
    ])('takes no notice of the late answer, in a state %s', async (_, more) => {
      const { bench, arn, calls, types } = await aSlowTask(more);
      expect(types().filter((type) => type === 'TaskTimedOut')).toHaveLength(1);
      calls[0]!.resolve({ payload: 'too late' });
      await new Promise((resolve) => setImmediate(resolve));
      expect(types()).not.toContain('TaskSucceeded');
      calls[1]!.resolve({ payload: 'in time' });
      expect(await bench.outcome(arn)).toMatchObject({ status: 'SUCCEEDED', output: 'in time' });
    });
  });
});

describe('Retry', () => {
  /** The seconds after the start at which a function that always fails is called. */
  async function attempts(retry: object[], errorType = 'Busy', seed = 1): Promise<number[]> {
    const bench = aBench({ flaky: fails(errorType) }, aMachine({ Call: aTask('flaky', { Retry: retry }) }), { seed });
    const arn = bench.start();
    await bench.pass(30 * DAY);
    expect((await bench.outcome(arn)).status).toBe('FAILED');
    return bench.calls.map(({ at }) => (at - MONDAY) / SECOND);
  }

  it('tries three times more by default, after 1, 2 and 4 seconds', async () => {
    expect(await attempts([{ ErrorEquals: ['Busy'] }])).toEqual([0, 1, 3, 7]);
  });

  it('keeps to the interval, the rate, the count and the longest delay', async () => {
    const retry = { ErrorEquals: ['Busy'], IntervalSeconds: 2, BackoffRate: 3, MaxAttempts: 4, MaxDelaySeconds: 20 };
    expect(await attempts([retry])).toEqual([0, 2, 8, 26, 46]);
  });

  it('does not try again with MaxAttempts 0, nor for another error', async () => {
    expect(await attempts([{ ErrorEquals: ['Busy'], MaxAttempts: 0 }, { ErrorEquals: ['States.ALL'] }])).toEqual([0]);
    expect(await attempts([{ ErrorEquals: ['Gone'] }])).toEqual([0]);
  });

  it('spreads the delays between nothing and the whole with full jitter, the same for the same seed', async () => {
    const retry = [
      { ErrorEquals: ['Busy'], IntervalSeconds: 100, BackoffRate: 1, MaxAttempts: 20, JitterStrategy: 'FULL' },
    ];
    const times = await attempts(retry, 'Busy', 7);
    const delays = times.slice(1).map((time, index) => time - times[index]!);
    expect(Math.min(...delays)).toBeLessThan(20);
    expect(Math.max(...delays)).toBeGreaterThan(80);
    expect(Math.max(...delays)).toBeLessThan(100);
    expect(await attempts(retry, 'Busy', 7)).toEqual(times);
  });

  it('counts each entry apart, and all of them in RetryCount', async () => {
    const errors = ['A', 'B', 'A', 'B', 'A'];
    const bench = aBench(
      { flaky: () => fails(errors[bench.calls.length - 1] ?? 'Gone')() },
      aMachine({
        Call: aTask('flaky', {
          Arguments: { FunctionName: 'flaky', Payload: '{% $states.context.State.RetryCount %}' },
          Retry: [
            { ErrorEquals: ['A'], MaxAttempts: 2 },
            { ErrorEquals: ['B'], MaxAttempts: 5 },
          ],
        }),
      }),
    );
    const arn = bench.start();
    await bench.pass(DAY);
    expect(bench.calls.map(({ payload }) => payload)).toEqual([0, 1, 2, 3, 4]);
    expect((await bench.outcome(arn)).failure?.error).toBe('A');
  });

  it('starts afresh when the state is entered again', async () => {
    const bench = aBench(
      { flaky: () => (bench.calls.length % 3 === 0 ? { payload: bench.calls.length } : fails('Busy')()) },
      aMachine({
        Call: aTask('flaky', { Retry: [{ ErrorEquals: ['Busy'], MaxAttempts: 2 }], Next: 'Again?' }),
        'Again?': {
          Type: 'Choice',
          Choices: [{ Condition: '{% $states.input < 6 %}', Next: 'Call' }],
          Default: 'Done',
        },
        Done: { Type: 'Succeed' },
      }),
    );
    const arn = bench.start();
    await bench.pass(DAY);
    expect(await bench.outcome(arn)).toMatchObject({ status: 'SUCCEEDED', output: 6 });
  });
});

describe('Catch', () => {
  const caught = (errorEquals: string[], lambda: Lambdas[string], more: object = {}) =>
    aBench(
      { act: lambda },
      aMachine({
        Act: aTask('act', { Catch: [{ ErrorEquals: errorEquals, Next: 'Caught', ...more }] }),
        Caught: {
          Type: 'Pass',
          Output: { input: '{% $states.input %}', seen: '{% $exists($seen) ? $seen : 0 %}' },
          End: true,
        },
      }),
    );

  it('goes on with the error, or with what Output makes of it', async () => {
    const cause = '{"errorType":"Gone","errorMessage":"Gone happened"}';
    const plain = caught(['Gone'], fails('Gone'));
    expect((await plain.outcome(plain.start())).output).toEqual({ input: { Error: 'Gone', Cause: cause }, seen: 0 });
    const shaped = caught(['Gone'], fails('Gone'), {
      Output: { was: '{% $states.errorOutput.Error %}', id: '{% $states.input.id %}' },
      Assign: { seen: '{% $states.errorOutput.Cause %}' },
    });
    expect((await shaped.outcome(shaped.start({ id: 1 }))).output).toEqual({
      input: { was: 'Gone', id: 1 },
      seen: cause,
    });
  });

  it('catches any task error with States.TaskFailed and States.ALL', async () => {
    for (const name of ['States.TaskFailed', 'States.ALL']) {
      const bench = caught([name], fails('Gone'));
      expect((await bench.outcome(bench.start())).status).toBe('SUCCEEDED');
    }
  });

  it('catches an expression that fails before or after the call', async () => {
    for (const more of [
      { Arguments: { FunctionName: 'act', Payload: '{% $states.input.no %}' } },
      { Output: '{% $no %}' },
    ]) {
      const bench = aBench(
        { act: () => ({ payload: 1 }) },
        aMachine({
          Act: aTask('act', { ...more, Catch: [{ ErrorEquals: ['States.QueryEvaluationError'], Next: 'Caught' }] }),
          Caught: { Type: 'Succeed' },
        }),
      );
      expect((await bench.outcome(bench.start())).status).toBe('SUCCEEDED');
    }
  });

  it('does not catch what goes wrong in itself', async () => {
    const bench = caught(['States.ALL'], fails('Gone'), { Output: '{% $states.input.no %}' });
    expect((await bench.outcome(bench.start())).failure?.error).toBe('States.QueryEvaluationError');
  });

  it('comes after Retry', async () => {
    const bench = aBench(
      { act: fails('Gone') },
      aMachine({
        Act: aTask('act', {
          Retry: [{ ErrorEquals: ['Gone'], MaxAttempts: 2 }],
          Catch: [{ ErrorEquals: ['Gone'], Next: 'Caught' }],
        }),
        Caught: { Type: 'Succeed' },
      }),
    );
    const arn = bench.start();
    await bench.pass(DAY);
    expect((await bench.outcome(arn)).status).toBe('SUCCEEDED');
    expect(bench.calls).toHaveLength(3);
  });

  it('lets States.ALL pass a result that is too large, and catches it by its own name', async () => {
    const large = () => ({ payload: 'x'.repeat(262_144) });
    const all = caught(['States.ALL'], large);
    expect((await all.outcome(all.start())).failure?.error).toBe('States.DataLimitExceeded');
    const own = caught(['States.DataLimitExceeded'], large);
    expect((await own.outcome(own.start())).status).toBe('SUCCEEDED');
  });
});

describe('a Task that waits for its token', () => {
  const waiting = (more: object = {}) => {
    const { tokens, lambda } = aTokenKeeper();
    const bench = aBench(
      { ask: lambda },
      aMachine({ Ask: aWaitingTask('ask', more), Late: { Type: 'Pass', End: true } }, {}),
    );
    return { bench, tokens };
  };
  const caughtLate = { Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Late' }] };

  it('goes on with the output that comes with the token', async () => {
    const { bench, tokens } = waiting(caughtLate);
    const arn = bench.start();
    await bench.pass(3 * DAY);
    bench.stepFunctions.sendTaskSuccess(tokens[0]!, '{"changed":true}');
    expect(await bench.outcome(arn)).toMatchObject({ status: 'SUCCEEDED', output: { changed: true } });
    expect(bench.eventTypes(arn).slice(2, 6)).toEqual([
      'TaskScheduled',
      'TaskStarted',
      'TaskSubmitted',
      'TaskSucceeded',
    ]);
  });

  it('fails with the error that comes with the token', async () => {
    const { bench, tokens } = waiting(caughtLate);
    const arn = bench.start();
    await bench.stepFunctions.settled();
    bench.stepFunctions.sendTaskFailure(tokens[0]!, 'Withdrawn', 'by phone');
    expect((await bench.outcome(arn)).failure).toEqual({ error: 'Withdrawn', cause: 'by phone' });
  });

  it('times out to the second after an expression’s TimeoutSeconds', async () => {
    const { bench, tokens } = waiting({ TimeoutSeconds: '{% $states.input.s %}', ...caughtLate });
    const arn = bench.start({ s: 90 });
    await bench.pass(90 * SECOND - 1);
    expect((await bench.outcome(arn)).status).toBe('RUNNING');
    await bench.pass(1);
    expect((await bench.outcome(arn)).output).toEqual({ Error: 'States.Timeout' });
    expect(bench.eventTypes(arn)).toContain('TaskTimedOut');
    expect(() => bench.stepFunctions.sendTaskSuccess(tokens[0]!, '1')).toThrow('does not exist anymore');
  });

  it('fails on a TimeoutSeconds that is zero or no whole number', async () => {
    for (const s of [0, 1.5, 'soon']) {
      const { bench } = waiting({ TimeoutSeconds: '{% $states.input.s %}', ...caughtLate });
      expect((await bench.outcome(bench.start({ s }))).failure?.error).toBe('States.QueryEvaluationError');
    }
  });

  it('does not take States.TaskFailed for a timeout', async () => {
    const { bench } = waiting({ TimeoutSeconds: 5, Catch: [{ ErrorEquals: ['States.TaskFailed'], Next: 'Late' }] });
    const arn = bench.start();
    await bench.pass(5 * SECOND);
    expect((await bench.outcome(arn)).failure).toEqual({ error: 'States.Timeout' });
  });

  it('may be answered before the function has returned', async () => {
    const bench = aBench(
      {
        ask: ({ token }: { token: string }) => {
          bench.stepFunctions.sendTaskSuccess(token, '"at once"');
          return { payload: null };
        },
      },
      aMachine({ Ask: aWaitingTask('ask') }),
    );
    const arn = bench.start();
    expect((await bench.outcome(arn)).output).toBe('at once');
    expect(bench.eventTypes(arn)).not.toContain('TaskSubmitted');
  });

  it('gets a new token with each try', async () => {
    const { bench, tokens } = waiting({ Retry: [{ ErrorEquals: ['Again'] }], ...caughtLate });
    const arn = bench.start();
    await bench.stepFunctions.settled();
    bench.stepFunctions.sendTaskFailure(tokens[0]!, 'Again');
    await bench.pass(SECOND);
    expect(tokens).toHaveLength(2);
    expect(() => bench.stepFunctions.sendTaskSuccess(tokens[0]!, '1')).toThrow('does not exist anymore');
    bench.stepFunctions.sendTaskSuccess(tokens[1]!, '2');
    expect((await bench.outcome(arn)).output).toBe(2);
  });

  it('tells a used token from one that never was', async () => {
    const { bench, tokens } = waiting(caughtLate);
    bench.start();
    await bench.stepFunctions.settled();
    const [token] = tokens as [string];
    expect(token).toMatch(/^[A-Za-z0-9+/]{704}$/);
    bench.stepFunctions.sendTaskSuccess(token, '1');
    expect(() => bench.stepFunctions.sendTaskSuccess(token, '1')).toThrow(
      expect.objectContaining({ code: 'TaskTimedOut' }),
    );
    expect(() => bench.stepFunctions.sendTaskSuccess('nonsense', '1')).toThrow(
      expect.objectContaining({ code: 'InvalidToken' }),
    );
    expect(() => bench.stepFunctions.sendTaskSuccess(`${token.slice(0, -1)}!`, '1')).toThrow(
      expect.objectContaining({ code: 'InvalidToken' }),
    );
    expect(() => aBench().stepFunctions.sendTaskSuccess(token, '1')).toThrow(
      expect.objectContaining({ code: 'TaskDoesNotExist' }),
    );
  });

  it('refuses an output that is no JSON, and waits on', async () => {
    const { bench, tokens } = waiting(caughtLate);
    const arn = bench.start();
    await bench.stepFunctions.settled();
    expect(() => bench.stepFunctions.sendTaskSuccess(tokens[0]!, '{')).toThrow(
      expect.objectContaining({ code: 'InvalidOutput' }),
    );
    expect((await bench.outcome(arn)).status).toBe('RUNNING');
  });
});

describe('a machine that starts another', () => {
  const starts = (given: object, more: object = {}) => ({
    Type: 'Task',
    Resource: 'arn:aws:states:::states:startExecution',
    Arguments: { StateMachineArn: child, ...given },
    Output: '{% $states.result.ExecutionArn %}',
    ...('Next' in more ? {} : { End: true }),
    ...more,
  });

  it('starts it and goes on without it', async () => {
    const bench = aBench({}, aMachine({ 'Hand over': starts({ Name: 'SR-1-2', Input: { part: '{% 1 + 1 %}' } }) }));
    register(bench.stepFunctions, aMachine({ Wait: { Type: 'Wait', Seconds: 60, End: true } }), child);
    const { status, output } = await bench.outcome(bench.start());
    expect({ status, output }).toEqual({
      status: 'SUCCEEDED',
      output: 'arn:aws:states:us-east-1:123456789012:execution:child:SR-1-2',
    });
    await bench.pass(60 * SECOND);
    expect(await bench.outcome(String(output))).toMatchObject({ status: 'SUCCEEDED', output: { part: 2 } });
  });

  it('can catch that the name is taken, or the machine unknown', async () => {
    const caught = { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Taken' }], Next: 'Again' };
    const bench = aBench(
      {},
      aMachine({
        First: starts({ Name: 'one', Input: 1 }, { Next: 'Again' }),
        Again: starts({ Name: 'one', Input: 2 }, { ...caught, Next: 'First' }),
        Taken: { Type: 'Pass', Output: '{% $states.input.Error %}', End: true },
      }),
    );
    const missing = await bench.outcome(bench.start({}, 'before'));
    expect(missing.failure?.error).toBe('StepFunctions.StateMachineDoesNotExistException');
    register(bench.stepFunctions, aMachine({ Wait: { Type: 'Wait', Seconds: 60, End: true } }), child);
    expect((await bench.outcome(bench.start({}, 'after'))).output).toBe(
      'StepFunctions.ExecutionAlreadyExistsException',
    );
  });
});

describe('stopping', () => {
  it('ends an execution where it stands', async () => {
    const bench = aBench({}, aMachine({ Wait: { Type: 'Wait', Seconds: 60, End: true } }));
    const arn = bench.start();
    await bench.stepFunctions.settled();
    bench.stepFunctions.stopExecution(arn, 'Obsolete', 'replaced');
    expect(await bench.outcome(arn)).toMatchObject({
      status: 'ABORTED',
      failure: { error: 'Obsolete', cause: 'replaced' },
    });
    expect(bench.clock.timers()).toBe(0);
    await bench.pass(DAY);
    expect(bench.eventTypes(arn).at(-1)).toBe('ExecutionAborted');
    expect(bench.metrics).toContain('ExecutionsAborted');
  });

  it('ends one whose Lambda is still running, and takes no notice of its answer', async () => {
    const bench = aBench({ slow: never }, aMachine({ Slow: aTask('slow') }));
    const arn = bench.start();
    await new Promise((resolve) => setImmediate(resolve));
    bench.stepFunctions.stopExecution(arn);
    expect(bench.stepFunctions.describeExecution(arn).status).toBe('ABORTED');
  });

  it('ends one at any tick of its loop, and nothing follows', async () => {
    for (let ticks = 0; ticks < 120; ticks += 1) {
      const bench = aBench(
        { act: () => ({ payload: 1 }), close: () => ({ payload: 2 }) },
        aMachine({
          First: { Type: 'Pass', Output: '{% 1 + 1 %}', Next: 'Act' },
          Act: aTask('act', { TimeoutSeconds: 60, Next: 'Start' }),
          Start: {
            Type: 'Task',
            Resource: 'arn:aws:states:::states:startExecution',
            Arguments: { StateMachineArn: child, Input: '{% $states.input %}' },
            Next: 'Wait',
          },
          Wait: { Type: 'Wait', Seconds: '{% 60 %}', End: true },
        }),
      );
      register(bench.stepFunctions, aMachine({ Close: aTask('close') }), child);
      const arn = bench.start();
      for (let tick = 0; tick < ticks; tick += 1) await undefined;
      bench.stepFunctions.stopExecution(arn);
      const called = (name: string) => bench.calls.filter(({ functionName }) => functionName === name).length;
      const acted = called('act');
      const children = bench.stepFunctions.listExecutions(child).length;
      await bench.stepFunctions.settled();
      expect(bench.eventTypes(arn).filter((type) => type.startsWith('Execution'))).toEqual([
        'ExecutionStarted',
        'ExecutionAborted',
      ]);
      expect(bench.eventTypes(arn).at(-1)).toBe('ExecutionAborted');
      expect(called('act')).toBe(acted);
      expect(bench.stepFunctions.listExecutions(child)).toHaveLength(children);
      expect(called('close')).toBe(children);
      expect(bench.clock.timers()).toBe(0);
    }
  });
});

it('calls a function by its ARN with whatever the input is', async () => {
  const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:echo';
  const bench = aBench(
    { [functionArn]: (payload: unknown) => ({ payload }) },
    aMachine({ Echo: { Type: 'Task', Resource: functionArn, End: true } }),
  );
  for (const [index, input] of [null, 'text', 7, [1]].entries()) {
    expect((await bench.outcome(bench.start(input, `echo-${index}`))).output).toEqual(input);
  }
});
