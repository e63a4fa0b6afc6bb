import { describe, expect, test } from 'vitest';
import { TemplateError } from '../../infra/local/intrinsics.ts';
import { createDynamoDbCalls } from '../../infra/local/permissions/dynamodb-calls.ts';
import { type Call, type Statement, permit, readStatement } from '../../infra/local/permissions/policy.ts';
import type { Template } from '../../infra/local/template.ts';

const TABLE = 'arn:aws:dynamodb:us-east-1:000000000000:table/Things';
const allow = (more: Partial<Statement> = {}): Statement => ({
  Effect: 'Allow',
  Action: ['dynamodb:GetItem', 'dynamodb:PutItem'],
  Resource: TABLE,
  ...more,
});
const call = (more: Partial<Call> = {}): Call => ({ action: 'dynamodb:PutItem', resource: TABLE, ...more });
const keys = (...values: string[]) => ({ context: { 'dynamodb:LeadingKeys': values } });
const may = (statements: Statement[], wanted: Call) =>
  permit(
    statements.map((one) => readStatement(one, 'here')),
    wanted,
  );

describe('a policy', () => {
  test('allows what a statement names, by patterns too, and nothing without one', () => {
    expect(may([allow()], call())).toEqual({ action: 'dynamodb:PutItem', resource: TABLE, values: [] });
    expect(may([allow()], call({ action: 'dynamodb:DeleteItem' }))).toBeUndefined();
    expect(may([allow()], call({ resource: `${TABLE}/index/near` }))).toBeUndefined();
    expect(may([allow({ Resource: `${TABLE}/index/*` })], call({ resource: `${TABLE}/index/near` }))).toBeDefined();
    expect(may([allow({ Action: 'DynamoDB:put*' })], call())).toBeDefined();
    expect(may([], call())).toBeUndefined();
  });

  test('is read letter by letter: what has a meaning in expressions has none here', () => {
    expect(
      may([allow({ Resource: 'arn:aws:s3:::a.b/*' })], call({ resource: 'arn:aws:s3:::aXb/key' })),
    ).toBeUndefined();
    expect(may([allow({ Resource: 'arn:aws:s3:::a+b/?' })], call({ resource: 'arn:aws:s3:::a+b/k' }))).toBeDefined();
  });

  test('denies before it allows', () => {
    expect(may([allow(), allow({ Effect: 'Deny', Action: 'dynamodb:*' })], call())).toBeUndefined();
  });

  test('asks every key of a call whether it fits', () => {
    const own = allow({ Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['own#*', 'ALL'] } } });
    expect(may([own], call(keys('own#1', 'ALL')))).toMatchObject({ values: ['own#*', 'ALL'] });
    expect(may([own], call(keys('own#1', 'other#1')))).toBeUndefined();
    expect(may([own], call(keys('XALL')))).toBeUndefined();
    // "ForAllValues" is true of none at all (IAM User Guide, "Multivalued context keys").
    expect(may([own], call(keys()))).toBeDefined();
  });

  test('asks the one value of a call whether it is equal, a pattern or not', () => {
    const from = allow({ Condition: { StringEquals: { 'ses:FromAddress': '311@*' } } });
    expect(may([from], call({ context: { 'ses:FromAddress': ['311@*'] } }))).toBeDefined();
    expect(may([from], call({ context: { 'ses:FromAddress': ['311@city.example'] } }))).toBeUndefined();
    expect(may([from], call())).toBeUndefined();
  });

  test('that is not understood is refused as a whole', () => {
    const unknown = { Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } };
    expect(() => readStatement(allow(unknown), 'RolePolicy')).toThrow(TemplateError);
    expect(() => readStatement({ ...allow(), NotAction: 'x' } as Statement, 'RolePolicy')).toThrow(
      'RolePolicy: the local stack does not know NotAction',
    );
  });
});

describe('a call of DynamoDB', () => {
  const key = (AttributeName: string) => [
    { AttributeName, KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ];
  const things = {
    name: 'Things',
    arn: TABLE,
    properties: {
      KeySchema: key('pk'),
      GlobalSecondaryIndexes: [{ IndexName: 'queue', KeySchema: key('queue') }],
    },
  };
  const callsOf = createDynamoDbCalls({ ofType: () => [things] } as unknown as Template);
  const of = (operation: string, body: object) => callsOf(`DynamoDB_20120810.${operation}`, JSON.stringify(body));
  const pk = (S: string) => ({ pk: { S }, sk: { S: 'x' } });

  test('touches the partition key of its item', () => {
    expect(of('GetItem', { TableName: 'Things', Key: pk('A#1') })).toEqual([
      { action: 'dynamodb:GetItem', resource: TABLE, ...keys('A#1') },
    ]);
    expect(of('PutItem', { TableName: TABLE, Item: pk('A#2') })).toMatchObject([keys('A#2')]);
  });

  test('asks an index by the key of the index, whatever stands for its name', () => {
    const query = {
      TableName: 'Things',
      IndexName: 'queue',
      KeyConditionExpression: '#q = :queue AND sk > :after',
      ExpressionAttributeNames: { '#q': 'queue' },
      ExpressionAttributeValues: { ':queue': { S: 'REVIEW' }, ':after': { S: '1' } },
    };
    expect(of('Query', query)).toEqual([
      { action: 'dynamodb:Query', resource: `${TABLE}/index/queue`, ...keys('REVIEW') },
    ]);
  });

  test('is each of its parts in a transaction, and all keys together in a batch', () => {
    const TransactItems = [
      { Put: { TableName: 'Things', Item: pk('A') } },
      { ConditionCheck: { TableName: 'Things', Key: pk('B') } },
    ];
    expect(of('TransactWriteItems', { TransactItems })).toEqual([
      { action: 'dynamodb:PutItem', resource: TABLE, ...keys('A') },
      { action: 'dynamodb:ConditionCheckItem', resource: TABLE, ...keys('B') },
    ]);
    const RequestItems = { Things: [{ PutRequest: { Item: pk('A') } }, { DeleteRequest: { Key: pk('B') } }] };
    expect(of('BatchWriteItem', { RequestItems })).toEqual([
      { action: 'dynamodb:BatchWriteItem', resource: TABLE, ...keys('A', 'B') },
    ]);
    expect(of('BatchGetItem', { RequestItems: { Things: { Keys: [pk('C')] } } })).toMatchObject([keys('C')]);
  });
});
