import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CLAIM_GRACE_MS } from '../../functions/notices/settle-claim.ts';
import { BaseEnvironment } from '../../functions/shared/contract.ts';
import { handlerFiles } from '../../infra/bundles.ts';
import { CONFIG } from '../../infra/config.ts';
import type { Resource } from './templates.ts';
import { synthesise } from './templates.ts';

const ADDED_BY_THE_HOUSE = ['POWERTOOLS_SERVICE_NAME'];

/** `accept-request.handler.ts` → `AcceptRequest`. */
const nameOfHandler = (file: string): string =>
  file
    .slice(file.indexOf('/') + 1)
    .replace(/\.handler\.ts$/, '')
    .split('-')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');

const environmentOf = (lambda: Resource): Record<string, unknown> =>
  (lambda.Properties.Environment as { Variables: Record<string, unknown> }).Variables;

/** The variables of the schema that a feature's contract names after its function. */
const contracted = async (file: string): Promise<string[]> => {
  const path = join(import.meta.dirname, '../../functions', file.slice(0, file.indexOf('/')), 'contract.ts');
  const contract = (await import(path)) as Record<string, { shape: object } | undefined>;
  // The page and the forms on it share one environment, which the pages' contract names.
  const schema = contract[`${nameOfHandler(file)}Environment`] ?? contract['PageEnvironment'] ?? BaseEnvironment;
  return Object.keys(schema.shape);
};

describe.each(['local', 'production'] as const)('functions of %s', (environment) => {
  const { ofType, handlers } = synthesise(environment);
  const functions = ofType('AWS::Lambda::Function');

  test('are one for each handler', () => {
    expect([...handlers].sort()).toEqual(handlerFiles());
    const names = functions.map(({ Properties }) => String(Properties.FunctionName).split('-').at(-1));
    expect(names.sort()).toEqual(handlers.map(nameOfHandler).sort());
  });

  test('run on Node 24 and arm64, are traced, and end', () => {
    for (const { Properties } of functions) {
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        TracingConfig: { Mode: 'Active' },
      });
      expect(Properties.MemorySize).toBeOneOf([256, 512]);
      expect(Properties.Timeout).toBeLessThanOrEqual(300);
    }
  });

  test('log JSON to a group of their own that forgets, under the key of the logs', () => {
    const groups = ofType('AWS::Logs::LogGroup');
    const used = functions.map(({ Properties }) => {
      const { LogFormat, LogGroup } = Properties.LoggingConfig as { LogFormat: string; LogGroup: { Ref: string } };
      expect(LogFormat).toBe('JSON');
      return LogGroup.Ref;
    });
    expect(new Set(used).size).toBe(functions.length);
    for (const { id, Properties } of groups) {
      expect(Properties.RetentionInDays, id).toBe(CONFIG[environment].logDays);
      expect(JSON.stringify(Properties.KmsKeyId), id).toContain('LogKey');
    }
  });

  test('are given the variables of their schema and no other', async () => {
    for (const file of handlers) {
      const lambda = functions.find(({ Properties }) => String(Properties.FunctionName).endsWith(nameOfHandler(file)));
      const given = Object.keys(environmentOf(lambda as Resource));
      expect(given.sort(), file).toEqual([...(await contracted(file)), ...ADDED_BY_THE_HOUSE].sort());
    }
  });

  test('answer before the gateway gives up after 29 seconds where it waits for them', () => {
    const routed = JSON.stringify(ofType('AWS::ApiGateway::Method'));
    const behindApi = functions.filter(({ id }) => routed.includes(`"${id}"`));
    expect(behindApi.length).toBeGreaterThan(5);
    for (const { Properties } of behindApi) expect(Properties.Timeout).toBeLessThan(29);
  });

  test('that read a stream report each bad record, halve a bad batch, give up in the end and keep what they gave up', () => {
    const mappings = ofType('AWS::Lambda::EventSourceMapping').filter(({ Properties }) => Properties.StartingPosition);
    expect(mappings).toHaveLength(4);
    const readersOf = Map.groupBy(mappings, ({ Properties }) => JSON.stringify(Properties.EventSourceArn));
    // More than two hold each other up ("Simultaneous readers of a shard in DynamoDB Streams", Lambda).
    for (const [stream, readers] of readersOf) expect([stream, readers.length]).toEqual([stream, 2]);
    for (const { Properties } of mappings) {
      expect(Properties).toMatchObject({
        BisectBatchOnFunctionError: true,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        StartingPosition: 'TRIM_HORIZON',
        MaximumRetryAttempts: 10,
      });
      expect(Properties.BatchSize).toBeLessThanOrEqual(25);
      expect(JSON.stringify(Properties.DestinationConfig)).toContain('FailedRecords');
      expect(JSON.stringify(Properties.FilterCriteria)).toContain('Pattern');
    }
  });

  test('that read a stream have a rule each, which tells their own dead letters of every record that is put down for them', () => {
    const rules = ofType('AWS::Events::Rule').filter(({ id }) => id.includes('RecordFailed'));
    const told = ofType('AWS::Lambda::EventSourceMapping')
      .filter(({ Properties }) => Properties.StartingPosition)
      .map(({ id }) => {
        const rule = rules.find(({ Properties }) => JSON.stringify(Properties.EventPattern).includes(`"${id}"`));
        expect(rule?.Properties.EventPattern).toMatchObject({ source: ['aws.s3'], 'detail-type': ['Object Created'] });
        return [String(rule?.Properties.Name).split('-').slice(2), JSON.stringify(rule?.Properties.Targets)] as const;
      });
    expect(told).toHaveLength(rules.length);
    for (const [[name = ''], targets] of told) expect(targets).toMatch(new RegExp(`${name}DeadLetters`));
  });

  test('that a schedule calls are called again only where the next call is far, and never later than that', () => {
    const SECONDS = { minute: 60, hour: 3_600, day: 86_400 };
    const rules = ofType('AWS::Events::Rule').filter(({ Properties }) => Properties.ScheduleExpression);
    expect(rules.length).toBeGreaterThan(10);
    for (const { Properties } of rules) {
      const [, amount, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(String(Properties.ScheduleExpression)) ?? [];
      const every = Number(amount) * SECONDS[unit as keyof typeof SECONDS];
      const lambda = functions.find(({ id }) => JSON.stringify(Properties.Targets).includes(`"${id}"`));
      const config = ofType('AWS::Lambda::EventInvokeConfig').find(({ Properties: { FunctionName } }) =>
        JSON.stringify(FunctionName).includes(`"${lambda?.id}"`),
      );
      expect(config?.Properties, lambda?.id).toMatchObject({
        MaximumRetryAttempts: every < SECONDS.hour ? 0 : 2,
        MaximumEventAgeInSeconds: Math.min(every, 6 * SECONDS.hour),
      });
    }
  });

  test('that read a queue report each bad message, and the queue gives it up before an event of it would be missed', () => {
    const [mapping, ...others] = ofType('AWS::Lambda::EventSourceMapping').filter(
      ({ Properties }) => !Properties.StartingPosition,
    );
    expect(others).toEqual([]);
    expect(mapping?.Properties).toMatchObject({ BatchSize: 10, FunctionResponseTypes: ['ReportBatchItemFailures'] });
    const read = JSON.stringify(mapping?.Properties.EventSourceArn);
    const queue = ofType('AWS::SQS::Queue').find(({ id }) => read.includes(`"${id}"`));
    const { VisibilityTimeout, RedrivePolicy } = queue?.Properties as {
      VisibilityTimeout: number;
      RedrivePolicy: { maxReceiveCount: number; deadLetterTargetArn: unknown };
    };
    expect(JSON.stringify(RedrivePolicy.deadLetterTargetArn)).toContain('ConfirmNoticeDeadLetters');
    expect(VisibilityTimeout * RedrivePolicy.maxReceiveCount * 1000).toBeLessThan(CLAIM_GRACE_MS);
    expect(VisibilityTimeout).toBeGreaterThanOrEqual(6 * 10);
  });
});

