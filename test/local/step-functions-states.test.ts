import { describe, expect, it } from 'vitest';
import { aBench, aMachine, aTask, DAY, MACHINE_ARN, MONDAY, SECOND } from '../support/step-functions.ts';

/** Runs a machine without Lambdas or waits to its end. */
async function run(states: Record<string, object>, input: unknown = {}) {
  const bench = aBench({}, aMachine(states));
  const arn = bench.start(input);
  return { ...(await bench.outcome(arn)), bench, arn };
}

describe('a Pass state', () => {
  it('hands its input on when it has no Output', async () => {
    const { status, output } = await run({ Hand: { Type: 'Pass', End: true } }, { id: 'SR-1' });
    expect({ status, output }).toEqual({ status: 'SUCCEEDED', output: { id: 'SR-1' } });
  });

  it('evaluates expressions inside objects and arrays, and leaves other texts alone', async () => {
    const Output = { plain: 'a {% b', list: [1, '{% $states.input.n * 2 %}', { deep: '{% $states.input.n %}' }] };
    const { output } = await run({ Shape: { Type: 'Pass', Output, End: true } }, { n: 21 });
    expect(output).toEqual({ plain: 'a {% b', list: [1, 42, { deep: 21 }] });
  });

  it('keeps a null that an expression found', async () => {
    const Output = { found: '{% $states.input.nothing %}' };
    expect((await run({ Shape: { Type: 'Pass', Output, End: true } }, { nothing: null })).output).toEqual({
      found: null,
    });
  });

  it('fails with the field and the expression when it finds nothing', async () => {
    const Output = { a: { b: ['{% $states.input.absent %}'] } };
    const { failure, bench, arn } = await run({ Shape: { Type: 'Pass', Output, End: true } });
    expect(failure).toEqual({
      error: 'States.QueryEvaluationError',
      cause:
        "An error occurred while executing the state 'Shape' (entered at the event id #2). The JSONata expression " +
        "'$states.input.absent' specified for the field 'Output/a/b[0]' returned nothing (undefined).",
    });
    expect(bench.eventTypes(arn)).toEqual([
      'ExecutionStarted',
      'PassStateEntered',
      'EvaluationFailed',
      'ExecutionFailed',
    ]);
  });

  it('fails when an expression throws, or yields a function', async () => {
    for (const [expression, reason] of [
      ['1 + "a"', 'T2002'],
      ['$sum', 'not JSON'],
    ] as const) {
      const { failure } = await run({ Shape: { Type: 'Pass', Output: `{% ${expression} %}`, End: true } });
      expect(failure?.error).toBe('States.QueryEvaluationError');
      expect(failure?.cause).toContain(reason);
    }
  });
});

describe('variables', () => {
  it('are seen by every later state, and by no Output of the same state', async () => {
    const { output } = await run({
      First: { Type: 'Pass', Assign: { n: 1 }, Next: 'Second' },
      Second: { Type: 'Pass', Assign: { n: '{% $n + 1 %}', was: '{% $n %}' }, Output: '{% $n %}', Next: 'Third' },
      Third: { Type: 'Pass', Output: { given: '{% $states.input %}', n: '{% $n %}', was: '{% $was %}' }, End: true },
    });
    expect(output).toEqual({ given: 1, n: 2, was: 1 });
  });

  it('show in the history of the state that assigned them', async () => {
    const { bench, arn } = await run({ First: { Type: 'Pass', Assign: { list: [1] }, End: true } });
    const exited = bench.stepFunctions.getExecutionHistory(arn).find(({ type }) => type === 'PassStateExited');
    expect(exited?.details.assignedVariables).toEqual({ list: '[1]' });
  });
});

