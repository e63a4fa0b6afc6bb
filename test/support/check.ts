/**
 * Everything that CI runs, one step after the other, with what each took; the last line is `N passed, N failed`, where every
 * test counts as one and so does every other check. Run: `npm test`, or `node test/support/check.ts types lint` for some of them.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GRANTS_USED } from './grants-used.ts';

interface Counts {
  passed: number;
  failed: number;
}

const ROOT = join(import.meta.dirname, '..', '..');
const bin = (name: string) => join(ROOT, 'node_modules', '.bin', name);

const run = (command: string, args: string[]): boolean =>
  spawnSync(command, args, { cwd: ROOT, stdio: 'inherit' }).status === 0;

const check = (command: string, args: string[]) => (): Counts =>
  run(command, args) ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };

/**
 * Tests are counted from the runner's own report; a run that ends without one is a failure, however many passed. Their stacks leave behind which
 * grants they used, and one that none of them used is a check of its own.
 */
const tests = (): Counts => {
  const folder = mkdtempSync(join(tmpdir(), 'check-'));
  const [report, used] = [join(folder, 'report.json'), join(folder, 'grants')];
  mkdirSync(used);
  process.env[GRANTS_USED] = used;
  const ended = run(bin('vitest'), [
    'run',
    '--config',
    'test/support/vitest.config.ts',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  try {
    const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(readFileSync(report, 'utf8'));
    const failed = Math.max(numFailedTests, numFailedTestSuites > 0 ? 1 : 0, ended ? 0 : 1);
    const grants = check(process.execPath, ['test/support/grants.ts', used])();
    return { passed: numPassedTests + grants.passed, failed: failed + grants.failed };
  } catch {
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const STEPS: Record<string, () => Counts> = {
  types: check(process.execPath, [join('node_modules', 'typescript-7', 'bin', 'tsc'), '-p', 'tsconfig.json']),
  lint: check(bin('eslint'), ['-c', 'test/support/eslint.config.js', '.']),
  format: check(bin('prettier'), ['--check', '.', '--log-level', 'warn']),
  unused: check(bin('knip'), []),
  // The tests of the local stack run what was synthesised: anew, so that none runs yesterday's template.
  synth: check(bin('cdk'), ['synth', '--quiet']),
  tests,
};

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !(name in STEPS));
if (unknown) {
  process.stderr.write(`There is no check "${unknown}"; there are ${Object.keys(STEPS).join(', ')}.\n`);
  process.exit(2);
}

const total: Counts = { passed: 0, failed: 0 };
for (const [name, step] of Object.entries(STEPS)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const startedAt = performance.now();
  process.stdout.write(`\n— ${name}\n`);
  const { passed, failed } = step();
  total.passed += passed;
  total.failed += failed;
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  process.stdout.write(`— ${name}: ${failed === 0 ? 'passed' : 'FAILED'} in ${seconds} s\n`);
}
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`);
process.exitCode = total.failed === 0 ? 0 : 1;
