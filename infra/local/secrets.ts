import { randomInt } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { TemplateError } from './intrinsics.ts';
import type { Resource, Template } from './template.ts';

/** The template's secrets. */
export interface Secrets {
  /** A secret's text by logical id, construct path, name or ARN. */
  value(nameOrArn: string): string;
  /** Answers GetSecretValue. */
  get(secretId: string): object | undefined;
}

/** Properties of GenerateSecretString. */
interface Generated {
  SecretStringTemplate?: string;
  GenerateStringKey?: string;
  PasswordLength?: number;
  ExcludePunctuation?: boolean;
  ExcludeCharacters?: string;
  ExcludeNumbers?: boolean;
  ExcludeLowercase?: boolean;
  ExcludeUppercase?: boolean;
  IncludeSpace?: boolean;
  RequireEachIncludedType?: boolean;
}

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

/** Opens the secrets: generated once, as CloudFormation does, then read from the store. */
export function openSecrets(template: Template, store: DatabaseSync, now: () => number): Secrets {
  store.exec(
    'CREATE TABLE IF NOT EXISTS secrets (name TEXT PRIMARY KEY, value TEXT NOT NULL, created REAL NOT NULL) STRICT',
  );
  const insert = store.prepare('INSERT OR IGNORE INTO secrets (name, value, created) VALUES (?, ?, ?)');
  const select = store.prepare('SELECT value, created FROM secrets WHERE name = ?');
  for (const secret of template.ofType('AWS::SecretsManager::Secret'))
    insert.run(secret.name, firstValue(secret), now());

  const read = (secret: Resource) => select.get(secret.name) as { value: string; created: number };
  return {
    value: (nameOrArn) => read(template.find(nameOrArn, 'AWS::SecretsManager::Secret')).value,
    get(secretId) {
      // The service takes a name, an ARN, or an ARN without its six random characters.
      const wanted = (it: Resource) => [it.name, it.arn, it.arn.slice(0, -7)].includes(secretId);
      const secret = template.ofType('AWS::SecretsManager::Secret').find(wanted);
      if (secret === undefined) return undefined;
      const { value, created } = read(secret);
      return {
        ARN: secret.arn,
        Name: secret.name,
        SecretString: value,
        VersionId: '00000000-0000-4000-8000-000000000001',
        VersionStages: ['AWSCURRENT'],
        CreatedDate: created / 1000,
      };
    },
  };
}

function firstValue({ stack, logicalId, properties }: Resource): string {
  if (typeof properties.SecretString === 'string') return properties.SecretString;
  const rules = properties.GenerateSecretString as Generated | undefined;
  if (rules === undefined)
    throw new TemplateError(`Stack ${stack}, ${logicalId}: a secret needs GenerateSecretString.`);
  const excluded = new Set(rules.ExcludeCharacters ?? '');
  const kinds = [
    rules.ExcludeLowercase ? '' : LOWER,
    rules.ExcludeUppercase ? '' : LOWER.toUpperCase(),
    rules.ExcludeNumbers ? '' : '0123456789',
    rules.ExcludePunctuation ? '' : PUNCTUATION,
    rules.IncludeSpace ? ' ' : '',
  ].map((kind) => [...kind].filter((character) => !excluded.has(character)));
  const all = kinds.flat();
  const password = Array.from({ length: rules.PasswordLength ?? 32 }, () => all[randomInt(all.length)]!).join('');
  if (rules.GenerateStringKey === undefined) return password;
  return JSON.stringify({
    ...(JSON.parse(rules.SecretStringTemplate ?? '{}') as object),
    [rules.GenerateStringKey]: password,
  });
}
