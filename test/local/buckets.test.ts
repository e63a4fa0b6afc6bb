import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Buckets, openBuckets } from '../../infra/local/buckets.ts';
import { openLocalStore } from '../../infra/local/local-store.ts';
import { createS3Api } from '../../infra/local/s3-api.ts';
import type { Resource, Template } from '../../infra/local/template.ts';

const BUCKET = 'the-bucket';
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const aTemplate = (properties: Record<string, unknown> = {}): Template =>
  ({
    place: { region: 'us-east-1', account: '000000000000', partition: 'aws', urlSuffix: 'amazonaws.com' },
    ofType: () => [{ stack: 'Data', logicalId: 'Bucket', name: BUCKET, properties } as unknown as Resource],
  }) as unknown as Template;

const TELLS = { NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } } };
const EXPIRES = { LifecycleConfiguration: { Rules: [{ Status: 'Enabled', Prefix: 'raw/', ExpirationInDays: 1 }] } };

let now: number;
let events: { detail?: unknown }[];
let folder: string;

const open = (properties?: Record<string, unknown>, dir?: string): Buckets => {
  const rules = { put: (event: object) => void events.push(event) };
  return openBuckets({ template: aTemplate(properties), store: openLocalStore(dir), rules, now: () => now });
};
const anObject = (key: string) => ({ key, body: Buffer.from('words'), type: 'text/plain', metadata: {} });

beforeEach(() => {
  // signers ask `Date` for the time: it stands still, or an address would end a second later than `now` says
  vi.useFakeTimers({ toFake: ['Date'] });
  now = Date.now();
  events = [];
  folder = mkdtempSync(join(tmpdir(), 'buckets-'));
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

describe('a bucket of the local stack', () => {
  it('forgets what its lifecycle says, after the days that it says', () => {
    const buckets = open(EXPIRES);
    for (const key of ['raw/1', 'photos/1']) buckets.put(BUCKET, anObject(key), 'PutObject');
    now += DAY - 1;
    expect(buckets.list(BUCKET)).toEqual(['photos/1', 'raw/1']);
    now += 1;
    expect(buckets.list(BUCKET)).toEqual(['photos/1']);
    expect(buckets.get(BUCKET, 'raw/1')).toBeUndefined();
  });

  it('keeps its objects in the directory of the stack', () => {
    open({}, folder).put(BUCKET, anObject('photos/1'), 'PutObject');
    expect(open({}, folder).get(BUCKET, 'photos/1')?.body.toString()).toBe('words');
  });

  it('tells of each object as EventBridge does, where it is told to', () => {
    open({}).put(BUCKET, anObject('raw/1'), 'PutObject');
    expect(events).toEqual([]);
    open(TELLS).put(BUCKET, anObject('raw/1'), 'POST Object');
    expect(events).toMatchObject([
      {
        source: 'aws.s3',
        'detail-type': 'Object Created',
        resources: [`arn:aws:s3:::${BUCKET}`],
        detail: { bucket: { name: BUCKET }, object: { key: 'raw/1', size: 5 }, reason: 'POST Object' },
      },
    ]);
  });

  it('refuses what it does not understand of its template', () => {
    expect(() => open({ NotificationConfiguration: { LambdaConfigurations: [] } })).toThrow('LambdaConfigurations');
    const rule = { Status: 'Enabled', Transitions: [] };
    expect(() => open({ LifecycleConfiguration: { Rules: [rule] } })).toThrow('Transitions');
  });
});

describe('what the official clients do', () => {
  let server: Server;
  let client: S3Client;
  beforeEach(async () => {
    const api = createS3Api({
      buckets: open(),
      now: () => now,
      knows: (key) => key === 'local',
      permits: () => true,
      afterwards: () => undefined,
    });
    server = createServer((request, response) => {
      void api(request, response).then((known) => known || response.writeHead(400).end());
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    client = new S3Client({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      maxAttempts: 1,
    });
  });
  afterEach(() => {
    client.destroy();
    server.closeAllConnections();
    server.close();
  });

  const at = { Bucket: BUCKET, Key: 'photos/a b+ü.jpg' };

  it('works: put, get, and delete what is still the same', async () => {
    const Body = Buffer.alloc(3_000_000, 7);
    const { ETag } = await client.send(
      new PutObjectCommand({ ...at, Body, ContentType: 'image/jpeg', Metadata: { 'made-at': '1' } }),
    );
    const got = await client.send(new GetObjectCommand(at));
    expect([got.ContentType, got.ETag, got.Metadata]).toEqual(['image/jpeg', ETag, { 'made-at': '1' }]);
    expect(Body.equals((await got.Body?.transformToByteArray()) ?? Buffer.alloc(0))).toBe(true);
    const other = new DeleteObjectCommand({ ...at, IfMatch: '"0"' });
    await expect(client.send(other)).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await client.send(new DeleteObjectCommand({ ...at, IfMatch: ETag }));
    await expect(client.send(new GetObjectCommand(at))).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  it('is refused to whoever has another key, or none', async () => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${BUCKET}/photos/1`;
    expect((await fetch(url)).status).toBe(403);
    expect((await fetch(url, { method: 'PUT', body: 'x' })).status).toBe(403);
  });

  it('opens an address that was signed, for as long as was signed, and no other', async () => {
    await client.send(new PutObjectCommand({ ...at, Body: 'words' }));
    const url = await getSignedUrl(client, new GetObjectCommand(at), { expiresIn: 60 });
    expect(await (await fetch(url)).text()).toBe('words');
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(403);
    expect((await fetch(url.replace('X-Amz-Expires=60', 'X-Amz-Expires=6000'))).status).toBe(403);
    now += MINUTE;
    expect((await fetch(url)).status).toBe(403);
  });

  it('takes a form that was signed, and answers as it was told to', async () => {
    const { url, fields } = await createPresignedPost(client, {
      Bucket: BUCKET,
      Key: 'raw/1',
      Conditions: [['content-length-range', 1, 10]],
      Expires: 60,
    });
    const send = (text: string) => {
      const body = new FormData();
      for (const [name, value] of Object.entries(fields)) body.append(name, value);
      body.append('file', text);
      return fetch(url, { method: 'POST', body });
    };
    expect((await send('words')).status).toBe(204);
    expect((await send('too many words')).status).toBe(400);
    now += MINUTE;
    expect((await send('words')).status).toBe(403);
  });
});
