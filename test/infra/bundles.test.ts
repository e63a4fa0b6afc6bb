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

  test('is one file that exports its handler, and beside it at most what it loads at its first use', () => {
    const [main, ...others] = readdirSync(place).sort();
    const loadsLate = readFileSync(join(place, 'index.js'), 'utf8').includes('require("./s3.js")');
    expect([main, others]).toEqual(['index.js', loadsLate ? ['s3.js'] : []]);
    expect((load(join(place, 'index.js')) as { handler: unknown }).handler).toBeTypeOf('function');
  });

  test('holds all that it needs but Node itself', () => {
    const text = readdirSync(place)
      .map((name) => readFileSync(join(place, name), 'utf8'))
      .join('\n');
    for (const [, name = ''] of text.matchAll(/\brequire\("([^"]+)"\)/g)) {
      expect([...builtinModules, ...DONE_WITHOUT, './s3.js'], name).toContain(name.replace(/^node:/, ''));
    }
  });
});

test('refuses a handler that is not there, and names it', () => {
  expect(() => codeOf('intake/forget-request.handler.ts')).toThrow(
    'There is no functions/intake/forget-request.handler.ts.',
  );
});

test('keeps the client of S3 out of what functions load at their start', () => {
  const late = handlerFiles().filter((file) =>
    readdirSync(join(folder, file.replace(/\.handler\.ts$/, ''))).includes('s3.js'),
  );
  expect(late).toContain('pages/show-page.handler.ts');
  expect(late).not.toContain('pages/show-queue.handler.ts');
  const text = readFileSync(join(folder, 'pages/show-page/index.js'), 'utf8');
  expect(readFileSync(join(folder, 'pages/show-page/s3.js'), 'utf8')).toContain('NoSuchKey');
  expect(text).not.toContain('NoSuchKey');
});
