import { copyFileSync, globSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type BuildOptions, buildSync } from 'esbuild';
import type { CodeOf, HandlerFile } from './constructs/house.ts';

const ROOT = join(import.meta.dirname, '..');

/**
 * Packages that functions load at their first use only. They lie in a file of their own beside each handler that uses them: in the
 * same file they cost at the start, because esbuild then evaluates whole what they share with the rest (show-page: 330 ms instead
 * of 226, fastest of 15 starts on a busy machine).
 */
const AT_FIRST_USE = ['@aws-sdk/client-s3', '@aws-sdk/s3-presigned-post', '@aws-sdk/s3-request-presigner'];
const FIRST_USE_FILE = './s3.js';

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
  charset: 'utf8', // a Nepali letter is three bytes, and six when escaped
  alias: Object.fromEntries(AT_FIRST_USE.map((name) => [name, FIRST_USE_FILE])),
  external: [FIRST_USE_FILE],
  supported: { 'dynamic-import': false }, // `require`, so that what is loaded late comes by the same way as the rest
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
  const { metafile } = buildSync({
    ...BUNDLING,
    metafile: true,
    absWorkingDir: ROOT,
    outdir: folder,
    entryPoints: files.map((file) => ({ in: join('functions', file), out: `${nameOf(file)}/index` })),
  });
  const late = join(folder, FIRST_USE_FILE);
  const { alias: _, external: __, ...whole } = BUNDLING;
  const contents = AT_FIRST_USE.map((name) => `export * from '${name}';`).join('\n');
  buildSync({ ...whole, stdin: { contents, resolveDir: ROOT }, outfile: late });
  for (const [output, { imports }] of Object.entries(metafile.outputs)) {
    const loads = imports.some(({ path }) => path === FIRST_USE_FILE);
    if (loads) copyFileSync(late, join(ROOT, dirname(output), FIRST_USE_FILE));
  }
  return (file) => {
    if (!files.includes(file)) throw new Error(`There is no functions/${file}.`);
    return Code.fromAsset(join(folder, nameOf(file)));
  };
};

const nameOf = (file: HandlerFile): string => file.replace(/\.handler\.ts$/, '');
