import { TemplateError } from '../intrinsics.ts';

/** One thing that a principal wants to do, as IAM sees it. */
export interface Call {
  /** `dynamodb:PutItem` */
  action: string;
  /** The ARN of what it is done to. */
  resource: string;
  /** Values of the condition keys that the call has, `dynamodb:LeadingKeys`; one that it lacks is not there. */
  context?: Readonly<Record<string, readonly string[]>>;
}

/** A statement of a policy, as the template has it. */
export interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}

/** The same, ready to be asked. */
export interface Grant {
  denies: boolean;
  actions: readonly Pattern[];
  resources: readonly Pattern[];
  conditions: readonly Condition[];
}

/** A pattern of IAM: `*` for any letters, `?` for one. */
export interface Pattern {
  text: string;
  fits: (value: string) => boolean;
}

interface Condition {
  key: string;
  /** Every value of the call has to fit, and none may be there at all; otherwise the one that there is. */
  forAll: boolean;
  patterns: readonly Pattern[];
}

/** What let a call through: which action, resource and condition values of a statement. */
export interface Permission {
  action: string;
  resource: string;
  /** The patterns of the condition that the call's values fitted. */
  values: readonly string[];
}

const listOf = (value: string | string[]): string[] => [value].flat();

const patternOf = (text: string, { exact = false, anyCase = false } = {}): Pattern => {
  if (exact || !/[*?]/u.test(text)) {
    const wanted = anyCase ? text.toLowerCase() : text;
    return { text, fits: (value) => (anyCase ? value.toLowerCase() : value) === wanted };
  }
  const source = text
    .replaceAll(/[.+^${}()|[\]\\]/gu, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const expression = new RegExp(`^${source}$`, anyCase ? 'isu' : 'su');
  return { text, fits: (value) => expression.test(value) };
};

/** Operators as our policies use them; one that is not known is refused, because a condition that is passed over lets everybody in. */
const OPERATOR = /^(ForAllValues:)?String(Equals|Like)$/u;

/** Makes a statement ready. Throws a TemplateError for what it does not know: a policy that is half understood is none. */
export const readStatement = (statement: Statement, where: string): Grant => {
  const unknown = Object.keys(statement).find(
    (name) => !['Effect', 'Action', 'Resource', 'Condition', 'Sid'].includes(name),
  );
  if (unknown) throw new TemplateError(`${where}: the local stack does not know ${unknown} of a policy's statement.`);
  return {
    denies: statement.Effect === 'Deny',
    actions: listOf(statement.Action).map((text) => patternOf(text, { anyCase: true })),
    resources: listOf(statement.Resource).map((text) => patternOf(text)),
    conditions: Object.entries(statement.Condition ?? {}).flatMap(([operator, keys]) => {
      const [known, forAll, kind] = OPERATOR.exec(operator) ?? [];
      if (!known)
        throw new TemplateError(`${where}: the local stack does not know the operator ${operator} of a condition.`);
      return Object.entries(keys).map(([key, values]) => ({
        key,
        forAll: forAll !== undefined,
        patterns: listOf(values).map((text) => patternOf(text, { exact: kind === 'Equals' })),
      }));
    }),
  };
};

/** Which patterns of a condition the values of a call fit; undefined where the condition is not met. */
const met = ({ key, forAll, patterns }: Condition, { context = {} }: Call): string[] | undefined => {
  const values = context[key] ?? [];
  if (values.length === 0) return forAll ? [] : undefined;
  const fitted = values.map((value) => patterns.find(({ fits }) => fits(value))?.text);
  if (forAll ? fitted.includes(undefined) : fitted.every((one) => one === undefined)) return undefined;
  return fitted.filter((one) => one !== undefined);
};

const permissionOf = ({ actions, resources, conditions }: Grant, call: Call): Permission | undefined => {
  const action = actions.find(({ fits }) => fits(call.action));
  const resource = action && resources.find(({ fits }) => fits(call.resource));
  if (!resource) return undefined;
  const values = conditions.map((condition) => met(condition, call));
  return values.includes(undefined)
    ? undefined
    : { action: action.text, resource: resource.text, values: values.flatMap((one) => one ?? []) };
};

/** Whether a principal's own policies let it do something: a deny before every allow, and no without either. */
export const permit = (grants: readonly Grant[], call: Call): Permission | undefined => {
  if (grants.some((grant) => grant.denies && permissionOf(grant, call))) return undefined;
  for (const grant of grants) {
    const permission = grant.denies ? undefined : permissionOf(grant, call);
    if (permission) return permission;
  }
  return undefined;
};
