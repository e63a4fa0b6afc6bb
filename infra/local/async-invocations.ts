import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Activity } from './activity.ts';
import type { LocalClock, Timer } from './clock.ts';
import type { Functions } from './functions.ts';
import { inTransaction } from './local-store.ts';
import type { Queues } from './queues.ts';
import type { Template } from './template.ts';

/** Lambda's own queue of events that nobody waits for: from SNS and from schedules. */
export interface AsyncInvocations {
  /**
   * Takes an event into the store; with a transaction open, it counts only when that commits.
   * Events of one lane follow one another.
   */
  add(functionName: string, event: unknown, lane?: string): void;
  /** Invokes what is due; call after the transaction. */
  run(): void;
  stop(): void;
}

interface Row {
  id: number;
  function: string;
  event: string;
  lane: string;
  /** How often it ran and failed, and how often Lambda could not run it. */
  attempts: number;
  refusals: number;
  retries: number;
  due_at: number;
  expires_at: number;
}

/** Lambda tries an asynchronous event again after one minute, then after two. */
const RETRY_AFTER = [60_000, 120_000];
const USUAL_RETRIES = 2;

/**
 * What Lambda itself could not do is no attempt: it comes again after a second, then after twice as long each time up to five minutes,
 * for as long as the event may get old ("How Lambda handles errors and retries with asynchronous invocation").
 */
const OF_LAMBDA = new Set(['Lambda.TooManyRequestsException', 'Lambda.ServiceException']);
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 300_000;
const USUAL_AGE_SECONDS = 6 * 3600;

/** Takes up what a process before this one left; events are durable until their function answered. */
export function openAsyncInvocations(options: {
  template: Template;
  functions: Functions;
  queues: Queues;
  store: DatabaseSync;
  clock: LocalClock;
  activity: Activity;
  onError: (error: unknown) => void;
}): AsyncInvocations {
  const { template, functions, store, clock } = options;
  store.exec(`CREATE TABLE IF NOT EXISTS async_events (id INTEGER PRIMARY KEY AUTOINCREMENT, function TEXT NOT NULL,
    event TEXT NOT NULL, lane TEXT NOT NULL, attempts INTEGER NOT NULL, refusals INTEGER NOT NULL, retries INTEGER NOT NULL,
    due_at REAL NOT NULL, expires_at REAL NOT NULL) STRICT`);
  const insert = store.prepare(
    'INSERT INTO async_events (function, event, lane, attempts, refusals, retries, due_at, expires_at) VALUES (?, ?, ?, 0, 0, ?, ?, ?)',
  );
  const select = store.prepare('SELECT * FROM async_events WHERE id > ? ORDER BY id');
  const postpone = store.prepare('UPDATE async_events SET attempts = ?, refusals = ?, due_at = ? WHERE id = ?');
  const remove = store.prepare('DELETE FROM async_events WHERE id = ?');
  const lanes = new Map<string, Promise<void>>();
  const timers = new Set<Timer>();
  let lastTaken = 0;
  let stopped = false;

  const settings = new Map(
    template.ofType('AWS::Lambda::EventInvokeConfig').map(({ properties }) => {
      const target = template.find(String(properties.FunctionName), 'AWS::Lambda::Function');
      const { OnFailure } = (properties.DestinationConfig ?? {}) as { OnFailure?: { Destination: string } };
      const retries = properties.MaximumRetryAttempts as number | undefined;
      return [target.name, { retries, age: properties.MaximumEventAgeInSeconds as number | undefined, OnFailure }];
    }),
  );

  function start(row: Row): void {
    const end = options.activity.begin('asynchronous events');
    const work = (lanes.get(row.lane) ?? Promise.resolve())
      .then(() => invoke(row))
      .catch((error: unknown) => {
        if (!stopped) options.onError(error);
      })
      .finally(() => {
        if (lanes.get(row.lane) === work) lanes.delete(row.lane);
        end();
      });
    lanes.set(row.lane, work);
  }

  async function invoke(row: Row): Promise<void> {
    if (stopped) return;
    const event = JSON.parse(row.event) as unknown;
    const result = await functions.invoke(row.function, event);
    if (stopped) return;
    if (!('error' in result)) return void remove.run(row.id);
    const isOfLambda = OF_LAMBDA.has(result.error.errorType);
    const attempts = row.attempts + (isOfLambda ? 0 : 1);
    const refusals = row.refusals + (isOfLambda ? 1 : 0);
    const pause = isOfLambda
      ? Math.min(FIRST_PAUSE * 2 ** (refusals - 1), LONGEST_PAUSE)
      : (RETRY_AFTER[attempts - 1] ?? RETRY_AFTER.at(-1)!);
    const due = clock.now() + pause;
    if (attempts <= row.retries && due < row.expires_at) {
      postpone.run(attempts, refusals, due, row.id);
      return wait({ ...row, attempts, refusals, due_at: due });
    }
    const condition = attempts <= row.retries ? 'EventAgeExceeded' : 'RetriesExhausted';
    const destination = settings.get(row.function)?.OnFailure?.Destination;
    inTransaction(store, () => {
      if (destination)
        options.queues.send(destination, JSON.stringify(failureRecord(row, condition, event, result.error)));
      remove.run(row.id);
    });
  }

  function wait(row: Row): void {
    const timer: Timer = clock.schedule(
      row.due_at,
      () => {
        timers.delete(timer);
        start(row);
      },
      `${row.function} is invoked again`,
    );
    timers.add(timer);
  }

  /** What Lambda sends to a destination on failure. */
  function failureRecord(
    row: Row,
    condition: 'EventAgeExceeded' | 'RetriesExhausted',
    requestPayload: unknown,
    error: { errorType: string; errorMessage: string },
  ): object {
    const functionArn = `${template.find(row.function, 'AWS::Lambda::Function').arn}:$LATEST`;
    return {
      version: '1.0',
      timestamp: new Date(clock.now()).toISOString(),
      requestContext: { functionArn, condition, approximateInvokeCount: row.attempts + row.refusals + 1 },
      requestPayload,
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: error,
    };
  }

  return {
    add(functionName, event, lane = randomUUID()) {
      const { retries = USUAL_RETRIES, age = USUAL_AGE_SECONDS } = settings.get(functionName) ?? {};
      const now = clock.now();
      insert.run(functionName, JSON.stringify(event), lane, retries, now, now + age * 1_000);
    },
    run() {
      if (stopped) return;
      for (const row of select.all(lastTaken) as unknown as Row[]) {
        lastTaken = row.id;
        if (row.due_at > clock.now()) wait(row);
        else start(row);
      }
    },
    stop() {
      stopped = true;
      for (const timer of timers) timer.cancel();
    },
  };
}
