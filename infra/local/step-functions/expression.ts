import { createHash } from 'node:crypto';
import jsonata from 'jsonata';

/** The parts of `$states` that a field may read; AWS allows each only where it has a meaning. */
export type StatesPart = 'input' | 'result' | 'errorOutput' | 'context';

/** What an expression sees: `$states` and the variables that the machine has assigned so far. */
export interface Scope {
  states: Partial<Record<StatesPart, unknown>>;
  variables: Readonly<Record<string, unknown>>;
}

/** Where `$now`, `$millis`, `$random` and `$uuid` get their answers: the local clock and a seeded source of 0 ≤ x < 1. */
export interface Surroundings {
  now(): number;
  random(): number;
}

/** A field's value with its `{% … %}` expressions compiled once. */
export interface Template {
  /** True when the value holds no expression, so that it may be checked while loading. */
  constant: boolean;
  /** The constant's value; undefined for a template with expressions. */
  value: unknown;
  /** @throws QueryEvaluationError naming the field, the expression and what went wrong. */
  evaluate(scope: Scope): Promise<unknown>;
}

/** `States.QueryEvaluationError`; `location` is the field, such as `Arguments/Payload/id` or `Choices[1]/Condition`. */
export class QueryEvaluationError extends Error {
  readonly location: string;

  constructor(message: string, location: string) {
    super(message);
    this.name = 'QueryEvaluationError';
    this.location = location;
  }
}

/** Compiles the values of one machine's fields, and says what is wrong with them. */
export interface TemplateCompiler {
  /** @param parts what of `$states` this field may read. */
  compile(value: unknown, location: string, parts: readonly StatesPart[]): Template;
}

/**
 * A compiler for one machine. Each expression is parsed once and shared by all its executions; `refuse` hears of what AWS
 * would refuse too when the machine is created: syntax errors, `$eval`, and parts of `$states` that the field does not have.
 */
export function createTemplateCompiler(
  surroundings: Surroundings,
  refuse: (location: string, reason: string) => void,
): TemplateCompiler {
  function compile(value: unknown, location: string, parts: readonly StatesPart[]): Template {
    if (typeof value === 'string' && value.startsWith('{%')) return compileExpression(value, location, parts);
    if (Array.isArray(value)) {
      return combine(
        value,
        value.map((item, index) => compile(item, `${location}[${index}]`, parts)),
        (results) => results,
      );
    }
    if (typeof value === 'object' && value !== null) {
      const keys = Object.keys(value);
      return combine(
        value,
        Object.entries(value).map(([key, item]) => compile(item, `${location}/${key}`, parts)),
        (results) => Object.fromEntries(keys.map((key, index) => [key, results[index]])),
      );
    }
    return constant(value);
  }

  function compileExpression(text: string, location: string, parts: readonly StatesPart[]): Template {
    if (!text.endsWith('%}') || text.length < 4) {
      refuse(location, 'starts an expression with {% and does not end with %}');
      return constant(undefined);
    }
    const source = text.slice(2, -2).trim();
    let expression: jsonata.Expression;
    try {
      expression = jsonata(source);
    } catch (error) {
      refuse(location, `is not JSONata: ${messageOf(error)}`);
      return constant(undefined);
    }
    for (const reason of forbiddenUses(expression.ast(), parts)) refuse(location, reason);
    registerFunctions(expression, surroundings);
    const quoted = `The JSONata expression '${source}' specified for the field '${location}'`;

    return {
      constant: false,
      value: undefined,
      async evaluate({ states, variables }) {
        let result: unknown;
        try {
          result = await expression.evaluate(undefined, { ...variables, states });
        } catch (error) {
          throw new QueryEvaluationError(`${quoted} threw an error during evaluation. ${messageOf(error)}`, location);
        }
        if (result === undefined) {
          throw new QueryEvaluationError(`${quoted} returned nothing (undefined).`, location);
        }
        // Through text and back: the value becomes plain JSON, free of JSONata's sequence marks and of shared parts.
        const json = isFunction(result) ? undefined : JSON.stringify(result);
        if (json === undefined) {
          throw new QueryEvaluationError(`${quoted} returned a value that is not JSON.`, location);
        }
        return JSON.parse(json);
      },
    };
  }

  return { compile };
}

function isFunction(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value === 'function';
  return '_jsonata_function' in value || '_jsonata_lambda' in value;
}

function constant(value: unknown): Template {
  return { constant: true, value, evaluate: () => Promise.resolve(value) };
}

