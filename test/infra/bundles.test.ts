import { mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { builtinModules, createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bundleAll, handlerFiles } from '../../infra/bundles.ts';

const folder = join(mkdtempSync(join(tmpdir(), 'resolve311-bundles-')), 'bundles');
const codeOf = bundleAll(folder);
const load = createRequire(import.meta.url);

/** The SDK asks for it, and does without, where a request is signed for many regions at once. */
const DONE_WITHOUT = ['@aws-sdk/signature-v4-crt'];

describe.each(handlerFiles())('%s', (file) => {
  const place = join(folder, file.replace(/\.handler\.ts$/, ''));

  test('is one file that exports its handler', () => {
    expect(readdirSync(place)).toEqual(['index.js']);
    expect((load(join(place, 'index.js')) as { handler: unknown }).handler).toBeTypeOf('function');
  });

  test('holds all that it needs but Node itself', () => {
    const text = readFileSync(join(place, 'index.js'), 'utf8');
    for (const [, name = ''] of text.matchAll(/\brequire\("([^"]+)"\)/g)) {
      expect([...builtinModules, ...DONE_WITHOUT], name).toContain(name.replace(/^node:/, ''));
    }
  });
});

test('refuses a handler that is not there, and names it', () => {
  expect(() => codeOf('intake/forget-request.handler.ts')).toThrow(
    'There is no functions/intake/forget-request.handler.ts.',
  );
});
