import { afterEach, expect, test, vi } from 'vitest';

vi.stubEnv('POWERTOOLS_DEV', 'true'); // lines go to the console that a test can read
const { logOf } = await import('../../functions/shared/logger.ts');
const log = logOf({ DONE: 'It is done.' });

const lines = vi.spyOn(console, 'info').mockImplementation(() => undefined);
afterEach(() => lines.mockClear());

const written = (): Record<string, unknown> => JSON.parse(String(lines.mock.calls[0]?.[0])) as Record<string, unknown>;

test('writes the code, its sentence, ids and counts', () => {
  log.info('DONE', { requestId: 'R-7FWF-Q30Q-N1KG', reason: 'private-matter' }, { moved: 3 });
  expect(written()).toMatchObject({
    message: 'It is done.',
    code: 'DONE',
    requestId: 'R-7FWF-Q30Q-N1KG',
    reason: 'private-matter',
    moved: 3,
  });
});

test.each(['a resident’s words', 'canary@resident.example', '12 Elm St', 'x'.repeat(129), 'two\nlines', '<b>'])(
  'withholds %j, which is formed like no id and no code',
  (value) => {
    log.info('DONE', { reason: value });
    expect(written().reason).toBe('withheld');
  },
);

test('writes no field that is not listed, even where the types were not asked', () => {
  log.info('DONE', { requestId: 'R-1', ...JSON.parse('{"name":"Canaryname","request":{"description":"canary"}}') });
  expect(JSON.stringify(written())).not.toMatch(/canary/i);
});

test('says of an error what may be said', () => {
  log.info('DONE', { error: new SyntaxError('Unexpected token in "Canaryname"') });
  expect(written()).toMatchObject({ errorName: 'SyntaxError', errorAt: expect.any(String) });
  expect(JSON.stringify(written())).not.toContain('Canary');
});
