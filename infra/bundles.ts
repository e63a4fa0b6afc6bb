import { globSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type BuildOptions, buildSync } from 'esbuild';
import type { CodeOf, HandlerFile } from './constructs/house.ts';

const ROOT = join(import.meta.dirname, '..');

/** How a handler becomes one file: everything inside, the SDK too, so that what was tested is what runs. */
export const BUNDLING = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  // Loads in 52 ms where the same file as an ES module takes 66 (intake, median of eight starts).
  format: 'cjs',
  mainFields: ['module', 'main'],
  minify: true, // errors carry their names as fields, so that minified classes lose nothing
  legalComments: 'none',
  logLevel: 'error',
  // In CommonJS `import.meta` is empty: data is imported, never read from beside the source.
  logOverride: { 'empty-import-meta': 'error' },
} satisfies BuildOptions;

/** Every handler in functions/, as its path from there. */
export const handlerFiles = (): HandlerFile[] =>
  globSync('**/*.handler.ts', { cwd: join(ROOT, 'functions') }).sort() as HandlerFile[];

/**
 * Bundles every handler in one run of esbuild, each into `<folder>/<handler>/index.js`, and answers where a handler's code is.
 * A second for all of them; NodejsFunction starts esbuild anew for each (decision 0003).
 */
export const bundleAll = (folder: string): CodeOf => {
  const files = handlerFiles();
  rmSync(folder, { recursive: true, force: true });
  buildSync({
    ...BUNDLING,
    absWorkingDir: ROOT,
    outdir: folder,
    entryPoints: files.map((file) => ({ in: join('functions', file), out: `${nameOf(file)}/index` })),
  });
  return (file) => {
    if (!files.includes(file)) throw new Error(`There is no functions/${file}.`);
    return Code.fromAsset(join(folder, nameOf(file)));
  };
};

const nameOf = (file: HandlerFile): string => file.replace(/\.handler\.ts$/, '');
