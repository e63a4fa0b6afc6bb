import { createTemplateCompiler } from './expression.ts';
import type { StatesPart, Surroundings, Template, TemplateCompiler } from './expression.ts';

/** A state machine as the stack hands it over: the definition with every placeholder already filled in. */
export interface StateMachineDefinition {
  arn: string;
  name: string;
  definition: object;
  roleArn?: string;
  /** Whether X-Ray is on in the template; shown by DescribeStateMachine, without effect here. */
  tracingEnabled?: boolean;
}

/** A machine that is ready to run: every field checked, every expression compiled. */
export interface Machine {
  startAt: string;
  /** Of the whole execution, in seconds. */
  timeoutSeconds: number | undefined;
  states: ReadonlyMap<string, State>;
}

/** What leaving a state does; no `Next` means that the execution ends. */
export interface Leaving {
  next: string | undefined;
  output: Template | undefined;
  assign: Template | undefined;
}

/** A Choice rule. */
export interface ChoiceRule extends Leaving {
  condition: Template;
}

/** A Retry entry; times in seconds. */
export interface Retrier {
  errorEquals: string[];
  intervalSeconds: number;
  maxAttempts: number;
  backoffRate: number;
  maxDelaySeconds: number | undefined;
  fullJitter: boolean;
}

/** A Catch entry. */
export interface Catcher extends Leaving {
  errorEquals: string[];
}

/** What a Task calls. */
export type Resource =
  | { kind: 'lambda' }
  | { kind: 'lambda-with-token' }
  | { kind: 'start-execution' }
  | { kind: 'lambda-arn'; functionArn: string };

/** One state, by its `Type`. */
export type State = { name: string } & (
  | ({
      type: 'Task';
      resource: Resource;
      arguments: Template | undefined;
      timeoutSeconds: Template | undefined;
      retry: Retrier[];
      catch: Catcher[];
    } & Leaving)
  | { type: 'Choice'; choices: ChoiceRule[]; otherwise: Leaving | undefined }
  | ({ type: 'Wait'; seconds: Template | undefined; timestamp: Template | undefined } & Leaving)
  | ({ type: 'Pass' } & Leaving)
  | ({ type: 'Succeed' } & Leaving)
  | { type: 'Fail'; error: Template | undefined; cause: Template | undefined }
);

/** The Task state's shape, which most of the interpreter is about. */
export type TaskState = Extract<State, { type: 'Task' }>;

/** A definition that this interpreter does not run, with every reason: which state, which field, why. */
export class DefinitionRefused extends Error {
  readonly reasons: readonly string[];

  constructor(machineName: string, reasons: readonly string[]) {
    super(`The state machine ${machineName} is refused:\n${reasons.map((reason) => `  ${reason}`).join('\n')}`);
    this.name = 'DefinitionRefused';
    this.reasons = reasons;
  }
}

/** The longest Wait, timeout or retry interval, in seconds (AWS: 99,999,999). */
export const MOST_SECONDS = 99_999_999;

type Fields = Record<string, unknown>;
type Refuse = (field: string, reason: string) => void;

const MACHINE_FIELDS = ['Comment', 'QueryLanguage', 'StartAt', 'States', 'TimeoutSeconds', 'Version'];
const EVERY_STATE = ['Type', 'Comment', 'QueryLanguage'];
const LEAVING = ['Output', 'Assign', 'Next', 'End'];
const STATE_FIELDS: Record<string, readonly string[]> = {
  Task: [...EVERY_STATE, ...LEAVING, 'Resource', 'Arguments', 'TimeoutSeconds', 'Retry', 'Catch'],
  Choice: [...EVERY_STATE, 'Choices', 'Default', 'Output', 'Assign'],
  Wait: [...EVERY_STATE, ...LEAVING, 'Seconds', 'Timestamp'],
  Pass: [...EVERY_STATE, ...LEAVING],
  Succeed: [...EVERY_STATE, 'Output'],
  Fail: [...EVERY_STATE, 'Error', 'Cause'],
};
const RULE_FIELDS = ['Condition', 'Next', 'Output', 'Assign', 'Comment'];
const CATCH_FIELDS = ['ErrorEquals', 'Next', 'Output', 'Assign', 'Comment'];
const RETRY_FIELDS = [
  'ErrorEquals',
  'IntervalSeconds',
  'MaxAttempts',
  'BackoffRate',
  'MaxDelaySeconds',
  'JitterStrategy',
  'Comment',
];

