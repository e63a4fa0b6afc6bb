import type { Timer } from '../clock.ts';
import type { Machine, State, StateMachineDefinition } from './definition.ts';
import type { HistoryEvent } from './history.ts';
import type { ExecutionStatus, Step } from './journal.ts';

/** The longest that an execution may run, in ms: AWS ends a Standard execution after one year. */
export const LONGEST_EXECUTION = 365 * 86_400_000;

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

/** What an execution wakes up for, by the phase in which it sleeps; the other phases do not sleep. */
export const WAKING: Partial<Record<Step['phase'], string>> = {
  call: 'the task times out',
  token: 'the task times out',
  wait: 'the wait ends',
  retry: 'the task is tried again',
};

/** Whether the step waits for time or for an answer from outside. */
export const isAsleep = ({ phase }: Step): boolean => WAKING[phase] !== undefined;

/** The step before a state is entered. */
export function stepInto(state: string, input: unknown): Step {
  return { state, phase: 'enter', input, enteredAt: 0, enteredEvent: 0, retryCount: 0, retriesUsed: [] };
}

/** The state that the execution is in. */
export function stateOf(execution: Execution): State {
  return execution.machine.states.get(execution.step.state)!;
}

/** A cause as Step Functions words it: in which state, entered when, what. */
export function causeIn(execution: Execution, cause: string): string {
  const { state, enteredEvent } = execution.step;
  return `An error occurred while executing the state '${state}' (entered at the event id #${enteredEvent}). ${cause}`;
}

/** `$states.context`, as AWS fills it; the token only for the arguments of a task that waits for one. */
export function contextOf(execution: Execution, taskToken: string | undefined): Record<string, unknown> {
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
