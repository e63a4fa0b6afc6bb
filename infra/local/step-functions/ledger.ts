import type { LocalClock } from '../clock.ts';
import { StatesError } from './errors.ts';
import type { Failure } from './errors.ts';
import { StateFailed } from './evaluation.ts';
import { MOST_EVENTS } from './history.ts';
import type { HistoryEventType } from './history.ts';
import type { Boundary, ExecutionJournal, ExecutionStatus } from './journal.ts';
import { causeIn, WAKING } from './running.ts';
import type { Execution } from './running.ts';

/** The history is full: nothing can catch that. */
export class HistoryFull extends Error {}

/** The execution was stopped while its loop waited for an expression: the loop ends without a word. */
export class Stopped extends Error {}

/** Keeps the books of executions: their history, their step boundaries, their ends and the timer of each. */
export interface Ledger {
  /** Adds an event to what is unwritten, and answers its id. @throws HistoryFull when only the end has room. @throws Stopped */
  append(execution: Execution, type: HistoryEventType, details: Record<string, unknown>): number;
  /** The step boundary: nothing that follows may be seen before this is written. @throws Stopped */
  commit(execution: Execution, end?: Boundary['end']): void;
  finish(
    execution: Execution,
    status: Exclude<ExecutionStatus, 'RUNNING'>,
    type: HistoryEventType,
    details: Record<string, unknown>,
    end?: { output?: string; failure?: Failure },
  ): void;
  fail(execution: Execution, failure: Failure): void;
  /** The end of an execution by something that no state can catch. */
  failBy(execution: Execution, error: unknown): void;
  /** Sets the one timer that an execution has: the end of its sleep or of its time, whichever is first. */
  arm(execution: Execution): void;
  disarm(execution: Execution): void;
}

/** A ledger over the clock and the journal; `wake` is called when an execution's timer fires, `ended` after its end. */
export function createLedger(options: {
  clock: LocalClock;
  journal: ExecutionJournal;
  wake(execution: Execution): void;
  ended(execution: Execution): void;
}): Ledger {
  const { clock, journal } = options;

  function append(execution: Execution, type: HistoryEventType, details: Record<string, unknown>): number {
    if (execution.status !== 'RUNNING') throw new Stopped();
    const id = execution.lastEvent + 1;
    if (id >= MOST_EVENTS && !type.startsWith('Execution')) throw new HistoryFull();
    // AWS lets the first state's entry point to 0, beside ExecutionStarted.
    const previousEventId = id === 2 || type === 'ExecutionTimedOut' ? 0 : execution.lastEvent;
    execution.lastEvent = id;
    execution.unwritten.events.push({ id, previousEventId, timestamp: clock.now(), type, details });
    return id;
  }

  const commit: Ledger['commit'] = (execution, end) => {
    if (execution.status !== 'RUNNING') throw new Stopped();
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
  };

  const finish: Ledger['finish'] = (execution, status, type, details, end = {}) => {
    disarm(execution);
    append(execution, type, details);
    commit(execution, { status, at: clock.now(), ...end });
    execution.status = status;
    options.ended(execution);
  };

  function fail(execution: Execution, failure: Failure): void {
    finish(execution, 'FAILED', 'ExecutionFailed', { ...failure }, { failure });
  }

  function failBy(execution: Execution, error: unknown): void {
    if (error instanceof StateFailed) return fail(execution, error.failure);
    const cause =
      error instanceof HistoryFull
        ? `The execution reached the maximum number of history events (${MOST_EVENTS}).`
        : causeIn(execution, error instanceof Error ? (error.stack ?? error.message) : String(error));
    fail(execution, { error: StatesError.Runtime, cause });
  }

  function arm(execution: Execution): void {
    disarm(execution);
    const { step } = execution;
    const at = Math.min(step.wakeAt ?? Infinity, execution.deadline);
    const what = at === execution.deadline ? 'the execution times out' : WAKING[step.phase];
    const label = `${execution.source.name} ${execution.name}: ${step.state}: ${what}`;
    execution.timer = clock.schedule(at, () => options.wake(execution), label);
  }

  function disarm(execution: Execution): void {
    execution.timer?.cancel();
    execution.timer = undefined;
  }

  return { append, commit, finish, fail, failBy, arm, disarm };
}
