import type { Functions } from '../../../infra/local/functions.ts';
import { type Invocation, asError, asPayload } from '../../../infra/local/invocation.ts';
import type { Resource, Template } from '../../../infra/local/template.ts';
import type { Code, Handler } from '../code.ts';
import type { Scheduler } from '../scheduler.ts';
import type { Call, Fault, Mode, Plan, Service } from './faults.ts';
import type { Item } from './expressions.ts';
import { type Effect, type Tell, sendOut } from './sending.ts';
import { type Stage, takeStage, uuidOf } from './packages.ts';
import type { Quotas } from './quotas.ts';
import type { Send, Sent } from './sdk.ts';

/** The functions of a simulated world. */
export interface SimulatedFunctions extends Pick<Functions, 'names' | 'invoke' | 'logs' | 'stop'> {
  /** Whether every function waits for AWS, or for nothing. */
  settled(): boolean;
  /** Every later copy of a function is made of this code; those that run go on with theirs. */
  deploy(code: Code): void;
  /** Decides about something that is no call of a function: a message, a timer. */
  decide(call: Omit<Call, 'place' | 'at'>): Mode | undefined;
  /** How many calls were made. */
  made(): number;
  /** All calls so far, in their order; none where quotas are played, with which there are too many. */
  calls(): readonly Call[];
  /** The faults that were met, in their order. */
  faults(): readonly Fault[];
}

/** One copy of a function: it does one thing at a time, and remembers what its first invocation made. */
interface Instance {
  name: string;
  resource: Resource;
  handler: Handler;
  environment: Record<string, string>;
  /** Which deployment it is of. */
  deployment: number;
  /** How far its clock is from the world's, ms. */
  skew: number;
  running: Running | undefined;
}

/** An invocation that has not ended. */
interface Running {
  id: string;
  /** Calls of AWS that are under way, and pauses. */
  pending: number;
  alive: boolean;
  end: (answer: Invocation) => void;
}

const READS = new Set(['Get', 'Query', 'BatchGet', 'GetSecretValue', 'GetObject']);

