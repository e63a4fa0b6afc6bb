import type { DatabaseSync } from 'node:sqlite';
import { createClock } from '../../infra/local/clock.ts';
import type { LocalClock } from '../../infra/local/clock.ts';
import { openLocalStore } from '../../infra/local/local-store.ts';
import { createExecutionJournal } from '../../infra/local/step-functions/journal.ts';
import type { ExecutionJournal, ExecutionRecord } from '../../infra/local/step-functions/journal.ts';
import type { LambdaAnswer } from '../../infra/local/step-functions/tasks.ts';
import { createStepFunctions } from '../../infra/local/step-functions/step-functions.ts';
import type { StepFunctions } from '../../infra/local/step-functions/step-functions.ts';

/** Monday 2026-03-02 09:00 in Somerville. */
export const MONDAY = Date.UTC(2026, 2, 2, 14);

export const SECOND = 1_000;
export const DAY = 86_400 * SECOND;

export const MACHINE_ARN = 'arn:aws:states:us-east-1:123456789012:stateMachine:lifecycle';

/** The Lambdas of a test: what each answers, by the name that the machine calls. */
export type Lambdas = Record<string, (payload: never) => LambdaAnswer | Promise<LambdaAnswer>>;

/** Numbers of 0 ≤ x < 1 that are the same in every run (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A machine of JSONata states that starts at its first one. */
export function aMachine(states: Record<string, object>, more: object = {}): object {
  return { QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states, ...more };
}

/** A Task that invokes a Lambda, and ends the machine unless told otherwise. */
export function aTask(functionName: string, more: object = {}): object {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Arguments: { FunctionName: functionName, Payload: '{% $states.input %}' },
    Output: '{% $states.result.Payload %}',
    ...('Next' in more ? {} : { End: true }),
    ...more,
  };
}

/** A Task that hands its token to a Lambda and waits for the answer. */
export function aWaitingTask(functionName: string, more: object = {}): object {
  return aTask(functionName, {
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Arguments: { FunctionName: functionName, Payload: { token: '{% $states.context.Task.Token %}' } },
    Output: '{% $states.result %}',
    ...more,
  });
}

/** One Step Functions over its own clock and store, and what it did. */
export interface Bench {
  clock: LocalClock;
  stepFunctions: StepFunctions;
  calls: { functionName: string; payload: unknown; at: number }[];
  metrics: string[];
  /** Starts the machine at MACHINE_ARN. */
  start(input?: unknown, name?: string): string;
  /** Moves time on by this many milliseconds from now. */
  pass(milliseconds: number): Promise<void>;
  outcome(executionArn: string): Promise<Pick<ExecutionRecord, 'status' | 'failure'> & { output: unknown }>;
  eventTypes(executionArn: string): string[];
}

/** Builds a bench; `definition` is registered as MACHINE_ARN when given. */
export function aBench(
  lambdas: Lambdas = {},
  definition?: object,
  options: {
    startAt?: number;
    store?: DatabaseSync;
    journal?: (journal: ExecutionJournal) => ExecutionJournal;
    seed?: number;
  } = {},
): Bench {
  const { startAt = MONDAY, store = openLocalStore(), journal = (plain) => plain, seed = 1 } = options;
  const calls: Bench['calls'] = [];
  const metrics: string[] = [];
  const clock = createClock({ startAt, settle: () => stepFunctions.settled() });
  const stepFunctions: StepFunctions = createStepFunctions({
    clock,
    journal: journal(createExecutionJournal(store)),
    random: seededRandom(seed),
    onMetric: (name) => metrics.push(name),
    async invokeLambda(functionName, payload) {
      calls.push({ functionName, payload, at: clock.now() });
      return lambdas[functionName]!(payload as never);
    },
  });
  if (definition !== undefined) register(stepFunctions, definition);
  return {
    clock,
    stepFunctions,
    calls,
    metrics,
    start: (input = {}, name = 'SR-1') =>
      stepFunctions.startExecution({ stateMachineArn: MACHINE_ARN, name, input: JSON.stringify(input) }).executionArn,
    pass: (milliseconds) => clock.advanceTo(clock.now() + milliseconds),
    async outcome(executionArn) {
      await stepFunctions.settled();
      const { status, output, failure } = stepFunctions.describeExecution(executionArn);
      return { status, failure, output: output === undefined ? undefined : JSON.parse(output) };
    },
    eventTypes: (executionArn) => stepFunctions.getExecutionHistory(executionArn).map(({ type }) => type),
  };
}

/** Registers a definition as MACHINE_ARN. */
export function register(stepFunctions: StepFunctions, definition: object, arn: string = MACHINE_ARN): void {
  const roleArn = 'arn:aws:iam::123456789012:role/lifecycle';
  stepFunctions.registerMachine({ arn, name: arn.split(':').at(-1)!, definition, roleArn });
}
