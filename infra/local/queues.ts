import type { DatabaseSync } from 'node:sqlite';
import type { Template } from './template.ts';

/** A message in a queue; `at` is when it was sent, epoch ms of local time. */
export interface QueueMessage {
  id: number;
  at: number;
  body: string;
}

/** The template's SQS queues. Nothing here reads them but people: they hold dead letters. */
export interface Queues {
  names(): string[];
  /** Puts a message into a queue that is named by ARN, URL or name. */
  send(queue: string, body: string): number;
  /** A queue's messages, oldest first. */
  list(queue: string): QueueMessage[];
  count(queue: string): number;
  /** Takes out one message, or all. */
  remove(queue: string, id?: number): void;
}

const FOUR_DAYS = 345_600;

/** Opens the queues; messages stay until their retention period is over. */
export function openQueues(template: Template, store: DatabaseSync, now: () => number): Queues {
  store.exec(`CREATE TABLE IF NOT EXISTS queue_messages
    (id INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, at REAL NOT NULL, body TEXT NOT NULL) STRICT`);
  const queues = template.ofType('AWS::SQS::Queue');
  const nameOf = (queue: string) => template.find(queue, 'AWS::SQS::Queue').name;
  const insert = store.prepare('INSERT INTO queue_messages (queue, at, body) VALUES (?, ?, ?)');
  const select = store.prepare('SELECT id, at, body FROM queue_messages WHERE queue = ? AND at >= ? ORDER BY id');
  const count = store.prepare('SELECT count(*) AS n FROM queue_messages WHERE queue = ? AND at >= ?');

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
    remove(queue, id) {
      const name = nameOf(queue);
      if (id === undefined) store.prepare('DELETE FROM queue_messages WHERE queue = ?').run(name);
      else store.prepare('DELETE FROM queue_messages WHERE queue = ? AND id = ?').run(name, id);
    },
  };
}
