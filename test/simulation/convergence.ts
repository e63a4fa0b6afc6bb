import type { Progress } from '../../functions/workflow/progress.ts';
import type { ExecutionRecord } from '../../infra/local/step-functions/journal.ts';
import type { Template } from '../../infra/local/template.ts';
import type { Tables } from './fakes/tables.ts';
import { isNotice } from './read-tables.ts';
import type { Scheduler } from './scheduler.ts';

/** Looks whether what is due gets done. */
export interface Convergence {
  look(): void;
  /** What was not done in time although nothing failed any more, each once. */
  late(): string[];
}

const MINUTE = 60_000;

/** Whatever fails, it is mended so long after the last failure. */
const MENDED_WITHIN_MS = 15 * MINUTE;

/**
 * A claim is left to SES's event for a quarter of an hour (`CLAIM_GRACE_MS`), the reconciler comes every two minutes, and what it lets go
 * takes seconds.
 */
const CLAIM_SETTLED_WITHIN_MS = 20 * MINUTE;

/** What the workflow tells apart: work that goes on is one, held or not. */
const stageOf = (status: unknown): string =>
  ['in-review', 'resolved', 'closed'].includes(String(status)) ? String(status) : 'work';

/** Watches the tables of a world; `calmSince` says when something failed last. */
export function watchConvergence(options: {
  template: Template;
  tables: Tables;
  scheduler: Scheduler;
  executions: () => readonly ExecutionRecord[];
  /** Whether what wakes workflows became a dead letter: then they sleep until their next milestone, and an alarm tells of it. */
  unwoken: () => boolean;
  calmSince: () => number;
  /** How far the clock of the functions is ahead, by which moments are written down, ms. */
  fleetMs: number;
}): Convergence {
  const { template, tables, scheduler, executions, unwoken, calmSince, fleetMs } = options;
  const nameOf = (path: string) => template.find(`${path}/Table`, 'AWS::DynamoDB::Table').name;
  const [requests, notices] = [nameOf('RequestsTable'), nameOf('NoticesTable')];
  const late = new Set<string>();

  /** Executions that wait, and do not know where their request is; of two of one cycle, one that knows is enough, whatever it is about, or that went to the end. */
  function asleep() {
    const all = executions().flatMap(({ name, status, step, variables, input }) => {
      const seen = variables.progress as Progress | undefined;
      const runs = status === 'RUNNING';
      if (!seen || !(runs || status === 'SUCCEEDED')) return [];
      const request = [...tables.items(requests)].find(({ id, sk }) => sk === 'REQUEST' && id === seen.requestId);
      const knows = !runs || request?.cycle !== seen.cycle || stageOf(request.status) === stageOf(seen.status);
      return [{ name, input, request, knows, waits: runs && step.phase === 'token' }];
    });
    return all.filter(({ input, waits }) => waits && !all.some((other) => other.input === input && other.knows));
  }

  return {
    late: () => [...late],
    look() {
      const now = scheduler.now() + fleetMs;
      const overdue = (at: unknown, patience: number): boolean =>
        typeof at === 'number' && now - Math.max(at, calmSince() + fleetMs) > patience;
      for (const { id, watch, wakeAt, status } of tables.items(requests)) {
        // What was given up waits for a person, who was told by its alarm.
        if (watch === undefined || id === undefined || status === 'dead' || !overdue(wakeAt, MENDED_WITHIN_MS))
          continue;
        late.add(`${String(id)} (${String(status)}) waited more than 15 minutes for what was due.`);
      }
      for (const { name, request } of asleep()) {
        if (!unwoken() && overdue(request?.changedAt, MENDED_WITHIN_MS)) late.add(`${name} slept through a change.`);
      }
      for (const item of tables.items(notices)) {
        const { id, progress, changedAt } = item;
        if (!isNotice(item)) continue;
        const at = String(progress).replace(/#\d+$/, '');
        const patience = at === 'claimed' ? CLAIM_SETTLED_WITHIN_MS : MENDED_WITHIN_MS;
        if (progress === undefined || at === 'uncertain' || !overdue(changedAt, patience)) continue;
        late.add(`${String(id)} was ${at} for more than ${patience / MINUTE} minutes.`);
      }
    },
  };
}
