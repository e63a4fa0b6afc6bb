import { TemplateError } from './intrinsics.ts';

/** Whether an event passes. */
export type EventFilter = (event: unknown) => boolean;

/** Whether one value, or its absence as undefined, passes one entry of a pattern's list. */
type Test = (value: unknown) => boolean;

const COMPARE: Record<string, (value: number, bound: number) => boolean> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

/**
 * Compiles an event pattern of EventBridge's language, as filters of event sources use it: exact values, `prefix`, `exists`
 * and `numeric`. Anything else is refused, because a filter that is half understood drops records in silence.
 * An event that is an array passes where one of its entries does.
 */
export function compileFilter(pattern: unknown, where: string): EventFilter {
  if (typeof pattern !== 'object' || pattern === null || Array.isArray(pattern)) {
    throw new TemplateError(`${where}: a pattern is an object, not ${JSON.stringify(pattern)}.`);
  }
  const fields = Object.entries(pattern).map(([name, inner]) => {
    if (name.startsWith('$')) throw new TemplateError(`${where}: the local stack does not know ${name} in a pattern.`);
    const passes = Array.isArray(inner) ? anyOf(inner, `${where}.${name}`) : compileFilter(inner, `${where}.${name}`);
    return { name, passes };
  });
  return (event) => {
    if (Array.isArray(event)) return event.some((entry) => matches(fields, entry));
    return matches(fields, event);
  };
}

const matches = (fields: { name: string; passes: Test }[], event: unknown): boolean =>
  fields.every(({ name, passes }) =>
    passes(typeof event === 'object' && event !== null ? (event as Record<string, unknown>)[name] : undefined),
  );

function anyOf(entries: unknown[], where: string): Test {
  const tests = entries.map((entry) => oneTest(entry, where));
  return (value) => tests.some((test) => (Array.isArray(value) ? value.some(test) : test(value)));
}

function oneTest(entry: unknown, where: string): Test {
  if (typeof entry !== 'object' || entry === null) return (value) => value === entry;
  const [operator, operand] = Object.entries(entry)[0] ?? [];
  switch (operator) {
    case 'prefix':
      if (typeof operand !== 'string') break;
      return (value) => typeof value === 'string' && value.startsWith(operand);
    case 'exists':
      // Only a leaf exists: EventBridge looks at values, never at objects.
      return (value) => (value !== undefined && (typeof value !== 'object' || value === null)) === operand;
    case 'numeric':
      if (!Array.isArray(operand)) break;
      return numeric(operand, where);
  }
  throw new TemplateError(`${where}: the local stack does not know ${JSON.stringify(entry)} in a pattern.`);
}

/** `["<", 10]` or `[">", 0, "<=", 5]`. DynamoDB's numbers arrive as text (`{ "N": "5" }`) and are compared as numbers. */
function numeric(operand: unknown[], where: string): Test {
  const bounds: { compare: (value: number, bound: number) => boolean; bound: number }[] = [];
  for (let index = 0; index < operand.length; index += 2) {
    const compare = COMPARE[String(operand[index])];
    const bound = operand[index + 1];
    if (compare === undefined || typeof bound !== 'number') {
      throw new TemplateError(`${where}: the local stack does not know the comparison ${JSON.stringify(operand)}.`);
    }
    bounds.push({ compare, bound });
  }
  return (value) => {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    return typeof number === 'number' && bounds.every(({ compare, bound }) => compare(number, bound));
  };
}
