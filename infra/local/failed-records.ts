import { randomUUID } from 'node:crypto';
import type { Buckets } from './buckets.ts';
import type { Queues } from './queues.ts';
import { isBucket } from './stream-mapping.ts';
import type { Template } from './template.ts';

/** Keeps what a mapping gave up on, where its destination says; `body` is what Lambda sends there, `shard` where its records were. */
export type KeepFailed = (mappingId: string, destination: string, body: object, shard: string) => void;

/** Makes what puts failed records into their bucket, which may tell of each, or a note of them into a queue; part of an open transaction. */
export const createKeepFailed =
  ({
    template,
    buckets,
    queues,
    now,
  }: {
    template: Template;
    buckets: Buckets;
    queues: Queues;
    now: () => number;
  }): KeepFailed =>
  (mappingId, destination, body, shard) => {
    const text = JSON.stringify(body);
    if (!isBucket(destination)) return void queues.send(destination, text);
    const { name } = template.find(destination, 'AWS::S3::Bucket');
    const record = { key: keyOf(mappingId, shard, now()), body: Buffer.from(text) };
    buckets.put(name, { ...record, type: 'application/json', metadata: {} }, 'PutObject');
  };

/** How Lambda names what it puts into a bucket: `aws/lambda/<mapping>/<shard>/2026/11/28/2026-11-28T08.30.00-<uuid>`. */
const keyOf = (mappingId: string, shard: string, at: number): string => {
  const [day = '', time = ''] = new Date(at).toISOString().slice(0, 19).split('T');
  return `aws/lambda/${mappingId}/${shard}/${day.replaceAll('-', '/')}/${day}T${time.replaceAll(':', '.')}-${randomUUID()}`;
};
