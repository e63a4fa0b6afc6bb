import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type Link, linkUrl } from '../../functions/pages/signed-link.ts';
import type { KeyPair } from '../../functions/shared/secrets.ts';
import { CONFIG } from '../config.ts';
import { nameOf } from '../constructs/house.ts';
import { say } from './options.ts';
import type { Where } from './register.ts';

/** Signs links to pages of the running service; undefined where nobody here may, and then what is written has none. */
export type Sign = (link: Link) => string;

const none = (why: string): undefined => {
  say(`Without links: ${why}`);
  return undefined;
};

/** Reads the key that links are signed with: from the stack on this machine, or with the operator's own rights on AWS. */
export const openSigner = async ({ environment, console: address }: Where): Promise<Sign | undefined> => {
  if (!environment) {
    const ask = async <T>(path: string) => (await (await fetch(`${address}${path}`)).json()) as T;
    const [{ url }, keys] = await Promise.all([
      ask<{ url: string }>('/api/summary'),
      ask<KeyPair>('/api/secrets/links'),
    ]);
    return (link) => linkUrl(url, link, keys);
  }
  const { publicUrl } = CONFIG[environment];
  if (!publicUrl) return none(`infra/config.ts names no publicUrl of ${environment}.`);
  try {
    const client = new SecretsManagerClient({});
    const { SecretString = '{}' } = await client.send(
      new GetSecretValueCommand({ SecretId: nameOf(environment, 'LinkKeys') }),
    );
    const keys = JSON.parse(SecretString) as KeyPair;
    return (link) => linkUrl(publicUrl, link, keys);
  } catch (error) {
    return none(
      `the secret ${nameOf(environment, 'LinkKeys')} cannot be read (${error instanceof Error ? error.name : ''}).`,
    );
  }
};
