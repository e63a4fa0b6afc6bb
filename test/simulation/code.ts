import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import { type Plugin, build } from 'esbuild';
import { handlerFiles } from '../../infra/bundles.ts';
import { surroundings } from './fakes/packages.ts';

const ROOT = join(import.meta.dirname, '../..');

/** A Lambda handler. */
export type Handler = (event: unknown, context: object) => Promise<unknown>;

/** One edit of a source file: a text that stands there exactly once, and what stands there instead. */
export interface Edit {
  /** From the project's root. */
  file: string;
  from: string;
  to: string;
}

/** What the code sees of the machine that it runs on. */
export interface Surroundings {
  /** Packages that are not what they seem, by name. */
  modules: Record<string, unknown>;
  process: object;
  Date: DateConstructor;
  setTimeout: (work: () => void, ms?: number) => unknown;
  clearTimeout: (timer: unknown) => void;
  fetch: (url: unknown, options: never) => Promise<unknown>;
  AbortSignal: object;
}

/** The handlers of functions/, all in one, by the names of their functions: each call makes one as a cold start does. */
export type Code = Record<string, () => Handler>;

/**
 * Bundles every handler of functions/, with edits, and loads it. The packages stay outside, so that the clients of AWS are
 * the simulated ones; a handler is made anew at each cold start, and the rules that it calls are shared.
 */
export async function loadCode(edits: readonly Edit[] = []): Promise<Code> {
  const texts = new Map<string, string>();
  for (const edit of edits) {
    const path = join(ROOT, edit.file);
    if (!existsSync(path)) throw new EditError(`There is no ${edit.file}.`);
    texts.set(path, edited(texts.get(path) ?? readFileSync(path, 'utf8'), edit));
  }
  const files = handlerFiles();
  const contents = files
    .map((file) => `export { coldStart as ${nameOf(file)} } from './functions/${file}';`)
    .join('\n');
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: ROOT, loader: 'ts' },
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    packages: 'external',
    supported: { 'dynamic-import': false },
    logLevel: 'error',
    absWorkingDir: ROOT,
    plugins: [editing(texts)],
  });
  return evaluate(outputFiles[0]!.text, surroundings());
}

/** `intake/accept-request.handler.ts` → `AcceptRequest`, the name by which the template knows the function. */
const nameOf = (file: string): string =>
  file
    .replace(/^.*\/|\.handler\.ts$/g, '')
    .replace(/(^|-)(\w)/g, (_whole, _dash, letter: string) => letter.toUpperCase());

/** An edit names a text that its file does not have exactly once, so that nobody knows what it would change. */
export class EditError extends Error {
  override readonly name = 'EditError';
}

/** Makes an edit of a text. @throws EditError */
export function edited(text: string, { file, from, to }: Edit): string {
  const times = text.split(from).length - 1;
  if (times !== 1) throw new EditError(`${file} has this text ${times} times and not once: ${from}`);
  return text.replace(from, () => to);
}

const editing = (texts: ReadonlyMap<string, string>): Plugin => ({
  name: 'edits',
  setup({ onLoad }) {
    onLoad({ filter: /\/functions\/.*\.ts$/ }, ({ path }) => {
      const contents = texts.get(path) ?? readFileSync(path, 'utf8');
      if (!path.endsWith('.handler.ts')) return { contents, loader: 'ts' };
      // A handler is made at each cold start, and not once when the file is read.
      const cold = { file: path, from: 'export const handler =', to: 'export const coldStart = () =>' };
      return { contents: edited(contents, cold), loader: 'ts' };
    });
  },
});

function evaluate(text: string, { modules, ...globals }: Surroundings): Code {
  const node = createRequire(join(ROOT, 'functions/index.js'));
  const require = (name: string): unknown => (Object.hasOwn(modules, name) ? modules[name] : node(name));
  const module = { exports: {} as Code };
  const names = ['module', 'exports', 'require', 'console', ...Object.keys(globals)];
  const silent = { log: () => undefined, error: () => undefined, warn: () => undefined, info: () => undefined };
  const run = compileFunction(text, names) as (...values: unknown[]) => void;
  run(module, module.exports, require, silent, ...Object.values(globals));
  return module.exports;
}
