import { randomInt, randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { TemplateError } from './intrinsics.ts';
import type { Resource, Template } from './template.ts';

/** An answer of Secrets Manager. */
export interface SecretsAnswer {
  status: number;
  body: object;
}

/** The template's secrets. */
export interface Secrets {
  /** A secret's live text by logical id, construct path, name or ARN. */
  value(nameOrArn: string): string;
  /** When a secret's live text became so, epoch ms. */
  since(nameOrArn: string): number;
  /** Answers a call of the service, by the operation's name; undefined for one that is not known here. */
  handle(operation: string, input: Record<string, unknown>): SecretsAnswer | undefined;
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

interface Version {
  name: string;
  version: string;
  value: string;
  created: number;
  stage: string | null;
}

/** The stages that the service itself gives and takes ("Secret versions"); a version with none is forgotten. */
const [CURRENT, PENDING, PREVIOUS] = ['AWSCURRENT', 'AWSPENDING', 'AWSPREVIOUS'];

const TABLE = `CREATE TABLE IF NOT EXISTS secret_versions (
  name TEXT NOT NULL, version TEXT NOT NULL, value TEXT NOT NULL, created REAL NOT NULL, stage TEXT, PRIMARY KEY (name, version)
) STRICT`;

/** Opens the secrets: generated once, as CloudFormation does, then read from the store; a version has one stage here at a time. */
export function openSecrets(template: Template, store: DatabaseSync, now: () => number): Secrets {
  store.exec(TABLE);
  const put = store.prepare(
    'INSERT INTO secret_versions (name, version, value, created, stage) VALUES (?, ?, ?, ?, ?)',
  );
  const move = store.prepare('UPDATE secret_versions SET stage = ?, created = ? WHERE name = ? AND version = ?');
  const clear = store.prepare('UPDATE secret_versions SET stage = NULL WHERE name = ? AND stage = ?');
  const all = store.prepare('SELECT * FROM secret_versions WHERE name = ?');
  const versionsOf = (name: string): Version[] => all.all(name) as unknown as Version[];
  const staged = (name: string, stage: string) => versionsOf(name).find((it) => it.stage === stage);
  const secrets = template.ofType('AWS::SecretsManager::Secret');
  for (const secret of secrets)
    if (!staged(secret.name, CURRENT!)) put.run(secret.name, randomUUID(), firstValue(secret), now(), CURRENT!);

  const live = (nameOrArn: string): Version =>
    staged(template.find(nameOrArn, 'AWS::SecretsManager::Secret').name, CURRENT!)!;

  const get = (
    secret: Resource,
    { VersionId, VersionStage = VersionId === undefined ? CURRENT : undefined }: Asked,
  ) => {
    const found = versionsOf(secret.name).find(
      ({ version, stage }) =>
        (VersionId === undefined || version === VersionId) &&
        (VersionStage === undefined ? stage !== null : stage === VersionStage),
    );
    if (!found) return missing;
    return done({
      ARN: secret.arn,
      Name: secret.name,
      SecretString: found.value,
      VersionId: found.version,
      VersionStages: [found.stage],
      CreatedDate: found.created / 1000,
    });
  };

  const add = (secret: Resource, { ClientRequestToken: version = '', SecretString = '', VersionStages }: Asked) => {
    const known = versionsOf(secret.name).find((it) => it.version === version);
    if (known && known.value !== SecretString)
      return failed('ResourceExistsException', 'A version with this token has another text.');
    const stage = VersionStages?.[0] ?? CURRENT!;
    if (stage !== PENDING) return failed('InvalidParameterException', 'Here a new version waits as AWSPENDING.');
    if (!known) {
      clear.run(secret.name, PENDING!);
      put.run(secret.name, version, SecretString, now(), stage);
    }
    return done({ ARN: secret.arn, Name: secret.name, VersionId: version, VersionStages: [stage] });
  };

  const promote = (secret: Resource, { VersionStage, MoveToVersionId = '', RemoveFromVersionId }: Asked) => {
    const before = staged(secret.name, CURRENT!)!;
    if (VersionStage !== CURRENT || before.version !== RemoveFromVersionId)
      return failed('InvalidParameterException', 'AWSCURRENT is at another version.');
    clear.run(secret.name, PREVIOUS!);
    move.run(PREVIOUS!, before.created, secret.name, before.version);
    move.run(CURRENT!, now(), secret.name, MoveToVersionId);
    return done({ ARN: secret.arn, Name: secret.name });
  };

  const operations: Record<string, (secret: Resource, asked: Asked) => SecretsAnswer> = {
    GetSecretValue: get,
    PutSecretValue: add,
    UpdateSecretVersionStage: promote,
  };
  return {
    value: (nameOrArn) => live(nameOrArn).value,
    since: (nameOrArn) => live(nameOrArn).created,
    handle(operation, input) {
      const answer = operations[operation];
      if (!answer) return undefined;
      // The service takes a name, an ARN, or an ARN without its six random characters.
      const secret = secrets.find((it) => [it.name, it.arn, it.arn.slice(0, -7)].includes(String(input.SecretId)));
      return secret ? answer(secret, input as Asked) : missing;
    },
  };
}

/** What the operations read of a call. */
interface Asked {
  VersionId?: string;
  VersionStage?: string;
  VersionStages?: string[];
  ClientRequestToken?: string;
  SecretString?: string;
  MoveToVersionId?: string;
  RemoveFromVersionId?: string;
}

const done = (body: object): SecretsAnswer => ({ status: 200, body });
const failed = (name: string, Message: string): SecretsAnswer => ({ status: 400, body: { __type: name, Message } });
const missing = failed('ResourceNotFoundException', "Secrets Manager can't find the specified secret value.");

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