describe('a Choice state', () => {
  const choice = {
    Type: 'Choice',
    Choices: [
      { Condition: '{% $states.input.n > 10 %}', Next: 'Big', Output: 'big', Assign: { seen: 'big' } },
      { Condition: '{% $states.input.n > 5 %}', Next: 'Big' },
    ],
    Default: 'Small',
    Output: 'small',
    Assign: { seen: 'default' },
  };
  const states = {
    'How big is it?': choice,
    Big: {
      Type: 'Pass',
      Output: { took: '{% $states.input %}', seen: '{% $exists($seen) ? $seen : "none" %}' },
      End: true,
    },
    Small: { Type: 'Pass', Output: { took: '{% $states.input %}', seen: '{% $seen %}' }, End: true },
  };

  it('takes the first rule that holds, with its Output and Assign', async () => {
    expect((await run(states, { n: 11 })).output).toEqual({ took: 'big', seen: 'big' });
  });

  it('leaves the state’s own Output and Assign to the default', async () => {
    expect((await run(states, { n: 6 })).output).toEqual({ took: { n: 6 }, seen: 'none' });
    expect((await run(states, { n: 1 })).output).toEqual({ took: 'small', seen: 'default' });
  });

  it('fails when no rule holds and there is no default', async () => {
    const { Default: _, ...open } = choice;
    const { Small: __, ...others } = states;
    const { failure } = await run({ ...others, 'How big is it?': open }, { n: 1 });
    expect(failure?.error).toBe('States.NoChoiceMatched');
  });

  it('fails when a condition is neither true nor false', async () => {
    const odd = { ...choice, Choices: [{ Condition: '{% "yes" %}', Next: 'Big' }] };
    const { failure } = await run({ ...states, 'How big is it?': odd });
    expect(failure?.cause).toContain("'Choices[0]/Condition' must be true or false");
  });
});

describe('a Wait state', () => {
  it('ends after its seconds', async () => {
    const bench = aBench({}, aMachine({ Wait: { Type: 'Wait', Seconds: '{% $states.input.s %}', End: true } }));
    const arn = bench.start({ s: 90 });
    await bench.pass(90 * SECOND - 1);
    expect((await bench.outcome(arn)).status).toBe('RUNNING');
    await bench.pass(1);
    expect((await bench.outcome(arn)).status).toBe('SUCCEEDED');
  });

  it('ends at its timestamp, cut to whole seconds, and passes its input on', async () => {
    const bench = aBench({}, aMachine({ Wait: { Type: 'Wait', Timestamp: '{% $states.input.until %}', End: true } }));
    const until = new Date(MONDAY + DAY + 999).toISOString();
    const arn = bench.start({ until });
    await bench.stepFunctions.settled();
    expect(bench.clock.nextTimer()).toEqual({ at: MONDAY + DAY, label: 'lifecycle SR-1: Wait: the wait ends' });
    await bench.pass(DAY);
    expect(await bench.outcome(arn)).toMatchObject({ status: 'SUCCEEDED', output: { until } });
  });

  it('does not wait for a moment that has passed', async () => {
    const bench = aBench({}, aMachine({ Wait: { Type: 'Wait', Timestamp: '2015-01-05T00:00:00Z', End: true } }));
    const arn = bench.start();
    await bench.pass(0);
    expect((await bench.outcome(arn)).status).toBe('SUCCEEDED');
  });

  it('fails on seconds that are not whole, and on a timestamp without a zone', async () => {
    for (const fields of [{ Seconds: '{% 1.5 %}' }, { Timestamp: '{% "2026-03-02T09:00:00" %}' }]) {
      const { failure } = await run({ Wait: { Type: 'Wait', ...fields, End: true } });
      expect(failure?.error).toBe('States.QueryEvaluationError');
    }
  });
});

