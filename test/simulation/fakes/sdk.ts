import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as secretsManager from '@aws-sdk/client-secrets-manager';
import * as s3 from '@aws-sdk/client-s3';
import * as ses from '@aws-sdk/client-ses';
import * as sfn from '@aws-sdk/client-sfn';
import * as documents from '@aws-sdk/lib-dynamodb';
import type { Service } from './faults.ts';
import type { Item } from './expressions.ts';

/** How a client of the SDK is set up, as far as it matters when a call fails. */
export interface ClientConfig {
  maxAttempts?: number;
  requestHandler?: { requestTimeout?: number; throwOnRequestTimeout?: boolean };
}

/** One command as a client sends it. */
export interface Sent {
  service: Service;
  /** `TransactWrite`, `SendTaskSuccess`. */
  operation: string;
  input: Item;
  attempts: number;
  /** How long one try waits for its answer, ms; Infinity where nobody asked for an end. */
  timeoutMs: number;
}

/** Where the clients of one copy of a function lead. */
export type Send = (sent: Sent) => Promise<Item>;

/** As the SDK has it: three tries, and four with DynamoDB. */
const USUAL_ATTEMPTS: Record<Service, number> = {
  DynamoDB: 4,
  StepFunctions: 3,
  SES: 3,
  Secrets: 3,
  S3: 3,
  Partners: 1,
  Lambda: 1,
  Events: 1,
  Timers: 1,
};

/**
 * The packages of the SDK with clients that lead into the simulated world; commands and errors are the SDK's own. `send` gives the way
 * out of the copy of a function that makes a client now; `ahead` says how far the clock of the copy that runs is ahead of that of AWS, ms.
 */
export function sdkModules(send: () => Send, ahead: () => number): Record<string, object> {
  let tokens = 0;
  /** A transaction that names no token is given one by the SDK, the same for all of its tries. */
  const aToken = (): Item => ({ ClientRequestToken: `sdk-${(tokens += 1)}` });
  const clientOf = (service: Service) =>
    class {
      /** Each answer says what time it is at AWS. */
      readonly config = {
        get systemClockOffset() {
          return -ahead();
        },
      };
      readonly #send = send();
      readonly #how: Pick<Sent, 'service' | 'attempts' | 'timeoutMs'>;
      constructor({ maxAttempts, requestHandler = {} }: ClientConfig = {}) {
        const { requestTimeout, throwOnRequestTimeout } = requestHandler;
        this.#how = {
          service,
          attempts: maxAttempts ?? USUAL_ATTEMPTS[service],
          // Without the second setting a time-out is a warning only.
          timeoutMs: throwOnRequestTimeout && requestTimeout ? requestTimeout : Infinity,
        };
      }
      send(command: { input: Item }): Promise<Item> {
        const operation = command.constructor.name.replace(/Command$/, '');
        const input = operation === 'TransactWrite' ? { ...aToken(), ...command.input } : command.input;
        return this.#send({ ...this.#how, operation, input });
      }
    };
  const DynamoDBClient = clientOf('DynamoDB');
  const ObjectsClient = clientOf('S3');
  /** The real one signs addresses and forms, for which it asks nobody; what it would send goes into the simulated world. */
  class S3Client extends s3.S3Client {
    readonly #objects: InstanceType<typeof ObjectsClient>;
    constructor(config: ClientConfig = {}) {
      super({ region: 'us-east-1', credentials: { accessKeyId: 'none', secretAccessKey: 'none' } });
      this.#objects = new ObjectsClient(config);
    }
    override send(command: unknown): never {
      return this.#objects.send(command as { input: Item }) as never;
    }
  }
  return {
    '@aws-sdk/client-dynamodb': { ...dynamodb, DynamoDBClient },
    '@aws-sdk/lib-dynamodb': { ...documents, DynamoDBDocumentClient: { from: (client: object) => client } },
    '@aws-sdk/client-sfn': { ...sfn, SFNClient: clientOf('StepFunctions') },
    '@aws-sdk/client-ses': { ...ses, SESClient: clientOf('SES') },
    '@aws-sdk/client-s3': { ...s3, S3Client },
    '@aws-sdk/client-secrets-manager': { ...secretsManager, SecretsManagerClient: clientOf('Secrets') },
  };
}