/** Fields of the language that are left out on purpose, with what to do instead. */
const REFUSED_FIELDS: Record<string, string> = {
  HeartbeatSeconds: 'is not implemented locally; bound the task with TimeoutSeconds',
  Credentials: 'is not implemented locally',
  InputPath: 'belongs to JSONPath; use JSONata',
  OutputPath: 'belongs to JSONPath; use Output',
  ResultPath: 'belongs to JSONPath; use Output or Assign',
  ResultSelector: 'belongs to JSONPath; use Output or Assign',
  Parameters: 'belongs to JSONPath; use Arguments',
  Result: 'belongs to JSONPath; use Output',
  TimeoutSecondsPath: 'belongs to JSONPath; use TimeoutSeconds with an expression',
  HeartbeatSecondsPath: 'is not implemented locally; bound the task with TimeoutSeconds',
  SecondsPath: 'belongs to JSONPath; use Seconds with an expression',
  TimestampPath: 'belongs to JSONPath; use Timestamp with an expression',
  ErrorPath: 'belongs to JSONPath; use Error with an expression',
  CausePath: 'belongs to JSONPath; use Cause with an expression',
};

/**
 * Checks a definition and compiles it. What AWS would refuse is refused, and so is all that this interpreter does not do:
 * a machine that loads here runs here as it runs there.
 * @throws DefinitionRefused with every reason at once.
 */
export function loadMachine(source: StateMachineDefinition, surroundings: Surroundings): Machine {
  const reasons: string[] = [];
  const root = source.definition as Fields;
  const refuseMachine: Refuse = (field, reason) => void reasons.push(`the machine, field "${field}": ${reason}`);

  refuseUnknown(root, MACHINE_FIELDS, 'a state machine', refuseMachine);
  if (root.QueryLanguage !== 'JSONata') refuseMachine('QueryLanguage', 'must be "JSONata"');
  if (root.Version !== undefined && root.Version !== '1.0') refuseMachine('Version', 'must be "1.0"');
  const timeoutSeconds = root.TimeoutSeconds;
  if (timeoutSeconds !== undefined && !isWhole(timeoutSeconds, 1, MOST_SECONDS)) {
    refuseMachine('TimeoutSeconds', `must be a whole number from 1 to ${MOST_SECONDS}`);
  }

  const states = new Map<string, State>();
  for (const [name, body] of Object.entries((root.States ?? {}) as Record<string, Fields>)) {
    const refuse: Refuse = (field, reason) => reasons.push(`state "${name}", field "${field}": ${reason}`);
    if (name.length > 80) refuse('name', 'must not be longer than 80 characters');
    const state = loadState(name, body, refuse, createTemplateCompiler(surroundings, refuse));
    if (state !== undefined) states.set(name, state);
  }
  if (typeof root.StartAt !== 'string') refuseMachine('StartAt', 'must name a state');
  if (reasons.length === 0) checkTransitions(root.StartAt as string, states, refuseMachine, reasons);
  if (reasons.length > 0) throw new DefinitionRefused(source.name, reasons);
  return { startAt: root.StartAt as string, timeoutSeconds: timeoutSeconds as number | undefined, states };
}

