import { createHash } from 'node:crypto';

/** Where a stack is deployed, as the pseudo parameters see it. */
export interface Place {
  region: string;
  account: string;
  partition: string;
  urlSuffix: string;
}

/** What a resource answers to `Ref` and `Fn::GetAtt`. */
export interface Identity {
  name: string;
  ref: string;
  arn: string;
  attributes: Record<string, string>;
}

/** The property that sets a resource's name, its longest name, and how its ARN and its `Ref` are made. */
interface Kind {
  name?: string;
  longest?: number;
  arn: (place: Place, name: string) => string;
  ref?: 'arn' | 'url' | 'id';
  attributes?: (place: Place, name: string, arn: string) => Record<string, string>;
}

const arnOf =
  (service: string, prefix = '') =>
  (place: Place, name: string) =>
    `arn:${place.partition}:${service}:${place.region}:${place.account}:${prefix}${name}`;

/** An ARN without region, as those of IAM are; and one without account either, as S3's and API Gateway's are. */
const globalArn = (service: string, prefix: string) => (place: Place, name: string) =>
  `arn:${place.partition}:${service}::${place.account}:${prefix}${name}`;

const queueUrl = (place: Place, name: string) =>
  `https://sqs.${place.region}.${place.urlSuffix}/${place.account}/${name}`;

/** A stream has a label by its time of birth on AWS; here it is the same on every start. */
const table: Kind = {
  name: 'TableName',
  longest: 255,
  arn: arnOf('dynamodb', 'table/'),
  attributes: (_place, _name, arn) => ({ StreamArn: `${arn}/stream/2000-01-01T00:00:00.000` }),
};

/** Ref and attributes as "Return values" of each type's page of the CloudFormation template reference has them. */
const KINDS: Record<string, Kind> = {
  'AWS::ApiGateway::RestApi': {
    arn: (place, name) => `arn:${place.partition}:apigateway:${place.region}::/restapis/${idOf(name, 10)}`,
    ref: 'id',
    attributes: (_place, name) => ({ RestApiId: idOf(name, 10), RootResourceId: idOf(`${name}/`, 10) }),
  },
  'AWS::ApiGateway::Resource': { arn: arnOf('apigateway'), ref: 'id' },
  'AWS::ApiGateway::Deployment': { arn: arnOf('apigateway'), ref: 'id' },
  'AWS::ApiGateway::Stage': { name: 'StageName', arn: arnOf('apigateway') },
  'AWS::CloudWatch::Alarm': { name: 'AlarmName', longest: 255, arn: arnOf('cloudwatch', 'alarm:') },
  'AWS::CloudWatch::CompositeAlarm': { name: 'AlarmName', longest: 255, arn: arnOf('cloudwatch', 'alarm:') },
  'AWS::CloudWatch::Dashboard': { name: 'DashboardName', longest: 255, arn: globalArn('cloudwatch', 'dashboard/') },
  'AWS::DynamoDB::Table': table,
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::Events::Rule': { name: 'Name', longest: 64, arn: arnOf('events', 'rule/') },
  'AWS::IAM::Role': { name: 'RoleName', longest: 64, arn: globalArn('iam', 'role/') },
  'AWS::KMS::Key': {
    arn: (place, name) => arnOf('kms', 'key/')(place, uuidOf(name)),
    ref: 'id',
    attributes: (_place, name) => ({ KeyId: uuidOf(name) }),
  },
  'AWS::KMS::Alias': { name: 'AliasName', arn: arnOf('kms') },
  'AWS::Lambda::Function': { name: 'FunctionName', longest: 64, arn: arnOf('lambda', 'function:') },
  'AWS::Logs::LogGroup': {
    name: 'LogGroupName',
    longest: 512,
    arn: (place, name) => `${arnOf('logs', 'log-group:')(place, name)}:*`,
  },
  'AWS::S3::Bucket': {
    name: 'BucketName',
    longest: 63,
    arn: ({ partition }, name) => `arn:${partition}:s3:::${name}`,
  },
  'AWS::SecretsManager::Secret': {
    name: 'Name',
    longest: 512,
    arn: (place, name) => `${arnOf('secretsmanager', 'secret:')(place, name)}-${idOf(name, 6)}`,
    ref: 'arn',
    attributes: (_place, _name, arn) => ({ Id: arn }),
  },
  'AWS::Scheduler::Schedule': { name: 'Name', longest: 64, arn: arnOf('scheduler', 'schedule/default/') },
  'AWS::SES::ConfigurationSet': { name: 'Name', longest: 64, arn: arnOf('ses', 'configuration-set/') },
  'AWS::SES::EmailIdentity': { name: 'EmailIdentity', arn: arnOf('ses', 'identity/') },
  'AWS::SNS::Topic': {
    name: 'TopicName',
    longest: 256,
    arn: arnOf('sns'),
    ref: 'arn',
    attributes: (_place, name, arn) => ({ TopicArn: arn, TopicName: name }),
  },
  'AWS::SQS::Queue': {
    name: 'QueueName',
    longest: 80,
    arn: arnOf('sqs'),
    ref: 'url',
    attributes: (place, name) => ({ QueueName: name, QueueUrl: queueUrl(place, name) }),
  },
  'AWS::StepFunctions::StateMachine': {
    name: 'StateMachineName',
    longest: 80,
    arn: arnOf('states', 'stateMachine:'),
    ref: 'arn',
    attributes: (_place, name) => ({ Name: name }),
  },
};

/** The property of a type that may set a resource's name. */
export const nameProperty = (type: string): string | undefined => KINDS[type]?.name;

/**
 * Who a resource is: its given name, or `<stack>-<logical id>-<hash>` cut to what the service allows, the same on every
 * start. A type that is not known above has a name and an ARN, and no other attribute.
 */
export function identify(place: Place, type: string, stack: string, logicalId: string, given?: string): Identity {
  const kind = KINDS[type];
  const longest = kind?.longest ?? 128;
  const tail = idOf(`${stack}/${logicalId}`, 12);
  const name = given ?? `${`${stack}-${logicalId}`.slice(0, longest - tail.length - 1)}-${tail}`;
  const service = type.split('::')[1]?.toLowerCase() ?? 'custom';
  const arn = (kind?.arn ?? arnOf(service, `${type.split('::')[2]?.toLowerCase() ?? 'resource'}/`))(place, name);
  const attributes = { Arn: arn, ...kind?.attributes?.(place, name, arn) };
  return { name, arn, ref: refOf(kind, place, type, name, arn), attributes };
}

function refOf(kind: Kind | undefined, place: Place, type: string, name: string, arn: string): string {
  if (kind?.ref === 'arn') return arn;
  if (kind?.ref === 'url') return queueUrl(place, name);
  if (kind?.ref !== 'id') return name;
  return type === 'AWS::KMS::Key' ? uuidOf(name) : idOf(name, 10);
}

/** A short id of lower-case letters and digits that depends on the text alone. */
export const idOf = (text: string, length: number): string =>
  BigInt(`0x${createHash('sha256').update(text).digest('hex')}`)
    .toString(36)
    .slice(0, length);

const uuidOf = (text: string): string =>
  createHash('sha256')
    .update(text)
    .digest('hex')
    .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5');
