import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

/** The rules of intake, of Open311, and of review and work orders, by their numbers; there is no R19 and none from R33 to R39. */
const RULES = [
  ...Array.from({ length: 18 }, (_, index) => `R${index + 1}`),
  'R17a',
  ...Array.from({ length: 13 }, (_, index) => `R${index + 20}`),
  ...Array.from({ length: 21 }, (_, index) => `R${index + 40}`),
  'R45a',
];

/** The titles of all tests: the rest of a test may talk about a rule without showing it. */
const titles = globSync('**/*.test.ts', { cwd: ROOT })
  .filter((file) => !file.endsWith('consistency/rules.test.ts'))
  .flatMap((file) =>
    [
      ...readFileSync(join(ROOT, file), 'utf8').matchAll(
        /(?:\b(?:test|it|describe)\b[^('"`]*\(|\]\)\(|\)\()\s*(['"`])([^]*?)\1/g,
      ),
    ].map(([, , title]) => title ?? ''),
  )
  .join('\n');
const isNamed = (rule: string): boolean => new RegExp(`\\b${rule}\\b`).test(titles);

/** Rules of the page, each with a line that says why no test names it. */
const excused = [...readFileSync(join(ROOT, 'rules.md'), 'utf8').matchAll(/^- \*\*(R\d+a?)\*\*: .{20,}$/gm)].map(
  ([, rule = '']) => rule,
);

test('every rule is named by a test that shows it, or has a line that says why not', () => {
  expect(RULES.filter((rule) => !isNamed(rule) && !excused.includes(rule))).toEqual([]);
});
