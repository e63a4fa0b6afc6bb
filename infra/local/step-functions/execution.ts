import type { LocalClock, Timer } from '../clock.ts';
import { MOST_SECONDS, parseTimestamp } from './definition.ts';
import type { Catcher, Leaving, Machine, Resource, State, StateMachineDefinition, TaskState } from './definition.ts';
import { isFor, isTooLong, Refusal, StatesError } from './errors.ts';
import type { Failure } from './errors.ts';
import { QueryEvaluationError } from './expression.ts';
import type { StatesPart, Template } from './expression.ts';
import { MOST_EVENTS } from './history.ts';
import type { HistoryEvent, HistoryEventType } from './history.ts';
import type { Boundary, ExecutionJournal, ExecutionStatus, Step } from './journal.ts';
import { tokenHead, wholeToken } from './token.ts';

/** The longest that an execution may run, in ms: AWS ends a Standard execution after one year. */
export const LONGEST_EXECUTION = 365 * 86_400_000;

/** All variables of an execution together: 10 MiB. */
const MOST_VARIABLE_BYTES = 10 * 1_048_576;

/** What a Lambda answered: its payload, or the error that it threw. */
export type LambdaAnswer = { payload: unknown } | { error: { errorType: string; errorMessage: string } };

/** An execution that has not ended, in memory. */
export interface Execution {
  id: number;
  arn: string;
  name: string;
  machine: Machine;
  source: StateMachineDefinition;
  startedAt: number;
  /** When it is over whatever happens, epoch ms. */
  deadline: number;
  input: unknown;
  status: ExecutionStatus;
  step: Step;
  variables: Record<string, unknown>;
  lastEvent: number;
  /** What has happened since the last boundary and is not written yet. */
  unwritten: { events: HistoryEvent[]; variables: boolean; statesEntered: number; retries: number };
  timer: Timer | undefined;
  /** Its loop is on the way; an outcome that arrives meanwhile is taken up by that loop. */
  driving: boolean;
}

/** What the interpreter needs of the engine around it. */
export interface Surroundings {
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
  ended(execution: Execution): void;
}

/** Runs executions, each from where it stands to where it must wait. */
export interface Interpreter {
  /** Goes on until the execution waits or ends. */
  drive(execution: Execution): void;
  /** Goes on from where a dead process left off. */
  resume(execution: Execution): void;
  /** The answer to a task's token. */
  answer(execution: Execution, answer: { output: unknown } | { failure: Failure }): void;
  abort(execution: Execution, failure: Partial<Failure>): void;
}

/** A state that failed; `location` names the field when it was an expression. */
class StateFailed extends Error {
  readonly failure: Failure;
  readonly location: string | undefined;

  constructor(failure: Failure, location?: string) {
    super(failure.error);
    this.failure = failure;
    this.location = location;
  }
}

/** The history is full: nothing can catch that. */
class HistoryFull extends Error {}

/** The execution was stopped while an expression was being evaluated: its loop ends without a word. */
class Stopped extends Error {}

