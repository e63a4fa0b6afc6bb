import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

const from = (first: number, last: number): string[] =>
  Array.from({ length: last - first + 1 }, (_, index) => `R${first + index}`);

/**
 * The rules by their numbers: of intake (no R19), of Open311 (none from R33 to R39), of review and work orders, of a clock's
 * start and due moment, of pauses, of changes (no R109), and of milestones.
 */
const RULES = [
  ...from(1, 18),
  'R17a',
  ...from(20, 32),
  ...from(40, 60),
  'R45a',
  ...from(70, 90),
  ...from(100, 108),
  ...from(110, 121),
  ...from(130, 137),
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