function loadState(name: string, body: Fields, refuse: Refuse, compiler: TemplateCompiler): State | undefined {
  const type = String(body.Type);
  const known = STATE_FIELDS[type];
  if (known === undefined) {
    refuse(
      'Type',
      `${JSON.stringify(body.Type)} is not implemented locally (only ${Object.keys(STATE_FIELDS).join(', ')})`,
    );
    return undefined;
  }
  refuseUnknown(body, known, `a ${type} state`, refuse);
  refusePlaceholders(body, refuse);
  if (body.QueryLanguage !== undefined && body.QueryLanguage !== 'JSONata')
    refuse('QueryLanguage', 'must be "JSONata"');
  const compile = (field: string, parts: readonly StatesPart[]): Template | undefined =>
    body[field] === undefined ? undefined : compiler.compile(body[field], field, parts);
  const leaving = (parts: readonly StatesPart[]): Leaving => ({
    next: loadNext(body, refuse),
    output: compile('Output', parts),
    assign: loadAssign(body, '', parts, compiler, refuse),
  });

  switch (type) {
    case 'Task':
      return {
        name,
        type,
        resource: loadResource(body, refuse),
        arguments: compile('Arguments', ['input', 'context']),
        timeoutSeconds: loadSeconds(body, 'TimeoutSeconds', 1, compile, refuse),
        retry: loadList(body, 'Retry', refuse, (entry, at) => loadRetrier(entry, at, refuse)),
        catch: loadList(body, 'Catch', refuse, (entry, at) => loadCatcher(entry, at, compiler, refuse)),
        ...leaving(['input', 'result', 'context']),
      };
    case 'Choice':
      return loadChoice(name, body, compiler, refuse);
    case 'Wait':
      if ((body.Seconds === undefined) === (body.Timestamp === undefined)) {
        refuse('Seconds', 'a Wait state has either Seconds or Timestamp');
      }
      return {
        name,
        type,
        seconds: loadSeconds(body, 'Seconds', 0, compile, refuse),
        timestamp: loadTimestamp(body, compile, refuse),
        ...leaving(['input', 'context']),
      };
    case 'Pass':
      return { name, type, ...leaving(['input', 'context']) };
    case 'Succeed':
      return { name, type, next: undefined, output: compile('Output', ['input', 'context']), assign: undefined };
    default:
      return {
        name,
        type: 'Fail',
        error: loadText(body, 'Error', compile, refuse),
        cause: loadText(body, 'Cause', compile, refuse),
      };
  }
}

function loadNext(body: Fields, refuse: Refuse): string | undefined {
  if (body.End !== undefined && typeof body.End !== 'boolean') refuse('End', 'must be true or false');
  if (body.Next !== undefined && typeof body.Next !== 'string') refuse('Next', 'must name a state');
  if ((body.Next !== undefined) === (body.End === true)) refuse('Next', 'a state has either Next or "End": true');
  return body.Next as string | undefined;
}

function loadAssign(
  body: Fields,
  at: string,
  parts: readonly StatesPart[],
  compiler: TemplateCompiler,
  refuse: Refuse,
): Template | undefined {
  if (body.Assign === undefined) return undefined;
  const location = `${at}Assign`;
  if (typeof body.Assign !== 'object' || body.Assign === null || Array.isArray(body.Assign)) {
    refuse(location, 'must be an object of variables');
    return undefined;
  }
  for (const name of Object.keys(body.Assign)) {
    if (!/^[A-Za-z_][A-Za-z0-9_]{0,79}$/.test(name)) refuse(location, `"${name}" is not a variable name`);
    if (name === 'states') refuse(location, '"states" is reserved');
  }
  return compiler.compile(body.Assign, location, parts);
}

/** Resources that AWS runs and this interpreter too. */
const LAMBDA_ARN = /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_-]+(:[A-Za-z0-9_$-]+)?$/;

function loadResource(body: Fields, refuse: Refuse): Resource {
  const resource = String(body.Resource);
  const given = (body.Arguments ?? {}) as Fields;
  const needs = (field: string) => {
    if (typeof body.Arguments !== 'string' && given[field] === undefined) refuse('Arguments', `must have ${field}`);
  };
  switch (resource.replace(/^arn:aws[a-z-]*:/, 'arn:aws:')) {
    case 'arn:aws:states:::lambda:invoke':
      needs('FunctionName');
      return { kind: 'lambda' };
    case 'arn:aws:states:::lambda:invoke.waitForTaskToken':
      needs('FunctionName');
      if (!JSON.stringify(body.Arguments ?? null).includes('$states.context.Task.Token')) {
        refuse('Arguments', 'never passes $states.context.Task.Token on, so nobody could answer');
      }
      return { kind: 'lambda-with-token' };
    case 'arn:aws:states:::states:startExecution':
      needs('StateMachineArn');
      return { kind: 'start-execution' };
    default:
      if (!LAMBDA_ARN.test(resource)) refuse('Resource', `"${resource}" is not implemented locally`);
      return { kind: 'lambda-arn', functionArn: resource };
  }
}

type Compile = (field: string, parts: readonly StatesPart[]) => Template | undefined;