/** The step loop, over the clock, the journal and the Lambdas of one local stack. */
export function createInterpreter(surroundings: Surroundings): Interpreter {
  const { clock, journal, random, track } = surroundings;

  function append(execution: Execution, type: HistoryEventType, details: Record<string, unknown>): number {
    const id = execution.lastEvent + 1;
    if (id >= MOST_EVENTS && !type.startsWith('Execution')) throw new HistoryFull();
    // AWS lets the first state's entry point to 0, beside ExecutionStarted.
    const previousEventId = id === 2 || type === 'ExecutionTimedOut' ? 0 : execution.lastEvent;
    execution.lastEvent = id;
    execution.unwritten.events.push({ id, previousEventId, timestamp: clock.now(), type, details });
    return id;
  }

  /** The step boundary: nothing that follows may be seen before this is written. */
  function commit(execution: Execution, end?: Boundary['end']): void {
    const { events, variables, statesEntered, retries } = execution.unwritten;
    journal.record(execution.id, {
      step: execution.step,
      ...(variables ? { variables: execution.variables } : {}),
      events,
      statesEntered,
      retries,
      ...(end ? { end } : {}),
    });
    execution.unwritten = { events: [], variables: false, statesEntered: 0, retries: 0 };
  }

  function finish(
    execution: Execution,
    status: Exclude<ExecutionStatus, 'RUNNING'>,
    type: HistoryEventType,
    details: Record<string, unknown>,
    end: { output?: string; failure?: Failure } = {},
  ): void {
    disarm(execution);
    append(execution, type, details);
    execution.status = status;
    commit(execution, { status, at: clock.now(), ...end });
    surroundings.ended(execution);
  }

  function fail(execution: Execution, failure: Failure): void {
    finish(execution, 'FAILED', 'ExecutionFailed', { ...failure }, { failure });
  }

  // Sleeping and waking

  function arm(execution: Execution): void {
    disarm(execution);
    const { step } = execution;
    const at = Math.min(step.wakeAt ?? Infinity, execution.deadline);
    const what = at === execution.deadline ? 'the execution times out' : WAKING[step.phase];
    const label = `${execution.source.name} ${execution.name}: ${step.state}: ${what}`;
    execution.timer = clock.schedule(at, () => wake(execution), label);
  }

  function disarm(execution: Execution): void {
    execution.timer?.cancel();
    execution.timer = undefined;
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
    else return settleTask(execution, { failure: { error: StatesError.Timeout } });
    delete step.wakeAt;
    drive(execution);
  }

  // Expressions

  async function evaluate(
    execution: Execution,
    template: Template,
    parts: Partial<Record<StatesPart, unknown>>,
    taskToken?: string,
  ): Promise<unknown> {
    if (template.constant) return template.value;
    try {
      return await template.evaluate({
        states: { input: execution.step.input, context: contextOf(execution, taskToken), ...parts },
        variables: execution.variables,
      });
    } catch (error) {
      if (!(error instanceof QueryEvaluationError)) throw error;
      throw queryFailed(execution, error.message, error.location);
    } finally {
      if (execution.status !== 'RUNNING') throw new Stopped();
    }
  }

  function queryFailed(execution: Execution, cause: string, location: string): StateFailed {
    return new StateFailed({ error: StatesError.QueryEvaluationError, cause: causeIn(execution, cause) }, location);
  }

  async function evaluateSeconds(execution: Execution, template: Template, field: string, least: number) {
    const seconds = await evaluate(execution, template, {});
    if (Number.isInteger(seconds) && (seconds as number) >= least && (seconds as number) <= MOST_SECONDS) {
      return seconds as number;
    }
    const wanted = `a whole number from ${least} to ${MOST_SECONDS}`;
    throw queryFailed(execution, `The field '${field}' must be ${wanted}, not ${JSON.stringify(seconds)}.`, field);
  }

  async function evaluateText(execution: Execution, template: Template, field: string): Promise<string> {
    const text = await evaluate(execution, template, {});
    if (typeof text === 'string') return text;
    throw queryFailed(execution, `The field '${field}' must be a text, not ${JSON.stringify(text)}.`, field);
  }

  // Moving

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

  function tooLong(execution: Execution, what: string, which: string): StateFailed {
    const cause = `${what} returned ${which} of more than the 262144 bytes that Step Functions carries.`;
    return new StateFailed({ error: StatesError.DataLimitExceeded, cause: causeIn(execution, cause) });
  }

  // The loop

  function drive(execution: Execution): void {
    if (execution.driving) return;
    execution.driving = true;
    void track(async () => {
      // A tick later, so that whoever caused this has written and answered first.
      await undefined;
      try {
        while (execution.status === 'RUNNING' && !isAsleep(execution.step)) await advance(execution);
      } catch (error) {
        if (error instanceof Stopped || execution.status !== 'RUNNING') return;
        endWith(execution, error);
      } finally {
        execution.driving = false;
      }
    });
  }

  /** The end of an execution by something that no state can catch. */
  function endWith(execution: Execution, error: unknown): void {
    if (error instanceof StateFailed) return fail(execution, error.failure);
    const cause =
      error instanceof HistoryFull
        ? `The execution reached the maximum number of history events (${MOST_EVENTS}).`
        : causeIn(execution, error instanceof Error ? (error.stack ?? error.message) : String(error));
    fail(execution, { error: StatesError.Runtime, cause });
  }

  async function advance(execution: Execution): Promise<void> {
    const { step } = execution;
    const state = stateOf(execution);
    try {
      if (step.phase === 'enter') await enter(execution, state);
      else if (step.phase === 'attempt') await attempt(execution, state as TaskState);
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

  // Tasks

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
    const { FunctionName, Payload = {}, ...child } = given as Record<string, unknown>;
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
      let outcome: { output: unknown } | { failure: Failure };
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
      execution.status === 'RUNNING' &&
      execution.step === step &&
      step.phase === 'call' &&
      step.retryCount === attemptNumber;

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
        return settleTask(execution, { failure: { error: errorType, cause } });
      }
      const kind = (stateOf(execution) as TaskState).resource.kind;
      const result = answer.payload ?? null;
      const output = kind === 'lambda-arn' ? result : { ExecutedVersion: '$LATEST', Payload: result, StatusCode: 200 };
      if (kind !== 'lambda-with-token') return settleTask(execution, { output });
      guard(execution, () => {
        append(execution, 'TaskSubmitted', { ...RESOURCES[kind], output: JSON.stringify(output) });
        step.phase = 'token';
        commit(execution);
      });
    });
  }

  /** The outcome of a task is written before anything follows from it. */
  function settleTask(execution: Execution, outcome: { output: unknown } | { failure: Failure }): void {
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
      endWith(execution, error);
    }
  }

  function noteOutcome(execution: Execution, outcome: { output: unknown } | { failure: Failure }): void {
    const { step } = execution;
    const { resource } = stateOf(execution) as TaskState;
    const direct = resource.kind === 'lambda-arn';
    const about = resource.kind === 'lambda-arn' ? {} : RESOURCES[resource.kind];
    const family = direct ? 'LambdaFunction' : 'Task';
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

  /** Retry comes before Catch; of each list the first entry for the error counts. */
  async function recoverFrom(execution: Execution, state: TaskState, failure: Failure): Promise<void> {
    const { step } = execution;
    const index = state.retry.findIndex(({ errorEquals }) => isFor(errorEquals, failure.error));
    const retrier = state.retry[index];
    const used = step.retriesUsed[index] ?? 0;
    if (retrier !== undefined && used < retrier.maxAttempts) {
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
      return;
    }
    const catcher: Catcher | undefined = state.catch.find(({ errorEquals }) => isFor(errorEquals, failure.error));
    if (catcher === undefined) return fail(execution, failure);
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
      if (step.phase === 'call') call(execution);
    },
    answer: (execution, outcome) => settleTask(execution, outcome),
    abort(execution, failure) {
      finish(execution, 'ABORTED', 'ExecutionAborted', { ...failure }, { failure: failure as Failure });
    },
  };
}

