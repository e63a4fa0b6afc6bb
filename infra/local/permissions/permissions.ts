import { TemplateError } from '../intrinsics.ts';
import type { Resource, Template } from '../template.ts';
import { keyCallsOf } from './key-calls.ts';
import { type Call, type Grant, type Permission, type Statement, permit, readStatement } from './policy.ts';

/** A grant of the template, as finely as it is written: one principal, one action, one resource, and one value of its condition if it has any. */
export interface GrantUse {
  /** The name of a function or a state machine. */
  principal: string;
  action: string;
  resource: string;
  /** Empty without a condition. */
  value: string;
}

/** What each principal of the template may do, asked before it is done. */
export interface Permissions {
  /** The first call that a principal may not make, in the words of IAM; undefined where it may make all of them. */
  refuse(principal: string, calls: readonly Call[]): string | undefined;
  /** Whether a principal may make a call, where a no is an answer like others and nothing that went wrong. */
  permits(principal: string, call: Call): boolean;
  /** Whether there is a principal of this name. */
  knows(principal: string): boolean;
  /** Every grant of the template. */
  granted(): GrantUse[];
  /** The grants that let a call through up to now. */
  used(): GrantUse[];
  /** What was refused up to now, a sentence each. */
  refused(): string[];
}

/** Kinds of resources that act, with the property that names their role. */
const ACTORS: Record<string, string> = {
  'AWS::Lambda::Function': 'Role',
  'AWS::StepFunctions::StateMachine': 'RoleArn',
};

/**
 * Reads the policies of the template. Throws a TemplateError for a policy that it does not understand.
 *
 * @param more statements of principals besides those of the template, by the principal's name
 * @param onRefusal hears of each refusal, once
 */
export const openPermissions = (
  template: Template,
  more: Readonly<Record<string, readonly Statement[]>> = {},
  onRefusal: (sentence: string) => void = () => undefined,
): Permissions => {
  const grants = new Map<string, Grant[]>();
  for (const actor of template.ofType(...Object.keys(ACTORS))) {
    const besides = (more[actor.name] ?? []).map((one) => readStatement(one, actor.name));
    grants.set(actor.name, [...grantsOf(template, actor), ...besides]);
  }
  const used = new Map<string, GrantUse>();
  const refused = new Set<string>();
  const keysFor = keyCallsOf(template);

  const note = (principal: string, { action, resource, values }: Permission): void => {
    for (const value of values.length > 0 ? values : ['']) {
      const use = { principal, action, resource, value };
      used.set(keyOf(use), use);
    }
  };

  /** The first of these calls that a principal may not make; undefined, and noted as used, where it may make all of them. */
  const firstRefused = (principal: string, calls: readonly Call[]): Call | undefined => {
    const own = grants.get(principal) ?? [];
    return calls
      .flatMap((call) => [call, ...keysFor(call)])
      .find((call) => {
        const permission = permit(own, call);
        if (permission) note(principal, permission);
        return !permission;
      });
  };

  const refuse = (principal: string, calls: readonly Call[]): string | undefined => {
    const call = firstRefused(principal, calls);
    if (!call) return undefined;
    const sentence = sayRefusal(principal, call, grants.get(principal) ?? []);
    if (!refused.has(sentence)) onRefusal(sentence);
    refused.add(sentence);
    return sentence;
  };

  return {
    refuse,
    permits: (principal, call) => firstRefused(principal, [call]) === undefined,
    knows: (principal) => grants.has(principal),
    granted: () => [...grants].flatMap(([principal, own]) => own.flatMap((grant) => usesOf(principal, grant))),
    used: () => [...used.values()],
    refused: () => [...refused],
  };
};

/** What names a grant among all. */
export const keyOf = ({ principal, action, resource, value }: GrantUse): string =>
  [principal, action, resource, value].join(' ');

const grantsOf = (template: Template, actor: Resource): Grant[] => {
  const role = template.find(String(actor.properties[ACTORS[actor.type] ?? '']), 'AWS::IAM::Role');
  if (role.properties.Policies)
    throw new TemplateError(`${role.logicalId}: the local stack knows no policies within a role.`);
  const managed = ((role.properties.ManagedPolicyArns ?? []) as string[]).map((arn) =>
    managedPolicy(arn, role.logicalId),
  );
  const own = template
    .ofType('AWS::IAM::Policy')
    .filter(({ properties }) => (properties.Roles as string[]).includes(role.name))
    .flatMap(({ logicalId, properties }) =>
      (properties.PolicyDocument as { Statement: Statement[] }).Statement.map((one) => readStatement(one, logicalId)),
    );
  return [...managed, ...own];
};

/** Policies that AWS keeps, as far as their text is known here. */
const MANAGED: Record<string, Statement> = {
  AWSLambdaBasicExecutionRole: {
    Effect: 'Allow',
    Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: '*',
  },
};

const managedPolicy = (arn: string, where: string): Grant => {
  const statement = MANAGED[arn.slice(arn.lastIndexOf('/') + 1)];
  if (!statement) throw new TemplateError(`${where}: the local stack does not know the managed policy ${arn}.`);
  return readStatement(statement, where);
};

const usesOf = (principal: string, { denies, actions, resources, conditions }: Grant): GrantUse[] => {
  if (denies) return [];
  const values = conditions.flatMap(({ patterns }) => patterns.map(({ text }) => text));
  return actions.flatMap((action) =>
    resources.flatMap((resource) =>
      (values.length > 0 ? values : ['']).map((value) => ({
        principal,
        action: action.text,
        resource: resource.text,
        value,
      })),
    ),
  );
};

/** The sentence of IAM, with the keys that no grant reaches. */
const sayRefusal = (principal: string, { action, resource, context = {} }: Call, own: readonly Grant[]): string => {
  const denied = own.some(({ denies, actions }) => denies && actions.some(({ fits }) => fits(action)));
  const why = denied
    ? 'with an explicit deny in an identity-based policy'
    : `because no identity-based policy allows the ${action} action`;
  const keys = Object.entries(context).flatMap(([key, values]) => values.map((value) => `${key} ${value}`));
  const about = keys.length > 0 ? ` (${keys.join(', ')})` : '';
  return `User: ${principal} is not authorized to perform: ${action} on resource: ${resource}${about} ${why}`;
};
