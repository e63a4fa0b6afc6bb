import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** Runs `infra/deploy.ts` as somebody without credentials does. */
const deploy = (...args: string[]) => {
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, '../../infra/deploy.ts'), ...args],
    {
      encoding: 'utf8',
      env: { PATH: '/nowhere' },
    },
  );
  return { status, stderr };
};

test('says what a first deployment lacks, all at once', () => {
  const { status, stderr } = deploy('production');
  expect(status).toBe(1);
  expect(stderr).toContain('production cannot be deployed yet. Missing:');
  expect(stderr).toContain("- Addresses: put the city's own into infra/config.ts in place of 311@city.example");
  expect(stderr).toContain('- AWS credentials: ');
});

test('deploys staging unless told otherwise', () => {
  expect(deploy().stderr).toContain('staging cannot be deployed yet');
});

test('asks for those to whom staging may write, because it would write to nobody at a reserved domain', () => {
  expect(deploy('staging').stderr).toMatch(/, staging\.city\.example\./);
});

test.each(['local', 'prod'])('names what can be deployed instead of %s', (name) => {
  expect(deploy(name)).toEqual({
    status: 1,
    stderr: `"${name}" is not deployed: npm run deploy -- staging, or npm run deploy -- production.\n`,
  });
});
