import type { DatabaseSync } from 'node:sqlite';
import { inTransaction } from '../local-store.ts';
import type { StateMachineDefinition } from './definition.ts';
import type { Failure } from './errors.ts';
import type { HistoryEvent } from './history.ts';

/** As DescribeExecution names them. */
export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/**
 * Where an execution stands: everything that is needed to go on from here in another process.
 *
 * `phase` — *enter*: about to enter the state · *attempt*: about to call the task · *call*: the Lambda is running ·
 * *token*: the Lambda has answered, its token has not · *wait*, *retry*: sleeping · *result*, *error*: the outcome is
 * known, what follows from it is not yet. All instants are epoch ms of virtual time.
 */
export interface Step {
  state: string;
  phase: 'enter' | 'attempt' | 'call' | 'token' | 'wait' | 'retry' | 'result' | 'error';
  input: unknown;
  enteredAt: number;
  /** The id of the StateEntered event, which failure causes name. */
  enteredEvent: number;
  /** All retries in this state so far. */
  retryCount: number;
  /** The same, for each Retry entry apart. */
  retriesUsed: number[];
  /** When the sleep or the task's time is over. */
  wakeAt?: number;
  call?: { functionName: string; payload: unknown };
  /** Of a task that waits for its token: the token's own part (see token.ts). */
  token?: string;
  result?: unknown;
  failure?: Failure;
}

/** An execution as it is remembered. */
export interface ExecutionRecord {
  id: number;
  arn: string;
  name: string;
  machineArn: string;
  /** Which text of the machine it runs by: a later deployment does not change it. */
  definitionId: number;
  status: ExecutionStatus;
  startedAt: number;
  stoppedAt: number | undefined;
  /** JSON texts. */
  input: string;
  output: string | undefined;
  failure: Failure | undefined;
  step: Step;
  variables: Record<string, unknown>;
  lastEvent: number;
  statesEntered: number;
  retries: number;
}

/** What one step boundary adds. */
export interface Boundary {
  step: Step;
  /** Given only when they changed. */
  variables?: Record<string, unknown>;
  events: readonly HistoryEvent[];
  statesEntered: number;
  retries: number;
  /** The end of the execution. */
  end?: { status: ExecutionStatus; at: number; output?: string; failure?: Failure };
}

/** Which executions to list, newest first. */
export interface ExecutionFilter {
  status?: ExecutionStatus;
  /** Leaves out those that stopped earlier (epoch ms). */
  stoppedSince?: number;
  /** Goes on below this id: the last one of the page before. */
  before?: number;
  limit?: number;
}

/**
 * Where executions are written down. Every step boundary is one synchronous write *before* its effect can be seen from
 * outside, so that a process that dies at any moment can be followed by another.
 */
export interface ExecutionJournal {
  /** Remembers a machine's text and answers its id; the same text has the same id. */
  saveDefinition(definition: StateMachineDefinition): number;
  definition(id: number): StateMachineDefinition;
  /** Writes a new execution with its first events and answers its id. */
  create(record: Omit<ExecutionRecord, 'id'>, events: readonly HistoryEvent[]): number;
  record(id: number, boundary: Boundary): void;
  find(arn: string): ExecutionRecord | undefined;
  findById(id: number): ExecutionRecord | undefined;
  /** All that have not ended, oldest first. */
  running(): Iterable<ExecutionRecord>;
  list(machineArn: string, filter: ExecutionFilter): ExecutionRecord[];
  /** Events with an id above `after`, or below `before` when read backwards. */
  history(id: number, range: { after?: number; before?: number; limit?: number; backwards?: boolean }): HistoryEvent[];
  /** Drops an execution and its history, as AWS does 90 days after its end. */
  forget(id: number): void;
  /** Over all executions ever written. */
  totals(): { executions: number; statesEntered: number; retries: number };
  /** Writes of several executions as one. */
  together<T>(work: () => T): T;
}

