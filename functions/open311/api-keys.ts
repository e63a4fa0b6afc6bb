import { createHash, timingSafeEqual } from 'node:crypto';

/** The secret: each client's name with its key, or with `sha256:` and the hash of its key, so that the key itself is nowhere. */
export type ApiKeys = Record<string, string>;

const HASHED = 'sha256:';

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Whether a value has the shape of the secret; a name is one that fits a key of a table. */
export const isApiKeys = (value: unknown): value is ApiKeys =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(value).every(([name, key]) => /^[\w-]{1,50}$/.test(name) && typeof key === 'string' && key !== '');

/** The client whose key this is; undefined for a missing or unknown key. Compared in constant time, all keys always. */
export const clientOf = (keys: ApiKeys, key: string | undefined): string | undefined => {
  const given = sha256(key ?? '');
  const fitting = Object.entries(keys).filter(([, known]) =>
    timingSafeEqual(given, known.startsWith(HASHED) ? hashIn(known) : sha256(known)),
  );
  return key ? fitting[0]?.[0] : undefined;
};

/** The bytes of a hash; those of one that is no hash fit nothing. */
const hashIn = (known: string): Buffer => {
  const bytes = Buffer.from(known.slice(HASHED.length).trim(), 'hex');
  return bytes.length === 32 ? bytes : Buffer.alloc(32);
};

/** Calls that may write in a window, for each key: 5 a second, twice what New York City takes in by all channels over a year. */
export const CALLS_A_WINDOW = 300;

/** The length of a window, ms. */
export const WINDOW_MS = 60_000;

/** The window that an instant lies in, with its end (UTC instant). */
export const windowAt = (now: number): { number: number; endsAt: number } => {
  const number = Math.floor(now / WINDOW_MS);
  return { number, endsAt: (number + 1) * WINDOW_MS };
};
