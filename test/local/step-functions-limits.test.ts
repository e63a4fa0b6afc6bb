import { describe, expect, it } from 'vitest';
import { aBench, aMachine, aTask, aWaitingTask, DAY, MACHINE_ARN, MONDAY, SECOND } from '../support/step-functions.ts';

const waitFor = (seconds: number) => aMachine({ Wait: { Type: 'Wait', Seconds: seconds, End: true } });
const refused = (code: string) => expect.objectContaining({ code });

describe('time limits', () => {
  it('ends an execution at the machine’s own TimeoutSeconds', async () => {
    const bench = aBench({}, aMachine({ Wait: { Type: 'Wait', Seconds: 100, End: true } }, { TimeoutSeconds: 60 }));
    const arn = bench.start();
    await bench.pass(60 * SECOND - 1);
    expect((await bench.outcome(arn)).status).toBe('RUNNING');
    await bench.pass(1);
    expect((await bench.outcome(arn)).status).toBe('TIMED_OUT');
    expect(bench.stepFunctions.getExecutionHistory(arn).at(-1)).toMatchObject({
      type: 'ExecutionTimedOut',
      previousEventId: 0,
      details: { error: 'States.Timeout' },
    });
    expect(bench.metrics).toContain('ExecutionsTimedOut');
  });

  it('ends an execution after one year, even while it waits for a token', async () => {
    for (const definition of [
      waitFor(99_999_999),
      aMachine({ Ask: aWaitingTask('ask', { TimeoutSeconds: 40_000_000 }) }),
    ]) {
      const bench = aBench({ ask: () => ({ payload: null }) }, definition);
      const arn = bench.start();
      await bench.pass(365 * DAY - 1);
      expect((await bench.outcome(arn)).status).toBe('RUNNING');
      await bench.pass(1);
      expect((await bench.outcome(arn)).status).toBe('TIMED_OUT');
    }
  });

  it('goes through 400 daily timeouts over two executions, to the second', async () => {
    const milestones: number[] = [];
    const bench = aBench(
      {
        ask: () => ({ payload: null }),
        act: () => {
          milestones.push((bench.clock.now() - MONDAY) / DAY);
          return { payload: milestones.length };
        },
      },
      aMachine({
        'Wait for a change or the next milestone': aWaitingTask('ask', {
          TimeoutSeconds: '{% 24 * 3600 %}',
          Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Act on what fell due' }],
          Next: 'Close the request',
        }),
        'Act on what fell due': aTask('act', { Next: 'Is it time to hand over?' }),
        'Is it time to hand over?': {
          Type: 'Choice',
          Choices: [
            { Condition: '{% $states.input = 400 %}', Next: 'Close the request' },
            { Condition: '{% $states.input = 300 %}', Next: 'Hand over' },
          ],
          Default: 'Wait for a change or the next milestone',
        },
        'Hand over': {
          Type: 'Task',
          Resource: 'arn:aws:states:::states:startExecution',
          Arguments: { StateMachineArn: MACHINE_ARN, Name: '{% $states.context.Execution.Name & "-2" %}' },
          Next: 'Close the request',
        },
        'Close the request': { Type: 'Succeed' },
      }),
      { startAt: MONDAY },
    );
    const first = bench.start();
    await bench.pass(400 * DAY);
    expect(milestones).toEqual(Array.from({ length: 400 }, (_, index) => index + 1));
    expect((await bench.outcome(`${first}-2`)).status).toBe('SUCCEEDED');
  });
});

