import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ResourceNotFoundException,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import type { CreateTableCommandInput, DynamoDBClient, TimeToLiveSpecification } from '@aws-sdk/client-dynamodb';
import { TemplateError } from './intrinsics.ts';
import type { Resource, Template } from './template.ts';

/** Properties that CreateTable takes as the template has them; the rest of what is known has no meaning on one machine. */
const TAKEN = ['KeySchema', 'AttributeDefinitions', 'GlobalSecondaryIndexes', 'LocalSecondaryIndexes'] as const;
const WITHOUT_MEANING = new Set([
  'TableName',
  'BillingMode',
  'DeletionProtectionEnabled',
  'PointInTimeRecoverySpecification',
  'SSESpecification',
  'Tags',
  'StreamSpecification',
  'TimeToLiveSpecification',
  'ContributorInsightsSpecification',
  'WarmThroughput',
  'OnDemandThroughput',
  'ProvisionedThroughput',
]);

/** The template's tables on the engine: table ARN of the template → the engine's own stream. */
export type EngineStreams = Map<string, { tableName: string; streamArn: string }>;

/** Where the engine's program is; says how to go on without it where it has no build. */
export function engineProgram(): string {
  const name = '@dynoxide/linux-x64';
  try {
    const program = join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), 'dynoxide');
    if (existsSync(program)) return program;
  } catch {
    // Not installed: npm leaves out what has no build for this machine.
  }
  throw new Error(
    `${name} is not installed; it has no build for ${platform()}-${arch()}. Start DynamoDB Local instead ` +
      '(https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DynamoDBLocal.html: ' +
      '`docker run -p 8000:8000 amazon/dynamodb-local`) and give its address: --dynamodb-endpoint http://localhost:8000',
  );
}

/**
 * Creates each table that is not there yet, with its indexes, stream and time to live, and finds its stream. `now` is local
 * time: engines delete by the machine's clock, so what still lives in local time must not expire while that lies behind.
 */
export async function createTables(template: Template, client: DynamoDBClient, now: number): Promise<EngineStreams> {
  const expires = now >= Date.now() - 3_600_000;
  const streams: EngineStreams = new Map();
  for (const table of template.ofType('AWS::DynamoDB::Table')) {
    const found = (await describe(client, table.name)) ?? (await create(client, table));
    await keepTimeToLive(client, table, expires);
    if (found.LatestStreamArn) streams.set(table.arn, { tableName: table.name, streamArn: found.LatestStreamArn });
  }
  return streams;
}

async function describe(client: DynamoDBClient, TableName: string) {
  try {
    return (await client.send(new DescribeTableCommand({ TableName }))).Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

async function create(client: DynamoDBClient, { stack, logicalId, name, properties }: Resource) {
  for (const property of Object.keys(properties)) {
    if (WITHOUT_MEANING.has(property) || (TAKEN as readonly string[]).includes(property)) continue;
    throw new TemplateError(`Stack ${stack}, ${logicalId}.${property}: the local stack does not know this property.`);
  }
  const stream = properties.StreamSpecification as { StreamViewType: 'NEW_IMAGE' } | undefined;
  const taken = TAKEN.filter((key) => properties[key] !== undefined).map((key) => [key, properties[key]]);
  await client.send(
    new CreateTableCommand({
      ...(Object.fromEntries(taken) as Pick<CreateTableCommandInput, (typeof TAKEN)[number]>),
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      ...(stream && { StreamSpecification: { StreamEnabled: true, StreamViewType: stream.StreamViewType } }),
    }),
  );
  for (;;) {
    const table = await describe(client, name);
    if (table?.TableStatus === 'ACTIVE') return table;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function keepTimeToLive(client: DynamoDBClient, { name, properties }: Resource, expires: boolean): Promise<void> {
  const { AttributeName, Enabled } = (properties.TimeToLiveSpecification ?? {}) as Partial<TimeToLiveSpecification>;
  if (AttributeName === undefined) return;
  const wanted = Enabled === true && expires;
  const { TimeToLiveDescription: found } = await client.send(new DescribeTimeToLiveCommand({ TableName: name }));
  if ((found?.TimeToLiveStatus ?? 'DISABLED').startsWith('ENABL') === wanted) return;
  const TimeToLiveSpecification = { AttributeName, Enabled: wanted };
  await client.send(new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification }));
}
