import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const home = mkdtempSync(join(tmpdir(), 'resolve311-home-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Runs `infra/deploy.ts` as somebody without credentials does, but for what is in ~/.aws. */
const deploy = (...args: string[]) => {
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, '../../infra/deploy.ts'), ...args],
    {
      encoding: 'utf8',
      env: { PATH: '/nowhere', HOME: home, AWS_EC2_METADATA_DISABLED: 'true' },
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
  expect(stderr).toContain('- A region: AWS_REGION, or region in the profile of ~/.aws/config.');
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

test('finds credentials and a region where the AWS CLI keeps them, and says which of them is not there', () => {
  mkdirSync(join(home, '.aws'));
  writeFileSync(join(home, '.aws/credentials'), '[default]\naws_access_key_id = x\naws_secret_access_key = x\n');
  expect(deploy().stderr).not.toContain('- AWS credentials');
  expect(deploy().stderr).toContain('- A region: ');
  writeFileSync(join(home, '.aws/config'), '[default]\nregion = us-east-1\n');
  expect(deploy().stderr).not.toContain('- A region: ');
});
