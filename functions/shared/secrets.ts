import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SpokenError } from './errors.ts';

/** A secret with two live keys: `current` signs, both are accepted, so that a rotation refuses nobody. */
export interface KeyPair {
  current: string;
  previous?: string;
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

/** Reads key pairs, kept likewise. */
export const createKeyReader = (now: () => number): ReadKeys =>
  createSecretReader(now, isKeyPair, 'text named "current"');

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