function loadSeconds(body: Fields, field: string, least: number, compile: Compile, refuse: Refuse) {
  const template = compile(field, ['input', 'context']);
  if (template?.constant && body[field] !== undefined && !isWhole(body[field], least, MOST_SECONDS)) {
    refuse(field, `must be an expression or a whole number from ${least} to ${MOST_SECONDS}`);
  }
  return template;
}

/** An RFC 3339 instant with a capital T and a capital Z or offset, as Step Functions wants it. */
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** The instant of a Timestamp in epoch ms, cut to whole seconds as AWS cuts it; undefined when it is none. */
export function parseTimestamp(text: unknown): number | undefined {
  if (typeof text !== 'string' || !TIMESTAMP.test(text)) return undefined;
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? undefined : Math.floor(instant / 1000) * 1000;
}

function loadTimestamp(body: Fields, compile: Compile, refuse: Refuse): Template | undefined {
  const template = compile('Timestamp', ['input', 'context']);
  if (template?.constant && parseTimestamp(body.Timestamp) === undefined) {
    refuse('Timestamp', 'must be an expression or an RFC 3339 instant such as 2026-03-02T09:00:00Z');
  }
  return template;
}

function loadText(body: Fields, field: string, compile: Compile, refuse: Refuse): Template | undefined {
  const template = compile(field, ['input', 'context']);
  if (body[field] !== undefined && typeof body[field] !== 'string') refuse(field, 'must be a text');
  return template;
}

function loadChoice(name: string, body: Fields, compiler: TemplateCompiler, refuse: Refuse): State {
  const parts: readonly StatesPart[] = ['input', 'context'];
  const choices = loadList(body, 'Choices', refuse, (rule, at): ChoiceRule => {
    refuseUnknownAt(rule, RULE_FIELDS, at, refuse);
    if (typeof rule.Next !== 'string') refuse(`${at}/Next`, 'must name a state');
    if (typeof rule.Condition !== 'boolean' && !String(rule.Condition).startsWith('{%')) {
      refuse(`${at}/Condition`, 'must be an expression, true or false');
    }
    return {
      condition: compiler.compile(rule.Condition, `${at}/Condition`, parts),
      next: rule.Next as string,
      output: rule.Output === undefined ? undefined : compiler.compile(rule.Output, `${at}/Output`, parts),
      assign: loadAssign(rule, `${at}/`, parts, compiler, refuse),
    };
  });
  if (choices.length === 0) refuse('Choices', 'must have at least one rule');
  if (body.Default !== undefined && typeof body.Default !== 'string') refuse('Default', 'must name a state');
  const otherwise: Leaving = {
    next: body.Default as string | undefined,
    output: body.Output === undefined ? undefined : compiler.compile(body.Output, 'Output', parts),
    assign: loadAssign(body, '', parts, compiler, refuse),
  };
  return { name, type: 'Choice', choices, otherwise: otherwise.next === undefined ? undefined : otherwise };
}

function loadRetrier(entry: Fields, at: string, refuse: Refuse): Retrier {
  refuseUnknownAt(entry, RETRY_FIELDS, at, refuse);
  const whole = (field: string, fallback: number | undefined, least: number, most = MOST_SECONDS) => {
    const value = entry[field] ?? fallback;
    if (value !== undefined && !isWhole(value, least, most)) {
      refuse(`${at}/${field}`, `must be a whole number from ${least} to ${most}`);
    }
    return value as number;
  };
  const backoffRate = entry.BackoffRate ?? 2;
  if (typeof backoffRate !== 'number' || !(backoffRate >= 1)) refuse(`${at}/BackoffRate`, 'must be a number from 1');
  const jitter = entry.JitterStrategy ?? 'NONE';
  if (jitter !== 'NONE' && jitter !== 'FULL') refuse(`${at}/JitterStrategy`, 'must be NONE or FULL');
  const intervalSeconds = whole('IntervalSeconds', 1, 1);
  const maxDelaySeconds = whole('MaxDelaySeconds', undefined, 1, 31_622_400);
  if (maxDelaySeconds !== undefined && maxDelaySeconds <= intervalSeconds) {
    refuse(`${at}/MaxDelaySeconds`, 'must be greater than IntervalSeconds');
  }
  return {
    errorEquals: loadErrorEquals(entry, at, refuse),
    intervalSeconds,
    maxAttempts: whole('MaxAttempts', 3, 0),
    backoffRate: backoffRate as number,
    maxDelaySeconds,
    fullJitter: jitter === 'FULL',
  };
}

