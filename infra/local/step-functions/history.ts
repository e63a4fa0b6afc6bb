/** The events of a Standard execution that the local interpreter writes, named as AWS names them. */
export type HistoryEventType =
  | 'ExecutionStarted'
  | 'ExecutionSucceeded'
  | 'ExecutionFailed'
  | 'ExecutionTimedOut'
  | 'ExecutionAborted'
  | 'EvaluationFailed'
  | `${'Task' | 'Choice' | 'Wait' | 'Pass' | 'Succeed' | 'Fail'}StateEntered`
  | `${'Task' | 'Choice' | 'Wait' | 'Pass' | 'Succeed'}StateExited`
  | `Task${'Scheduled' | 'Started' | 'Submitted' | 'Succeeded' | 'Failed' | 'TimedOut'}`
  | `LambdaFunction${'Scheduled' | 'Started' | 'Succeeded' | 'Failed' | 'TimedOut'}`;

/** One line of an execution's history; ids count from 1, `timestamp` is a virtual instant in epoch ms. */
export interface HistoryEvent {
  id: number;
  previousEventId: number;
  timestamp: number;
  type: HistoryEventType;
  /** The fields of the event's own details, as AWS names them; payloads are JSON texts. */
  details: Record<string, unknown>;
}

/**
 * The most events of one execution. The last one AWS writes is the failure itself: event 24,999 is the machine's own,
 * event 25,000 is ExecutionFailed.
 */
export const MOST_EVENTS = 25_000;

/** Beside every payload in a history: nothing is cut short here. */
export const UNTRUNCATED = { truncated: false };

const PAYLOADS = ['input', 'inputDetails', 'output', 'outputDetails'];

/**
 * An event as GetExecutionHistory answers it: the details under the key of their type, the time in seconds.
 * Without `includeExecutionData` the inputs and outputs are left out, and the rest stays.
 */
export function describeEvent(event: HistoryEvent, includeExecutionData: boolean): Record<string, unknown> {
  const { id, previousEventId, timestamp, type } = event;
  const details = includeExecutionData
    ? event.details
    : Object.fromEntries(Object.entries(event.details).filter(([key]) => !PAYLOADS.includes(key)));
  return {
    id,
    previousEventId,
    timestamp: timestamp / 1000,
    type,
    // AWS gives this one event no details at all.
    ...(type === 'LambdaFunctionStarted' ? {} : { [detailsKey(type)]: details }),
  };
}

function detailsKey(type: HistoryEventType): string {
  if (type.endsWith('StateEntered')) return 'stateEnteredEventDetails';
  if (type.endsWith('StateExited')) return 'stateExitedEventDetails';
  return `${type[0]!.toLowerCase()}${type.slice(1)}EventDetails`;
}
