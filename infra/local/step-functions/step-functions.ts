import type { LocalClock } from '../clock.ts';
import { createHandler } from './api.ts';
import { loadMachine } from './definition.ts';
import type { Machine, StateMachineDefinition } from './definition.ts';
import { isTooLong, Refusal } from './errors.ts';
import type { Failure } from './errors.ts';
import { createInterpreter } from './execution.ts';
import { uuid } from './expression.ts';
import type { HistoryEvent } from './history.ts';
import type { ExecutionFilter, ExecutionJournal, ExecutionRecord, ExecutionStatus } from './journal.ts';
import { LONGEST_EXECUTION, stepInto } from './running.ts';
import type { Execution } from './running.ts';
import type { LambdaAnswer } from './tasks.ts';
import { readToken } from './token.ts';

/** Metrics of the namespace AWS/States: counts of 1, and ExecutionTime in ms. */
export type StatesMetric =
  | 'ExecutionsStarted'
  | 'ExecutionsSucceeded'
  | 'ExecutionsFailed'
  | 'ExecutionsTimedOut'
  | 'ExecutionsAborted'
  | 'ExecutionTime';

/** A machine as it is registered now. */
export interface RegisteredMachine {
  source: StateMachineDefinition;
  registeredAt: number;
}

/** Step Functions on one machine. Every method refuses with a Refusal named as AWS names it. */
export interface StepFunctions {
  /** Makes a machine known; executions that run go on by the text that they started with. @throws DefinitionRefused */
  registerMachine(definition: StateMachineDefinition): void;
  /** `input` is a JSON text. The same name and input while it runs answers the running one. `startDate` in epoch ms. */
  startExecution(request: { stateMachineArn: string; name?: string; input?: string }): {
    executionArn: string;
    startDate: number;
  };
  /** `output` is a JSON text. */
  sendTaskSuccess(taskToken: string, output: string): void;
  sendTaskFailure(taskToken: string, error?: string, cause?: string): void;
  /** Only checks that the token still waits: tasks have no heartbeat here. */
  sendTaskHeartbeat(taskToken: string): void;
  /** Answers when it stopped, epoch ms. */
  stopExecution(executionArn: string, error?: string, cause?: string): number;
  /** As of the last step boundary. Gone 90 days after its end, as on AWS. */
  describeExecution(executionArn: string): ExecutionRecord;
  getExecutionHistory(
    executionArn: string,
    range?: { after?: number; before?: number; limit?: number; backwards?: boolean },
  ): HistoryEvent[];
  /** Newest first. */
  listExecutions(stateMachineArn: string, filter?: ExecutionFilter): ExecutionRecord[];
  describeStateMachine(stateMachineArn: string): RegisteredMachine;
  describeStateMachineForExecution(executionArn: string): StateMachineDefinition;
  listStateMachines(): RegisteredMachine[];
  /** Takes up every execution that a process before this one left running. Call once, after the Lambdas are ready. */
  recover(): void;
  /** The machine whose execution a token was made for; undefined for a token that none of them knows. */
  machineOfToken(taskToken: string): string | undefined;
  /** Steps that run right now: expressions being evaluated and Lambdas that have not answered. */
  runningSteps(): number;
  /** Resolves once no step runs; executions may well be waiting. */
  settled(): Promise<void>;
  /** Since the store was made; AWS bills states entered + retries as state transitions. */
  totals(): { executions: number; statesEntered: number; retries: number };
  /** The AWS JSON 1.0 protocol; `target` is the header X-Amz-Target. */
  handleRequest(target: string, body: object): Promise<{ status: number; body: object }>;
}

/** AWS keeps an ended execution, and its name, for 90 days. */
const RETENTION = 90 * 86_400_000;

/** Characters that an execution name must not have (AWS, StartExecution: spaces, brackets, wildcards, specials, controls). */

const FORBIDDEN_IN_NAME = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f\ufffe\uffff\ud800-\udfff]/;

/**
 * The local Step Functions: Standard executions over a clock that can be moved, Lambdas that are handed in, and a journal
 * that outlives the process. `random` (0 ≤ x < 1) feeds jitter, ids and tokens.
 *
 * After a killed process, a task whose Lambda was in flight is called again with the same payload and token: AWS retries
 * there too (Lambda.ServiceException), so a function must bear being called twice. Deadlines stay the original ones.
 */