const TABLES = `
  CREATE TABLE IF NOT EXISTS step_functions_definition (
    id INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE
  );
  CREATE TABLE IF NOT EXISTS step_functions_execution (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    arn TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    machine TEXT NOT NULL,
    definition INTEGER NOT NULL,
    status TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    stopped_at INTEGER,
    input TEXT NOT NULL,
    output TEXT,
    failure TEXT,
    step TEXT NOT NULL,
    variables TEXT NOT NULL,
    last_event INTEGER NOT NULL,
    states_entered INTEGER NOT NULL,
    retries INTEGER NOT NULL
  );
  CREATE INDEX IF NOT EXISTS step_functions_by_status ON step_functions_execution (machine, status, id);
  CREATE INDEX IF NOT EXISTS step_functions_by_machine ON step_functions_execution (machine, id);
  CREATE TABLE IF NOT EXISTS step_functions_history (
    execution INTEGER NOT NULL,
    last_event INTEGER NOT NULL,
    events TEXT NOT NULL,
    PRIMARY KEY (execution, last_event)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS step_functions_total (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    executions INTEGER NOT NULL,
    states_entered INTEGER NOT NULL,
    retries INTEGER NOT NULL
  );
  INSERT OR IGNORE INTO step_functions_total VALUES (1, 0, 0, 0);
`;

type Row = Record<string, string | number | null>;

/**
 * A journal in the local store. The events of one boundary are one row, so a step costs one insert and one update however
 * many events it has, and no history is ever rewritten.
 */
export function createExecutionJournal(store: DatabaseSync): ExecutionJournal {
  store.exec(TABLES);
  const sql = {
    findDefinition: store.prepare('SELECT id FROM step_functions_definition WHERE text = ?'),
    addDefinition: store.prepare('INSERT INTO step_functions_definition (text) VALUES (?)'),
    definition: store.prepare('SELECT text FROM step_functions_definition WHERE id = ?'),
    create: store.prepare(`INSERT INTO step_functions_execution
      (arn, name, machine, definition, status, started_at, input, step, variables, last_event, states_entered, retries)
      VALUES (?, ?, ?, ?, 'RUNNING', ?, ?, ?, '{}', ?, 0, 0)`),
    addEvents: store.prepare('INSERT INTO step_functions_history VALUES (?, ?, ?)'),
    step: store.prepare(`UPDATE step_functions_execution
      SET step = ?, variables = coalesce(?, variables), last_event = coalesce(?, last_event),
        states_entered = states_entered + ?, retries = retries + ? WHERE id = ?`),
    end: store.prepare(`UPDATE step_functions_execution
      SET status = ?, stopped_at = ?, output = ?, failure = ? WHERE id = ?`),
    count: store.prepare(`UPDATE step_functions_total
      SET executions = executions + ?, states_entered = states_entered + ?, retries = retries + ?`),
    totals: store.prepare('SELECT executions, states_entered, retries FROM step_functions_total'),
    find: store.prepare('SELECT * FROM step_functions_execution WHERE arn = ?'),
    findById: store.prepare('SELECT * FROM step_functions_execution WHERE id = ?'),
    running: store.prepare(`SELECT * FROM step_functions_execution WHERE status = 'RUNNING' ORDER BY id`),
    list: store.prepare(`SELECT * FROM step_functions_execution WHERE machine = ? AND id < ?
      AND coalesce(stopped_at, ?) >= ? ORDER BY id DESC LIMIT ?`),
    listByStatus: store.prepare(`SELECT * FROM step_functions_execution WHERE machine = ? AND status = ? AND id < ?
      AND coalesce(stopped_at, ?) >= ? ORDER BY id DESC LIMIT ?`),
    history: store.prepare(
      'SELECT events FROM step_functions_history WHERE execution = ? AND last_event > ? ORDER BY last_event',
    ),
    historyBackwards: store.prepare(
      'SELECT events FROM step_functions_history WHERE execution = ? ORDER BY last_event DESC',
    ),
    forget: store.prepare('DELETE FROM step_functions_execution WHERE id = ?'),
    forgetHistory: store.prepare('DELETE FROM step_functions_history WHERE execution = ?'),
  };

  function addEvents(id: number, events: readonly HistoryEvent[]): void {
    const last = events.at(-1);
    if (last !== undefined) sql.addEvents.run(id, last.id, JSON.stringify(events.map(pack)));
  }

  return {
    saveDefinition(definition) {
      const text = JSON.stringify(definition);
      const known = sql.findDefinition.get(text);
      return Number(known ? known.id : sql.addDefinition.run(text).lastInsertRowid);
    },
    definition: (id) => JSON.parse(String(sql.definition.get(id)!.text)),

    create: (record, events) =>
      inTransaction(store, () => {
        const { arn, name, machineArn, definitionId, startedAt, input, step, lastEvent } = record;
        const text = JSON.stringify(step);
        const id = Number(
          sql.create.run(arn, name, machineArn, definitionId, startedAt, input, text, lastEvent).lastInsertRowid,
        );
        addEvents(id, events);
        sql.count.run(1, 0, 0);
        return id;
      }),

    record(id, { step, variables, events, statesEntered, retries, end }) {
      inTransaction(store, () => {
        sql.step.run(
          JSON.stringify(step),
          variables === undefined ? null : JSON.stringify(variables),
          events.at(-1)?.id ?? null,
          statesEntered,
          retries,
          id,
        );
        addEvents(id, events);
        if (statesEntered + retries > 0) sql.count.run(0, statesEntered, retries);
        if (end !== undefined) {
          const failure = end.failure === undefined ? null : JSON.stringify(end.failure);
          sql.end.run(end.status, end.at, end.output ?? null, failure, id);
        }
      });
    },

    find: (arn) => unpackRecord(sql.find.get(arn)),
    findById: (id) => unpackRecord(sql.findById.get(id)),
    running: () => sql.running.all().map((row) => unpackRecord(row)!),
    list(machineArn, { status, stoppedSince = Number.MIN_SAFE_INTEGER, before, limit }) {
      const page = [before ?? Number.MAX_SAFE_INTEGER, stoppedSince, stoppedSince, limit ?? -1];
      const rows =
        status === undefined ? sql.list.all(machineArn, ...page) : sql.listByStatus.all(machineArn, status, ...page);
      return rows.map((row) => unpackRecord(row)!);
    },
    history(id, { after = 0, before = Infinity, limit = Infinity, backwards = false }) {
      const found: HistoryEvent[] = [];
      const rows = backwards ? sql.historyBackwards.iterate(id) : sql.history.iterate(id, after);
      for (const row of rows) {
        const events = (JSON.parse(String(row.events)) as PackedEvent[]).map(unpack);
        for (const event of backwards ? events.reverse() : events) {
          if (event.id > after && event.id < before) found.push(event);
          if (found.length >= limit) return found;
        }
      }
      return found;
    },
    forget(id) {
      inTransaction(store, () => {
        sql.forget.run(id);
        sql.forgetHistory.run(id);
      });
    },
    totals() {
      const row = sql.totals.get()!;
      return {
        executions: Number(row.executions),
        statesEntered: Number(row.states_entered),
        retries: Number(row.retries),
      };
    },
    together: (work) => inTransaction(store, work),
  };
}

