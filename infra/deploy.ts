import { spawnSync } from 'node:child_process';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CONFIG, ENVIRONMENT_NAMES, type EnvironmentName, addressesIn, domainOf } from './config.ts';

/** Says what a deployment of an environment still lacks, one sentence each; empty when it can begin. */
const missingFor = async (environment: EnvironmentName): Promise<string[]> => {
  const { open311, mailAllowed } = CONFIG[environment];
  const addresses = [...addressesIn(CONFIG[environment]), open311.jurisdiction, ...mailAllowed];
  const placeholders = addresses.filter((address) => domainOf(address).endsWith('.example'));
  return [
    ...(placeholders.length > 0
      ? [`Addresses: put the city's own into infra/config.ts in place of ${placeholders.join(', ')}.`]
      : []),
    ...(await missingOfAws()),
  ];
};

/**
 * What the SDK finds neither in the environment nor in ~/.aws nor on the machine, and why; whether what it finds is valid, AWS says. Without a
 * region the CDK would deploy to one that nobody has named.
 */
const missingOfAws = async (): Promise<string[]> => {
  const { credentials, region } = new DynamoDBClient({}).config;
  const reasonOf = (asked: Promise<unknown>): Promise<string | undefined> =>
    asked.then(
      () => undefined,
      (error: Error) => error.message,
    );
  const noCredentials = await reasonOf(credentials());
  const noRegion = process.env.AWS_DEFAULT_REGION ? undefined : await reasonOf(region());
  return [
    ...(noCredentials
      ? [
          `AWS credentials: aws sso login, or AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (${noCredentials}). Once for each account and region: npx cdk bootstrap.`,
        ]
      : []),
    ...(noRegion ? ['A region: AWS_REGION, or region in the profile of ~/.aws/config.'] : []),
  ];
};

/** `npm run deploy -- production`: deploys all stacks of an environment, staging unless told; further arguments go to the CDK. */
const deploy = async (name: string, rest: string[]): Promise<number> => {
  const environment = ENVIRONMENT_NAMES.find((known) => known === name && known !== 'local');
  if (!environment) {
    console.error(`"${name}" is not deployed: npm run deploy -- staging, or npm run deploy -- production.`);
    return 1;
  }
  const missing = await missingFor(environment);
  if (missing.length > 0) {
    console.error([`${environment} cannot be deployed yet. Missing:`, ...missing].join('\n  - '));
    return 1;
  }
  const status = spawnSync('cdk', ['deploy', '--all', '-c', `environment=${environment}`, ...rest], {
    stdio: 'inherit',
  }).status;
  if (status === 0) console.log(AFTERWARDS);
  return status ?? 1;
};

const AFTERWARDS = `
After a first deployment:
  - put the CNAME records of the Data stack's outputs into the DNS of the sender's domain;
  - confirm the subscription that operations was sent;
  - ask SES for production access: a new account writes to verified addresses only;
  - ask Service Quotas for a thousand concurrent executions of Lambda, where aws lambda get-account-settings says fewer;
  - give each platform the address of its webhook and its signing key from Secrets Manager.`;

const [name = 'staging', ...rest] = process.argv.slice(2);
process.exitCode = await deploy(name, rest);