const UNTRUNCATED = { truncated: false };

const RESOURCES: Record<Exclude<Resource['kind'], 'lambda-arn'>, { resourceType: string; resource: string }> = {
  lambda: { resourceType: 'lambda', resource: 'invoke' },
  'lambda-with-token': { resourceType: 'lambda', resource: 'invoke.waitForTaskToken' },
  'start-execution': { resourceType: 'states', resource: 'startExecution' },
};

const WAKING: Partial<Record<Step['phase'], string>> = {
  call: 'the task times out',
  token: 'the task times out',
  wait: 'the wait ends',
  retry: 'the task is tried again',
};

const isAsleep = ({ phase }: Step): boolean => WAKING[phase] !== undefined;

/** The step before a state is entered. */
export function stepInto(state: string, input: unknown): Step {
  return { state, phase: 'enter', input, enteredAt: 0, enteredEvent: 0, retryCount: 0, retriesUsed: [] };
}

function stateOf(execution: Execution): State {
  return execution.machine.states.get(execution.step.state)!;
}

function causeIn(execution: Execution, cause: string): string {
  const { state, enteredEvent } = execution.step;
  return `An error occurred while executing the state '${state}' (entered at the event id #${enteredEvent}). ${cause}`;
}

/** `$states.context`, as AWS fills it. */
function contextOf(execution: Execution, taskToken: string | undefined): Record<string, unknown> {
  const { source, step } = execution;
  return {
    Execution: {
      Id: execution.arn,
      Input: execution.input,
      Name: execution.name,
      RedriveCount: 0,
      RoleArn: source.roleArn,
      StartTime: new Date(execution.startedAt).toISOString(),
    },
    State: { EnteredTime: new Date(step.enteredAt).toISOString(), Name: step.state, RetryCount: step.retryCount },
    StateMachine: { Id: source.arn, Name: source.name },
    ...(taskToken !== undefined && { Task: { Token: taskToken } }),
  };
}
