import { parseTimestamp } from './definition.ts';
import type { Leaving, State, TaskState } from './definition.ts';
import { isFor, isTooLong, StatesError } from './errors.ts';
import type { Failure } from './errors.ts';
import { evaluate, evaluateSeconds, evaluateText, queryFailed, StateFailed, tooLong } from './evaluation.ts';
import type { StatesPart } from './expression.ts';
import { UNTRUNCATED } from './history.ts';
import { createLedger, Stopped } from './ledger.ts';
import { causeIn, isAsleep, stateOf, stepInto } from './running.ts';
import type { Execution } from './running.ts';
import { createTasks } from './tasks.ts';
import type { Outcome, TaskSurroundings } from './tasks.ts';

/** All variables of an execution together: 10 MiB. */
const MOST_VARIABLE_BYTES = 10 * 1_048_576;

/** What the interpreter needs of the engine around it. */
export interface Surroundings extends TaskSurroundings {
  /** Asked before each state is entered and each task is tried again; what it answers is waited for. */
  admit?: (() => Promise<void> | undefined) | undefined;
  ended(execution: Execution): void;
}

/** Runs executions, each from where it stands to where it must wait. */
export interface Interpreter {
  /** Goes on until the execution waits or ends. */
  drive(execution: Execution): void;
  /** Goes on from where a dead process left off. */
  resume(execution: Execution): void;
  /** The answer to a task's token. */
  answer(execution: Execution, outcome: Outcome): void;
  abort(execution: Execution, failure: Partial<Failure>): void;
}