type PackedEvent = [
  id: number,
  previousEventId: number,
  timestamp: number,
  type: HistoryEvent['type'],
  details: Record<string, unknown>,
];

const pack = (event: HistoryEvent): PackedEvent => [
  event.id,
  event.previousEventId,
  event.timestamp,
  event.type,
  event.details,
];

const unpack = ([id, previousEventId, timestamp, type, details]: PackedEvent): HistoryEvent => ({
  id,
  previousEventId,
  timestamp,
  type,
  details,
});

function unpackRecord(found: unknown): ExecutionRecord | undefined {
  if (found === undefined) return undefined;
  const row = found as Row;
  return {
    id: Number(row.id),
    arn: String(row.arn),
    name: String(row.name),
    machineArn: String(row.machine),
    definitionId: Number(row.definition),
    status: row.status as ExecutionStatus,
    startedAt: Number(row.started_at),
    stoppedAt: row.stopped_at === null ? undefined : Number(row.stopped_at),
    input: String(row.input),
    output: row.output === null ? undefined : String(row.output),
    failure: row.failure === null ? undefined : JSON.parse(String(row.failure)),
    step: JSON.parse(String(row.step)),
    variables: JSON.parse(String(row.variables)),
    lastEvent: Number(row.last_event),
    statesEntered: Number(row.states_entered),
    retries: Number(row.retries),
  };
}
