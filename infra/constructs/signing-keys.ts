import type { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { ServiceFunction } from './service-function.ts';

export interface SigningKeysProps {
  secretName: string;
  description: string;
  key: IKey;
  removalPolicy: RemovalPolicy;
  /** Why no clock of this stack rotates them: a sentence. */
  notRotated: string;
  /** Name of the key that is made with the secret; `current` unless told. */
  first?: string;
}

/** 44 letters and digits are valid base64 of 33 bytes; Standard Webhooks asks for 24 to 64. */
const CHARACTERS = 44;

/** A secret `{ current, previous? }`: `current` signs, both are accepted, so that a rotation refuses nobody. */
export class SigningKeys extends Construct {
  readonly secretArn: string;
  private readonly key: IKey;

  constructor(scope: Construct, id: string, props: SigningKeysProps) {
    super(scope, id);
    const { secretName, description, key, removalPolicy, notRotated, first = 'current' } = props;
    const secret = new Secret(this, 'Secret', {
      secretName,
      description,
      encryptionKey: key,
      removalPolicy,
      generateSecretString: {
        secretStringTemplate: '{}',
        generateStringKey: first,
        passwordLength: CHARACTERS,
        excludePunctuation: true,
      },
    });
    this.secretArn = secret.secretArn;
    this.key = key;
    acknowledge(this, ['AwsSolutions-SMG4', 'NIST.800.53.R5-SecretsManagerRotationEnabled'], notRotated);
  }

  /** Lets a function put other keys in the place of these, as a rotation of Secrets Manager does it. */
  allowRotate(to: ServiceFunction): void {
    this.allowRead(to);
    to.allow(['secretsmanager:PutSecretValue', 'secretsmanager:UpdateSecretVersionStage'], [this.secretArn]);
    this.key.grant(to, 'kms:GenerateDataKey');
  }

  /** Lets a function read the keys. */
  allowRead(to: ServiceFunction): void {
    to.allow(['secretsmanager:GetSecretValue'], [this.secretArn]);
    this.key.grant(to, 'kms:Decrypt');
  }
}