/** Loads, invokes, kills: Lambda on the world's clock. */
export function createSimulatedFunctions(options: {
  template: Template;
  scheduler: Scheduler;
  code: Code;
  effect: Effect;
  plan: Plan;
  tell: Tell;
  skewMs: number;
  fleetMs: number;
  /** What variables of functions are instead of what the template says. */
  variables: Record<string, string>;
  /** What AWS lets through, where it matters; calls are not remembered then. */
  quotas: Quotas | undefined;
  onMetric: Stage['onMetric'];
  onInvocation: (name: string, failed: boolean, durationMs: number) => void;
}): SimulatedFunctions {
  const { template, scheduler, effect, plan, tell } = options;
  const calls: Call[] = [];
  const { quotas } = options;
  let made = 0;
  const running = new Set<Running>();
  /** How many of them wait for nothing of AWS: they go on in this very moment. */
  let busy = 0;
  const free = new Map<string, Instance[]>();
  const resources = new Map(template.ofType('AWS::Lambda::Function').map((it) => [shortName(it.name), it]));
  /** The copy whose code runs in this very moment. */
  let current: Instance | undefined;
  const faults: Fault[] = [];
  let deployment = 1;
  let code = options.code;
  takeStage({
    now: () => scheduler.now() + (current?.skew ?? 0),
    ahead: () => current?.skew ?? 0,
    environment: () => current?.environment ?? {},
    send: wayOut,
    random: () => scheduler.random(),
    pause,
    onLog: (level, message, fields) => {
      if (level !== 'debug') tell(current?.name ?? 'code', `says: ${String(fields.code ?? message)}`);
    },
    onMetric: options.onMetric,
  });

  function pause(ms: number): Promise<void> {
    const instance = current!;
    const invocation = instance.running!;
    wait(invocation);
    return new Promise((resolve) => scheduler.at(scheduler.now() + ms, () => resume(instance, invocation, resolve)));
  }

  function wait(invocation: Running): void {
    if (invocation.pending === 0 && invocation.alive) busy -= 1;
    invocation.pending += 1;
  }

  function resume(instance: Instance, invocation: Running, go: () => void): void {
    if (!invocation.alive) return;
    current = instance;
    invocation.pending -= 1;
    if (invocation.pending === 0) busy += 1;
    go();
  }

  /** The way to AWS of the copy that makes a client now. */
  function wayOut(): Send {
    const instance = current!;
    return (sent) => send(instance, instance.running!, sent);
  }

  function send(instance: Instance, invocation: Running, sent: Sent): Promise<Item> {
    const call: Call = {
      place: made,
      function: instance.name,
      service: sent.service,
      operation: sent.operation,
      target: targetOf(sent),
      reads: READS.has(sent.operation),
      transaction: sent.operation === 'TransactWrite',
      at: scheduler.now(),
    };
    wait(invocation);
    return sendOut({ scheduler, effect, tell }, sent, call, judge(call) ?? quotas?.refuses(call), {
      resume: (go) => resume(instance, invocation, go),
      kill: () => kill(instance, invocation),
    });
  }

  function kill(instance: Instance, invocation: Running): void {
    if (!invocation.alive) return;
    tell(instance.name, 'IS KILLED');
    const errorMessage = `RequestId: ${invocation.id} Error: Runtime exited with error: signal: killed`;
    invocation.end({ error: { errorType: 'Runtime.ExitError', errorMessage } });
  }

  function take(name: string): Instance {
    const known = free.get(name)?.pop();
    if (known) return known;
    const resource = resources.get(name)!;
    const { Variables = {} } = (resource.properties.Environment ?? {}) as { Variables?: Record<string, string> };
    const make = code[name];
    if (!make) throw new Error(`There is no code for the function ${name}.`);
    const own = options.skewMs === 0 ? 0 : scheduler.between(-options.skewMs, options.skewMs);
    const skew = options.fleetMs + own;
    const others = Object.entries(options.variables).filter(([variable]) => variable in Variables);
    const environment = { ...Variables, ...Object.fromEntries(others), AWS_REGION: template.place.region };
    const handler = async () => undefined;
    const instance: Instance = { name, resource, environment, deployment, skew, handler, running: undefined };
    current = instance;
    instance.handler = make();
    return instance;
  }

  function begin(name: string, event: string, done: (answer: Invocation) => void): void {
    const instance = take(name);
    const { resource } = instance;
    const timeoutMs = Number(resource.properties.Timeout ?? 3) * 1000;
    const began = scheduler.now();
    const deadline = began + timeoutMs;
    const id = uuidOf(() => scheduler.random());
    const invocation: Running = {
      id,
      pending: 0,
      alive: true,
      end(answer) {
        if (!invocation.alive) return;
        invocation.alive = false;
        if (invocation.pending === 0) busy -= 1;
        running.delete(invocation);
        timer.cancel();
        instance.running = undefined;
        const crashed = 'error' in answer && /^(Runtime\.ExitError|Sandbox\.Timedout)$/.test(answer.error.errorType);
        if (!crashed && instance.deployment === deployment) giveBack(instance);
        if ('error' in answer) tell(name, `fails: ${answer.error.errorType}: ${answer.error.errorMessage}`);
        options.onInvocation(resource.name, 'error' in answer, scheduler.now() - began);
        done(answer);
      },
    };
    const timer = scheduler.at(deadline, () => {
      const errorMessage = `${new Date(deadline).toISOString()} ${id} Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`;
      invocation.end({ error: { errorType: 'Sandbox.Timedout', errorMessage } });
    });
    running.add(invocation);
    busy += 1;
    instance.running = invocation;
    current = instance;
    const context = {
      awsRequestId: id,
      functionName: name,
      invokedFunctionArn: resource.arn,
      callbackWaitsForEmptyEventLoop: false,
      getRemainingTimeInMillis: () => Math.max(0, deadline - scheduler.now()),
    };
    instance.handler(JSON.parse(event), context).then(asPayload, asError).then(invocation.end);
  }

  function giveBack(instance: Instance): void {
    const others = free.get(instance.name);
    if (others) others.push(instance);
    else free.set(instance.name, [instance]);
  }

  function decide(call: Omit<Call, 'place' | 'at'>): Mode | undefined {
    const whole: Call = { ...call, place: made, at: scheduler.now() };
    return judge(whole);
  }

  function judge(call: Call): Mode | undefined {
    made += 1;
    if (!quotas) calls.push(call);
    const mode = plan(call);
    if (!mode) return undefined;
    faults.push({ call, mode });
    tell(call.function, `— ${call.service} ${call.operation} ${call.target}: ${mode.toUpperCase()}`);
    return mode;
  }

  const errorOf = (errorType: string): Invocation => ({
    error: { errorType, errorMessage: 'The call of Lambda failed.' },
  });

  return {
    names: () => [...resources.keys()],
    logs: () => [],
    stop: () => undefined,
    calls: () => calls,
    faults: () => faults,
    decide,
    settled: () => busy === 0,
    made: () => made,
    deploy(newer) {
      deployment += 1;
      free.clear();
      code = newer;
    },
    invoke(nameOrArn, event) {
      // arn:partition:lambda:region:account:function:name[:qualifier] or name
      const parts = nameOrArn.split(':');
      const wanted = (parts[0] === 'arn' ? parts[6] : parts[0]) ?? '';
      const name = shortName(wanted);
      if (!resources.has(name)) throw new Error(`Function not found: ${nameOrArn}`);
      const mode = decide(invocationOf(name)) ?? quotas?.refusesInvocation(running.size);
      const text = JSON.stringify(event ?? null);
      return new Promise((resolve) => {
        const answer = (result: Invocation) => void scheduler.at(scheduler.now() + 1, () => resolve(result));
        if (mode === 'throttled') return answer(errorOf('Lambda.TooManyRequestsException'));
        if (mode === 'error meanwhile')
          scheduler.at(scheduler.now() + 70, () => resolve(errorOf('Lambda.ServiceException')));
        scheduler.at(scheduler.now() + scheduler.between(1, 60), () =>
          begin(name, text, (result) => answer(mode === 'error after' ? errorOf('Lambda.ServiceException') : result)),
        );
      });
    },
  };
}

/** `Resolve311-Local-SendNotice` → `SendNotice`. */
export const shortName = (name: string): string => name.replace(/^.*-/, '');

const invocationOf = (name: string): Omit<Call, 'place' | 'at'> => ({
  function: name,
  service: 'Lambda' satisfies Service,
  operation: 'Invoke',
  target: '',
  reads: false,
  transaction: false,
});

/** What a call is about: its table and index, without names of environments. */
function targetOf({ service, input }: Sent): string {
  // Systems outside by their address, objects by the folder that their key begins with.
  if (service === 'Partners') return new URL(String(input.url)).hostname.split('.')[0]!;
  if (service === 'S3') return String(input.Key).split('/')[0]!;
  const { TransactItems, TableName, IndexName, RequestItems } = input as {
    TransactItems?: Record<string, { TableName: string }>[];
    TableName?: string;
    IndexName?: string;
    RequestItems?: object;
  };
  const table =
    TableName ??
    TransactItems?.map((part) => Object.values(part)[0]!.TableName)[0] ??
    Object.keys(RequestItems ?? {})[0];
  return [table?.replace(/^.*-/, ''), IndexName].filter(Boolean).join('.');
}
