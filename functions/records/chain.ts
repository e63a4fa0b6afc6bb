import { createHash } from 'node:crypto';

/** A line of a record that cannot be changed, left out or moved without its end saying so: each digest is of the line and the digest before it. */
export interface Link<T> {
  entry: T;
  digest: string;
}

/** What the first line hangs on. */
const BEGINNING = '0'.repeat(64);

/** JSON with its keys in order, so that the same content has the same digest. */
const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(',')}}`;
};

/** The digest of a line after the one with another digest: SHA-256, hex. */
export const digestAfter = (before: string | undefined, entry: unknown): string =>
  createHash('sha256')
    .update(`${before ?? BEGINNING}\n${canonical(entry)}`)
    .digest('hex');

/** Chains lines in their order. */
export const chained = <T>(entries: readonly T[]): Link<T>[] => {
  let before: string | undefined;
  return entries.map((entry) => ({ entry, digest: (before = digestAfter(before, entry)) }));
};

/** The number of the first line, from 0, whose digest is not that of it and those before it; undefined for a chain that holds. */
export const brokenAt = (links: readonly Link<unknown>[]): number | undefined => {
  let before: string | undefined;
  for (const [number, { entry, digest }] of links.entries()) {
    if (digestAfter(before, entry) !== digest) return number;
    before = digest;
  }
  return undefined;
};
