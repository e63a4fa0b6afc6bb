import type { StateMachineDefinition } from '../../../infra/local/step-functions/definition.ts';
import type { ExecutionJournal, ExecutionRecord } from '../../../infra/local/step-functions/journal.ts';

/** A journal of executions in memory, which can be thrown away while the machines that it knows stay. */
export interface MemoryJournal extends ExecutionJournal {
  /** Every execution, oldest first. */
  all(): ExecutionRecord[];
  clear(): void;
}

/**
 * Makes an empty journal: nothing survives its process, and histories, the most of it, are not kept, as nothing in a simulated world reads
 * them.
 */
export function createMemoryJournal(): MemoryJournal {
  const definitions: string[] = [];
  let executions = new Map<number, ExecutionRecord>();
  let byArn = new Map<string, number>();
  let last = 0;

  const find = (id: number | undefined) => (id === undefined ? undefined : executions.get(id));
  const all = () => [...executions.values()];

  return {
    saveDefinition(definition) {
      const text = JSON.stringify(definition);
      const known = definitions.indexOf(text);
      return known < 0 ? definitions.push(text) - 1 : known;
    },
    definition: (id) => JSON.parse(definitions[id]!) as StateMachineDefinition,
    create(record) {
      const id = (last += 1);
      executions.set(id, { ...record, id });
      byArn.set(record.arn, id);
      return id;
    },
    record(id, { step, variables, events, statesEntered, retries, end }) {
      const record = executions.get(id)!;
      Object.assign(record, {
        step: { ...step },
        variables: variables ?? record.variables,
        lastEvent: events.at(-1)?.id ?? record.lastEvent,
        statesEntered: record.statesEntered + statesEntered,
        retries: record.retries + retries,
        ...(end ? { status: end.status, stoppedAt: end.at, output: end.output, failure: end.failure } : {}),
      });
    },
    find: (arn) => find(byArn.get(arn)),
    findById: find,
    running: () => all().filter(({ status }) => status === 'RUNNING'),
    list: () => all().reverse(),
    history: () => [],
    forget(id) {
      const arn = executions.get(id)?.arn;
      if (arn !== undefined && byArn.get(arn) === id) byArn.delete(arn);
      executions.delete(id);
    },
    totals: () => ({
      executions: executions.size,
      statesEntered: all().reduce((sum, { statesEntered }) => sum + statesEntered, 0),
      retries: all().reduce((sum, { retries }) => sum + retries, 0),
    }),
    together: (work) => work(),
    all,
    clear() {
      last = 0;
      executions = new Map();
      byArn = new Map();
    },
  };
}
