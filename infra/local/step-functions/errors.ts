/** Why a state failed: an error name and, when there is more to say, a cause. */
export interface Failure {
  error: string;
  cause?: string;
}

/** The error names that Step Functions itself raises (AWS, "Handling errors in Step Functions workflows"). */
export const StatesError = {
  All: 'States.ALL',
  DataLimitExceeded: 'States.DataLimitExceeded',
  NoChoiceMatched: 'States.NoChoiceMatched',
  QueryEvaluationError: 'States.QueryEvaluationError',
  Runtime: 'States.Runtime',
  TaskFailed: 'States.TaskFailed',
  Timeout: 'States.Timeout',
} as const;

/** The refusals of the API, named as the SDK's exception classes. */
export type RefusalCode =
  | 'ExecutionAlreadyExists'
  | 'ExecutionDoesNotExist'
  | 'InvalidArn'
  | 'InvalidExecutionInput'
  | 'InvalidName'
  | 'InvalidOutput'
  | 'InvalidToken'
  | 'StateMachineDoesNotExist'
  | 'TaskDoesNotExist'
  | 'TaskTimedOut'
  | 'UnknownOperationException'
  | 'ValidationException';

/** A call that the local Step Functions refuses as AWS would. */
export class Refusal extends Error {
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string) {
    super(message);
    this.name = code;
    this.code = code;
  }
}

/**
 * Whether a Retry or Catch entry is for this error. `States.ALL` takes every error but `States.DataLimitExceeded` and
 * `States.Runtime`; `States.TaskFailed` those but `States.Timeout`; `States.Runtime` cannot be caught by any name.
 */
export function isFor(errorEquals: readonly string[], error: string): boolean {
  if (error === StatesError.Runtime) return false;
  if (errorEquals.includes(error)) return true;
  if (error === StatesError.DataLimitExceeded) return false;
  if (errorEquals.includes(StatesError.All)) return true;
  return errorEquals.includes(StatesError.TaskFailed) && error !== StatesError.Timeout;
}

/** The most bytes of an input, an output, a result or a variable: 256 KiB of UTF-8. */
export const MOST_BYTES = 262_144;

/** Whether a JSON text is longer than Step Functions carries. */
export function isTooLong(json: string, most: number = MOST_BYTES): boolean {
  // A UTF-16 unit takes at most three bytes, so most texts need no counting.
  return json.length * 3 > most && Buffer.byteLength(json) > most;
}
