import { describe, expect, test } from 'vitest';
import { SpokenError, failureOf, withoutWords } from '../../functions/shared/errors.ts';

/** What `JSON.parse` throws quotes what it was reading. */
const quoting = (): unknown => {
  try {
    return JSON.parse('{"name": Canaryname}');
  } catch (error) {
    return error;
  }
};

class OwnError extends SpokenError {
  override readonly name = 'OwnError';
}

test('an error of a library really does quote what people wrote', () => {
  expect(String(quoting())).toContain('Canaryname');
});

describe('what is said of an error', () => {
  test('is its name and where it was thrown, and none of its words', () => {
    const failure = failureOf(quoting());
    expect(failure).toMatchObject({ errorName: 'SyntaxError', errorAt: expect.stringMatching(/errors\.test\.ts:\d+/) });
    expect(JSON.stringify(failure)).not.toContain('Canary');
  });

  test('is its words too, where they are the code’s own', () => {
    expect(failureOf(new OwnError('There is no request R-1.'))).toMatchObject({
      errorName: 'OwnError',
      errorMessage: 'There is no request R-1.',
    });
  });

  test.each(['Canary Name', 'canary@resident.example', '', 'x'.repeat(200)])('is no name that is none: %s', (name) => {
    expect(failureOf(Object.assign(new Error('x'), { name }))).toMatchObject({ errorName: 'unknown' });
  });

  test.each([undefined, 'Canaryname', 7, { message: 'Canaryname' }])('is nothing of what is no error', (thrown) => {
    expect(failureOf(thrown)).toEqual({ errorName: 'unknown' });
  });

  test('is no line of its message that looks like a place of the code', () => {
    const error = new Error('Canaryname lives\n    at Canarystreet 12 (second floor)\n    at 12 Canarystreet');
    expect(JSON.stringify([failureOf(error), withoutWords(error).stack])).not.toContain('Canary');
  });
});

describe('an error that leaves a function', () => {
  test('has the name by which its caller retries, and the places, without words', () => {
    const safe = withoutWords(quoting());
    expect(safe).toMatchObject({ name: 'SyntaxError', message: expect.stringContaining('withheld') });
    expect(safe.stack).toMatch(/errors\.test\.ts:\d+/);
    expect(`${safe.message} ${safe.stack} ${JSON.stringify(safe)}`).not.toContain('Canary');
    expect(safe).not.toHaveProperty('cause');
  });

  test('is itself where its words are the code’s own', () => {
    const error = new OwnError('There is no request R-1.');
    expect(withoutWords(error)).toBe(error);
  });
});
