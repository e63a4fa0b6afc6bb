import { createHash, randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { EventRules } from './event-rules.ts';
import { TemplateError } from './intrinsics.ts';
import { inTransaction } from './local-store.ts';
import type { Resource, Template } from './template.ts';

/** An object as it was put; `at` is when, epoch ms of local time. */
export interface StoredObject {
  key: string;
  body: Buffer;
  type: string;
  /** With its quotes, as HTTP writes it. */
  etag: string;
  /** What the sender said beside it, by names without `x-amz-meta-`. */
  metadata: Record<string, string>;
  at: number;
}

/** The call that made an object, as events name it. */
export type MadeBy = 'PutObject' | 'POST Object';

/** The template's S3 buckets. */
export interface Buckets {
  names(): string[];
  /** Puts an object, and the event that tells of it, down together. Answers its ETag. */
  put(bucket: string, object: Pick<StoredObject, 'key' | 'body' | 'type' | 'metadata'>, by: MadeBy): string;
  /** An object that is there and has not expired. */
  get(bucket: string, key: string): StoredObject | undefined;
  remove(bucket: string, key: string): void;
  /** The keys of a bucket, in their order. */
  list(bucket: string): string[];
}

interface Row {
  key: string;
  body: Uint8Array;
  type: string;
  etag: string;
  metadata: string;
  at: number;
}

interface LifecycleRule {
  Status: string;
  Prefix?: string;
  ExpirationInDays?: number;
}

const DAY_MS = 86_400_000;

/** What a rule of a bucket's lifecycle may say here; parts that were never put together are not kept anyway. */
const RULE_PROPERTIES = ['Id', 'Status', 'Prefix', 'ExpirationInDays', 'AbortIncompleteMultipartUpload'];

/** Opens the buckets; objects lie in the store, so they are kept or forgotten with everything else. */
export function openBuckets(options: {
  template: Template;
  store: DatabaseSync;
  rules: EventRules;
  now: () => number;
}): Buckets {
  const { template, store, now } = options;
  store.exec(`CREATE TABLE IF NOT EXISTS objects (bucket TEXT NOT NULL, key TEXT NOT NULL, body BLOB NOT NULL, type TEXT NOT NULL,
    etag TEXT NOT NULL, metadata TEXT NOT NULL, at REAL NOT NULL, PRIMARY KEY (bucket, key)) STRICT`);
  const insert = store.prepare(
    'INSERT OR REPLACE INTO objects (bucket, key, body, type, etag, metadata, at) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const select = store.prepare('SELECT key, body, type, etag, metadata, at FROM objects WHERE bucket = ? AND key = ?');
  const keys = store.prepare('SELECT key, at FROM objects WHERE bucket = ? ORDER BY key');
  const drop = store.prepare('DELETE FROM objects WHERE bucket = ? AND key = ?');
  const buckets = new Map(template.ofType('AWS::S3::Bucket').map((bucket) => [bucket.name, readBucket(bucket)]));

  const isExpired = (bucket: string, { key, at }: Pick<Row, 'key' | 'at'>): boolean =>
    buckets.get(bucket)?.expiring.some(({ prefix, afterMs }) => key.startsWith(prefix) && at + afterMs <= now()) ??
    false;

  return {
    names: () => [...buckets.keys()],
    put(bucket, { key, body, type, metadata }, by) {
      const etag = `"${createHash('md5').update(body).digest('hex')}"`;
      inTransaction(store, () => {
        insert.run(bucket, key, body, type, etag, JSON.stringify(metadata), now());
        if (buckets.get(bucket)?.tells)
          options.rules.put(objectCreated(template, bucket, { key, size: body.length, etag }, by, now()));
      });
      return etag;
    },
    get(bucket, key) {
      const row = select.get(bucket, key) as Row | undefined;
      if (row === undefined || isExpired(bucket, row)) return undefined;
      return { ...row, body: Buffer.from(row.body), metadata: JSON.parse(row.metadata) as Record<string, string> };
    },
    remove(bucket, key) {
      drop.run(bucket, key);
    },
    list: (bucket) =>
      (keys.all(bucket) as unknown as Row[]).filter((row) => !isExpired(bucket, row)).map(({ key }) => key),
  };
}

/** What a bucket does by itself: whether it tells EventBridge of its objects, and which of them expire. */
function readBucket({ stack, logicalId, properties }: Resource) {
  const { LifecycleConfiguration, NotificationConfiguration = {} } = properties as {
    LifecycleConfiguration?: { Rules: LifecycleRule[] };
    NotificationConfiguration?: { EventBridgeConfiguration?: { EventBridgeEnabled?: boolean } };
  };
  const unknown = Object.keys(NotificationConfiguration).find((name) => name !== 'EventBridgeConfiguration');
  if (unknown) throw new TemplateError(`Stack ${stack}, ${logicalId}: the local stack does not know ${unknown}.`);
  const rules = (LifecycleConfiguration?.Rules ?? []).filter(({ Status }) => Status === 'Enabled');
  for (const rule of rules) {
    const other = Object.keys(rule).find((name) => !RULE_PROPERTIES.includes(name));
    if (other) throw new TemplateError(`Stack ${stack}, ${logicalId}: the local stack does not know ${other}.`);
  }
  return {
    tells: NotificationConfiguration.EventBridgeConfiguration?.EventBridgeEnabled === true,
    expiring: rules.flatMap(({ Prefix = '', ExpirationInDays }) =>
      ExpirationInDays === undefined ? [] : [{ prefix: Prefix, afterMs: ExpirationInDays * DAY_MS }],
    ),
  };
}

/** The event of an object, in the shape of "EventBridge event message structure" of the S3 user guide. */
const objectCreated = (
  { place }: Template,
  bucket: string,
  { key, size, etag }: { key: string; size: number; etag: string },
  reason: MadeBy,
  at: number,
): object => ({
  version: '0',
  id: randomUUID(),
  'detail-type': 'Object Created',
  source: 'aws.s3',
  account: place.account,
  time: new Date(at).toISOString().replace(/\.\d+Z$/, 'Z'),
  region: place.region,
  resources: [`arn:${place.partition}:s3:::${bucket}`],
  detail: {
    version: '0',
    bucket: { name: bucket },
    object: { key, size, etag: etag.replaceAll('"', ''), sequencer: at.toString(16).toUpperCase().padStart(18, '0') },
    'request-id': randomUUID().replaceAll('-', '').slice(0, 16).toUpperCase(),
    requester: place.account,
    'source-ip-address': '127.0.0.1',
    reason,
  },
});
