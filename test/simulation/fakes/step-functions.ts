import type { LocalClock } from '../../../infra/local/clock.ts';
import { registerMachines } from '../../../infra/local/state-machines.ts';
import { Refusal } from '../../../infra/local/step-functions/errors.ts';
import type { ExecutionRecord } from '../../../infra/local/step-functions/journal.ts';
import { type StatesMetric, createStepFunctions } from '../../../infra/local/step-functions/step-functions.ts';
import type { Template } from '../../../infra/local/template.ts';
import type { Scheduler } from '../scheduler.ts';
import type { Item } from './expressions.ts';
import type { SimulatedFunctions } from './functions.ts';
import type { Tell } from './sending.ts';
import { createMemoryJournal } from './journal.ts';
import type { Quotas } from './quotas.ts';

/** Step Functions in a world. */
export interface SimulatedStepFunctions {
  run(operation: string, input: Item): Item;
  executions(): ExecutionRecord[];
  /** Takes an execution out that has ended and been looked at. */
  forget(execution: ExecutionRecord): void;
  /** Takes the machines of another template; executions that run go on by the text that they began with. */
  deploy(template: Template): void;
  /** Makes room for the next world. */
  end(): void;
}

interface Options {
  template: Template;
  scheduler: Scheduler;
  functions: SimulatedFunctions;
  onMetric: (name: StatesMetric, machineArn: string, value: number) => void;
  tell: Tell;
  /** What an account may do, where it matters. */
  quotas: Quotas | undefined;
}

/** An hour is late enough that the reconciler has been there before. */
const LATE_MS = 3_600_000;

const EARLY_MS = 60_000;

let world: Options | undefined;
const journal = createMemoryJournal();

/**
 * A timer that is asked for in the world of now, unless it is lost: late ones come an hour later, early ones a minute before. What a timer
 * that fires twice comes to is a milestone's function that is called twice at nearly the same time.
 */
const schedule = (at: number, action: () => void | Promise<void>, label: string) => {
  const { scheduler, functions } = world!;
  const fault = functions.decide({
    function: 'RequestLifecycle',
    service: 'Timers',
    operation: label.replace(/^.*: /, ''),
    target: '',
    reads: false,
    transaction: false,
  });
  if (fault === 'lost') return { cancel: () => undefined };
  if (fault === 'early') return scheduler.at(at - EARLY_MS, () => void action());
  if (fault === 'twice') {
    const again = at + scheduler.between(0, 2_000);
    scheduler.at(again, () => void functions.invoke('ActOnMilestones', { requestId: requestOf(label) }));
  }
  return scheduler.at(fault === 'late' ? at + LATE_MS : at, () => void action());
};

/** `Machine R-1-1: State: what` → the request of the execution that a timer is of. */
const requestOf = (label: string): unknown => {
  const [, name] = /^\S+ (\S+): /.exec(label)!;
  const { input } = journal.all().find((execution) => execution.name === name)!;
  return (JSON.parse(input) as { requestId: string }).requestId;
};

// Compiling a machine takes longer than running it, so one engine serves all worlds, one after the other.
const engine = createStepFunctions({
  clock: { now: () => world?.scheduler.now() ?? 0, schedule } as unknown as LocalClock,
  journal,
  invokeLambda: (arn, payload) => world!.functions.invoke(arn, payload),
  onMetric: (name, arn, value) => world?.onMetric(name, arn, value),
  random: () => world?.scheduler.random() ?? 0,
  admit() {
    const waitMs = world?.quotas?.waitsForTransition() ?? 0;
    if (waitMs === 0) return undefined;
    const { scheduler } = world!;
    return new Promise((resolve) => scheduler.at(scheduler.now() + waitMs, resolve));
  },
});
let registered: Template | undefined;

/** Opens Step Functions in a world; the machines are those of its template. */
export function openStepFunctions(options: Options): SimulatedStepFunctions {
  world = options;
  if (registered !== options.template) {
    registerMachines(options.template, engine);
    registered = options.template;
  }
  const operations: Record<string, (input: Item) => Item> = {
    StartExecution({ stateMachineArn, name, input }) {
      const request = { stateMachineArn: String(stateMachineArn), name: String(name), input: String(input) };
      const { executionArn, startDate } = engine.startExecution(request);
      return { executionArn, startDate: new Date(startDate) };
    },
    SendTaskSuccess({ taskToken, output }) {
      engine.sendTaskSuccess(String(taskToken), String(output));
      return {};
    },
  };
  return {
    run(operation, input) {
      const act = operations[operation];
      if (!act) throw new TypeError(`The simulated Step Functions do not know ${operation}.`);
      try {
        return act(input);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        throw Object.assign(new Error(error.message), { name: error.code, $metadata: { httpStatusCode: 400 } });
      }
    },
    executions: () => journal.all(),
    forget: ({ id }) => journal.forget(id),
    deploy(template) {
      registerMachines(template, engine);
      registered = template;
    },
    end() {
      for (const { arn } of journal.running()) engine.stopExecution(arn);
      journal.clear();
      world = undefined;
    },
  };
}
