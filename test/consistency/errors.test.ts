import { once } from 'node:events';
import { globSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

/** The errors that Step Functions and Lambda name themselves. */
const OF_THE_SERVICES = /^(States|Lambda|StepFunctions)\./;

/** What the SDK names a call that got no answer in time, where the client is told to throw. */
const OF_THE_SDK = 'TimeoutError';

const caught = (): string[] => {
  const names = globSync('statemachines/*.asl.json', { cwd: ROOT }).flatMap((file) => {
    const { States } = JSON.parse(readFileSync(join(ROOT, file), 'utf8')) as {
      States: Record<string, { Retry?: { ErrorEquals: string[] }[]; Catch?: { ErrorEquals: string[] }[] }>;
    };
    return Object.values(States).flatMap(({ Retry = [], Catch = [] }) =>
      [...Retry, ...Catch].flatMap(({ ErrorEquals }) => ErrorEquals),
    );
  });
  return [...new Set(names)].filter((name) => !OF_THE_SERVICES.test(name)).sort();
};

/** Every exported class of an error, with the name that it gives itself: what Lambda reports as the type of the error. */
const thrown = (): Map<string, string | undefined> =>
  new Map(
    globSync('functions/**/*.ts', { cwd: ROOT }).flatMap((file) =>
      [
        ...readFileSync(join(ROOT, file), 'utf8').matchAll(
          /^export class (\w+) extends \w*Error \{\n(?: {2}override (?:readonly )?name = '(\w+)';)?/gm,
        ),
      ].map(([, name = '', says]) => [name, says] as const),
    ),
  );

test('every error that a machine waits for by name is one that a function can throw', () => {
  const own = caught().filter((name) => name !== OF_THE_SDK);
  expect(own.length).toBeGreaterThan(0);
  expect(own.filter((name) => !thrown().has(name))).toEqual([]);
});

test('every error of the functions says its own name, because bundling may change that of its class', () => {
  expect([...thrown()].filter(([name, says]) => name !== says)).toEqual([]);
});

test('a call of the SDK that gets no answer in time fails with the name that the machine waits for', async () => {
  const silent = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
    requestHandler: { requestTimeout: 20, throwOnRequestTimeout: true },
  });
  try {
    await expect(client.send(new ListTablesCommand({}))).rejects.toMatchObject({ name: OF_THE_SDK });
    expect(caught()).toContain(OF_THE_SDK);
  } finally {
    client.destroy();
    silent.closeAllConnections();
    silent.close();
  }
});
