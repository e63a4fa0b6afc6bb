import { type CatalogueName, catalogueOf } from '../../../functions/catalogue/catalogue.ts';
import { serviceOf } from '../service.ts';
import type { LocalStack } from '../stack.ts';
import type { ConsoleStack, MachineDefinition } from './console-stack.ts';

/** A variable of whichever function has it; the template gives each the same. */
const variableOf = (stack: LocalStack, name: string): string => {
  for (const { properties } of stack.template.ofType('AWS::Lambda::Function')) {
    const { Variables = {} } = (properties.Environment ?? {}) as { Variables?: Record<string, string> };
    if (Variables[name] !== undefined) return Variables[name];
  }
  throw new Error(`No function of the template has the variable ${name}.`);
};

/** What the console shows of a local stack, found in the template that it runs. */
export const consoleStackOf = (stack: LocalStack): ConsoleStack => {
  const { template } = stack;
  const platforms = JSON.parse(variableOf(stack, 'PLATFORMS')) as Record<
    string,
    { format: string; catalogue: CatalogueName; timeZone: string }
  >;
  const service = serviceOf(stack);
  return {
    url: stack.url,
    city: variableOf(stack, 'CITY'),
    timeZone: Object.values(platforms)[0]?.timeZone ?? catalogueOf('somerville').timeZone,
    clock: stack.clock,
    dynamodb: service.dynamodb,
    tables: service.tables,
    gatewayUrl: stack.gatewayUrl,
    photos: { endpoint: stack.gatewayUrl, bucket: template.find('Photos/Bucket', 'AWS::S3::Bucket').name },
    linkKeys: service.linkKeys,
    webhookSecret: (platform) => {
      if (platform === 'open311') return service.open311Key();
      return Object.hasOwn(platforms, platform) ? service.webhookSecret(platform) : undefined;
    },
    platforms: Object.fromEntries(
      Object.entries(platforms).map(([name, { catalogue, format }]) => [name, { catalogue, format }]),
    ),
    stepFunctions: stack.stepFunctions,
    machines: template.ofType('AWS::StepFunctions::StateMachine').map((machine) => ({
      name: machine.name,
      arn: machine.arn,
      definition: stack.stepFunctions.describeStateMachine(machine.arn).source.definition as MachineDefinition,
    })),
    dashboards: template
      .ofType('AWS::CloudWatch::Dashboard')
      .map(({ name, properties }) => ({ name, body: String(properties.DashboardBody) })),
    metrics: stack.metrics,
    alarms: () =>
      stack.alarms.list().map((alarm) => ({ ...alarm, arn: template.find(alarm.name, 'AWS::CloudWatch::Alarm').arn })),
    queues: () => stack.queues.names().map((name) => ({ name, messages: stack.queues.list(name) })),
    functions: {
      names: () => stack.functions.names(),
      // arn:partition:lambda:region:account:function:name
      has: (name) => stack.functions.names().includes(name.split(':')[6] ?? name),
      logs: (name) => stack.functions.logs(name),
      invoke: async (name, event) => {
        const result = await stack.functions.invoke(name, event);
        if ('error' in result) throw new Error(`${result.error.errorType}: ${result.error.errorMessage}`);
        return result.payload;
      },
    },
    mailbox: stack.mailbox,
  };
};
