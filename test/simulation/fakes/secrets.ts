import { createHash } from 'node:crypto';
import { ResourceExistsException, ResourceNotFoundException } from '@aws-sdk/client-secrets-manager';
import type { Invocation } from '../../../infra/local/invocation.ts';
import type { Template } from '../../../infra/local/template.ts';

/** The secrets of a world. */
export interface Secrets {
  /** A secret's live text, by its ARN or name. */
  value(id: string): string;
  /** Every text of a secret that is or was the live one, in that order. */
  lived(id: string): string[];
  /** Carries out a call of Secrets Manager. @throws Error as the SDK does */
  run(operation: string, input: Record<string, unknown>): Record<string, unknown>;
}

interface Secret {
  /** Texts by version; with the first one its version is the secret's name. */
  versions: Map<string, string>;
  current: string;
  pending: string | undefined;
  lived: string[];
}

/** A secret of the template, the same in every world: chance has no part in who may do what. */
export function secretOf(name: string, properties: Record<string, unknown>): string {
  if (typeof properties.SecretString === 'string') return properties.SecretString;
  const { SecretStringTemplate = '{}', GenerateStringKey } = (properties.GenerateSecretString ?? {}) as Record<
    string,
    string
  >;
  const key = createHash('sha256').update(name).digest('hex');
  if (GenerateStringKey === undefined) return key;
  return JSON.stringify({ ...(JSON.parse(SecretStringTemplate) as object), [GenerateStringKey]: key });
}

const $metadata = { httpStatusCode: 400 };
const missing = () =>
  new ResourceNotFoundException({ message: "Secrets Manager can't find the specified secret value.", $metadata });

/** Generates the template's secrets, with versions and stages as a rotation moves them ("Secret versions"). */
export function createSecrets(template: Template): Secrets {
  const secrets = new Map(
    template.ofType('AWS::SecretsManager::Secret').flatMap(({ arn, name, properties }) => {
      const text = secretOf(name, properties);
      const secret: Secret = { versions: new Map([[name, text]]), current: name, pending: undefined, lived: [text] };
      return [[arn, secret] as const, [name, secret] as const];
    }),
  );

  const operations: Record<string, (secret: Secret, asked: Record<string, string>) => Record<string, unknown>> = {
    GetSecretValue({ versions, current, pending }, { VersionStage, VersionId }) {
      const staged = VersionStage === 'AWSPENDING' ? pending : current;
      if (staged === undefined || (VersionId !== undefined && VersionId !== staged)) throw missing();
      return { SecretString: versions.get(staged), VersionId: staged };
    },
    PutSecretValue(secret, { ClientRequestToken = '', SecretString = '' }) {
      const known = secret.versions.get(ClientRequestToken);
      if (known !== undefined && known !== SecretString)
        throw new ResourceExistsException({ message: 'A version with this token has another text.', $metadata });
      secret.versions.set(ClientRequestToken, SecretString);
      if (known === undefined) secret.pending = ClientRequestToken;
      return { VersionId: ClientRequestToken };
    },
    UpdateSecretVersionStage(secret, { MoveToVersionId = '', RemoveFromVersionId }) {
      const text = secret.versions.get(MoveToVersionId);
      if (text === undefined) throw missing();
      if (secret.current !== RemoveFromVersionId) {
        const name = 'InvalidParameterException';
        throw Object.assign(new Error('AWSCURRENT is at another version.'), { name, $metadata });
      }
      secret.current = MoveToVersionId;
      secret.pending = undefined;
      secret.lived.push(text);
      return {};
    },
  };
  const find = (id: string): Secret => {
    const found = secrets.get(id);
    if (!found) throw missing();
    return found;
  };
  return {
    value: (id) => find(id).lived.at(-1)!,
    lived: (id) => find(id).lived,
    run(operation, input) {
      const act = operations[operation];
      if (!act) throw new TypeError(`The secrets in memory do not know ${operation}.`);
      return act(find(String(input.SecretId)), input as Record<string, string>);
    },
  };
}

/** The order in which Secrets Manager calls the function of a rotation ("Lambda rotation functions"). */
const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;

const MINUTE = 60_000;
/** A rotation that fails is begun again with the same token, this often and with pauses that double: for 17 hours, which no outage lasts. */
const MOST_TRIES = 11;

/** Rotates a secret as Secrets Manager does, and again while a step of it fails; true if it came to its end. */
export async function rotate(
  world: {
    template: Template;
    invoke: (functionName: string, event: object) => Promise<Invocation>;
    sleep: (ms: number) => Promise<void>;
    tell: (who: string, what: string) => void;
  },
  secretId: string,
  ClientRequestToken: string,
): Promise<boolean> {
  const { template, invoke, sleep, tell } = world;
  const rotation = template
    .ofType('AWS::SecretsManager::RotationSchedule')
    .find(({ properties }) => properties.SecretId === secretId);
  if (!rotation) throw new RangeError(`Nothing rotates ${secretId}.`);
  const name = template.find(String(rotation.properties.RotationLambdaARN), 'AWS::Lambda::Function').name;
  const steps = async (): Promise<boolean> => {
    for (const Step of STEPS) {
      tell('Secrets Manager', `asks for ${Step}`);
      if ('error' in (await invoke(name, { Step, SecretId: secretId, ClientRequestToken }))) return false;
    }
    return true;
  };
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    if (await steps()) return true;
    await sleep(2 ** tries * MINUTE);
  }
  return false;
}
