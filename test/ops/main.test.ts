import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { sayAwsError } from '../../infra/ops/aws-error.ts';

/** Runs a command as somebody without credentials does. */
const ops = (env: Record<string, string>, ...args: string[]) => {
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, '../../infra/ops/main.ts'), ...args],
    {
      encoding: 'utf8',
      env: { PATH: '/nowhere', HOME: '/nowhere', AWS_EC2_METADATA_DISABLED: 'true', NODE_NO_WARNINGS: '1', ...env },
    },
  );
  return { status, stderr };
};

test.each([
  ['credentials', { AWS_REGION: 'us-east-1' }],
  ['a region', { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' }],
])('a command that lacks %s says so without a trace', (_, env) => {
  const { status, stderr } = ops(env, 'list', 'late', '--environment', 'staging');
  expect(status).toBe(1);
  expect(stderr).toMatch(/^AWS cannot be asked \(.+\)\. Credentials: /);
  expect(stderr).not.toMatch(/\n\s+at /);
});

test('what AWS refuses is told by its name; what is at fault here keeps its trace', () => {
  const error = new ResourceNotFoundException({ message: 'Requested resource not found', $metadata: {} });
  expect(sayAwsError(error)).toMatch(/^AWS refuses it \(ResourceNotFoundException\): Requested resource not found\n/);
  expect(sayAwsError(new TypeError('x is not a function'))).toBeUndefined();
});

test('a list of which somebody has read enough ends without a trace', () => {
  const main = join(import.meta.dirname, '../../infra/ops/main.ts');
  const { stderr } = spawnSync('sh', ['-c', `"${process.execPath}" "${main}" messages unreviewed | true`], {
    encoding: 'utf8',
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
  expect(stderr).toBe('');
});
