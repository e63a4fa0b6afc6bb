import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import cdk from '../../cdk.json' with { type: 'json' };
import { CONFIG, type EnvironmentName } from '../../infra/config.ts';
import type { HandlerFile, House } from '../../infra/constructs/house.ts';
import { addStacks } from '../../infra/stages.ts';

// CDK checks every template against CloudFormation's own rules, which takes seconds; app.test.ts does it once.
process.env.CDK_VALIDATION ??= 'false';

/** One resource of a template, by its logical id. */
export interface Resource {
  id: string;
  Type: string;
  Properties: Record<string, unknown>;
  Metadata: Record<string, unknown>;
  DeletionPolicy?: string;
}

interface StackTemplate {
  Resources: Record<string, Omit<Resource, 'id'>>;
  Outputs?: Record<string, { Value: unknown }>;
}

/** The house of one construct that is made by itself in a stack; every function holds an empty handler. */
export const aHouse = (stack: Stack): House => {
  const alarms = new Topic(stack, 'Alarms');
  return {
    environment: 'local',
    config: CONFIG.local,
    alarms,
    urgentAlarms: alarms,
    logKey: new Key(stack, 'LogKey'),
    code: () => Code.fromInline('exports.handler = async () => undefined;'),
  };
};

/** An environment's app as `cdk synth` makes it, but for the code: every function holds one empty handler, so that nothing is bundled. */
export const buildApp = (environment: EnvironmentName) => {
  const folder = mkdtempSync(join(tmpdir(), 'resolve311-infra-'));
  const code = join(folder, 'empty');
  const app = new App({ outdir: join(folder, 'cdk.out'), context: cdk.context });
  const handlers: HandlerFile[] = [];
  const stacks = addStacks(app, environment, (handler) => {
    handlers.push(handler);
    return emptyCode(code);
  });
  return { app, ...stacks, handlers };
};

/** Every resource of all stacks of an environment, and their templates by stack. */
export const synthesise = (environment: EnvironmentName) => {
  const { app: _, handlers, ...stacks } = buildApp(environment);
  const templates = Object.fromEntries(
    Object.entries(stacks).map(([name, stack]) => [name, Template.fromStack(stack).toJSON()]),
  ) as Record<keyof typeof stacks, StackTemplate>;
  const resources = Object.values(templates).flatMap((template) =>
    Object.entries(template.Resources).map(([id, resource]): Resource => ({
      id,
      ...resource,
      Properties: resource.Properties ?? {},
    })),
  );
  return {
    templates,
    handlers,
    resources,
    ofType: (type: string) => resources.filter((resource) => resource.Type === type),
  };
};

/** Text of a value with its references written as `<name>`, so that joined strings can be read and compared. */
export const textOf = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(textOf).join(',');
  if (typeof value !== 'object' || value === null) return String(value);
  const [[kind, argument] = ['', '']] = Object.entries(value);
  if (kind === 'Fn::Join' && Array.isArray(argument)) return (argument[1] as unknown[]).map(textOf).join('');
  return `<${textOf(argument)}>`;
};

const emptyCode = (folder: string): Code => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'index.js'), 'exports.handler = async () => undefined;\n');
  return Code.fromAsset(folder);
};