describe('the ends', () => {
  it('succeeds with the Output of Succeed', async () => {
    const { status, output, bench, arn } = await run(
      { Done: { Type: 'Succeed', Output: '{% $states.input.n %}' } },
      { n: 7 },
    );
    expect({ status, output }).toEqual({ status: 'SUCCEEDED', output: 7 });
    expect(bench.eventTypes(arn)).toEqual([
      'ExecutionStarted',
      'SucceedStateEntered',
      'SucceedStateExited',
      'ExecutionSucceeded',
    ]);
    expect(bench.metrics).toEqual(['ExecutionsStarted', 'ExecutionsSucceeded', 'ExecutionTime']);
  });

  it('fails with the Error and Cause of Fail', async () => {
    const fail = { Type: 'Fail', Error: 'UnknownType', Cause: '{% "No type " & $states.input.type %}' };
    const { status, failure, bench } = await run({ 'Rejected: unknown request type': fail }, { type: 'x' });
    expect({ status, failure }).toEqual({ status: 'FAILED', failure: { error: 'UnknownType', cause: 'No type x' } });
    expect(bench.metrics).toContain('ExecutionsFailed');
  });
});

describe('what expressions see', () => {
  it('has the context object of AWS', async () => {
    const { output } = await run({ Look: { Type: 'Pass', Output: '{% $states.context %}', End: true } }, { id: 1 });
    expect(output).toEqual({
      Execution: {
        Id: 'arn:aws:states:us-east-1:123456789012:execution:lifecycle:SR-1',
        Input: { id: 1 },
        Name: 'SR-1',
        RedriveCount: 0,
        RoleArn: 'arn:aws:iam::123456789012:role/lifecycle',
        StartTime: '2026-03-02T14:00:00.000Z',
      },
      State: { EnteredTime: '2026-03-02T14:00:00.000Z', Name: 'Look', RetryCount: 0 },
      StateMachine: { Id: MACHINE_ARN, Name: 'lifecycle' },
    });
  });

  it('has the functions that Step Functions adds', async () => {
    const Output = {
      partition: '{% $partition([1, 2, 3], 2) %}',
      range: '{% $range(0, 10, 5) %}',
      down: '{% $range(3, 1, -1) %}',
      one: '{% $range(1, 2, 5) %}',
      hash: '{% $hash("a", "SHA-256") %}',
      parse: '{% $parse("{\\"a\\": [1]}") %}',
      seeded: '{% $random(7) = $random(7) %}',
      random: '{% $random() < 1 %}',
      uuid: '{% $match($uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/).index %}',
      now: '{% $now() %}',
      picture: '{% $now("[Y]-[M01]", "-0500") %}',
      millis: '{% $millis() %}',
    };
    expect((await run({ Use: { Type: 'Pass', Output, End: true } })).output).toEqual({
      partition: [[1, 2], [3]],
      range: [0, 5, 10],
      down: [3, 2, 1],
      one: 1,
      hash: 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb',
      parse: { a: [1] },
      seeded: true,
      random: true,
      uuid: 0,
      now: '2026-03-02T14:00:00.000Z',
      picture: '2026-03',
      millis: MONDAY,
    });
  });

  it('gets nothing from those functions for arguments without sense', async () => {
    for (const call of ['$partition([1], 0)', '$range(1, 5, -1)', '$range(1, 5)', '$hash("a")', '$hash("a", "md5")']) {
      const { failure } = await run({ Use: { Type: 'Pass', Output: `{% ${call} %}`, End: true } });
      expect(failure?.cause).toContain('returned nothing');
    }
  });
});

describe('the counters', () => {
  it('count states entered and retries, for an execution and in total', async () => {
    const bench = aBench(
      { flaky: () => (bench.calls.length < 3 ? { error: { errorType: 'Busy', errorMessage: '' } } : { payload: 1 }) },
      aMachine({
        First: { Type: 'Pass', Next: 'Call' },
        Call: aTask('flaky', { Retry: [{ ErrorEquals: ['Busy'] }] }),
      }),
    );
    const arn = bench.start();
    await bench.pass(60 * SECOND);
    expect(bench.stepFunctions.describeExecution(arn)).toMatchObject({ statesEntered: 2, retries: 2 });
    bench.start({}, 'SR-2');
    await bench.pass(60 * SECOND);
    expect(bench.stepFunctions.totals()).toEqual({ executions: 2, statesEntered: 4, retries: 2 });
  });
});
