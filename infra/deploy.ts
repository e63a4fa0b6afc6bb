import { spawnSync } from 'node:child_process';
import { CONFIG, ENVIRONMENT_NAMES, type EnvironmentName, addressesIn, domainOf } from './config.ts';

/** Says what a deployment of an environment still lacks, one sentence each; empty when it can begin. */
const missingFor = (environment: EnvironmentName): string[] => {
  const { open311, mailAllowed } = CONFIG[environment];
  const addresses = [...addressesIn(CONFIG[environment]), open311.jurisdiction, ...mailAllowed];
  const placeholders = addresses.filter((address) => domainOf(address).endsWith('.example'));
  return [
    ...(placeholders.length > 0
      ? [`Addresses: put the city's own into infra/config.ts in place of ${placeholders.join(', ')}.`]
      : []),
    ...(hasCredentials()
      ? []
      : [
          'AWS credentials: aws sso login, or AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; and AWS_REGION. Once for each account and region: npx cdk bootstrap.',
        ]),
  ];
};

/** Whether one of the places where the SDK looks holds anything; whether that is valid, AWS says. */
const hasCredentials = (): boolean =>
  [
    'AWS_PROFILE',
    'AWS_ACCESS_KEY_ID',
    'AWS_WEB_IDENTITY_TOKEN_FILE',
    'AWS_CONTAINER_CREDENTIALS_FULL_URI',
    'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  ].some((variable) => process.env[variable]) ||
  spawnSync('aws', ['sts', 'get-caller-identity'], { stdio: 'ignore' }).status === 0;

/** `npm run deploy -- production`: deploys all stacks of an environment, staging unless told; further arguments go to the CDK. */
const deploy = (name: string, rest: string[]): number => {
  const environment = ENVIRONMENT_NAMES.find((known) => known === name && known !== 'local');
  if (!environment) {
    console.error(`"${name}" is not deployed: npm run deploy -- staging, or npm run deploy -- production.`);
    return 1;
  }
  const missing = missingFor(environment);
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
process.exitCode = deploy(name, rest);
