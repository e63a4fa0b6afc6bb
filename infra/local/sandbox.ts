import { Console } from 'node:console';
import { readFileSync } from 'node:fs';
import { builtinModules, createRequire } from 'node:module';
import { dirname, isAbsolute, resolve } from 'node:path';
import { Writable } from 'node:stream';
import { compileFunction, constants } from 'node:vm';

/** What a bundle sees of the machine it runs on. */
export interface Surroundings {
  /** Local time, epoch ms. */
  now: () => number;
  /** The whole of `process.env`. */
  environment: Record<string, string>;
  /** Gets every line that the bundle writes to its standard output and error. */
  onLine: (line: string) => void;
  /** Stands for Node's own module of this name. */
  modules?: Readonly<Record<string, unknown>>;
}

/**
 * Loads a CommonJS bundle as Lambda would, in this process and realm, so that `instanceof` works across the border. Its
 * `Date` tells the local time; its `process`, `console` and `globalThis` are its own; everything else is Node's.
 */
export function loadBundle(file: string, surroundings: Surroundings): Record<string, unknown> {
  const output = lineStream(surroundings.onLine);
  const ownProcess = Object.create(process, {
    env: { value: { ...surroundings.environment }, writable: true },
    stdout: { value: output },
    stderr: { value: output },
    exit: {
      value: (code = 0) => {
        throw Object.assign(new Error(`The function ended its process with exit code ${code}.`), {
          name: 'Runtime.ExitError',
        });
      },
    },
  }) as NodeJS.Process;
  const own: Record<PropertyKey, unknown> = {
    process: ownProcess,
    console: new Console({ stdout: output, stderr: output, colorMode: false }),
    Date: localDate(surroundings.now),
  };
  own.globalThis = own.global = globalsOver(own);
  return load(file, own, surroundings.modules ?? {});
}

/** A `Date` that tells the local time wherever it is not told one; its instances are ordinary dates. */
export function localDate(now: () => number): DateConstructor {
  return new Proxy(Date, {
    construct: (target, args: unknown[], newTarget: DateConstructor) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as Date,
    apply: (target) => new target(now()).toString(),
    get: (target, key, receiver) => (key === 'now' ? now : (Reflect.get(target, key, receiver) as unknown)),
  });
}

/** Global properties read through to Node's, with the bundle's own in front; what it sets stays with it. */
function globalsOver(own: Record<PropertyKey, unknown>): typeof globalThis {
  return new Proxy(globalThis, {
    get: (target, key) => (Object.hasOwn(own, key) ? own[key] : (Reflect.get(target, key) as unknown)),
    has: (target, key) => Object.hasOwn(own, key) || Reflect.has(target, key),
    set: (_target, key, value) => {
      own[key] = value;
      return true;
    },
    defineProperty: (_target, key, descriptor) => Reflect.defineProperty(own, key, descriptor),
    deleteProperty: (_target, key) => Reflect.deleteProperty(own, key),
  });
}

function load(
  entry: string,
  own: Record<PropertyKey, unknown>,
  modules: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const names = ['process', 'console', 'Date', 'globalThis', 'global'];
  acceptDynamicImports();
  const loaded = new Map<string, { exports: Record<string, unknown> }>();

  function loadFile(file: string): Record<string, unknown> {
    const known = loaded.get(file);
    if (known) return known.exports;
    const module = { exports: {} as Record<string, unknown> };
    loaded.set(file, module);
    const run = compileFunction(
      readFileSync(file, 'utf8'),
      ['exports', 'require', 'module', '__filename', '__dirname', ...names],
      { filename: file, importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER },
    ) as (...values: unknown[]) => void;
    run(module.exports, requireFrom(file), module, file, dirname(file), ...names.map((name) => own[name]));
    return module.exports;
  }

  function requireFrom(file: string): (name: string) => unknown {
    const node = createRequire(file);
    return (name) => {
      if (name === 'process' || name === 'node:process') return own.process;
      if (name === 'console' || name === 'node:console') return Object.assign(own.console as object, { Console });
      const instead = modules[name.replace(/^node:/u, '')];
      if (instead) return instead;
      if (name.startsWith('node:') || builtinModules.includes(name)) return node(name) as unknown;
      if (name.startsWith('.') || isAbsolute(name)) {
        const target = node.resolve(resolve(dirname(file), name));
        return target.endsWith('.json') ? node(target) : loadFile(target);
      }
      throw Object.assign(new Error(`${name} is not in the bundle ${file}, and a Lambda finds nothing else.`), {
        code: 'MODULE_NOT_FOUND',
      });
    };
  }

  return loadFile(entry);
}

let accepted = false;

/** Node warns once in a process that its loader for `import()` in compiled code is experimental; nobody here can act on it. */
function acceptDynamicImports(): void {
  if (accepted) return;
  accepted = true;
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    const probe = compileFunction('return import("node:os")', [], {
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    }) as () => Promise<unknown>;
    void probe();
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** A stream that hands on whole lines, at once: what a function wrote must be there when it has answered. */
function lineStream(onLine: (line: string) => void): Writable {
  let rest = '';
  return new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, _encoding, done) {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop()!;
      for (const line of lines) onLine(line);
      done();
    },
  });
}
