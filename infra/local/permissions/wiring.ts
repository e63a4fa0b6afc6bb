import { TemplateError } from '../intrinsics.ts';
import { readsQueue } from '../queue-mappings.ts';
import { isBucket } from '../stream-mapping.ts';
import type { Resource, Template } from '../template.ts';
import type { Permissions } from './permissions.ts';
import type { Call } from './policy.ts';

/** What Lambda does by the role of a function that it reads a stream or a queue for ("Lambda execution role permissions for event sources"). */
const OF_STREAM = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map((verb) => `dynamodb:${verb}`);
const OF_QUEUE = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'].map((verb) => `sqs:${verb}`);
/** By the role of every function: its log and its traces. */
const OF_LOG = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const OF_TRACE = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'];
/** By the role of a state machine that logs and is traced ("Log delivery and X-Ray", Step Functions). */
const OF_MACHINE = [
  ...['CreateLogDelivery', 'GetLogDelivery', 'UpdateLogDelivery', 'DeleteLogDelivery', 'ListLogDeliveries'],
  ...['PutResourcePolicy', 'DescribeResourcePolicies', 'DescribeLogGroups'],
]
  .map((verb) => `logs:${verb}`)
  .concat(OF_TRACE, 'xray:GetSamplingRules', 'xray:GetSamplingTargets');

const all = (actions: readonly string[], resource: string): Call[] => actions.map((action) => ({ action, resource }));

/**
 * Asks for what AWS itself does by the roles of the template, which no code of ours ever calls: streams and queues that are read, dead letters, logs,
 * traces, the tasks of a workflow. Throws a TemplateError for the first that is not granted, where AWS would refuse the deployment or fail in silence.
 */
export const checkWiring = (template: Template, permissions: Permissions): void => {
  const demand = (principal: string, calls: Call[]) => {
    const refused = permissions.refuse(principal, calls);
    if (refused) throw new TemplateError(refused);
  };
  for (const lambda of template.ofType('AWS::Lambda::Function')) demand(lambda.name, callsForLogs(template, lambda));
  for (const { properties } of template.ofType('AWS::Lambda::EventSourceMapping')) {
    const reader = template.find(String(properties.FunctionName), 'AWS::Lambda::Function').name;
    const source = String(properties.EventSourceArn);
    demand(reader, readsQueue({ properties } as Resource) ? all(OF_QUEUE, source) : all(OF_STREAM, source));
    // What a table's stream holds is kept under the key of its table.
    if (!source.includes(':sqs:')) demand(reader, keyOfStream(template, source));
    demand(reader, callsForFailures(template, properties.DestinationConfig));
  }
  for (const { properties } of template.ofType('AWS::Lambda::EventInvokeConfig')) {
    const invoked = template.find(String(properties.FunctionName), 'AWS::Lambda::Function').name;
    demand(invoked, callsForFailures(template, properties.DestinationConfig));
  }
  for (const { name, arn, properties } of template.ofType('AWS::StepFunctions::StateMachine')) {
    const given = Object.values((properties.DefinitionSubstitutions ?? {}) as Record<string, string>);
    demand(name, all(properties.LoggingConfiguration ? OF_MACHINE : [], '*'));
    for (const value of given)
      demand(name, all([value === arn ? 'states:StartExecution' : 'lambda:InvokeFunction'], value));
  }
};

const callsForLogs = (template: Template, { name, properties }: Resource): Call[] => {
  const { LogGroup } = (properties.LoggingConfig ?? {}) as { LogGroup?: string };
  const { partition, region, account } = template.place;
  const usual = `arn:${partition}:logs:${region}:${account}:log-group:/aws/lambda/${name}:*`;
  const isTraced = (properties.TracingConfig as { Mode?: string } | undefined)?.Mode === 'Active';
  return [
    ...all(OF_LOG, LogGroup ? template.find(LogGroup, 'AWS::Logs::LogGroup').arn : usual),
    ...all(isTraced ? OF_TRACE : [], '*'),
  ];
};

const callsForFailures = (template: Template, config: unknown): Call[] => {
  const { OnFailure } = (config ?? {}) as { OnFailure?: { Destination: string } };
  if (!OnFailure) return [];
  const { Destination: to } = OnFailure;
  return isBucket(to) ? callsForBucket(template, to) : all(['sqs:SendMessage'], to);
};

/** What Lambda does to keep a whole record ("Retain discarded records", Lambda and DynamoDB); an object's key begins with `aws/lambda/`. */
const callsForBucket = (template: Template, bucket: string): Call[] => {
  const { BucketEncryption } = template.find(bucket, 'AWS::S3::Bucket').properties as {
    BucketEncryption?: {
      ServerSideEncryptionConfiguration: { ServerSideEncryptionByDefault: { KMSMasterKeyID?: string } }[];
    };
  };
  const [rule] = BucketEncryption?.ServerSideEncryptionConfiguration ?? [];
  const key = rule?.ServerSideEncryptionByDefault.KMSMasterKeyID;
  return [
    ...all(['s3:ListBucket'], bucket),
    ...all(['s3:PutObject'], `${bucket}/aws/lambda/record`),
    ...(key ? all(['kms:GenerateDataKey'], template.find(key, 'AWS::KMS::Key').arn) : []),
  ];
};

const keyOfStream = (template: Template, stream: string): Call[] => {
  const table = template.ofType('AWS::DynamoDB::Table').find(({ arn }) => stream.startsWith(`${arn}/stream/`));
  const key = (table?.properties.SSESpecification as { KMSMasterKeyId?: string } | undefined)?.KMSMasterKeyId;
  return key ? all(['kms:Decrypt'], template.find(key, 'AWS::KMS::Key').arn) : [];
};
