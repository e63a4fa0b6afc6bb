import type { LocalClock } from '../clock.ts';
import { MOST_SECONDS } from './definition.ts';
import type { Resource, TaskState } from './definition.ts';
import { isFor, isTooLong, Refusal, StatesError } from './errors.ts';
import type { Failure } from './errors.ts';
import { evaluate, evaluateSeconds, tooLong } from './evaluation.ts';
import { MOST_EVENTS, UNTRUNCATED } from './history.ts';
import type { ExecutionJournal } from './journal.ts';
import { HistoryFull } from './ledger.ts';
import type { Ledger } from './ledger.ts';
import { stateOf } from './running.ts';
import type { Execution } from './running.ts';
import { tokenHead, wholeToken } from './token.ts';

/** What a Lambda answered: its payload, or the error that it threw. */
export type LambdaAnswer = { payload: unknown } | { error: { errorType: string; errorMessage: string } };

/** How a task came out. */
export type Outcome = { output: unknown } | { failure: Failure };

/** What tasks need of the engine around them. */
export interface TaskSurroundings {
  clock: LocalClock;
  journal: ExecutionJournal;
  random: () => number;
  invokeLambda(functionName: string, payload: unknown): Promise<LambdaAnswer>;
  /** The child of a `states:startExecution`; throws a Refusal as StartExecution does. */
  startChild(request: { stateMachineArn: unknown; name?: unknown; input?: unknown }): {
    executionArn: string;
    startDate: number;
  };
  /** Counts work that is under way, so that the stack knows when it has settled. */
  track<T>(work: () => Promise<T>): Promise<T>;
}

/** The calls of Task states. */
export interface Tasks {
  /** Schedules the task and calls it; its outcome comes back through `settle`. */
  attempt(execution: Execution, state: TaskState): Promise<void>;
  /** Invokes the Lambda of the current step. */
  call(execution: Execution): void;
  /** The outcome of a task is written before anything follows from it. */
  settle(execution: Execution, outcome: Outcome): void;
  /** Sends the task to sleep until its next try, if a Retry entry grants one; of the list the first for the error counts. */
  sleepUntilNextTry(execution: Execution, state: TaskState, failure: Failure): boolean;
}

