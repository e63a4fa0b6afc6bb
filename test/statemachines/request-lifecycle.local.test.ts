import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Progress } from '../../functions/workflow/progress.ts';
import lifecycle from '../../statemachines/request-lifecycle.asl.json' with { type: 'json' };
import { type Bench, DAY, MACHINE_ARN, SECOND, aBench } from '../support/step-functions.ts';

type State = keyof typeof lifecycle.States;
type Answer = { payload: unknown } | { error: { errorType: string; errorMessage: string } };

const REQUEST = 'R-TEST-0000-0000';
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** The machine as it is deployed, with a short name for each function. */
const machine = JSON.parse(
  readFileSync(new URL('../../statemachines/request-lifecycle.asl.json', import.meta.url), 'utf8')
    .replaceAll('${StateMachineArn}', MACHINE_ARN)
    .replace(/\$\{(\w+)Arn\}/g, '$1'),
) as object;

/** Every state that any test of this file entered. */
const visited = new Set<string>();

/** Where the request is, as the functions tell it. */
const progress = (status: Progress['status'], more: Partial<Progress> = {}): Progress => ({
  requestId: REQUEST,
  cycle: 1,
  version: 1,
  status,
  waitSeconds: 3600,
  ...more,
});

const payload = (value: unknown): Answer => ({ payload: value });
const broken = (errorType = 'Error'): Answer => ({ error: { errorType, errorMessage: 'It does not work.' } });

/** One run of the machine over functions that answer what they are told to: each in turn, the last one for ever. */
const aRun = (
  answers: Partial<
    Record<'ReviewRequest' | 'ActOnMilestones' | 'CloseRequest' | 'CallOperator' | 'WaitForChange', Answer[]>
  >,
) => {
  const tokens: string[] = [];
  const inTurn = (name: keyof typeof answers) => () => {
    const given = answers[name] ?? [payload(progress('closed'))];
    return (given.length > 1 ? given.shift() : given[0]) as Answer;
  };
  const bench: Bench = aBench(
    {
      ReviewRequest: inTurn('ReviewRequest'),
      ActOnMilestones: inTurn('ActOnMilestones'),
      CloseRequest: inTurn('CloseRequest'),
      CallOperator: inTurn('CallOperator'),
      WaitForChange: ({ token }: { token: string }) => {
        tokens.push(token);
        return inTurn('WaitForChange')();
      },
    },
    machine,
  );
  const arn = bench.start({ requestId: REQUEST, cycle: 1 }, `${REQUEST}-1`);
  return {
    bench,
    arn,
    /** Wakes the waiting state as a change does. */
    async wake(told: unknown) {
      await bench.stepFunctions.settled();
      bench.stepFunctions.sendTaskSuccess(tokens.at(-1) ?? '', JSON.stringify(told));
      await bench.stepFunctions.settled();
    },
    calls: (name: string) => bench.calls.filter(({ functionName }) => functionName === name).length,
    /** The states in the order in which they were entered. */
    async path(of = arn): Promise<State[]> {
      await bench.stepFunctions.settled();
      const entered = bench.stepFunctions
        .getExecutionHistory(of)
        .flatMap(({ type, details }) => (type.endsWith('StateEntered') ? [String(details.name)] : []));
      for (const state of entered) visited.add(state);
      return entered as State[];
    },
    async end() {
      const { status, failure } = await bench.outcome(arn);
      return failure ? `${status} ${failure.error}` : status;
    },
  };
};

const REVIEW: State = 'Review the request';
const NEXT: State = 'What happens next?';
const PERSON: State = "Wait for a person's review";
const WORK: State = 'Wait for a change or the next milestone';
const ACT: State = 'Act on what fell due';
const SURVEY: State = 'Wait out the survey window';
const CLOSE: State = 'Close the request';
const HAND_OVER: State = 'Hand over to a successor';
const OPERATOR: State = 'Call an operator';
const STOPPED: State = 'Stopped: an operator has to look';

