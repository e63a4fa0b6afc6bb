import { randomBytes } from 'node:crypto';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SecretsManagerRotationEvent } from 'aws-lambda';
import { SpokenError } from '../shared/errors.ts';
import { lambda } from '../shared/lambda.ts';
import { logOf } from '../shared/logger.ts';
import { RotateLinkKeysEnvironment } from './contract.ts';
import { opensAllOf, rotatedKeys } from './link-key-rotation.ts';
import { type LinkKeysStore, createLinkKeysStore } from './link-keys.store.ts';
import { LogMessage } from './log-messages.ts';

const log = logOf(LogMessage);

interface Dependencies {
  keys: LinkKeysStore;
  secretId: string;
  newKey: () => string;
  now: () => number;
}

/** A rotation would shut links that are still out, or was asked for another secret. */
class RotationRefusedError extends SpokenError {
  override readonly name = 'RotationRefusedError';
}

/**
 * Rotates the keys of the links in the four steps of Secrets Manager ("Lambda rotation functions"), each of which may come twice:
 * write the new keys beside the live ones, nothing (no other side has to be told), look at them, and make them the live ones.
 */
export const rotateLinkKeys =
  ({ keys, secretId, newKey, now }: Dependencies) =>
  async ({ Step, SecretId, ClientRequestToken: version }: SecretsManagerRotationEvent): Promise<void> => {
    if (SecretId !== secretId) throw new RotationRefusedError('This function rotates the keys of the links only.');
    switch (Step) {
      case 'createSecret':
        return create(version, { keys, newKey, now });
      case 'setSecret':
        return;
      case 'testSecret':
        return check(version, keys);
      case 'finishSecret':
        return finish(version, keys);
      default:
        return Step satisfies never;
    }
  };

const create = async (version: string, { keys, newKey, now }: Omit<Dependencies, 'secretId'>): Promise<void> => {
  const live = await keys.live();
  if (live.version === version || (await keys.waiting(version))) return;
  const rotation = rotatedKeys(live.keys, newKey(), now());
  if (rotation.kind === 'too-early') {
    const until = new Date(rotation.until).toISOString();
    throw new RotationRefusedError(`Links of the key before are out until ${until}; a third key would shut them.`);
  }
  await keys.offer(version, rotation.keys);
};

const check = async (version: string, keys: LinkKeysStore): Promise<void> => {
  const [live, waiting] = [await keys.live(), await keys.waiting(version)];
  if (live.version === version) return;
  if (!waiting || !opensAllOf(waiting, live.keys))
    throw new RotationRefusedError('The new keys do not open what the live key has signed.');
};

const finish = async (version: string, keys: LinkKeysStore): Promise<void> => {
  const live = await keys.live();
  if (live.version === version) return;
  await keys.promote(version, live.version);
  log.info('LINK_KEYS_ROTATED');
};

/** 33 bytes are 44 characters of base64, as the first key has. */
const KEY_BYTES = 33;

export const handler = lambda(
  RotateLinkKeysEnvironment,
  ({ LINK_KEYS_SECRET: secretId }): Dependencies => {
    const client = new SecretsManagerClient({
      requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
    });
    return {
      keys: createLinkKeysStore(client, secretId),
      secretId,
      newKey: () => randomBytes(KEY_BYTES).toString('base64'),
      now: () => Date.now(),
    };
  },
  rotateLinkKeys,
);
