/** A resource's property holds something that the local stack does not understand; the message names the place. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

/** What the intrinsic functions of one stack look up; each answers undefined for what it does not know. */
export interface Scope {
  stack: string;
  /** A parameter, pseudo parameter or resource. `NO_VALUE` removes the property. */
  ref(name: string): string | typeof NO_VALUE | undefined;
  attribute(logicalId: string, attribute: string): string | undefined;
  /** The value that another stack exports. */
  imported(exportName: string): unknown;
}

/** What `AWS::NoValue` stands for. */
export const NO_VALUE = Symbol('AWS::NoValue');

/** Resolves every intrinsic in a value; `where` is its logical id and path, for the message of a refusal. */
export function resolveValue(value: unknown, scope: Scope, where: string): unknown {
  if (Array.isArray(value)) {
    return value
      .map((entry, index) => resolveValue(entry, scope, `${where}[${index}]`))
      .filter((entry) => entry !== NO_VALUE);
  }
  if (typeof value === 'string') {
    if (value.includes('{{resolve:')) throw refusal(scope, where, `the dynamic reference ${value}`);
    return value;
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [key, argument] = entries[0] ?? [];
  if (entries.length === 1 && key !== undefined && (key === 'Ref' || key.startsWith('Fn::') || key === 'Condition')) {
    return intrinsic(key, argument, scope, where);
  }
  const resolved: Record<string, unknown> = {};
  for (const [name, entry] of entries) {
    const result = resolveValue(entry, scope, `${where}.${name}`);
    if (result !== NO_VALUE) resolved[name] = result;
  }
  return resolved;
}

function intrinsic(name: string, argument: unknown, scope: Scope, where: string): unknown {
  const inner = () => resolveValue(argument, scope, `${where}.${name}`);
  switch (name) {
    case 'Ref':
      return known(scope.ref(String(argument)), scope, where, `Ref ${String(argument)}`);
    case 'Fn::GetAtt': {
      const [logicalId, ...path] = Array.isArray(argument) ? argument.map(String) : String(argument).split('.');
      const attribute = path.join('.');
      const what = `the attribute ${attribute} of ${logicalId}`;
      return known(scope.attribute(logicalId ?? '', attribute), scope, where, what);
    }
    case 'Fn::Join': {
      const [separator, parts] = inner() as [string, unknown[]];
      return parts.join(separator);
    }
    case 'Fn::Select': {
      const [index, list] = inner() as [number | string, unknown[]];
      return known(list[Number(index)], scope, where, `entry ${index} of Fn::Select`);
    }
    case 'Fn::Split': {
      const [separator, text] = inner() as [string, string];
      return text.split(separator);
    }
    case 'Fn::Sub':
      return substitute(argument, scope, where);
    case 'Fn::ImportValue': {
      const exported = String(inner());
      return known(scope.imported(exported), scope, where, `the export ${exported}`);
    }
    default:
      throw refusal(scope, where, `the intrinsic ${name}`);
  }
}

function substitute(argument: unknown, scope: Scope, where: string): string {
  const [text, given] = (Array.isArray(argument) ? argument : [argument, {}]) as [string, Record<string, unknown>];
  return text.replace(/\$\{(!?)([^}]+)\}/g, (_whole, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    if (Object.hasOwn(given, name)) return String(resolveValue(given[name], scope, `${where}.Fn::Sub.${name}`));
    const [logicalId, ...path] = name.split('.');
    const found = path.length > 0 ? scope.attribute(logicalId!, path.join('.')) : scope.ref(name);
    return String(known(found, scope, where, `\${${name}}`));
  });
}

function known<T>(value: T | undefined, scope: Scope, where: string, what: string): T {
  if (value === undefined) throw refusal(scope, where, what);
  return value;
}

const refusal = (scope: Scope, where: string, what: string): TemplateError =>
  new TemplateError(`Stack ${scope.stack}, ${where}: the local stack does not know ${what}.`);