describe('the lifecycle', () => {
  test('of a request that rules accept goes through work and survey to its close', async () => {
    const run = aRun({ ReviewRequest: [payload(progress('in-progress'))] });
    await run.wake(progress('resolved', { waitSeconds: 14 * 86_400 }));
    await run.bench.pass(14 * DAY);
    expect(await run.path()).toEqual([REVIEW, NEXT, WORK, NEXT, SURVEY, CLOSE]);
    expect(await run.end()).toBe('SUCCEEDED');
  });

  test('of a request that a person accepts waits for them first', async () => {
    const run = aRun({ ReviewRequest: [payload(progress('in-review'))] });
    await run.wake(progress('on-hold'));
    expect(await run.path()).toEqual([REVIEW, NEXT, PERSON, NEXT, WORK]);
  });

  test('of a request that a person declines ends', async () => {
    const run = aRun({ ReviewRequest: [payload(progress('in-review'))] });
    await run.wake(progress('closed'));
    expect(await run.path()).toEqual([REVIEW, NEXT, PERSON, NEXT, 'Closed']);
    expect(await run.end()).toBe('SUCCEEDED');
  });

  test('R158 of a request about which somebody waits to be contacted goes on to that moment, resolved or closed', async () => {
    const run = aRun({
      ReviewRequest: [payload(progress('in-progress'))],
      ActOnMilestones: [payload(progress('resolved', { waitSeconds: 86_400 }))],
    });
    await run.wake(progress('resolved', { milestoneAhead: true }));
    await run.bench.pass(HOUR);
    expect(await run.path()).toEqual([REVIEW, NEXT, WORK, NEXT, WORK, ACT, NEXT, SURVEY]);

    const after = aRun({ ReviewRequest: [payload(progress('closed', { milestoneAhead: true }))] });
    await after.wake(progress('closed'));
    expect(await after.path()).toEqual([REVIEW, NEXT, WORK, NEXT, 'Closed']);
    expect(await after.end()).toBe('SUCCEEDED');
  });

  test('of a request that is opened again ends with its cycle', async () => {
    const run = aRun({ ReviewRequest: [payload(progress('resolved'))] });
    await run.wake(progress('in-progress', { cycle: 2 }));
    expect(await run.path()).toEqual([REVIEW, NEXT, SURVEY, NEXT, 'Reopened as a new cycle']);
    expect(await run.end()).toBe('SUCCEEDED');
  });

  test.each<[string, Progress['status'], State]>([
    ['a review', 'in-review', PERSON],
    ['work', 'in-progress', WORK],
    ['work on hold', 'on-hold', WORK],
  ])('of %s that nobody finishes acts on each milestone and waits on', async (_, status, waiting) => {
    const run = aRun({
      ReviewRequest: [payload(progress(status))],
      ActOnMilestones: [payload(progress(status)), payload(progress('closed'))],
    });
    await run.bench.pass(3600 * SECOND);
    await run.bench.pass(3600 * SECOND);
    expect(await run.path()).toEqual([REVIEW, NEXT, waiting, ACT, NEXT, waiting, ACT, NEXT, 'Closed']);
  });

  test('answers a survey without leaving the window', async () => {
    const run = aRun({ ReviewRequest: [payload(progress('resolved'))] });
    await run.wake(progress('resolved'));
    expect(await run.path()).toEqual([REVIEW, NEXT, SURVEY, NEXT, SURVEY]);
  });
});

describe('a hand-over', () => {
  /** A request whose every wait lasts the longest there is, 180 days. */
  const aLongOne = (more: Parameters<typeof aRun>[0] = {}) => {
    const long = payload(progress('in-progress', { waitSeconds: 180 * 86_400 }));
    return aRun({ ReviewRequest: [long], ActOnMilestones: [long], ...more });
  };
  const successor = (arn: string) => `${arn}-2`;

  test('comes after 180 days, and a successor goes on', async () => {
    const run = aLongOne();
    await run.bench.pass(180 * DAY);
    expect(await run.path()).toEqual([REVIEW, NEXT, WORK, ACT, NEXT, HAND_OVER, 'Handed over']);
    expect(await run.path(successor(run.arn))).toEqual([REVIEW, NEXT, WORK]);
    const { input } = run.bench.stepFunctions.describeExecution(successor(run.arn));
    expect(JSON.parse(input)).toEqual({ requestId: REQUEST, cycle: 1, generation: 2 });
  });

  test('comes after 500 turns, far below 25,000 events', async () => {
    const run = aRun({
      ReviewRequest: [payload(progress('in-progress', { waitSeconds: 60 }))],
      ActOnMilestones: [payload(progress('in-progress', { waitSeconds: 60 }))],
    });
    await run.bench.pass(500 * MINUTE);
    const path = await run.path();
    expect(path.slice(-2)).toEqual([HAND_OVER, 'Handed over']);
    expect(path.filter((state) => state === ACT)).toHaveLength(500);
    expect(run.bench.eventTypes(run.arn).length).toBeLessThan(12_500);
  });

  test('that was made before is left at that, and not tried again', async () => {
    const run = aLongOne();
    await run.bench.stepFunctions.settled();
    run.bench.stepFunctions.startExecution({
      stateMachineArn: MACHINE_ARN,
      name: `${REQUEST}-1-2`,
      input: '{"requestId":"other","cycle":1}',
    });
    await run.bench.pass(180 * DAY);
    expect((await run.path()).slice(-2)).toEqual([HAND_OVER, 'Handed over']);
    expect(await run.end()).toBe('SUCCEEDED');
  });

  test('that cannot be made calls an operator', async () => {
    const run = aLongOne();
    await run.bench.stepFunctions.settled();
    // A name that Step Functions refuses stands for whatever else may keep it from starting.
    const spaced = run.bench.start({ requestId: 'R TEST', cycle: 1 }, 'spaced');
    await run.bench.pass(181 * DAY);
    expect((await run.path(spaced)).slice(-3)).toEqual([HAND_OVER, OPERATOR, STOPPED]);
  });
});

