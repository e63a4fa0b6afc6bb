import { describe, expect, it } from 'vitest';
import { type Warning, canBeWrittenTo, readEmail } from '../../functions/intake/report.ts';
import { ISEMAIL_TESTS as tests } from './isemail.ts';

const ours = tests.map((test) => {
  const warnings: Warning[] = [];
  return { ...test, email: readEmail(test.address, 'email', warnings), warnings };
});

describe('the 164 addresses of isemail', () => {
  it('are all here', () => {
    expect(tests).toHaveLength(164);
    expect(tests.filter(({ address }) => /[\u0000-\u001f]/.test(address)).length).toBeGreaterThan(20);
  });

  it('are each written to as they are, or left out with a warning; only an empty one without', () => {
    for (const { address, email, warnings } of ours) {
      if (email === undefined) expect([address, warnings.length]).toEqual([address, address.trim() ? 1 : 0]);
      else expect([email, warnings]).toEqual([address.trim(), []]);
    }
  });

  it('are never written to with a control character, a space or a character beyond ASCII', () => {
    const taken = ours.flatMap(({ email }) => email ?? []);
    expect(taken.filter((email) => /[^!-~]/.test(email))).toEqual([]);
  });

  it('are never written to where isemail finds an error', () => {
    const accepted = tests.filter(({ category, address }) => category === 'ISEMAIL_ERR' && canBeWrittenTo(address));
    expect(accepted).toEqual([]);
  });

  it('are written to where isemail finds nothing to say, but for a host without a dot', () => {
    const refused = ours.filter(({ category, email }) => category === 'ISEMAIL_VALID_CATEGORY' && !email);
    expect(refused.map(({ address }) => address)).toEqual(['test@io']);
  });
});

describe('an address', () => {
  it.each([
    ['ana@resident.example', true],
    ["ana.o'neil+311@mail.resident.example", true],
    ['ana@xn--bcher-kva.example', true],
    [`${'a'.repeat(64)}@resident.example`, true],
    [`${'a'.repeat(65)}@resident.example`, false],
    [`${'a'.repeat(60)}@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(63)}.e`, true],
    [`${'a'.repeat(61)}@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(63)}.e`, false],
    ['ana@resident', false],
    ['ana@127.0.0.1', false],
    ['ana@[127.0.0.1]', false],
    ['"ana"@resident.example', false],
    ['ana@resident.example, bob@resident.example', false],
    ['Ana <ana@resident.example>', false],
    ['ana@resident.example\r\nBcc: bob@resident.example', false],
    ['ana@resident.example\n', false],
    ['ana\u0000@resident.example', false],
    ['äna@resident.example', false],
    ['ana@bücher.example', false],
    ['ana@@resident.example', false],
    ['.ana@resident.example', false],
    ['ana.@resident.example', false],
    ['a..na@resident.example', false],
    ['ana@-resident.example', false],
    ['ana@resident-.example', false],
    ['ana@resident..example', false],
    ['ana@resident.example.', false],
    ['@resident.example', false],
    ['ana@', false],
    ['', false],
  ])('%j can be written to: %s', (email, expected) => {
    expect(canBeWrittenTo(email)).toBe(expected);
  });
});
