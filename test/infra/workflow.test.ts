import { readFileSync } from 'node:fs';
import { App, Stack } from 'aws-cdk-lib';
import { expect, test } from 'vitest';
import { Workflow } from '../../infra/constructs/workflow.ts';
import { aHouse, synthesise } from './templates.ts';

const definition = readFileSync(new URL('../../statemachines/request-lifecycle.asl.json', import.meta.url), 'utf8');
const placeholders = [...new Set([...definition.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name))].sort();

const machineWith = (tasks: Record<string, never>, itself?: string) => () => {
  const stack = new Stack(new App(), 'Stack');
  const house = aHouse(stack);
  return new Workflow(stack, 'Machine', {
    house,
    definition: 'request-lifecycle.asl.json',
    tasks,
    ...(itself ? { itself } : {}),
  });
};

test('gives the machine a function for every placeholder of its file', () => {
  const [machine] = synthesise('production').ofType('AWS::StepFunctions::StateMachine');
  expect(Object.keys(machine?.Properties.DefinitionSubstitutions as object).sort()).toEqual(placeholders);
});

test('refuses a file whose placeholders nothing is given for, and names them', () => {
  expect(machineWith({}, 'StateMachineArn')).toThrow(/names .*ReviewRequestArn.*which nothing is given for/);
});

test('refuses what the file does not name', () => {
  expect(machineWith({}, 'SomethingElse')).toThrow(/is given SomethingElse, which it does not name/);
});

test('logs errors without what was said in the execution, and traces it', () => {
  const [machine] = synthesise('production').ofType('AWS::StepFunctions::StateMachine');
  expect(machine?.Properties).toMatchObject({
    StateMachineType: 'STANDARD',
    LoggingConfiguration: { Level: 'ERROR', IncludeExecutionData: false },
    TracingConfiguration: { Enabled: true },
  });
});
