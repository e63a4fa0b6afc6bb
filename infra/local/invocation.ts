import { createHash } from 'node:crypto';
import type { Resource } from './template.ts';

/** How an invocation ended: with the function's answer, or with the error that Lambda would report. */
export type Invocation = { payload: unknown } | { error: InvocationError };

/** A function's error as Lambda reports it. */
export interface InvocationError {
  errorType: string;
  errorMessage: string;
  trace?: string[];
}

/** An answer as it goes over the wire: JSON, where nothing is null. */
export const asPayload = (value: unknown): Invocation => ({
  payload: value === undefined ? null : JSON.parse(JSON.stringify(value)),
});

/** What was thrown, as Lambda reports it. */
export function asError(error: unknown): Invocation {
  if (!(error instanceof Error)) return { error: { errorType: typeof error, errorMessage: String(error) } };
  const trace = error.stack === undefined ? {} : { trace: error.stack.split('\n') };
  return { error: { errorType: error.name, errorMessage: error.message, ...trace } };
}

/** The context object; `getRemainingTimeInMillis` counts real time to `deadline`, epoch ms, as the timeout does. */
export function contextOf({ name, arn, properties }: Resource, awsRequestId: string, deadline: number): object {
  const { LogGroup } = (properties.LoggingConfig ?? {}) as { LogGroup?: string };
  return {
    awsRequestId,
    callbackWaitsForEmptyEventLoop: false,
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: arn,
    memoryLimitInMB: String(properties.MemorySize ?? 128),
    logGroupName: LogGroup ?? `/aws/lambda/${name}`,
    logStreamName: createHash('sha256').update(name).digest('hex').slice(0, 32),
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}