test('takes what SES says from its own topic, and the topic from this account and this configuration set, so that nobody forges it', () => {
  const { ofType } = synthesise('production');
  const allowed = (type: string, name: string) => {
    const policy = ofType(type).find(({ id }) => id.startsWith(name));
    const { Statement } = policy?.Properties.PolicyDocument as { Statement: Record<string, unknown>[] };
    return Statement.filter(({ Effect }) => Effect === 'Allow');
  };
  const [queue, ...otherSenders] = allowed('AWS::SQS::QueuePolicy', 'NoticesConfirmNoticeQueue');
  expect(otherSenders).toEqual([]);
  expect(queue).toMatchObject({ Action: 'sqs:SendMessage', Principal: { Service: 'sns.amazonaws.com' } });
  expect(Object.keys(queue?.Condition as object)).toEqual(['ArnEquals']);
  expect(JSON.stringify(queue?.Condition)).toMatch(/"aws:SourceArn":\{"Ref":"NoticesMailEvents\w+"\}/);
  const [topic, ...otherPublishers] = allowed('AWS::SNS::TopicPolicy', 'NoticesMailEvents');
  expect(otherPublishers).toEqual([]);
  expect(topic).toMatchObject({ Action: 'sns:Publish', Principal: { Service: 'ses.amazonaws.com' } });
  expect(JSON.stringify(topic?.Condition)).toMatch(/"AWS:SourceAccount".*"AWS:SourceArn".*configuration-set/);
});

test('gives the platforms of each environment and their own secrets to the webhook', () => {
  const { ofType } = synthesise('local');
  const lambda = ofType('AWS::Lambda::Function').find(({ id }) => id.includes('AcceptRequest'));
  const platforms = JSON.stringify(environmentOf(lambda as Resource).PLATFORMS);
  for (const name of Object.keys(CONFIG.local.platforms)) {
    expect(platforms).toContain(`\\"${name}\\":`);
    expect(platforms).toContain(`PlatformKeys${name}Secret`);
  }
  expect(Object.keys(CONFIG.production.platforms)).toEqual(['standard', 'qalert']);
});
