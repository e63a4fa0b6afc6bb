import { join } from 'node:path';
import { ESLint } from 'eslint';
import { describe, expect, test } from 'vitest';
import { expressionsOf } from './expressions.ts';

const ROOT = join(import.meta.dirname, '../..');
const RULES = ['regexp/no-super-linear-backtracking', 'regexp/no-super-linear-move'];

const lint = new ESLint({ cwd: ROOT, overrideConfigFile: join(ROOT, 'test/support/eslint.config.js') });
const faultsIn = async (text: string): Promise<(string | null)[]> => {
  const [result] = await lint.lintText(text, { filePath: join(ROOT, 'functions/shared/probe.ts') });
  return (result?.messages ?? []).map(({ ruleId }) => ruleId);
};

/**
 * Expressions that are made when the code runs, which no analysis of the source sees: what they are made of, and how long a text they are used on
 * can be. Each has a test of its own where it lives.
 */
const MADE: Record<string, string> = {
  '[...digits].join(GAP)': 'the digits of a telephone number of 50 characters, on a description of 4,000',
  'String.raw`(?<![\\p{L}\\p{N}])${text}(?![\\p{L}\\p{N}])`':
    'a name of 200 characters, quoted, on a description of 4,000',
  'quoted(reporter.email)': 'an address of 254 characters, quoted, on a description of 4,000',
};

describe('a regular expression of functions/', () => {
  const all = expressionsOf();

  test('is found wherever it stands, and the linter judges those of each file by both of its rules', async () => {
    expect(all.length).toBeGreaterThan(100);
    for (const file of new Set(all.map((one) => one.file))) {
      const config = (await lint.calculateConfigForFile(file)) as { rules: Record<string, [number]> };
      expect([file, ...RULES.map((rule) => config.rules[rule]?.[0])]).toEqual([file, 2, 2]);
    }
  });

  test('never takes more than so many steps a character: the linter sees what would', async () => {
    const results = await lint.lintFiles([...new Set(all.map((one) => join(ROOT, one.file)))]);
    const faults = results.flatMap(({ filePath, messages }) =>
      messages
        .filter(({ ruleId }) => RULES.includes(ruleId ?? ''))
        .map(({ line, message }) => `${filePath}:${line} ${message}`),
    );
    expect(faults).toEqual([]);
    // What is passed over by a comment is passed over here too, so there is none.
    expect(
      results
        .flatMap(({ suppressedMessages }) => suppressedMessages)
        .filter(({ ruleId }) => RULES.includes(ruleId ?? '')),
    ).toEqual([]);
  });

  test.each([
    ['/^(a+)+$/u.test(text)', RULES[0]],
    ['/^\\s*\\w*\\s*$/u.test(text)', RULES[0]],
    ['text.replace(/a+b/gu, "")', RULES[1]],
    ['const GAP = String.raw`[ -]*`; new RegExp(String.raw`^${GAP}${GAP}x`, "u").test(text)', RULES[0]],
  ])('of this kind is seen: %s', async (code, rule) => {
    expect(
      await faultsIn(
        `declare const text: string;\nexport const x = () => { ${code.includes('const ') ? code : `return ${code}`}; };`,
      ),
    ).toContain(rule);
  });

  test('that is made when the code runs is one of few, each on texts of a known length', () => {
    const made = all.filter(({ pattern, text }) => !pattern && !isFixed(text)).map(({ text }) => text);
    expect(made.sort()).toEqual(Object.keys(MADE).sort());
  });
});

/** Made of constants of its file only, which the linter puts together. */
const isFixed = (text: string): boolean => /`/.test(text) && !/\$\{(?![A-Z_]+\})/.test(text);