/** The step loop, over the clock, the journal and the Lambdas of one local stack. */
export function createInterpreter(surroundings: Surroundings): Interpreter {
  const { clock, journal, track } = surroundings;
  const ledger = createLedger({ clock, journal, wake, ended: surroundings.ended });
  const { append, commit, finish, arm } = ledger;
  const tasks = createTasks(surroundings, ledger, drive);

  function drive(execution: Execution): void {
    if (execution.driving) return;
    execution.driving = true;
    void track(async () => {
      // A tick later, so that whoever caused this has written and answered first.
      await undefined;
      try {
        while (execution.status === 'RUNNING' && !isAsleep(execution.step)) await advance(execution);
      } catch (error) {
        if (!(error instanceof Stopped)) ledger.failBy(execution, error);
      } finally {
        execution.driving = false;
      }
    });
  }

  function wake(execution: Execution): void {
    if (execution.status !== 'RUNNING') return;
    if (clock.now() >= execution.deadline) {
      finish(execution, 'TIMED_OUT', 'ExecutionTimedOut', { error: StatesError.Timeout });
      return;
    }
    const { step } = execution;
    if (step.phase === 'wait') step.phase = 'result';
    else if (step.phase === 'retry') step.phase = 'attempt';
    else return tasks.settle(execution, { failure: { error: StatesError.Timeout } });
    delete step.wakeAt;
    drive(execution);
  }

  async function advance(execution: Execution): Promise<void> {
    const { step } = execution;
    const state = stateOf(execution);
    if (step.phase === 'enter' || (step.phase === 'attempt' && step.retryCount > 0)) {
      const turn = surroundings.admit?.();
      if (turn) await turn;
      // It may have been stopped meanwhile.
      if (execution.status !== 'RUNNING') return;
    }
    try {
      if (step.phase === 'enter') await enter(execution, state);
      else if (step.phase === 'attempt') await tasks.attempt(execution, state as TaskState);
      else if (step.phase === 'result') {
        const result = state.type === 'Task' ? { result: step.result } : {};
        await leave(execution, state as Leaving & State, result, state.type === 'Task' ? step.result : step.input);
      } else if (step.phase === 'error') await recoverFrom(execution, state as TaskState, step.failure!);
    } catch (error) {
      if (!(error instanceof StateFailed)) throw error;
      if (error.location !== undefined) {
        const { location } = error;
        append(execution, 'EvaluationFailed', { ...error.failure, location, state: state.name });
      }
      // What goes wrong in a Catch entry itself is not caught again.
      if (state.type !== 'Task' || step.phase === 'error') throw error;
      step.phase = 'error';
      step.failure = error.failure;
    }
  }

  async function enter(execution: Execution, state: State): Promise<void> {
    const { step } = execution;
    step.enteredAt = clock.now();
    step.enteredEvent = append(execution, `${state.type}StateEntered`, {
      name: state.name,
      input: JSON.stringify(step.input),
      inputDetails: UNTRUNCATED,
    });
    execution.unwritten.statesEntered += 1;

    switch (state.type) {
      case 'Task':
        step.phase = 'attempt';
        return;
      case 'Pass':
      case 'Succeed':
        return leave(execution, state, {}, step.input);
      case 'Choice':
        return leave(execution, await choose(execution, state), {}, step.input);
      case 'Wait': {
        const wakeAt = await waitUntil(execution, state);
        step.phase = 'wait';
        step.wakeAt = wakeAt;
        commit(execution);
        arm(execution);
        return;
      }
      case 'Fail': {
        const error = state.error && (await evaluateText(execution, state.error, 'Error'));
        const cause = state.cause && (await evaluateText(execution, state.cause, 'Cause'));
        const failure = { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
        finish(execution, 'FAILED', 'ExecutionFailed', failure, { failure: failure as Failure });
      }
    }
  }

  async function choose(execution: Execution, state: Extract<State, { type: 'Choice' }>): Promise<Leaving> {
    for (const [index, rule] of state.choices.entries()) {
      const holds = await evaluate(execution, rule.condition, {});
      if (typeof holds !== 'boolean') {
        const field = `Choices[${index}]/Condition`;
        throw queryFailed(
          execution,
          `The field '${field}' must be true or false, not ${JSON.stringify(holds)}.`,
          field,
        );
      }
      if (holds) return rule;
    }
    if (state.otherwise !== undefined) return state.otherwise;
    const cause = 'No rule holds and there is no Default.';
    throw new StateFailed({ error: StatesError.NoChoiceMatched, cause: causeIn(execution, cause) });
  }

  async function waitUntil(execution: Execution, state: Extract<State, { type: 'Wait' }>): Promise<number> {
    if (state.seconds !== undefined) {
      return clock.now() + (await evaluateSeconds(execution, state.seconds, 'Seconds', 0)) * 1000;
    }
    const text = await evaluate(execution, state.timestamp!, {});
    const instant = parseTimestamp(text);
    if (instant !== undefined) return instant;
    throw queryFailed(execution, `The field 'Timestamp' must be an instant, not ${JSON.stringify(text)}.`, 'Timestamp');
  }

  /** Leaves a state: its output and its variables come from the same values, the variables as they were before. */
  async function leave(
    execution: Execution,
    leaving: Leaving,
    parts: Partial<Record<StatesPart, unknown>>,
    fallback: unknown,
  ): Promise<void> {
    const output = leaving.output === undefined ? fallback : await evaluate(execution, leaving.output, parts);
    const assigned =
      leaving.assign === undefined
        ? undefined
        : ((await evaluate(execution, leaving.assign, parts)) as Record<string, unknown>);
    const json = JSON.stringify(output);
    if (isTooLong(json)) throw tooLong(execution, 'the state', 'output');
    const state = stateOf(execution);
    append(execution, `${state.type as Exclude<State['type'], 'Fail'>}StateExited`, {
      name: state.name,
      output: json,
      outputDetails: UNTRUNCATED,
      ...(assigned && { assignedVariables: assign(execution, assigned) }),
    });
    if (leaving.next === undefined) {
      finish(
        execution,
        'SUCCEEDED',
        'ExecutionSucceeded',
        { output: json, outputDetails: UNTRUNCATED },
        { output: json },
      );
      return;
    }
    execution.step = stepInto(leaving.next, output);
  }

  function assign(execution: Execution, assigned: Record<string, unknown>): Record<string, string> {
    const texts = Object.fromEntries(Object.entries(assigned).map(([name, value]) => [name, JSON.stringify(value)]));
    const variables = { ...execution.variables, ...assigned };
    if (isTooLong(JSON.stringify(assigned)) || isTooLong(JSON.stringify(variables), MOST_VARIABLE_BYTES)) {
      throw tooLong(execution, 'the state', 'variables');
    }
    execution.variables = variables;
    execution.unwritten.variables = true;
    return texts;
  }

  /** Retry comes before Catch; of the list the first entry for the error counts. */
  async function recoverFrom(execution: Execution, state: TaskState, failure: Failure): Promise<void> {
    if (tasks.sleepUntilNextTry(execution, state, failure)) return;
    const catcher = state.catch.find(({ errorEquals }) => isFor(errorEquals, failure.error));
    if (catcher === undefined) return ledger.fail(execution, failure);
    const errorOutput = {
      Error: failure.error,
      ...(failure.cause !== undefined && { Cause: failure.cause }),
    };
    await leave(execution, catcher, { errorOutput }, errorOutput);
  }

  return {
    drive,
    resume(execution) {
      const { step } = execution;
      if (!isAsleep(step)) return drive(execution);
      if (Math.min(step.wakeAt ?? Infinity, execution.deadline) <= clock.now()) return wake(execution);
      arm(execution);
      // The Lambda may have run, or not: AWS would call it again after a Lambda.ServiceException.
      if (step.phase === 'call') tasks.call(execution);
    },
    answer: (execution, outcome) => tasks.settle(execution, outcome),
    abort(execution, failure) {
      finish(execution, 'ABORTED', 'ExecutionAborted', { ...failure }, { failure: failure as Failure });
    },
  };
}