function combine(whole: unknown, parts: Template[], join: (results: unknown[]) => unknown): Template {
  if (parts.every((part) => part.constant)) return constant(whole);
  return {
    constant: false,
    value: undefined,
    async evaluate(scope) {
      const results: unknown[] = [];
      for (const part of parts) results.push(part.constant ? part.value : await part.evaluate(scope));
      return join(results);
    },
  };
}

/** JSONata throws plain objects with a code and a message. */
function messageOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  return [code, message].filter(Boolean).join(': ') || String(error);
}

/** What an expression uses and must not: `$eval`, which AWS switches off, and `$states` parts that the field lacks. */
function forbiddenUses(ast: unknown, parts: readonly StatesPart[]): string[] {
  const reasons: string[] = [];
  const seen = new WeakSet<object>();
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null || seen.has(node)) return;
    seen.add(node);
    const { type, value, steps } = node as { type?: string; value?: unknown; steps?: jsonata.ExprNode[] };
    if (type === 'variable' && value === 'eval') reasons.push('uses $eval, which Step Functions does not offer');
    if (type === 'path' && steps?.[0]?.type === 'variable' && steps[0].value === 'states') {
      const part: unknown = steps[1]?.type === 'name' ? steps[1].value : undefined;
      if (typeof part === 'string' && !(parts as readonly string[]).includes(part)) {
        reasons.push(`reads $states.${part}, which it does not have here (only ${parts.join(', ')})`);
      }
    }
    Object.values(node).forEach(visit);
  };
  visit(ast);
  return reasons;
}

const HASHES: Record<string, string> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

/**
 * The six functions that Step Functions adds to JSONata, and the two of JSONata's own that read the time. Odd arguments
 * yield nothing, and nothing fails the field (AWS: a chunk size of zero, a range without a step, a hash without algorithm).
 */
function registerFunctions(expression: jsonata.Expression, { now, random }: Surroundings): void {
  expression.registerFunction('millis', () => now());
  expression.registerFunction('now', function (picture?: string, timezone?: string) {
    return this.environment.lookup('fromMillis').implementation.call(this, now(), picture, timezone);
  });
  expression.registerFunction('partition', partition);
  expression.registerFunction('range', range);
  expression.registerFunction('hash', (text: unknown, algorithm: unknown) => {
    const name = HASHES[String(algorithm)];
    return typeof text === 'string' && name !== undefined ? createHash(name).update(text).digest('hex') : undefined;
  });
  expression.registerFunction('random', (seed?: number) => (seed === undefined ? random() : seededOnce(seed)));
  expression.registerFunction('uuid', () => uuid(random));
  expression.registerFunction('parse', (text: unknown) => (text === undefined ? undefined : JSON.parse(String(text))));
}

function partition(items: unknown, size: unknown): unknown[] | undefined {
  const length = Math.trunc(Number(size));
  if (items === undefined || !(length > 0)) return undefined;
  const list = Array.isArray(items) ? items : [items];
  const chunks: unknown[] = [];
  for (let start = 0; start < list.length; start += length) chunks.push(list.slice(start, start + length));
  return chunks.length === 0 ? undefined : chunks;
}

/** The most elements that AWS's `$range` gives. */
const LONGEST_RANGE = 360_145;

function range(start: unknown, end: unknown, step: unknown): number[] | number | undefined {
  const [first, last, by] = [start, end, step].map((value) => Math.trunc(Number(value))) as [number, number, number];
  const length = Math.floor((last - first) / by) + 1;
  if (!(length > 0)) return undefined;
  if (length > LONGEST_RANGE) throw new Error('Expression evaluation memory limit exceeded');
  return length === 1 ? first : Array.from({ length }, (_, index) => first + index * by);
}

/** One number of 0 ≤ x < 1 from a seed, the same each time (mulberry32's first). */
function seededOnce(seed: number): number {
  let state = (Math.trunc(seed) + 0x6d2b79f5) | 0;
  state = Math.imul(state ^ (state >>> 15), state | 1);
  state ^= state + Math.imul(state ^ (state >>> 7), state | 61);
  return ((state ^ (state >>> 14)) >>> 0) / 2 ** 32;
}

/** A version 4 UUID from a source of 0 ≤ x < 1. */
export function uuid(random: () => number): string {
  const bytes = Buffer.from(Array.from({ length: 16 }, () => Math.floor(random() * 256)));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
