import { MOST_SECONDS } from './definition.ts';
import { StatesError } from './errors.ts';
import type { Failure } from './errors.ts';
import { QueryEvaluationError } from './expression.ts';
import type { StatesPart, Template } from './expression.ts';
import { causeIn, contextOf } from './running.ts';
import type { Execution } from './running.ts';

/** A state that failed; `location` names the field when it was an expression. */
export class StateFailed extends Error {
  readonly failure: Failure;
  readonly location: string | undefined;

  constructor(failure: Failure, location?: string) {
    super(failure.error);
    this.failure = failure;
    this.location = location;
  }
}

/**
 * The value of a field as the execution stands; `parts` adds to `$states` what only this field has.
 * @throws StateFailed when the expression does.
 */
export async function evaluate(
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
  }
}

/** `States.QueryEvaluationError`, with the field that it is about. */
export function queryFailed(execution: Execution, cause: string, location: string): StateFailed {
  return new StateFailed({ error: StatesError.QueryEvaluationError, cause: causeIn(execution, cause) }, location);
}

/** A field's whole number of seconds, no less than `least`. */
export async function evaluateSeconds(
  execution: Execution,
  template: Template,
  field: string,
  least: number,
): Promise<number> {
  const seconds = await evaluate(execution, template, {});
  if (Number.isInteger(seconds) && (seconds as number) >= least && (seconds as number) <= MOST_SECONDS) {
    return seconds as number;
  }
  const wanted = `a whole number from ${least} to ${MOST_SECONDS}`;
  throw queryFailed(execution, `The field '${field}' must be ${wanted}, not ${JSON.stringify(seconds)}.`, field);
}

/** A field's text. */
export async function evaluateText(execution: Execution, template: Template, field: string): Promise<string> {
  const text = await evaluate(execution, template, {});
  if (typeof text === 'string') return text;
  throw queryFailed(execution, `The field '${field}' must be a text, not ${JSON.stringify(text)}.`, field);
}

/** `States.DataLimitExceeded`. */
export function tooLong(execution: Execution, what: string, which: string): StateFailed {
  const cause = `${what} returned ${which} of more than the 262144 bytes that Step Functions carries.`;
  return new StateFailed({ error: StatesError.DataLimitExceeded, cause: causeIn(execution, cause) });
}
