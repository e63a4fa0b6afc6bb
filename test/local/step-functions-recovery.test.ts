import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLocalStore } from '../../infra/local/local-store.ts';
import type { ExecutionJournal } from '../../infra/local/step-functions/journal.ts';
import {
  aBench,
  aMachine,
  aTask,
  aWaitingTask,
  DAY,
  MACHINE_ARN,
  MONDAY,
  register,
  SECOND,
} from '../support/step-functions.ts';
import type { Bench, Lambdas } from '../support/step-functions.ts';

const SUCCESSOR = 'arn:aws:states:us-east-1:123456789012:stateMachine:successor';

/** Every kind of step: a retry, a token, a timeout that is caught, a choice, a wait, a hand-over. */
const lifecycle = aMachine({
  'Review the request': aTask('review', {
    Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 30 }],
    Assign: { reviewed: '{% $states.result.Payload %}' },
    Next: 'Wait for a change or the next milestone',
  }),
  'Wait for a change or the next milestone': aWaitingTask('watch', {
    TimeoutSeconds: '{% 3 * 86400 %}',
    Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Act on what fell due' }],
    Next: 'Is it resolved?',
  }),
  'Act on what fell due': aTask('act', { Next: 'Wait for a change or the next milestone' }),
  'Is it resolved?': {
    Type: 'Choice',
    Choices: [{ Condition: '{% $states.input.resolved %}', Next: 'Wait out the survey window' }],
    Default: 'Wait for a change or the next milestone',
  },
  'Wait out the survey window': { Type: 'Wait', Seconds: 7 * 86_400, Next: 'Hand over' },
  'Hand over': {
    Type: 'Task',
    Resource: 'arn:aws:states:::states:startExecution',
    Arguments: { StateMachineArn: SUCCESSOR, Name: 'SR-1-2', Input: '{% $reviewed %}' },
    Output: '{% $reviewed %}',
    End: true,
  },
});
const successor = aMachine({ 'Close the request': aTask('close') });

/** The world outside the process: it outlives it, and counts what it was asked to do. */
function aWorld(calls: Record<string, number> = {}, tokens: string[] = []) {
  const count = (name: string) => (calls[name] = (calls[name] ?? 0) + 1);
  const lambdas: Lambdas = {
    review: () =>
      count('review') === 1 ? { error: { errorType: 'Busy', errorMessage: '' } } : { payload: { id: 'SR-1' } },
    watch: ({ token }: { token: string }) => (count('watch'), tokens.push(token), { payload: null }),
    act: () => (count('act'), { payload: null }),
    close: () => (count('close'), { payload: 'closed' }),
  };
  return { calls, tokens, lambdas };
}

type World = ReturnType<typeof aWorld>;

function aProcess(dir: string, world: World, startAt: number, journal?: Parameters<typeof aBench>[2] & object): Bench {
  const bench = aBench(world.lambdas, undefined, { startAt, store: openLocalStore(dir), seed: 5, ...journal });
  register(bench.stepFunctions, lifecycle);
  register(bench.stepFunctions, successor, SUCCESSOR);
  return bench;
}

/** What comes from outside, from wherever the clock stands: the request (again, as a stream may), a resolution on day 5. */
async function live(bench: Bench, world: World): Promise<void> {
  try {
    bench.start();
  } catch (error) {
    expect(error).toMatchObject({ code: 'ExecutionAlreadyExists' });
  }
  if (bench.clock.now() <= MONDAY + 5 * DAY) {
    await bench.clock.advanceTo(MONDAY + 5 * DAY);
    for (const token of world.tokens) {
      try {
        bench.stepFunctions.sendTaskSuccess(token, '{"resolved":true}');
      } catch (error) {
        expect(error).toMatchObject({ code: 'TaskTimedOut' });
      }
    }
  }
  await bench.clock.advanceTo(MONDAY + 20 * DAY);
}

const executionOf = (machineArn: string, name: string) =>
  `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`;

