import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { CONFIG } from '../config.ts';
import { nameOf } from '../constructs/house.ts';
import { OpsError, type Where, askConsole } from './register.ts';

/** The services that run the functions of an environment, and how its things are named there. */
export interface Machinery {
  sqs: SQSClient;
  lambda: LambdaClient;
  sfn: SFNClient;
  cloudWatch: CloudWatchClient;
  s3: S3Client;
  /** The name of a function, a queue, a rule: `Resolve311-Production-SendNotice`. */
  nameOf: (thing: string) => string;
  /** What the names of its alarms begin with. */
  alarmPrefix: string;
  /** Where its alarms say that their articles stand. */
  runbook: string;
  /** As commands on this environment have to be typed: empty for this machine. */
  whereTyped: string;
}

/** Many at once is what the repairs are for: the client slows down by itself when it is told to. */
const PATIENT = { maxAttempts: 12, retryMode: 'adaptive' } as const;

/** Finds the services: by the SDK's own configuration on AWS, by the gateway on this machine. Throws an OpsError where nothing answers. */
export const openMachinery = async ({ environment, console: address }: Where): Promise<Machinery> => {
  const settings = environment ? {} : await settingsHere(address);
  return {
    sqs: new SQSClient({ ...settings, ...(environment ? {} : { useQueueUrlAsEndpoint: false }) }),
    lambda: new LambdaClient({ ...settings, ...PATIENT }),
    sfn: new SFNClient({ ...settings, ...PATIENT }),
    cloudWatch: new CloudWatchClient(settings),
    s3: new S3Client({ ...settings, ...(environment ? {} : { forcePathStyle: true }) }),
    nameOf: (thing) => nameOf(environment ?? 'local', thing),
    alarmPrefix: CONFIG[environment ?? 'local'].prefix,
    runbook: CONFIG[environment ?? 'local'].runbook,
    whereTyped: environment ? ` --environment ${environment}` : '',
  };
};

const settingsHere = async (address: string) => {
  const { gateway: endpoint } = await askConsole<{ gateway: string }>(address);
  return { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
};

/** The machine that runs the life of requests. Throws an OpsError where there is none of that name. */
export const findMachine = async ({ sfn, nameOf: name }: Machinery): Promise<string> => {
  const wanted = name('RequestLifecycle');
  let nextToken: string | undefined;
  do {
    const page = await sfn.send(new ListStateMachinesCommand({ nextToken }));
    const found = page.stateMachines?.find((machine) => machine.name === wanted)?.stateMachineArn;
    if (found) return found;
    nextToken = page.nextToken;
  } while (nextToken);
  throw new OpsError(`There is no state machine ${wanted} in this account and region.`);
};
