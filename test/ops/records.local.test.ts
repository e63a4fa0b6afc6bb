import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Concern } from '../../functions/requests/concern.ts';
import { createRequestsStore } from '../../functions/requests/requests.store.ts';
import { startConsole } from '../../infra/local/console/server.ts';
import { consoleStackOf } from '../../infra/local/console/stack-console.ts';
import {
  approveDisposal,
  disposeOfBatch,
  proposeDisposal,
  showBatch,
  showCertificate,
  showRetention,
} from '../../infra/ops/records.ts';
import { checkRecordFile } from '../../infra/ops/record-file.ts';
import { CANARIES, aLetterKept, aListKept, aPersonalRecord } from '../records/a-record.ts';
import { DAY, TUESDAY } from '../support/builders.ts';
import { type LocalStack, aLocalStack } from '../support/local-stack.ts';

const folder = mkdtempSync(join(tmpdir(), 'resolve311-records-'));
let stack: LocalStack;
let console: Awaited<ReturnType<typeof startConsole>>;
beforeAll(async () => {
  stack = await aLocalStack();
  console = await startConsole(consoleStackOf(stack), { port: 0 });
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await console.stop();
  await stack.stop();
});

const where = () => ({ console: console.url });
const bucket = () => stack.template.find('Photos/Bucket', 'AWS::S3::Bucket').name;
/** What a command prints; and the error that it ends with, if it does. */
const output = async (command: () => Promise<void>): Promise<string> => {
  const spy = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    const error = await command().then(
      () => '',
      (thrown: unknown) => `ERROR ${String(thrown)}`,
    );
    return spy.mock.calls.map(([text]) => String(text)).join('') + error;
  } finally {
    spy.mockRestore();
    await stack.settle();
  }
};

/** A request that was closed eight years ago, with a letter, a list and a photo; its concern may be open still. */
const given = async (sourceId: string, more: Partial<Concern> = {}): Promise<{ id: string; photo: string }> => {
  const { request, work, concern: ended, drafts } = aPersonalRecord(sourceId);
  const concern = { ...ended, ...more } as Concern;
  const { tables, dynamodb } = stack.service;
  const old = { ...request, closedAt: TUESDAY - 8 * 366 * DAY, catalogue: 'somerville' as const };
  const change = { request: old, workOrders: [work], concerns: [concern], events: drafts, notices: [] };
  await createRequestsStore(dynamodb, tables, () => TUESDAY).commit(undefined, change);
  for (const Item of [aLetterKept(request.id), aListKept(request.id)])
    await dynamodb.send(new PutCommand({ TableName: tables.notices, Item }));
  const photo = work.photos[0]!;
  stack.buckets.put(bucket(), { key: photo, body: Buffer.from('x'), type: 'image/jpeg', metadata: {} }, 'PutObject');
  await stack.settle();
  return { id: request.id, photo };
};

test('R193 records are counted, proposed, approved by another, disposed of and certified by command', async () => {
  const { id, photo } = await given('by-command');
  await given('of-concern', { status: 'open' });
  const unnamed = `photos/${id}/${id}-1/unnamed.jpg`;
  const object = { key: unnamed, body: Buffer.from('x'), type: 'image/jpeg', metadata: {} };
  stack.buckets.put(bucket(), object, 'PutObject');
  const isThere = () => stack.buckets.list(bucket()).some((key) => key === photo || key === unnamed);
  const read = async () => (await fetch(`${stack.url}/open311/v2/requests/${id}.json`)).text();
  expect(isThere()).toBe(true);
  expect(await read()).toContain('canarystreet');
  expect(await output(() => showRetention(where()))).toMatch(
    /: 1 past their 7 years[^]*, 1 not closed or with an open concern,/u,
  );
  const batch = 'service-2033';
  const proposed = await output(() => proposeDisposal(batch, { ...where(), class: 'service', by: 'Ana' }));
  const [, digest = ''] = /digest (\w{12})\./u.exec(proposed) ?? [];
  const approval = { ...where(), authority: 'Supervisor of Records, letter of 3 May 2033', digest };
  expect(await output(() => disposeOfBatch(batch, where()))).toContain('is not approved yet');
  expect(await output(() => approveDisposal(batch, { ...approval, by: 'ana' }))).toContain('somebody else has to');
  expect(await output(() => approveDisposal(batch, { ...approval, by: 'Bo' }))).toContain('is approved');
  expect(await output(() => disposeOfBatch(batch, { ...where(), dryRun: true }))).toContain('Nothing was done.');
  expect(isThere()).toBe(true);
  expect(await output(() => disposeOfBatch(batch, where()))).toContain('1 disposed of, 0 kept');
  expect(isThere()).toBe(false);
  const said = await read();
  for (const canary of Object.values(CANARIES)) expect(said).not.toContain(canary);
  expect(await output(() => showCertificate(batch, where()))).toMatch(
    /2 lines, 1 letters, 1 photos\nIt holds together/u,
  );
  const to = join(folder, 'certificate.jsonl');
  expect(await output(() => showCertificate(batch, { ...where(), to }))).toContain('It holds together: 1 lines');
  expect(await output(() => checkRecordFile(to))).toContain('It holds together: 1 line,');
  expect(await output(() => showBatch(batch, where()))).toContain('1 disposed of, 0 kept');
  expect(await output(() => disposeOfBatch(batch, where()))).toContain('was finished on');
});
