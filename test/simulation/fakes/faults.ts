import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';

/**
 * What can become of one awaited call of AWS. Where the client tries again, *throttled*, *error before*, *error after* and the hangs
 * befall every try; *reset after* befalls the first only, so that the client's own repetition meets its own first success.
 */
export const MODES = [
  'throttled',
  'error before',
  'error after',
  'reset after',
  'hang before',
  'hang after',
  'malformed',
  'conflict',
  /** Of SES and of systems outside: an answer that says never. */
  'refused',
  'killed before',
  'killed after',
  /** Of invocations: whoever called is told of an error while the function goes on. */
  'error meanwhile',
  /** Of messages and timers: what comes twice, or late. */
  'twice',
  'late',
  /** Of timers alone. */
  'early',
  'lost',
] as const;
export type Mode = (typeof MODES)[number];

/** The services that a function calls; invocations, events of SES and timers fail in their own ways. */
export type Service =
  'DynamoDB' | 'StepFunctions' | 'SES' | 'Secrets' | 'S3' | 'Partners' | 'Lambda' | 'Events' | 'Timers';

/** One awaited call as it is about to be made. */
export interface Call {
  /** Its place among the calls of the run, from 0. */
  place: number;
  function: string;
  service: Service;
  operation: string;
  /** The table, the secret, or nothing. */
  target: string;
  /** A read has no effect, so before and after it are the same. */
  reads: boolean;
  transaction: boolean;
  at: number;
}

/** The place in the sources where a call is made, near enough: which function calls what. */
export const siteOf = ({ function: name, service, operation, target }: Call): string =>
  `${name}: ${service}.${operation}${target ? ` ${target}` : ''}`;

/** The modes that make a difference for a call. */
export const modesOf = ({ reads, transaction, service, operation }: Call): Mode[] => {
  if (service === 'Lambda') return ['throttled', 'error meanwhile', 'error after'];
  if (service === 'Events') return ['twice', 'late'];
  if (service === 'Timers')
    return operation === MILESTONE_TIMER ? ['early', 'twice', 'late', 'lost'] : ['lost', 'late'];
  if (reads) return ['throttled', 'error before', 'hang before', 'malformed', 'killed before'];
  if (service === 'Partners') return OF_WRITES.filter((mode) => mode !== 'conflict' && mode !== 'malformed');
  return OF_WRITES.filter((mode) => (mode !== 'refused' || service === 'SES') && (mode !== 'conflict' || transaction));
};

const OF_WRITES = MODES.filter((mode) => !['error meanwhile', 'twice', 'late', 'early', 'lost'].includes(mode));

/** The timer that ends a wait at the next milestone; the others end an execution after a year, or a pause between two tries. */
export const MILESTONE_TIMER = 'the task times out';

const error = (name: string, message: string, more: object = {}): Error =>
  Object.assign(new Error(message), { name, ...more });

const status = (httpStatusCode: number) => ({ $metadata: { httpStatusCode } });

const THROTTLED: Record<Service, string> = {
  DynamoDB: 'ThrottlingException',
  StepFunctions: 'ThrottlingException',
  SES: 'Throttling',
  Secrets: 'ThrottlingException',
  S3: 'SlowDown',
  Partners: 'Throttled',
  Lambda: 'TooManyRequestsException',
  Events: '',
  Timers: '',
};

/** What the SDK throws in the end where a call fails in a mode. */
export const failureOf = (mode: Mode, { service, operation }: Pick<Call, 'service' | 'operation'>): Error => {
  switch (mode) {
    case 'throttled':
      return error(THROTTLED[service], 'Rate exceeded', status(service === 'Partners' ? 429 : 400));
    case 'refused':
      return error(service === 'SES' ? 'MessageRejected' : 'Refused', 'No.', status(400));
    case 'error before':
    case 'error after':
      return error(service === 'SES' ? 'InternalFailure' : 'InternalServerError', 'Internal error', status(500));
    case 'reset after':
      return error('Error', 'socket hang up', { code: 'ECONNRESET', $metadata: {} });
    case 'hang before':
    case 'hang after':
      return error('TimeoutError', 'The request timed out.', { $metadata: {} });
    case 'malformed':
      return error('SyntaxError', 'Unexpected token in JSON', { $metadata: {} });
    case 'conflict':
      return new TransactionCanceledException({
        message: `Transaction cancelled: ${operation}`,
        $metadata: { httpStatusCode: 400 },
        CancellationReasons: [{ Code: 'TransactionConflict' }],
      });
    case 'killed before':
    case 'killed after':
    case 'error meanwhile':
    case 'twice':
    case 'late':
    case 'early':
    case 'lost':
      return error('Unexpected', `No call fails in the mode ${mode}.`);
    default:
      return mode satisfies never;
  }
};

/** Decides what becomes of each call; the same for the same calls in the same order. */
export type Plan = (call: Call) => Mode | undefined;

/** Nothing goes wrong. */
export const NO_FAULTS: Plan = () => undefined;

/** A fault that a call met. */
export interface Fault {
  call: Call;
  mode: Mode;
}