describe('a task that fails', () => {
  const failing: [State, Parameters<typeof aRun>[0], string][] = [
    [REVIEW, { ReviewRequest: [broken()] }, 'Error'],
    [PERSON, { ReviewRequest: [payload(progress('in-review'))], WaitForChange: [broken()] }, 'Error'],
    [WORK, { ReviewRequest: [payload(progress('in-progress'))], WaitForChange: [broken()] }, 'Error'],
    [SURVEY, { ReviewRequest: [payload(progress('resolved'))], WaitForChange: [broken()] }, 'Error'],
    [
      ACT,
      { ReviewRequest: [payload(progress('in-progress'))], ActOnMilestones: [broken('RequestMissingError')] },
      'RequestMissingError',
    ],
    [CLOSE, { ReviewRequest: [payload(progress('resolved'))], CloseRequest: [broken()] }, 'Error'],
  ];

  test.each(failing)(
    'for good in “%s” calls an operator with the failure, and stops',
    async (state, answers, failure) => {
      const run = aRun(answers);
      await run.bench.pass(2 * 3600 * SECOND);
      const path = await run.path();
      expect(path.slice(-3)).toEqual([state, OPERATOR, STOPPED]);
      expect(run.bench.calls.at(-1)).toMatchObject({
        functionName: 'CallOperator',
        payload: { requestId: REQUEST, failure, execution: `${REQUEST}-1` },
      });
      expect(await run.end()).toBe('FAILED OperatorNeeded');
    },
  );

  test.each(failing)('for a moment in “%s” is tried again and goes on', async (state, answers) => {
    const passing = Object.fromEntries(
      Object.entries(answers).map(([name, given]) => [
        name,
        given.flatMap((answer) =>
          'error' in answer ? [broken('Lambda.TooManyRequestsException'), payload(progress('closed'))] : [answer],
        ),
      ]),
    );
    const run = aRun(passing);
    await run.bench.pass(2 * 3600 * SECOND);
    expect(await run.path()).toContain(state);
    expect(run.calls('CallOperator')).toBe(0);
  });

  test.each(['Runtime.ExitError', 'Sandbox.Timedout', 'ThrottlingException', 'InternalServerError', 'SyntaxError'])(
    'with %s, which may pass, is tried seven times before an operator is called',
    async (error) => {
      const run = aRun({ ReviewRequest: [broken(error)] });
      await run.bench.pass(3600 * SECOND);
      expect(run.calls('ReviewRequest')).toBe(7);
      expect(await run.path()).toEqual([REVIEW, OPERATOR, STOPPED]);
    },
  );

  test('because there is no such request is not tried again', async () => {
    const run = aRun({ ReviewRequest: [broken('RequestMissingError')] });
    await run.bench.pass(3600 * SECOND);
    expect(run.calls('ReviewRequest')).toBe(1);
  });

  test('by itself when the operator is called is tried for half an hour, and then only the execution fails', async () => {
    const run = aRun({ ReviewRequest: [broken()], CallOperator: [broken()] });
    await run.bench.pass(3 * 3600 * SECOND);
    expect(run.calls('CallOperator')).toBe(11);
    expect(await run.path()).toEqual([REVIEW, OPERATOR]);
    expect(await run.end()).toBe('FAILED Error');
  });

  test('with a busy record is tried seven times before an operator is called', async () => {
    const run = aRun({ ReviewRequest: [broken('ConflictError')] });
    await run.bench.pass(3600 * SECOND);
    expect(run.calls('ReviewRequest')).toBe(7);
    expect(await run.path()).toEqual([REVIEW, OPERATOR, STOPPED]);
  });
});

test('every state of the machine was entered', () => {
  expect([...visited].sort()).toEqual(Object.keys(lifecycle.States).sort());
});

test('no state is without a way in, and every catch leads to an operator or to what a timeout means', () => {
  const catches = Object.entries(lifecycle.States).flatMap(([state, body]) =>
    'Catch' in body ? body.Catch.map(({ ErrorEquals, Next }) => `${state} – ${ErrorEquals.join()} → ${Next}`) : [],
  );
  const taken = catches.filter((line) => !line.endsWith(OPERATOR));
  expect(taken).toEqual([
    `${PERSON} – States.Timeout → ${ACT}`,
    `${WORK} – States.Timeout → ${ACT}`,
    `${SURVEY} – States.Timeout → ${CLOSE}`,
    `${HAND_OVER} – StepFunctions.ExecutionAlreadyExistsException → Handed over`,
  ]);
});