describe('after a killed process', () => {
  let home: string;
  beforeEach(() => void (home = mkdtempSync(join(tmpdir(), 'step-functions-'))));
  afterEach(() => rmSync(home, { recursive: true }));

  it('comes to the same end from before and after every write, with at most the call in flight made again', async () => {
    const world = aWorld();
    const deaths: { what: string; dir: string; at: number; calls: Record<string, number>; tokens: string[] }[] = [];
    const alive = join(home, 'alive');
    // A copy of the files is what a killed process leaves behind: an open transaction in it never happened.
    const die = (what: string) => {
      const dir = join(home, String(deaths.length));
      cpSync(alive, dir, { recursive: true });
      deaths.push({ what, dir, at: first.clock.now(), calls: { ...world.calls }, tokens: [...world.tokens] });
    };
    const dying = (journal: ExecutionJournal): ExecutionJournal => {
      const around =
        <Given extends unknown[], T>(name: string, write: (...given: Given) => T) =>
        (...given: Given): T => {
          die(`before ${name} ${deaths.length}`);
          const result = write(...given);
          die(`after ${name} ${deaths.length}`);
          return result;
        };
      return { ...journal, create: around('create', journal.create), record: around('record', journal.record) };
    };
    const first: Bench = aProcess(alive, world, MONDAY, { journal: dying });
    await live(first, world);
    expect(world.calls).toEqual({ review: 2, watch: 2, act: 1, close: 1 });
    expect(deaths.length).toBeGreaterThan(30);
    const undisturbed = first.eventTypes(executionOf(MACHINE_ARN, 'SR-1'));

    for (const { what, dir, at, calls, tokens } of deaths) {
      const left = aWorld(calls, tokens);
      const second = aProcess(dir, left, at);
      second.stepFunctions.recover();
      await live(second, left);

      expect(await second.outcome(executionOf(MACHINE_ARN, 'SR-1')), what).toMatchObject({
        status: 'SUCCEEDED',
        output: { id: 'SR-1' },
      });
      expect((await second.outcome(executionOf(SUCCESSOR, 'SR-1-2'))).output, what).toBe('closed');
      const again = Object.keys(calls).map((name) => calls[name]! - world.calls[name]!);
      expect(Math.min(...again), what).toBe(0);
      expect(
        again.reduce((sum, times) => sum + times),
        what,
      ).toBeLessThanOrEqual(1);
      // One retry less when the failing first call is the one that was made again.
      const history = second.stepFunctions.getExecutionHistory(executionOf(MACHINE_ARN, 'SR-1'));
      expect(
        history.map(({ id }) => id),
        what,
      ).toEqual(history.map((_, index) => index + 1));
      const types = history.map(({ type }) => type);
      const expected = types.includes('TaskFailed') ? undisturbed : undisturbed.toSpliced(4, 3);
      expect(types, what).toEqual(expected);
    }
  });

  it('starts a child without a name once, whenever it died', async () => {
    const starts = aMachine({
      'Hand over': {
        Type: 'Task',
        Resource: 'arn:aws:states:::states:startExecution',
        Arguments: { StateMachineArn: SUCCESSOR, Input: '{% $states.input %}' },
        End: true,
      },
    });
    const wait = aMachine({ Wait: { Type: 'Wait', Seconds: 60, End: true } });
    const deaths: string[] = [];
    const die = () => {
      const dir = join(home, String(deaths.length));
      cpSync(join(home, 'alive'), dir, { recursive: true });
      deaths.push(dir);
    };
    const journal = (plain: ExecutionJournal): ExecutionJournal => ({
      ...plain,
      create: (...given) => (die(), plain.create(...given)),
      record: (...given) => (die(), plain.record(...given), die()),
    });
    const first = aBench({}, starts, { store: openLocalStore(join(home, 'alive')), journal });
    register(first.stepFunctions, wait, SUCCESSOR);
    first.start();
    await first.stepFunctions.settled();

    for (const [index, dir] of deaths.entries()) {
      const second = aBench({}, starts, { store: openLocalStore(dir), seed: 100 + index });
      register(second.stepFunctions, wait, SUCCESSOR);
      second.stepFunctions.recover();
      if (index === 0) second.start();
      await second.pass(60 * SECOND);
      expect(second.stepFunctions.listExecutions(SUCCESSOR), `death ${index}`).toHaveLength(1);
    }
  });

  it('lets a token wait on to its original deadline', async () => {
    const ask = aMachine({ Ask: aWaitingTask('ask', { TimeoutSeconds: 100 }) });
    const tokens: string[] = [];
    const lambdas: Lambdas = { ask: ({ token }: { token: string }) => (tokens.push(token), { payload: null }) };
    const first = aBench(lambdas, ask, { store: openLocalStore(home) });
    const arns = [first.start({}, 'answered'), first.start({}, 'forgotten')] as const;
    await first.pass(40 * SECOND);

    const second = aBench(lambdas, ask, { store: openLocalStore(home), startAt: MONDAY + 60 * SECOND });
    second.stepFunctions.recover();
    second.stepFunctions.sendTaskSuccess(tokens[0]!, '1');
    await second.pass(40 * SECOND - 1);
    expect((await second.outcome(arns[0])).output).toBe(1);
    expect((await second.outcome(arns[1])).status).toBe('RUNNING');
    await second.pass(1);
    expect((await second.outcome(arns[1])).failure).toEqual({ error: 'States.Timeout' });
    expect(second.calls).toEqual([]);
  });

  it('fires what fell due meanwhile at once, in the order in which it was due', async () => {
    const order: string[] = [];
    const lambdas: Lambdas = { act: (name: string) => (order.push(name), { payload: null }) };
    const definition = aMachine({
      Wait: { Type: 'Wait', Seconds: '{% $states.input %}', Next: 'Act' },
      Act: aTask('act', { Arguments: { FunctionName: 'act', Payload: '{% $states.context.Execution.Name %}' } }),
    });
    const first = aBench(lambdas, definition, { store: openLocalStore(home) });
    for (const [name, seconds] of [
      ['third', 30],
      ['first', 10],
      ['second', 20],
      ['later', 9_999],
    ] as const) {
      first.start(seconds, name);
    }
    await first.stepFunctions.settled();

    const second = aBench(lambdas, definition, { store: openLocalStore(home), startAt: MONDAY + 3_600 * SECOND });
    second.stepFunctions.recover();
    await second.stepFunctions.settled();
    expect(order).toEqual(['first', 'second', 'third']);
    expect(second.clock.nextTimer()?.at).toBe(MONDAY + 9_999 * SECOND);
  });

  it('ends what outlived its year while nothing ran', async () => {
    const wait = aMachine({ Wait: { Type: 'Wait', Seconds: 60, End: true } });
    const first = aBench({}, wait, { store: openLocalStore(home) });
    const arn = first.start();
    await first.stepFunctions.settled();
    const second = aBench({}, wait, { store: openLocalStore(home), startAt: MONDAY + 366 * DAY });
    second.stepFunctions.recover();
    expect((await second.outcome(arn)).status).toBe('TIMED_OUT');
  });

  it('goes on by the text that the execution started with, and lists what has ended', async () => {
    const named = (output: string) => aMachine({ Wait: { Type: 'Wait', Seconds: 60, Output: output, End: true } });
    const first = aBench({}, named('old'), { store: openLocalStore(home) });
    const ended = first.start({}, 'ended');
    await first.pass(60 * SECOND);
    const open = first.start({}, 'open');
    await first.stepFunctions.settled();

    const second = aBench({}, named('new'), { store: openLocalStore(home), startAt: first.clock.now() });
    second.stepFunctions.recover();
    await second.pass(60 * SECOND);
    expect((await second.outcome(open)).output).toBe('old');
    expect(second.stepFunctions.listExecutions(MACHINE_ARN).map(({ arn }) => arn)).toEqual([open, ended]);
    expect(second.stepFunctions.listExecutions(MACHINE_ARN, { status: 'RUNNING' })).toEqual([]);
    expect(second.stepFunctions.totals()).toEqual({ executions: 2, statesEntered: 2, retries: 0 });
  });
});
