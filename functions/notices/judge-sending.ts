/** What an error of SES's client means for the message; `reason` is a code without personal data. */
export type SendingVerdict =
  { kind: 'refused'; reason: string } | { kind: 'not-sent'; reason: string } | { kind: 'unknown'; reason: string };

/** Refusals that lie in the message or its recipient, so that the same message would be refused again. */
const ABOUT_THE_MESSAGE: ReadonlySet<string> = new Set([
  'MessageRejected',
  'InvalidParameterValue',
  'InvalidParameterValueException',
  'InvalidParameterCombination',
  'ValidationError',
  'ValidationException',
]);

/** System errors of a connection that never came about: no byte of the message left. */
const NO_CONNECTION: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** SES stops reading a request at this status, or has read it and stays silent: it does not say which. */
const REQUEST_TIMEOUT = 408;

/**
 * Judges a failed call of SES by what is certain about it:
 * - `refused`: SES answered that it does not take this message; a repetition would be refused as well.
 * - `not-sent`: SES answered no (throttling, paused sending, credentials, a missing configuration set: 4xx), or there was no
 *   connection at all. Nothing was sent, and it can be tried again.
 * - `unknown`: time-out, a connection that broke, 5xx, or an error nobody expected. SES may have taken the message.
 */
export const judgeSending = (error: unknown): SendingVerdict => {
  const { name, code, status } = readError(error);
  if (status !== undefined && status >= 400 && status < 500 && status !== REQUEST_TIMEOUT) {
    return { kind: ABOUT_THE_MESSAGE.has(name) ? 'refused' : 'not-sent', reason: name };
  }
  if (status === undefined && (NO_CONNECTION.has(code) || name === 'CredentialsProviderError')) {
    return { kind: 'not-sent', reason: code || name };
  }
  return { kind: 'unknown', reason: code || name };
};

const readError = (error: unknown) => {
  if (typeof error !== 'object' || error === null) return { name: 'unknown', code: '', status: undefined };
  const { name, code, $metadata } = error as {
    name?: unknown;
    code?: unknown;
    $metadata?: { httpStatusCode?: unknown };
  };
  const status = $metadata?.httpStatusCode;
  return {
    name: asCode(name) || 'unknown',
    code: asCode(code),
    status: typeof status === 'number' ? status : undefined,
  };
};

/** Names and codes only: a message of SES quotes the address that it refuses. */
const asCode = (value: unknown): string => (typeof value === 'string' && /^[\w.-]{1,80}$/.test(value) ? value : '');
