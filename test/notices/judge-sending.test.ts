import { describe, expect, it } from 'vitest';
import { judgeSending } from '../../functions/notices/judge-sending.ts';

const answered = (httpStatusCode: number, name: string) =>
  Object.assign(new Error('Email address is not verified: ana@resident.example'), {
    name,
    $metadata: { httpStatusCode },
  });
const broken = (code: string, name = 'Error') => Object.assign(new Error('connect'), { code, name });

describe('a failed call of SES', () => {
  it.each([
    [answered(400, 'MessageRejected'), 'refused'],
    [answered(400, 'InvalidParameterValue'), 'refused'],
    [answered(400, 'ValidationError'), 'refused'],
    [answered(400, 'Throttling'), 'not-sent'],
    [answered(429, 'TooManyRequestsException'), 'not-sent'],
    [answered(400, 'AccountSendingPausedException'), 'not-sent'],
    [answered(400, 'ConfigurationSetDoesNotExist'), 'not-sent'],
    [answered(403, 'AccessDenied'), 'not-sent'],
    [answered(403, 'ExpiredToken'), 'not-sent'],
    [broken('ECONNREFUSED'), 'not-sent'],
    [broken('ENOTFOUND'), 'not-sent'],
    [broken('', 'CredentialsProviderError'), 'not-sent'],
    [broken('ECONNRESET', 'TimeoutError'), 'unknown'],
    [broken('ETIMEDOUT', 'TimeoutError'), 'unknown'],
    [broken('', 'TimeoutError'), 'unknown'],
    [answered(408, 'RequestTimeout'), 'unknown'],
    [answered(500, 'InternalFailure'), 'unknown'],
    [answered(503, 'ServiceUnavailable'), 'unknown'],
    [answered(200, 'SyntaxError'), 'unknown'],
    [new TypeError('undefined is not a function'), 'unknown'],
    [undefined, 'unknown'],
    ['boom', 'unknown'],
  ])('%o is judged %s', (error, kind) => {
    expect(judgeSending(error).kind).toBe(kind);
  });

  it('gives a code as its reason, never the words of SES', () => {
    expect(judgeSending(answered(400, 'MessageRejected'))).toEqual({ kind: 'refused', reason: 'MessageRejected' });
    expect(judgeSending(answered(400, 'ana@resident.example')).reason).toBe('unknown');
    expect(judgeSending(broken('ECONNRESET', 'TimeoutError')).reason).toBe('ECONNRESET');
  });
});