export function createStepFunctions(options: {
  clock: LocalClock;
  invokeLambda(functionArn: string, payload: unknown): Promise<LambdaAnswer>;
  journal: ExecutionJournal;
  onMetric?(name: StatesMetric, machineArn: string, value: number): void;
  /** Holds a transition back until it may happen: AWS slows an account that is over its quota of them. Nothing is held back without it. */
  admit?(): Promise<void> | undefined;
  random: () => number;
}): StepFunctions {
  const { clock, journal, random } = options;
  const surroundings = { now: () => clock.now(), random };
  const machines = new Map<string, RegisteredMachine & { definitionId: number }>();
  const loaded = new Map<number, { machine: Machine; source: StateMachineDefinition }>();
  const running = new Map<number, Execution>();
  const idByArn = new Map<string, number>();
  let runningSteps = 0;
  const waiting: (() => void)[] = [];

  const count = (name: StatesMetric, machineArn: string, value = 1) => options.onMetric?.(name, machineArn, value);

  const interpreter = createInterpreter({
    clock,
    journal,
    random,
    admit: options.admit,
    invokeLambda: options.invokeLambda,
    startChild: ({ stateMachineArn, name, input }) =>
      startExecution({
        stateMachineArn: String(stateMachineArn),
        ...(name === undefined ? {} : { name: String(name) }),
        input: input === undefined ? '{}' : JSON.stringify(input),
      }),
    async track(work) {
      runningSteps += 1;
      try {
        return await work();
      } finally {
        runningSteps -= 1;
        if (runningSteps === 0) waiting.splice(0).forEach((resolve) => resolve());
      }
    },
    ended(execution) {
      running.delete(execution.id);
      idByArn.delete(execution.arn);
      count(METRIC_OF[execution.status], execution.source.arn);
      count('ExecutionTime', execution.source.arn, clock.now() - execution.startedAt);
    },
  });

  function load(definitionId: number) {
    let found = loaded.get(definitionId);
    if (found === undefined) {
      const source = journal.definition(definitionId);
      found = { source, machine: loadMachine(source, surroundings) };
      loaded.set(definitionId, found);
    }
    return found;
  }

  function takeUp(record: ExecutionRecord): Execution {
    const { machine, source } = load(record.definitionId);
    const own = machine.timeoutSeconds === undefined ? Infinity : machine.timeoutSeconds * 1000;
    const execution: Execution = {
      id: record.id,
      arn: record.arn,
      name: record.name,
      machine,
      source,
      startedAt: record.startedAt,
      deadline: record.startedAt + Math.min(own, LONGEST_EXECUTION),
      input: JSON.parse(record.input),
      status: 'RUNNING',
      step: record.step,
      variables: record.variables,
      lastEvent: record.lastEvent,
      unwritten: { events: [], variables: false, statesEntered: 0, retries: 0 },
      timer: undefined,
      driving: false,
    };
    running.set(execution.id, execution);
    idByArn.set(execution.arn, execution.id);
    return execution;
  }

  function machineOf(arn: string) {
    const machine = machines.get(arn);
    if (machine === undefined) throw new Refusal('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
    return machine;
  }

  /** What an arn names now: an execution that ended more than 90 days ago is gone. */
  function find(executionArn: string): ExecutionRecord | undefined {
    const record = journal.find(executionArn);
    if (record?.stoppedAt === undefined || record.stoppedAt >= clock.now() - RETENTION) return record;
    journal.forget(record.id);
    return undefined;
  }

  function existing(executionArn: string): ExecutionRecord {
    const record = find(executionArn);
    if (record !== undefined) return record;
    throw new Refusal('ExecutionDoesNotExist', `Execution Does Not Exist: '${executionArn}'`);
  }

  const startExecution: StepFunctions['startExecution'] = ({ stateMachineArn, name = uuid(random), input = '{}' }) => {
    const { source, definitionId } = machineOf(stateMachineArn);
    if (name.length === 0 || name.length > 80 || FORBIDDEN_IN_NAME.test(name)) {
      throw new Refusal('InvalidName', `Invalid Name: '${name}'`);
    }
    const parsed = parseJson(input, 'InvalidExecutionInput', 'Invalid State Machine Execution Input');
    if (isTooLong(input)) throw new Refusal('ValidationException', 'The input is longer than 262144 bytes.');

    const arn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
    const known = find(arn);
    if (known !== undefined) {
      if (known.status === 'RUNNING' && known.input === input) return { executionArn: arn, startDate: known.startedAt };
      throw new Refusal('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    }
    const startDate = clock.now();
    const record: Omit<ExecutionRecord, 'id'> = {
      arn,
      name,
      machineArn: stateMachineArn,
      definitionId,
      status: 'RUNNING',
      startedAt: startDate,
      stoppedAt: undefined,
      input,
      output: undefined,
      failure: undefined,
      step: stepInto(load(definitionId).machine.startAt, parsed),
      variables: {},
      lastEvent: 1,
      statesEntered: 0,
      retries: 0,
    };
    const details = { input, inputDetails: { truncated: false }, roleArn: source.roleArn };
    const id = journal.create(record, [
      { id: 1, previousEventId: 0, timestamp: startDate, type: 'ExecutionStarted', details },
    ]);
    count('ExecutionsStarted', stateMachineArn);
    interpreter.drive(takeUp({ ...record, id }));
    return { executionArn: arn, startDate };
  };

  /** The execution that still waits for this token. */
  function waitingFor(taskToken: string): Execution {
    const token = readToken(taskToken);
    if (token === undefined) throw new Refusal('InvalidToken', `Invalid Token: 'Invalid token'`);
    const execution = running.get(token.executionId);
    if (execution !== undefined && execution.step.token === token.head) return execution;
    if (execution === undefined && journal.findById(token.executionId) === undefined) {
      throw new Refusal('TaskDoesNotExist', `Task Does Not Exist: 'No such task'`);
    }
    throw new Refusal('TaskTimedOut', `Task Timed Out: 'Provided task does not exist anymore'`);
  }

  const functions: Omit<StepFunctions, 'handleRequest'> = {
    registerMachine(definition) {
      const machine = loadMachine(definition, surroundings);
      // As text and back, so that what runs now is what a later process will read.
      const definitionId = journal.saveDefinition(definition);
      if (!loaded.has(definitionId)) loaded.set(definitionId, { machine, source: definition });
      machines.set(definition.arn, { source: definition, registeredAt: clock.now(), definitionId });
    },
    startExecution,
    sendTaskSuccess(taskToken, output) {
      const execution = waitingFor(taskToken);
      const parsed = parseJson(output, 'InvalidOutput', 'Invalid Output');
      if (isTooLong(output)) throw new Refusal('ValidationException', 'The output is longer than 262144 bytes.');
      interpreter.answer(execution, { output: parsed });
    },
    sendTaskFailure(taskToken, error, cause) {
      // A failure without a name counts as the general one.
      const failure: Failure = { error: error ?? 'States.TaskFailed', ...(cause !== undefined && { cause }) };
      interpreter.answer(waitingFor(taskToken), { failure });
    },
    sendTaskHeartbeat(taskToken) {
      waitingFor(taskToken);
    },
    stopExecution(executionArn, error, cause) {
      const record = existing(executionArn);
      const execution = running.get(record.id);
      if (execution === undefined) return record.stoppedAt!;
      interpreter.abort(execution, { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) });
      return clock.now();
    },
    describeExecution: existing,
    getExecutionHistory: (executionArn, range = {}) => journal.history(existing(executionArn).id, range),
    listExecutions(stateMachineArn, filter = {}) {
      machineOf(stateMachineArn);
      return journal.list(stateMachineArn, { stoppedSince: clock.now() - RETENTION, ...filter });
    },
    describeStateMachine: (arn) => machineOf(arn),
    describeStateMachineForExecution: (executionArn) => journal.definition(existing(executionArn).definitionId),
    listStateMachines: () => [...machines.values()],
    recover() {
      const left = [...journal.running()].filter((record) => !running.has(record.id)).map(takeUp);
      // What fell due while nothing ran happens in the order in which it was due.
      left.sort((a, b) => (a.step.wakeAt ?? a.deadline) - (b.step.wakeAt ?? b.deadline) || a.id - b.id);
      left.forEach((execution) => interpreter.resume(execution));
    },
    machineOfToken(taskToken) {
      const id = readToken(taskToken)?.executionId;
      return id === undefined ? undefined : journal.findById(id)?.machineArn;
    },
    runningSteps: () => runningSteps,
    settled: () => (runningSteps === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    totals: () => journal.totals(),
  };
  return { ...functions, handleRequest: createHandler(functions) };
}

const METRIC_OF: Record<ExecutionStatus, StatesMetric> = {
  RUNNING: 'ExecutionsStarted',
  SUCCEEDED: 'ExecutionsSucceeded',
  FAILED: 'ExecutionsFailed',
  TIMED_OUT: 'ExecutionsTimedOut',
  ABORTED: 'ExecutionsAborted',
};

function parseJson(text: string, code: 'InvalidExecutionInput' | 'InvalidOutput', what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Refusal(code, `${what}: '${error instanceof Error ? error.message : String(error)}'`);
  }
}
