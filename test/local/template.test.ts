import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadTemplate } from '../../infra/local/template.ts';

/** Writes stacks as `cdk synth` would, each under its name. */
function aCdkOut(stacks: Record<string, object>, environment = 'aws://unknown-account/unknown-region'): string {
  const folder = mkdtempSync(join(tmpdir(), 'cdk-out-'));
  const artifacts: Record<string, object> = {};
  for (const [name, template] of Object.entries(stacks)) {
    writeFileSync(join(folder, `${name}.template.json`), JSON.stringify(template));
    const properties = { templateFile: `${name}.template.json`, stackName: name };
    artifacts[name] = { type: 'aws:cloudformation:stack', environment, properties };
  }
  const file = 'One.assets.json';
  const files = { abc: { source: { path: 'asset.abc.thing' }, destinations: { here: { objectKey: 'abc.zip' } } } };
  writeFileSync(join(folder, file), JSON.stringify({ files }));
  artifacts['One.assets'] = { type: 'cdk:asset-manifest', properties: { file } };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ artifacts }));
  return folder;
}

/** One queue whose property `Value` is what is resolved. */
const resolving = (value: unknown, more: object = {}) =>
  loadTemplate(
    aCdkOut({
      One: {
        Parameters: { Given: { Default: 'given' } },
        Resources: {
          Subject: { Type: 'AWS::SQS::Queue', Properties: { Value: value } },
          Table: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'Named' } },
          ...more,
        },
      },
    }),
  ).find('Subject').properties.Value;

describe('a template', () => {
  it('resolves references, attributes and pseudo parameters', () => {
    expect(resolving({ Ref: 'Table' })).toBe('Named');
    expect(resolving({ Ref: 'Given' })).toBe('given');
    expect(resolving({ 'Fn::GetAtt': ['Table', 'Arn'] })).toBe('arn:aws:dynamodb:us-east-1:000000000000:table/Named');
    expect(resolving({ 'Fn::GetAtt': 'Table.StreamArn' })).toMatch(/:table\/Named\/stream\//);
    expect(resolving({ 'Fn::Join': ['-', [{ Ref: 'AWS::Region' }, { Ref: 'AWS::URLSuffix' }, 'x']] })).toBe(
      'us-east-1-amazonaws.com-x',
    );
  });

  it('resolves Sub with its own names, Select of Split, and drops what has no value', () => {
    expect(resolving({ 'Fn::Sub': 'a ${AWS::Partition} ${Table} ${Table.Arn} ${!Kept}' })).toBe(
      'a aws Named arn:aws:dynamodb:us-east-1:000000000000:table/Named ${Kept}',
    );
    expect(resolving({ 'Fn::Sub': ['${Mine}-${Table}', { Mine: { Ref: 'Given' } }] })).toBe('given-Named');
    expect(resolving({ 'Fn::Select': [2, { 'Fn::Split': [':', 'a:b:c'] }] })).toBe('c');
    expect(resolving({ keep: 1, drop: { Ref: 'AWS::NoValue' }, list: [{ Ref: 'AWS::NoValue' }, 2] })).toEqual({
      keep: 1,
      list: [2],
    });
  });

  it('resolves what another stack exports, whichever comes first', () => {
    const template = loadTemplate(
      aCdkOut({
        Uses: {
          Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { Value: { 'Fn::ImportValue': 'Gives:Arn' } } } },
        },
        Gives: {
          Resources: { Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'News' } } },
          Outputs: { Out: { Value: { Ref: 'Topic' }, Export: { Name: 'Gives:Arn' } } },
        },
      }),
    );
    expect(template.find('Queue').properties.Value).toBe('arn:aws:sns:us-east-1:000000000000:News');
  });

  it('refuses an intrinsic, a name and an attribute that it does not know, and says where', () => {
    expect(() => resolving({ deep: [{ 'Fn::Cidr': ['10.0.0.0/8'] }] })).toThrow(
      'Stack One, Subject.Value.deep[0]: the local stack does not know the intrinsic Fn::Cidr.',
    );
    expect(() => resolving({ Ref: 'Nobody' })).toThrow('Subject.Value: the local stack does not know Ref Nobody.');
    expect(() => resolving({ 'Fn::GetAtt': ['Table', 'Colour'] })).toThrow('the attribute Colour of Table');
    expect(() => resolving({ 'Fn::ImportValue': 'Nowhere' })).toThrow('the export Nowhere');
    expect(() => resolving('{{resolve:ssm:/a/b}}')).toThrow('the dynamic reference {{resolve:ssm:/a/b}}');
  });

  it('gives names that are the same on every start and fit their service', () => {
    const long = 'L'.repeat(200);
    const more = { [long]: { Type: 'AWS::Lambda::Function', Properties: {} } };
    const name = () => loadTemplate(aCdkOut({ One: { Resources: more } })).find(long).name;
    expect(name()).toBe(name());
    expect(name()).toHaveLength(64);
  });

  it('stands in the environment that the stacks name', () => {
    const folder = aCdkOut(
      { One: { Resources: { Queue: { Type: 'AWS::SQS::Queue' } } } },
      'aws://123456789012/eu-central-1',
    );
    expect(loadTemplate(folder).find('Queue').arn).toMatch(/^arn:aws:sqs:eu-central-1:123456789012:/);
  });

  it('finds a resource by logical id, name, ARN and the end of its path, and says what may be meant', () => {
    const aFunction = (path: string) => ({ Type: 'AWS::Lambda::Function', Metadata: { 'aws:cdk:path': path } });
    const template = loadTemplate(
      aCdkOut({
        One: {
          Resources: { A1: aFunction('One/Intake/Accept/Resource'), B1: aFunction('One/Review/Accept/Resource') },
        },
      }),
    );
    expect(template.find('Intake/Accept').logicalId).toBe('A1');
    expect(template.find(template.find('B1').arn).logicalId).toBe('B1');
    expect(() => template.find('Accept')).toThrow(
      'Accept may be any of One/Intake/Accept/Resource, One/Review/Accept/Resource.',
    );
    expect(() => template.find('Nothing')).toThrow('No resource of the template is called Nothing.');
  });

  it('finds assets by their object key, and asks for a synthesis when there is none', () => {
    const folder = aCdkOut({ One: { Resources: {} } });
    expect(loadTemplate(folder).asset('abc.zip')).toBe(join(folder, 'asset.abc.thing'));
    expect(() => loadTemplate(folder).asset('other.zip')).toThrow('lists other.zip');
    expect(() => loadTemplate(join(folder, 'nowhere'))).toThrow('run `npm run synth` first');
  });
});
