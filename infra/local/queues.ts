import type { DatabaseSync } from 'node:sqlite';
import type { Template } from './template.ts';

/** A message in a queue; `at` is when it was sent, epoch ms of local time. */
export interface QueueMessage {
  id: number;
  at: number;
  body: string;
}

/** A message as a reader of its queue gets it: `receives` counts how often it was given out, this time included. */
export interface TakenMessage extends QueueMessage {
  receives: number;
}

/** The template's SQS queues. People read those of dead letters, and functions the others (`queue-mappings.ts`). */
export interface Queues {
  names(): string[];
  /** Puts a message into a queue that is named by ARN, URL or name. */
  send(queue: string, body: string): number;
  /** A queue's messages, oldest first. */
  list(queue: string): QueueMessage[];
  count(queue: string): number;
  /** Gives out the oldest messages that are visible; they are hidden for so many seconds, the queue's own unless told, and gone once removed. */
  take(queue: string, most: number, hiddenSeconds?: number): TakenMessage[];
  /** Hides a message for so many seconds from now on, or shows it again. */
  hide(queue: string, id: number, seconds: number): void;
  /** When the next hidden message is visible again, epoch ms of local time. */
  nextVisible(queue: string): number | undefined;
  /** Takes out one message, or all. */
  remove(queue: string, id?: number): void;
}

const FOUR_DAYS = 345_600;
const HALF_A_MINUTE = 30;

/** Opens the queues; messages stay until their retention period is over. */
export function openQueues(template: Template, store: DatabaseSync, now: () => number): Queues {
  store.exec(`CREATE TABLE IF NOT EXISTS queue_messages
    (id INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, at REAL NOT NULL, body TEXT NOT NULL) STRICT`);
  store.exec(`CREATE TABLE IF NOT EXISTS queue_deliveries
    (message INTEGER PRIMARY KEY, receives INTEGER NOT NULL, visible_at REAL NOT NULL) STRICT`);
  const queues = template.ofType('AWS::SQS::Queue');
  const nameOf = (queue: string) => template.find(queue, 'AWS::SQS::Queue').name;
  const insert = store.prepare('INSERT INTO queue_messages (queue, at, body) VALUES (?, ?, ?)');
  const select = store.prepare('SELECT id, at, body FROM queue_messages WHERE queue = ? AND at >= ? ORDER BY id');
  const count = store.prepare('SELECT count(*) AS n FROM queue_messages WHERE queue = ? AND at >= ?');
  const visible = store.prepare(
    `SELECT id, at, body, coalesce(receives, 0) + 1 AS receives FROM queue_messages LEFT JOIN queue_deliveries ON message = id
     WHERE queue = ? AND at >= ? AND coalesce(visible_at, 0) <= ? ORDER BY id LIMIT ?`,
  );
  const hide = store.prepare(
    'INSERT OR REPLACE INTO queue_deliveries (message, receives, visible_at) VALUES (?, ?, ?)',
  );
  const change = store.prepare('UPDATE queue_deliveries SET visible_at = ? WHERE message = ?');
  const next = store.prepare(
    `SELECT min(visible_at) AS at FROM queue_messages JOIN queue_deliveries ON message = id
     WHERE queue = ? AND visible_at > ?`,
  );
  const forget = store.prepare('DELETE FROM queue_deliveries WHERE message NOT IN (SELECT id FROM queue_messages)');

  function oldest(name: string): number {
    const { properties } = template.find(name, 'AWS::SQS::Queue');
    return now() - Number(properties.MessageRetentionPeriod ?? FOUR_DAYS) * 1000;
  }

  return {
    names: () => queues.map(({ name }) => name),
    send: (queue, body) => Number(insert.run(nameOf(queue), now(), body).lastInsertRowid),
    list(queue) {
      const name = nameOf(queue);
      return select.all(name, oldest(name)) as unknown as QueueMessage[];
    },
    count(queue) {
      const name = nameOf(queue);
      return (count.get(name, oldest(name)) as { n: number }).n;
    },
    take(queue, most, hiddenSeconds) {
      const { name, properties } = template.find(queue, 'AWS::SQS::Queue');
      const messages = visible.all(name, oldest(name), now(), most) as unknown as TakenMessage[];
      const until = now() + Number(hiddenSeconds ?? properties.VisibilityTimeout ?? HALF_A_MINUTE) * 1000;
      for (const { id, receives } of messages) hide.run(id, receives, until);
      return messages;
    },
    hide(_queue, id, seconds) {
      change.run(now() + seconds * 1000, id);
    },
    nextVisible(queue) {
      return (next.get(nameOf(queue), now()) as { at: number | null }).at ?? undefined;
    },
    remove(queue, id) {
      const name = nameOf(queue);
      if (id === undefined) store.prepare('DELETE FROM queue_messages WHERE queue = ?').run(name);
      else store.prepare('DELETE FROM queue_messages WHERE queue = ? AND id = ?').run(name, id);
      forget.run();
    },
  };
}
