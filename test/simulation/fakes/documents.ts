import type { Item } from './expressions.ts';

/** A copy of a document, which shares nothing with it. */
export function copyOf<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOf) as T;
  const copy: Item = {};
  for (const name in value) copy[name] = copyOf(value[name]);
  return copy as T;
}

/** As the document client sends it: a copy without what is undefined, and whatever is no document is refused. */
export function plain<T>(value: T): T {
  if (Array.isArray(value)) return value.map((entry) => plain<unknown>(entry ?? null)) as T;
  if (typeof value !== 'object' || value === null) {
    if (typeof value === 'number' && !Number.isFinite(value)) throw new Error('Special numeric value is not allowed');
    if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint')
      throw new TypeError(`The tables in memory do not take a ${typeof value}.`);
    return value;
  }
  const kind = Object.getPrototypeOf(value) as object | null;
  if (kind !== null && kind.constructor.name !== 'Object')
    throw new TypeError(`The tables in memory do not take a ${kind.constructor.name}.`);
  const copy: Item = {};
  for (const [name, inner] of Object.entries(value)) if (inner !== undefined) copy[name] = plain(inner);
  return copy as T;
}

/** An item in DynamoDB's own words. */
export const marshalled = (item: Item): Record<string, never> =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, marshal(value)])) as Record<string, never>;

function marshal(value: unknown): object {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (value === null) return { NULL: true };
  if (Array.isArray(value)) return { L: value.map(marshal) };
  return { M: marshalled(value as Item) };
}
