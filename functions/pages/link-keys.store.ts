import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { type KeyPair, SecretError } from '../shared/secrets.ts';

/** The versions of the links' secret, as a rotation of Secrets Manager moves them. */
export interface LinkKeysStore {
  /** The keys that are live, and the version that holds them. */
  live(): Promise<{ keys: KeyPair; version: string }>;
  /** The keys of a version that waits to become the live one; undefined where there is none yet. */
  waiting(version: string): Promise<KeyPair | undefined>;
  /** Writes keys as a version that waits. */
  offer(version: string, keys: KeyPair): Promise<void>;
  /** Makes a version the live one in place of another. */
  promote(version: string, before: string): Promise<void>;
}

/** Makes the store of one secret. */
export const createLinkKeysStore = (client: SecretsManagerClient, SecretId: string): LinkKeysStore => ({
  live: async () => {
    const { SecretString, VersionId } = await client.send(
      new GetSecretValueCommand({ SecretId, VersionStage: 'AWSCURRENT' }),
    );
    return { keys: keysOf(SecretString), version: VersionId ?? '' };
  },
  waiting: async (version) => {
    try {
      const { SecretString } = await client.send(
        new GetSecretValueCommand({ SecretId, VersionId: version, VersionStage: 'AWSPENDING' }),
      );
      return keysOf(SecretString);
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  },
  offer: async (version, keys) => {
    await client.send(
      new PutSecretValueCommand({
        SecretId,
        ClientRequestToken: version,
        SecretString: JSON.stringify(keys),
        VersionStages: ['AWSPENDING'],
      }),
    );
  },
  promote: async (version, before) => {
    await client.send(
      new UpdateSecretVersionStageCommand({
        SecretId,
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: version,
        RemoveFromVersionId: before,
      }),
    );
  },
});

const keysOf = (text = '{}'): KeyPair => {
  const keys = JSON.parse(text) as Partial<KeyPair>;
  if (!keys.current) throw new SecretError('The secret of the links holds no text named "current".');
  return { ...keys, current: keys.current };
};
