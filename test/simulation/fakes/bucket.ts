import { createHash } from 'node:crypto';
import { NoSuchKey } from '@aws-sdk/client-s3';
import type { EventRules } from '../../../infra/local/event-rules.ts';
import type { Template } from '../../../infra/local/template.ts';
import type { Scheduler } from '../scheduler.ts';
import type { Item } from './expressions.ts';
import type { SimulatedFunctions } from './functions.ts';
import type { Tell } from './sending.ts';

/** The bucket of photos in a world. */
export interface Bucket {
  run(operation: string, input: Item): Item;
  /** Puts an object as somebody outside does by a form; the event that tells of it comes later, and sometimes twice. */
  upload(key: string, bytes: Buffer, metadata: Record<string, string>): void;
  keys(): string[];
}

interface Kept {
  bytes: Buffer;
  etag: string;
  metadata: Record<string, string>;
}

/** An event that is late comes after so long, ms. */
const LATE_MS = 10 * 60_000;

/** Opens the bucket, empty; `rules` are those of EventBridge. */
export function openBucket(options: {
  template: Template;
  scheduler: Scheduler;
  functions: SimulatedFunctions;
  rules: EventRules;
  /** Called after an event was handed over. */
  afterwards: () => void;
  tell: Tell;
}): Bucket {
  const { template, scheduler, functions, rules, afterwards, tell } = options;
  const objects = new Map<string, Kept>();
  const name = template.find('Photos/Bucket', 'AWS::S3::Bucket').name;
  const put = (key: string, bytes: Buffer, metadata: Record<string, string>): Kept => {
    const kept = { bytes, metadata, etag: createHash('md5').update(bytes).digest('hex') };
    objects.set(key, kept);
    return kept;
  };

  const operations: Record<string, (input: Item) => Item> = {
    GetObject({ Key }) {
      const found = objects.get(String(Key));
      if (!found)
        throw new NoSuchKey({ message: 'The specified key does not exist.', $metadata: { httpStatusCode: 404 } });
      const transformToByteArray = () => Promise.resolve(new Uint8Array(found.bytes));
      return { Body: { transformToByteArray }, ETag: found.etag, Metadata: found.metadata };
    },
    PutObject({ Key, Body }) {
      return { ETag: put(String(Key), Body as Buffer, {}).etag };
    },
    DeleteObject({ Key, IfMatch }) {
      const found = objects.get(String(Key));
      if (IfMatch !== undefined && !found) refuse('NoSuchKey', 404);
      if (IfMatch !== undefined && found?.etag !== IfMatch) refuse('PreconditionFailed', 412);
      objects.delete(String(Key));
      return {};
    },
  };

  return {
    run(operation, input) {
      const act = operations[operation];
      if (!act) throw new TypeError(`The bucket in memory does not know ${operation}.`);
      return act(input);
    },
    keys: () => [...objects.keys()],
    upload(key, bytes, metadata) {
      const { etag } = put(key, bytes, metadata);
      const operation = 'ObjectCreated';
      const target = '';
      const about = { function: 'S3', service: 'Events', operation, target, reads: false, transaction: false } as const;
      const fault = functions.decide(about);
      const later = (ms: number) =>
        scheduler.at(scheduler.now() + ms, () => {
          tell('S3', `tells of ${key}`);
          const object = { key, size: bytes.length, etag };
          const detail = { version: '0', bucket: { name }, object, reason: 'PutObject' };
          rules.put({ version: '0', source: 'aws.s3', 'detail-type': 'Object Created', resources: [], detail });
          afterwards();
        });
      later(fault === 'late' ? LATE_MS : scheduler.between(100, 3_000));
      if (fault === 'twice') later(scheduler.between(1_000, 240_000));
    },
  };
}

function refuse(name: string, httpStatusCode: number): never {
  throw Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });
}