/** Task states over the ledger; `drive` goes on with an execution whose task is settled. */
export function createTasks(
  surroundings: TaskSurroundings,
  ledger: Ledger,
  drive: (execution: Execution) => void,
): Tasks {
  const { clock, journal, random, track } = surroundings;
  const { append, commit, arm, disarm } = ledger;

  async function attempt(execution: Execution, state: TaskState): Promise<void> {
    const { step } = execution;
    const { resource } = state;
    const timeout =
      state.timeoutSeconds && (await evaluateSeconds(execution, state.timeoutSeconds, 'TimeoutSeconds', 1));
    const head =
      resource.kind === 'lambda-with-token' ? tokenHead(execution.id, execution.lastEvent + 1, random) : undefined;
    const given =
      state.arguments === undefined
        ? step.input
        : await evaluate(execution, state.arguments, {}, head && wholeToken(head));
    const json = JSON.stringify(given);
    if (isTooLong(json)) throw tooLong(execution, 'the field Arguments', 'a value');

    if (resource.kind === 'lambda-arn') {
      append(execution, 'LambdaFunctionScheduled', {
        resource: resource.functionArn,
        input: json,
        inputDetails: UNTRUNCATED,
        ...(timeout !== undefined && { timeoutInSeconds: timeout }),
      });
      append(execution, 'LambdaFunctionStarted', {});
    } else {
      append(execution, 'TaskScheduled', {
        ...RESOURCES[resource.kind],
        region: execution.source.arn.split(':')[3],
        parameters: json,
        ...(timeout !== undefined && { timeoutInSeconds: timeout }),
      });
      append(execution, 'TaskStarted', { ...RESOURCES[resource.kind] });
    }
    const { FunctionName, Payload = {}, ...child } = (given ?? {}) as Record<string, unknown>;
    if (resource.kind === 'start-execution') return startChild(execution, child);

    step.phase = 'call';
    step.call =
      resource.kind === 'lambda-arn'
        ? { functionName: resource.functionArn, payload: given }
        : { functionName: String(FunctionName), payload: Payload };
    if (head !== undefined) step.token = head;
    if (timeout !== undefined) step.wakeAt = clock.now() + timeout * 1000;
    commit(execution);
    arm(execution);
    call(execution);
  }

  /** The child and the parent's knowledge of it are one write: no crash can start it twice or lose its arn. */
  function startChild(execution: Execution, given: Record<string, unknown>): void {
    // The history must have room for the answer before there is a child to answer for.
    if (execution.lastEvent + 1 >= MOST_EVENTS) throw new HistoryFull();
    journal.together(() => {
      let outcome: Outcome;
      try {
        const { StateMachineArn, Name, Input } = given;
        const child = surroundings.startChild({ stateMachineArn: StateMachineArn, name: Name, input: Input });
        const startDate = new Date(child.startDate).toISOString();
        outcome = { output: { ExecutionArn: child.executionArn, StartDate: startDate } };
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        outcome = { failure: { error: `StepFunctions.${error.code}Exception`, cause: error.message } };
      }
      noteOutcome(execution, outcome);
      commit(execution);
    });
  }

  function call(execution: Execution): void {
    const { step } = execution;
    const { functionName, payload } = step.call!;
    const attemptNumber = step.retryCount;
    const isCurrent = () =>
      execution.status === 'RUNNING' && step.phase === 'call' && step.retryCount === attemptNumber;

    void track(async () => {
      let answer: LambdaAnswer;
      try {
        answer = await surroundings.invokeLambda(functionName, payload);
      } catch (error) {
        // The Lambda service itself failed, which is what the standard Retry list is for.
        const errorMessage = error instanceof Error ? error.message : String(error);
        answer = { error: { errorType: 'Lambda.ServiceException', errorMessage } };
      }
      // It timed out, was stopped, or its token was answered before the function returned.
      if (!isCurrent()) return;
      if ('error' in answer) {
        const { errorType, errorMessage } = answer.error;
        const cause = JSON.stringify({ errorType, errorMessage });
        return settle(execution, { failure: { error: errorType, cause } });
      }
      const kind = (stateOf(execution) as TaskState).resource.kind;
      const result = answer.payload ?? null;
      const output = kind === 'lambda-arn' ? result : { ExecutedVersion: '$LATEST', Payload: result, StatusCode: 200 };
      if (kind !== 'lambda-with-token') return settle(execution, { output });
      guard(execution, () => {
        append(execution, 'TaskSubmitted', { ...RESOURCES[kind], output: JSON.stringify(output) });
        step.phase = 'token';
        commit(execution);
      });
    });
  }

  function settle(execution: Execution, outcome: Outcome): void {
    guard(execution, () => {
      disarm(execution);
      noteOutcome(execution, outcome);
      commit(execution);
      drive(execution);
    });
  }

  function guard(execution: Execution, work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof HistoryFull)) throw error;
      ledger.failBy(execution, error);
    }
  }

  function noteOutcome(execution: Execution, outcome: Outcome): void {
    const { step } = execution;
    const { resource } = stateOf(execution) as TaskState;
    const [family, about] =
      resource.kind === 'lambda-arn'
        ? (['LambdaFunction', {}] as const)
        : (['Task', RESOURCES[resource.kind]] as const);
    if ('output' in outcome) {
      const output = JSON.stringify(outcome.output);
      if (isTooLong(output)) {
        outcome = { failure: tooLong(execution, `the task of state '${step.state}'`, 'a result').failure };
      } else {
        append(execution, `${family}Succeeded`, { ...about, output, outputDetails: UNTRUNCATED });
      }
    }
    if ('failure' in outcome) {
      const { failure } = outcome;
      append(execution, `${family}${failure.error === StatesError.Timeout ? 'TimedOut' : 'Failed'}`, {
        ...about,
        ...failure,
      });
    }
    step.phase = 'output' in outcome ? 'result' : 'error';
    step.result = 'output' in outcome ? outcome.output : undefined;
    step.failure = 'failure' in outcome ? outcome.failure : undefined;
    delete step.wakeAt;
    delete step.call;
    delete step.token;
  }

  function sleepUntilNextTry(execution: Execution, state: TaskState, failure: Failure): boolean {
    const { step } = execution;
    const index = state.retry.findIndex(({ errorEquals }) => isFor(errorEquals, failure.error));
    const retrier = state.retry[index];
    const used = step.retriesUsed[index] ?? 0;
    if (retrier === undefined || used >= retrier.maxAttempts) return false;
    const grown = retrier.intervalSeconds * retrier.backoffRate ** used;
    const delay = Math.min(grown, retrier.maxDelaySeconds ?? MOST_SECONDS) * (retrier.fullJitter ? random() : 1);
    step.retriesUsed[index] = used + 1;
    for (let other = 0; other < index; other += 1) step.retriesUsed[other] ??= 0;
    step.retryCount += 1;
    step.phase = 'retry';
    step.wakeAt = clock.now() + Math.round(delay * 1000);
    delete step.failure;
    execution.unwritten.retries += 1;
    commit(execution);
    arm(execution);
    return true;
  }

  return { attempt, call, settle, sleepUntilNextTry };
}

const RESOURCES: Record<Exclude<Resource['kind'], 'lambda-arn'>, { resourceType: string; resource: string }> = {
  lambda: { resourceType: 'lambda', resource: 'invoke' },
  'lambda-with-token': { resourceType: 'lambda', resource: 'invoke.waitForTaskToken' },
  'start-execution': { resourceType: 'states', resource: 'startExecution' },
};
