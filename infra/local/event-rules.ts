import { type EventFilter, compileFilter } from './event-filter.ts';
import { TemplateError } from './intrinsics.ts';
import type { AsyncInvocations } from './async-invocations.ts';
import type { Queues } from './queues.ts';
import type { Resource, Template } from './template.ts';

/** The template's EventBridge rules that wait for events of other services. */
export interface EventRules {
  /** Hands an event to the targets of each rule that it fits, durably; with a transaction open, it counts when that commits. */
  put(event: object): void;
}

/** A target's RetryPolicy and DeadLetterConfig are about reaching Lambda, which never fails here. */
const TARGET_PROPERTIES = ['Arn', 'Id', 'RetryPolicy', 'DeadLetterConfig'];

/** Whether a rule waits for events, and is none that runs by the clock. */
export const waitsForEvents = ({ properties }: Resource): boolean => properties.EventPattern !== undefined;

/** Opens the rules with an EventPattern; their targets are functions and queues, which get the event as it is. */
export function openEventRules(template: Template, invocations: AsyncInvocations, queues: Queues): EventRules {
  const rules = template
    .ofType('AWS::Events::Rule')
    .filter((rule) => waitsForEvents(rule) && rule.properties.State !== 'DISABLED')
    .map((rule): { passes: EventFilter; targets: Resource[] } => {
      const where = `Stack ${rule.stack}, ${rule.logicalId}`;
      const targets = (rule.properties.Targets ?? []) as Record<string, unknown>[];
      const unknown = targets.flatMap(Object.keys).find((key) => !TARGET_PROPERTIES.includes(key));
      if (unknown) throw new TemplateError(`${where}.Targets: the local stack does not know ${unknown}.`);
      return {
        passes: compileFilter(rule.properties.EventPattern, where),
        targets: targets.map(({ Arn }) => template.find(String(Arn), 'AWS::Lambda::Function', 'AWS::SQS::Queue')),
      };
    });
  return {
    put(event) {
      for (const { passes, targets } of rules) {
        if (!passes(event)) continue;
        for (const { type, name } of targets) {
          if (type === 'AWS::SQS::Queue') queues.send(name, JSON.stringify(event));
          else invocations.add(name, event);
        }
      }
    },
  };
}
