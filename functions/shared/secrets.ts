import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SpokenError } from './errors.ts';

/** A secret with two live keys: `current` signs, both are accepted, so that a rotation refuses nobody. */
export interface KeyPair {
  current: string;
  previous?: string;
  /** UTC instant, epoch ms, from which `current` signs; until then `previous` goes on, so that every reader knows the new key before the first use of it. */
  from?: number;
}

/** Reads key pairs by the secret's id. */
export type ReadKeys = (secretId: string) => Promise<KeyPair>;

/** How long a read secret is kept: a rotation is known everywhere after 5 minutes, and both keys live far longer. */
const KEPT_MS = 5 * 60_000;

/** Reads secrets of JSON from Secrets Manager, kept for five minutes of the given clock; throws a SecretError for one of another shape. */
export const createSecretReader = <T>(
  now: () => number,
  isWanted: (value: unknown) => value is T,
  wanted: string,
): ((secretId: string) => Promise<T>) => {
  const client = new SecretsManagerClient({
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
  });
  const kept = new Map<string, { keys: T; until: number }>();
  return async (secretId) => {
    const known = kept.get(secretId);
    if (known && now() < known.until) return known.keys;
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    const keys: unknown = JSON.parse(SecretString ?? '{}');
    if (!isWanted(keys)) throw new SecretError(`The secret ${secretId} holds no ${wanted}.`);
    kept.set(secretId, { keys, until: now() + KEPT_MS });
    return keys;
  };
};

/** Reads key pairs as they are to be used at this moment, kept likewise. */
export const createKeyReader = (now: () => number): ReadKeys => {
  const read = createSecretReader(now, isKeyPair, 'text named "current"');
  return async (secretId) => keysAt(await read(secretId), now());
};

/** The pair with the key first that signs at an instant. */
export const keysAt = (keys: KeyPair, now: number): KeyPair =>
  keys.previous !== undefined && keys.from !== undefined && now < keys.from
    ? { current: keys.previous, previous: keys.current }
    : keys;

/** Reads the one key of a secret that is never rotated. */
export const readerOf = (readKeys: ReadKeys, secretId: string) => async (): Promise<string> =>
  (await readKeys(secretId)).current;

/** A secret is there but has not the shape that is agreed on. */
export class SecretError extends SpokenError {
  override readonly name = 'SecretError';
}

const isKeyPair = (value: unknown): value is KeyPair =>
  typeof value === 'object' &&
  value !== null &&
  'current' in value &&
  typeof value.current === 'string' &&
  value.current !== '';
