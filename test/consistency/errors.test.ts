import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

/** The errors that Step Functions and Lambda name themselves. */
const OF_THE_SERVICES = /^(States|Lambda|StepFunctions)\./;

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
  expect(caught().length).toBeGreaterThan(0);
  expect(caught().filter((name) => !thrown().has(name))).toEqual([]);
});

test('every error of the functions says its own name, because bundling may change that of its class', () => {
  expect([...thrown()].filter(([name, says]) => name !== says)).toEqual([]);
});