function loadCatcher(entry: Fields, at: string, compiler: TemplateCompiler, refuse: Refuse): Catcher {
  const parts: readonly StatesPart[] = ['input', 'errorOutput', 'context'];
  refuseUnknownAt(entry, CATCH_FIELDS, at, refuse);
  if (typeof entry.Next !== 'string') refuse(`${at}/Next`, 'must name a state');
  return {
    errorEquals: loadErrorEquals(entry, at, refuse),
    next: entry.Next as string,
    output: entry.Output === undefined ? undefined : compiler.compile(entry.Output, `${at}/Output`, parts),
    assign: loadAssign(entry, `${at}/`, parts, compiler, refuse),
  };
}

function loadErrorEquals(entry: Fields, at: string, refuse: Refuse): string[] {
  const names = entry.ErrorEquals;
  if (!Array.isArray(names) || names.length === 0 || names.some((name) => typeof name !== 'string')) {
    refuse(`${at}/ErrorEquals`, 'must be a list of error names');
    return [];
  }
  if (names.includes('States.ALL') && names.length > 1) refuse(`${at}/ErrorEquals`, 'States.ALL must stand alone');
  return names as string[];
}

function loadList<T>(body: Fields, field: string, refuse: Refuse, load: (entry: Fields, at: string) => T): T[] {
  const list = body[field] ?? [];
  if (!Array.isArray(list)) {
    refuse(field, 'must be a list');
    return [];
  }
  list.forEach((entry: Fields, index) => {
    if (Array.isArray(entry.ErrorEquals) && entry.ErrorEquals.includes('States.ALL') && index < list.length - 1) {
      refuse(`${field}[${index}]/ErrorEquals`, 'States.ALL must be in the last entry');
    }
  });
  return list.map((entry: Fields, index) => load(entry, `${field}[${index}]`));
}

function isWhole(value: unknown, least: number, most: number): value is number {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}

function refuseUnknown(body: Fields, known: readonly string[], what: string, refuse: Refuse): void {
  for (const field of Object.keys(body)) {
    if (!known.includes(field)) refuse(field, REFUSED_FIELDS[field] ?? `is no field of ${what}`);
  }
}

function refuseUnknownAt(entry: Fields, known: readonly string[], at: string, refuse: Refuse): void {
  refuseUnknown(entry, known, 'such an entry', (field, reason) => refuse(`${at}/${field}`, reason));
}

/** `${Placeholder}` is CloudFormation's; one that is left over would be taken for the name of a function. */
function refusePlaceholders(body: Fields, refuse: Refuse): void {
  for (const [field, value] of Object.entries(body)) {
    const left = /\$\{[A-Za-z0-9_]+\}/.exec(JSON.stringify(value));
    if (field !== 'Comment' && left !== null) refuse(field, `still holds the placeholder ${left[0]}`);
  }
}

function checkTransitions(
  startAt: string,
  states: ReadonlyMap<string, State>,
  refuseMachine: Refuse,
  reasons: string[],
): void {
  if (!states.has(startAt)) return refuseMachine('StartAt', `"${startAt}" is no state of this machine`);
  const reached = new Set<string>();
  const open = [startAt];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const state = states.get(name);
    if (state === undefined || reached.has(name)) continue;
    reached.add(name);
    for (const [field, next] of exitsOf(state)) {
      if (!states.has(next)) reasons.push(`state "${name}", field "${field}": "${next}" is no state of this machine`);
      open.push(next);
    }
  }
  for (const name of states.keys()) {
    if (!reached.has(name)) reasons.push(`state "${name}", field "name": no other state leads to it`);
  }
}

function exitsOf(state: State): [field: string, next: string][] {
  const exits: [string, string | undefined][] = [];
  if (state.type === 'Choice') {
    state.choices.forEach((rule, index) => exits.push([`Choices[${index}]/Next`, rule.next]));
    exits.push(['Default', state.otherwise?.next]);
  } else if (state.type !== 'Fail') {
    exits.push(['Next', state.next]);
  }
  if (state.type === 'Task')
    state.catch.forEach((catcher, index) => exits.push([`Catch[${index}]/Next`, catcher.next]));
  return exits.filter((exit): exit is [string, string] => exit[1] !== undefined);
}