describe('size limits', () => {
  it('fails an execution whose history reaches 25,000 events', async () => {
    const bench = aBench({}, aMachine({ Spin: { Type: 'Pass', Next: 'Turn' }, Turn: { Type: 'Pass', Next: 'Spin' } }));
    const arn = bench.start();
    expect((await bench.outcome(arn)).failure).toEqual({
      error: 'States.Runtime',
      cause: 'The execution reached the maximum number of history events (25000).',
    });
    const history = bench.stepFunctions.getExecutionHistory(arn);
    expect(history).toHaveLength(25_000);
    expect(history.map(({ id }) => id)).toEqual(history.map((_, index) => index + 1));
    expect(history.at(-1)?.type).toBe('ExecutionFailed');
  });

  it('fails it, too, when a Lambda’s answer is the event too many, which nothing can catch', async () => {
    const bench = aBench(
      { act: () => ({ payload: 1 }) },
      aMachine({
        Act: aTask('act', { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Done' }], Next: 'Act again' }),
        'Act again': aTask('act', { Next: 'Act' }),
        Done: { Type: 'Succeed' },
      }),
    );
    const arn = bench.start();
    expect((await bench.outcome(arn)).failure?.error).toBe('States.Runtime');
    expect(bench.stepFunctions.getExecutionHistory(arn)).toHaveLength(25_000);
  });

  it('carries 256 KiB and not a byte more', async () => {
    const bench = aBench(
      {},
      aMachine({ Grow: { Type: 'Pass', Output: '{% $pad("", $states.input, "é") %}', End: true } }),
    );
    expect((await bench.outcome(bench.start(131_071, 'fits'))).status).toBe('SUCCEEDED');
    expect((await bench.outcome(bench.start(131_072, 'too-long'))).failure?.error).toBe('States.DataLimitExceeded');
  });

  it('refuses an input of more than 256 KiB', () => {
    expect(() => aBench({}, waitFor(1)).start('x'.repeat(262_143))).toThrow(refused('ValidationException'));
  });
});

describe('execution names', () => {
  const bench = aBench({}, waitFor(60));

  it('have 1 to 80 characters', () => {
    bench.start({}, 'n'.repeat(80));
    for (const name of ['', 'n'.repeat(81)]) expect(() => bench.start({}, name)).toThrow(refused('InvalidName'));
  });

  it.each([...' <>{}[]?*"#%\\^|~`$&,;:/', '\n', '\u0000', '\u007f', '\u009f', '\ufffe', '😀'])(
    'have no %j',
    (character) => {
      expect(() => bench.start({}, `SR${character}1`)).toThrow(refused('InvalidName'));
    },
  );

  it.each(['SR-1_a.b', 'SR+1=2', "SR'1", 'SR(1)!@', 'solicitação', '请求'])('may be %j', (name) => {
    expect(bench.start({}, name)).toMatch(/:execution:lifecycle:/);
  });

  it('are made when none is given', () => {
    const { executionArn } = bench.stepFunctions.startExecution({ stateMachineArn: MACHINE_ARN });
    expect(executionArn).toMatch(/:[0-9a-f-]{36}$/);
  });
});

describe('starting the same name again', () => {
  it('answers the running execution for the same input, and does nothing', async () => {
    const bench = aBench({}, waitFor(60));
    const first = bench.stepFunctions.startExecution({ stateMachineArn: MACHINE_ARN, name: 'SR-1', input: '{"a":1}' });
    await bench.pass(SECOND);
    expect(
      bench.stepFunctions.startExecution({ stateMachineArn: MACHINE_ARN, name: 'SR-1', input: '{"a":1}' }),
    ).toEqual(first);
    expect(bench.stepFunctions.listExecutions(MACHINE_ARN)).toHaveLength(1);
  });

  it('is refused for another input, and once it has ended', async () => {
    const bench = aBench({}, waitFor(60));
    bench.start({ a: 1 });
    expect(() => bench.start({ a: 2 })).toThrow(refused('ExecutionAlreadyExists'));
    await bench.pass(60 * SECOND);
    expect(() => bench.start({ a: 1 })).toThrow(refused('ExecutionAlreadyExists'));
  });

  it('is possible 90 days after the end, when the old one is gone', async () => {
    const bench = aBench({}, waitFor(60));
    const arn = bench.start();
    await bench.pass(60 * SECOND + 90 * DAY);
    expect(() => bench.start()).toThrow(refused('ExecutionAlreadyExists'));
    await bench.pass(1);
    expect(bench.stepFunctions.listExecutions(MACHINE_ARN)).toEqual([]);
    expect(() => bench.stepFunctions.describeExecution(arn)).toThrow(refused('ExecutionDoesNotExist'));
    bench.start();
    await bench.pass(60 * SECOND);
    expect(bench.eventTypes(arn)).toEqual([
      'ExecutionStarted',
      'WaitStateEntered',
      'WaitStateExited',
      'ExecutionSucceeded',
    ]);
  });
});

describe('a machine that is deployed again', () => {
  it('does not change what runs', async () => {
    const bench = aBench({}, aMachine({ Wait: { Type: 'Wait', Seconds: 60, Output: 'old', End: true } }));
    const old = bench.start({}, 'old');
    await bench.stepFunctions.settled();
    bench.stepFunctions.registerMachine({
      ...bench.stepFunctions.describeStateMachine(MACHINE_ARN).source,
      definition: aMachine({ Wait: { Type: 'Wait', Seconds: 60, Output: 'new', End: true } }),
    });
    const young = bench.start({}, 'young');
    await bench.pass(60 * SECOND);
    expect((await bench.outcome(old)).output).toBe('old');
    expect((await bench.outcome(young)).output).toBe('new');
  });
});
