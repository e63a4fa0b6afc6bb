import { readFileSync } from 'node:fs';
import { TemplateError } from './intrinsics.ts';
import type { StepFunctions } from './step-functions/step-functions.ts';
import type { Resource, Template } from './template.ts';

/** Registers every state machine of the template with its placeholders filled in. */
export function registerMachines(template: Template, stepFunctions: StepFunctions): void {
  for (const machine of template.ofType('AWS::StepFunctions::StateMachine')) {
    const { arn, name, properties } = machine;
    if ((properties.StateMachineType ?? 'STANDARD') !== 'STANDARD') {
      throw new TemplateError(
        `Stack ${machine.stack}, ${machine.logicalId}: the local stack runs no express workflows.`,
      );
    }
    const tracing = properties.TracingConfiguration as { Enabled?: boolean } | undefined;
    stepFunctions.registerMachine({
      arn,
      name,
      definition: JSON.parse(definitionOf(template, machine)) as object,
      roleArn: String(properties.RoleArn),
      tracingEnabled: tracing?.Enabled === true,
    });
  }
}

/** The definition lies in the template, or in a file of its own beside it. */
function definitionOf(template: Template, { stack, logicalId, properties }: Resource): string {
  const location = properties.DefinitionS3Location as { Key: string } | undefined;
  const text = location
    ? readFileSync(template.asset(location.Key), 'utf8')
    : ((properties.DefinitionString as string | undefined) ?? JSON.stringify(properties.Definition ?? null));
  const given = (properties.DefinitionSubstitutions ?? {}) as Record<string, unknown>;
  return text.replace(/\$\{(\w+)\}/g, (_whole, name: string) => {
    if (Object.hasOwn(given, name)) return String(given[name]);
    throw new TemplateError(`Stack ${stack}, ${logicalId}: nothing is given for the placeholder ${name}.`);
  });
}
