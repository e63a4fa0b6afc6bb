import { randomUUID } from 'node:crypto';
import { DeleteCommand, GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PUBLISHED_NAME } from '../../functions/catalogue/published.ts';
import { createPublishedStore } from '../../functions/catalogue/published.store.ts';
import { somerville } from '../../functions/catalogue/somerville.ts';
import { placeOnTheWay } from '../../functions/notices/notice-progress.ts';
import type { NoticeStatus } from '../../functions/notices/notice-progress.ts';
import { createRequestsStore } from '../../functions/requests/requests.store.ts';
import { tagOf } from '../../functions/notices/message-tag.ts';
import type { LocalConsole } from '../../infra/local/console/server.ts';
import { health } from '../../infra/ops/health.ts';
import { listHolds, placeHold } from '../../infra/ops/holds.ts';
import { exportRequest } from '../../infra/ops/records.ts';
import { listStuck, settleNotice } from '../../infra/ops/notices.ts';
import { dateAt, planVersion } from '../../infra/ops/publication.ts';
import { rearm } from '../../infra/ops/rearm.ts';
import { redrive } from '../../infra/ops/redrive.ts';
import { reconcileNow } from '../../infra/ops/reconcile.ts';
import { replay } from '../../infra/ops/replay.ts';
import { settleRestored } from '../../infra/ops/restored.ts';
import { filesOf } from '../../infra/ops/sheets/kinds.ts';
import { DAY, HOUR, aRequest } from '../support/builders.ts';
import { aConsole, printed } from '../support/console.ts';
import {
  type LocalStack,
  aLocalStack,
  aPothole,
  deliver,
  executions,
  letters,
  stored,
  story,
} from '../support/local-stack.ts';

let stack: LocalStack;
let console: LocalConsole;
beforeAll(async () => {
  stack = await aLocalStack();
  console = await aConsole(stack);
});
afterAll(async () => {
  process.exitCode = undefined;
  await console.stop();
  await stack.stop();
});

const where = () => ({ console: console.url });
const SENDER = 'Resolve311-Local-SendNotice-DeadLetters';

/** What a command prints; and the error that it ends with, if it does. */
const output = async (command: () => Promise<void>): Promise<string> => {
  let error = '';
  const said = await printed(() => command().catch((thrown: unknown) => void (error = `ERROR ${String(thrown)}`)));
  await stack.settle();
  return said + error;
};
const looked = async (): Promise<{ said: string; code: typeof process.exitCode }> => {
  process.exitCode = undefined;
  const said = await output(() => health(where()));
  const code = process.exitCode;
  process.exitCode = undefined;
  return { said, code };
};
const failed = () => stack.template.find('FailedRecords/Bucket', 'AWS::S3::Bucket').name;
let reports = 0;
/** Each by another resident: one whose mail comes back is not written to again. */
const report = async (): Promise<string> => {
  const { body } = await deliver(
    stack,
    aPothole({ reporter: { name: 'Canary Smith', email: `canary${(reports += 1)}@resident.example`, language: 'en' } }),
  );
  await stack.settle();
  return String(body.id);
};
const ADDRESS_KEY = 'AddressKey/Secret';
/** Puts another text into the secret that only the sender of notices needs. */
const putAddressKey = (SecretString: string) => {
  const SecretId = stack.template.find(ADDRESS_KEY, 'AWS::SecretsManager::Secret').arn;
  const { VersionId } = stack.secrets.handle('GetSecretValue', { SecretId })!.body as { VersionId: string };
  const ClientRequestToken = randomUUID();
  stack.secrets.handle('PutSecretValue', { SecretId, SecretString, ClientRequestToken, VersionStages: ['AWSPENDING'] });
  const move = { VersionStage: 'AWSCURRENT', MoveToVersionId: ClientRequestToken, RemoveFromVersionId: VersionId };
  stack.secrets.handle('UpdateSecretVersionStage', { SecretId, ...move });
};

test('a look at a service that is well finds nothing wrong', async () => {
  const { said, code } = await looked();
  expect(said).toContain('Everything is well.');
  expect(code).toBeUndefined();
  const json = JSON.parse(await output(() => health({ ...where(), json: true }))) as { well: boolean; lines: object[] };
  expect(json.well).toBe(true);
  expect(json.lines.length).toBeGreaterThan(8);
});

test('a dead letter keeps its payload, says nothing personal, and is handled once however often it is handed over', async () => {
  const kept = stack.secrets.value(ADDRESS_KEY);
  putAddressKey('{}');
  const id = await report();
  expect(letters(stack).filter((letter) => letter.includes(id))).toEqual([]);
  const messages = stack.queues.list(SENDER);
  expect(messages.length).toBeGreaterThan(0);
  expect(JSON.stringify(messages)).not.toMatch(/Canary|canary/);
  const keys = stack.buckets.list(failed());
  expect(keys).toHaveLength(messages.length);
  for (const key of keys)
    expect(key).toMatch(/^aws\/lambda\/[\w-]+\/[\w-]+\/2026\/06\/01\/2026-06-01T13\.\d\d\.\d\d-[\w-]{36}$/);
  const records = keys.map((key) => stack.buckets.get(failed(), key)!);
  expect(records.map(({ body }) => body.toString()).join()).toContain('canary1@resident.example');

  const { said, code } = await looked();
  expect(said).toContain(`SendNotice has ${messages.length} dead letters`);
  expect(said).toContain('npm run ops -- redrive SendNotice');
  expect(code).toBe(1);

  const dry = await output(() => redrive('SendNotice', where()));
  expect(dry).toContain(id);
  expect(dry).toContain('Nothing was done. Do it with --apply.');
  expect(dry).not.toMatch(/Canary|canary/);
  expect(await output(() => redrive('SendNotice', { ...where(), apply: true }))).toMatch(
    /failed again: .*\n.*ERROR OpsError: What failed again stays/s,
  );
  expect(stack.queues.count(SENDER)).toBe(messages.length);

  putAddressKey(kept);
  expect(await output(() => redrive('SendNotice', { ...where(), apply: true }))).toContain(
    `${messages.length} dead letters handled and removed, 0 failed again.`,
  );
  expect(stack.queues.count(SENDER)).toBe(0);
  expect(stack.buckets.list(failed())).toEqual([]);
  const sent = letters(stack).filter((letter) => letter.includes(id));
  expect(sent).toHaveLength(messages.length);

  // Somebody ended it after the sending and before the removal: the same dead letters once more.
  for (const record of records) stack.buckets.put(failed(), record, 'PutObject');
  expect(stack.queues.count(SENDER)).toBe(messages.length);
  expect(await output(() => redrive(undefined, { ...where(), apply: true }))).toContain('0 failed again.');
  expect(letters(stack).filter((letter) => letter.includes(id))).toEqual(sent);
  expect(await output(() => redrive(undefined, where()))).toBe('There are no dead letters.\n');
});

test('dead letters of a queue and of events are handed over as they are, and what holds nothing stays', async () => {
  const id = await report();
  const { Item: notice } = await firstNotice(id);
  const event = {
    eventType: 'Bounce',
    mail: { messageId: 'm-1', tags: { notice: [tagOf(String(notice.id))] } },
    bounce: { bounceType: 'Permanent', bounceSubType: 'General' },
  };
  stack.queues.send('Resolve311-Local-ConfirmNotice-DeadLetters', JSON.stringify(event));
  stack.queues.send('Resolve311-Local-KeepPhoto-DeadLetters', JSON.stringify({ DDBStreamBatchInfo: {} }));
  expect(await output(() => redrive('ConfirmNotice', { ...where(), apply: true }))).toContain(
    `Bounce of notice ${String(notice.id)}`,
  );
  expect((await firstNotice(id)).Item.status).toBe('bounced');
  expect(await output(() => redrive('KeepPhoto', { ...where(), apply: true }))).toMatch(
    /cannot be handed over.*1 failed again/s,
  );
  stack.queues.remove('Resolve311-Local-KeepPhoto-DeadLetters');
  expect(await output(() => redrive('Nobody', where()))).toMatch(
    /ERROR OpsError: No function Nobody has dead letters. These have: ConfirmNotice, KeepPhoto/,
  );
});

test('a request whose execution was stopped gets one, once', async () => {
  const id = await report();
  for (const { arn, name } of stack.stepFunctions.listExecutions(stack.service.stateMachineArn, { status: 'RUNNING' }))
    if (name.startsWith(id)) stack.stepFunctions.stopExecution(arn);
  const { said, code } = await looked();
  expect(said).toContain(`1 open request has none, 1 of them because theirs failed or was stopped: ${id}-1`);
  expect(code).toBe(1);
  expect(await output(() => rearm(where()))).toMatch(
    new RegExp(`1 without an execution.\n  ${id}, cycle 1, in-progress, next moment 2026-`),
  );
  expect(executions(stack).filter((one) => one.startsWith(id))).toEqual([`${id}-1 ABORTED`]);
  expect(await output(() => rearm({ ...where(), request: id, apply: true }))).toContain('1 execution started');
  expect(await output(() => rearm({ ...where(), apply: true }))).toContain('0 without an execution');
  expect(executions(stack).filter((one) => one.startsWith(id) && one.endsWith('RUNNING'))).toHaveLength(1);
  expect((await stored(stack, id)).wait?.version).toBe((await stored(stack, id)).request.version);
  expect(await output(() => rearm({ ...where(), request: 'R-0000-0000-0000' }))).toContain(
    'ERROR OpsError: There is no open request',
  );
});

test('a request waits for an operator until one has rearmed it, also where it has an execution again', async () => {
  const id = await report();
  const operator = stack.template.find('Workflow/CallOperator/Function').name;
  await stack.functions.invoke(operator, { requestId: id, failure: 'States.Timeout' });
  await stack.settle();
  expect((await looked()).said).toContain(`1 request waits for one: ${id} (States.Timeout)`);
  expect(await output(() => rearm(where()))).toMatch(
    new RegExp(
      `0 without an execution, 1 marked for an operator.\n  ${id}, .*, marked by States.Timeout\nNothing was done`,
    ),
  );
  expect((await looked()).code).toBe(1);
  expect(await output(() => rearm({ ...where(), apply: true }))).toContain('1 request waits for an operator no more.');
  expect((await looked()).said).toContain('well   operators: no request waits for one');
  expect(story((await stored(stack, id)).events).slice(-2)).toEqual(['operator-needed', 'workflow-repaired']);
});

test('what the public reads is made anew from the record', async () => {
  const id = await report();
  const { published } = stack.service.tables;
  const read = async () => (await fetch(`${stack.url}/open311/v2/requests/${id}.json`)).status;
  expect(await read()).toBe(200);
  const { Items = [] } = await stack.service.dynamodb.send(
    new QueryCommand({
      TableName: published,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': `REQUEST#${id}` },
    }),
  );
  for (const { pk, sk } of Items)
    await stack.service.dynamodb.send(new DeleteCommand({ TableName: published, Key: { pk, sk } }));
  expect(await read()).toBe(404);
  expect(await output(() => replay('public', { ...where(), request: id }))).toBe(
    `1 item for PassOnChanges.\n  REQUEST#${id} REQUEST\nNothing was done. Do it with --apply.\n`,
  );
  expect(await output(() => replay('public', { ...where(), request: id, apply: true }))).toContain(
    '1 item handed over and handled.',
  );
  expect(await read()).toBe(200);
  const before = story((await stored(stack, id)).events);
  for (const what of ['workflow', 'followers', 'webhooks', 'notices', 'measures'] as const)
    expect(await output(() => replay(what, { ...where(), from: '2026-06-01', apply: true })), what).not.toContain(
      'ERROR',
    );
  expect(story((await stored(stack, id)).events)).toEqual(before);
  expect(new Set(letters(stack)).size).toBe(letters(stack).length);
  expect(await output(() => replay('notices', { ...where(), request: id }))).toContain('0 items for SendNotice.');
  expect(await output(() => replay('notices', { ...where(), request: 'R-0000-0000-0000' }))).toContain(
    'ERROR OpsError: There is no request R-0000-0000-0000.',
  );
  expect(await output(() => replay('public', where()))).toContain('Say of what: --request R-…, or --from');
  expect(await output(() => replay('public', { ...where(), from: '2026-02-30' }))).toContain('2026-02-30 is no day');
});

test('no webhook is told anew that the outbox has forgotten', async () => {
  const id = await report();
  const wish = { ...where(), request: id };
  expect(await output(() => replay('webhooks', wish))).toMatch(
    new RegExp(`\\d items for PassOnEvents\\.\n  REQUEST#${id} EVENT#000002#00 request-accepted\n`),
  );
  const { Items: lines = [] } = await stack.service.dynamodb.send(
    new QueryCommand({
      TableName: stack.service.tables.requests,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :event)',
      ExpressionAttributeValues: { ':pk': `REQUEST#${id}`, ':event': 'EVENT#' },
    }),
  );
  for (const { pk, sk } of lines.slice(0, -1))
    await stack.service.dynamodb.send(
      new UpdateCommand({
        TableName: stack.service.tables.requests,
        Key: { pk, sk },
        UpdateExpression: 'SET #at = :old',
        ExpressionAttributeNames: { '#at': 'at' },
        ExpressionAttributeValues: { ':old': stack.clock.now() - 31 * DAY },
      }),
    );
  expect(await output(() => replay('webhooks', { ...wish, apply: true }))).toContain('1 item handed over and handled.');
});

test('of a notice that may have been sent a person decides, and a restore leaves none to chance', async () => {
  const id = await report();
  const before = letters(stack).length;
  const { Item: notice } = await firstNotice(id);
  const set = (status: NoticeStatus) =>
    stack.service.dynamodb.send(
      new UpdateCommand({
        TableName: stack.service.tables.notices,
        Key: { id: notice.id },
        UpdateExpression: 'SET #status = :status, progress = :place, changedAt = :now, claimedAt = :now',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: {
          ':status': status,
          ':place': placeOnTheWay(String(notice.id), status),
          ':now': stack.clock.now(),
        },
      }),
    );
  await set('claimed');
  expect(await output(() => settleRestored(where()))).toMatch(/claimed {2}.*may have been sent.*Nothing was done/s);
  expect(await output(() => settleRestored({ ...where(), apply: true }))).toContain('1 notice left to a person');
  expect(await output(() => listStuck(where()))).toContain(`uncertain  ${String(notice.id)}`);
  expect((await looked()).said).toContain('1 notice of which nobody knows whether it was sent');
  expect(await output(() => settleNotice(String(notice.id), where()))).toContain('Say what becomes of it');
  expect(await output(() => settleNotice(String(notice.id), { ...where(), sent: true, dryRun: true }))).toContain(
    'Nothing was done.',
  );
  expect(await output(() => settleNotice(String(notice.id), { ...where(), sent: true }))).toContain('counts as sent');
  expect(letters(stack)).toHaveLength(before);
  await set('uncertain');
  await output(() => settleNotice(String(notice.id), { ...where(), send: true }));
  expect(letters(stack)).toHaveLength(before + 1);
  expect(await output(() => settleNotice(String(notice.id), { ...where(), send: true }))).toContain(
    'nothing has to be settled',
  );
});

test('a hold names what there is, because one that is mistyped would hold nothing', async () => {
  const id = await report();
  const wish = { ...where(), reason: 'Doe v. City, docket 26-117', by: 'Law' };
  const place = (name: string, scope: object) => output(() => placeHold(name, { ...wish, ...scope }));
  expect(await place('doe-1', { requests: `${id}, R-0000-0000-0000` })).toContain(
    'ERROR OpsError: There is no request R-0000-0000-0000.',
  );
  expect(await place('doe-2', { types: 'pothole,potholes' })).toContain('ERROR OpsError: There is no type potholes.');
  expect(await place('doe-3', { partners: 'highway' })).toContain('ERROR OpsError: There is no partner highway.');
  expect(await output(() => listHolds(where()))).toBe('Nothing is held.\n');
  expect(await place('doe-4', { requests: id, types: 'pothole', partners: 'dpw-highway' })).toContain(
    'doe-4 holds 1 request, and',
  );
});

test('the reconciler runs when it is told, and a record is given out only after it is said what that is', async () => {
  const id = await report();
  expect(await output(() => reconcileNow(where()))).toContain('Nothing was done.');
  expect(await output(() => reconcileNow({ ...where(), apply: true }))).toContain('The reconciler has run.');
  const wish = {
    ...where(),
    to: '/nowhere/record.jsonl',
    for: 'public',
    purpose: 'A request for public records',
    by: 'Mara',
  } as const;
  expect(await output(() => exportRequest(id, { ...wish, dryRun: true }))).toMatch(
    /lines with \d+ redactions would be written.*Nothing was done/s,
  );
  // What cannot be written was not given out, so no line of history says that it was.
  expect(await output(() => exportRequest(id, wish))).toMatch(/ERROR OpsError: .*cannot be written/);
  expect(story((await stored(stack, id)).events)).not.toContain('record-exported');
});

const firstNotice = async (requestId: string): Promise<{ Item: Record<string, unknown> }> => {
  const { Items = [] } = await stack.service.dynamodb.send(
    new QueryCommand({
      TableName: stack.service.tables.notices,
      IndexName: 'by-request',
      KeyConditionExpression: 'requestId = :id',
      ExpressionAttributeValues: { ':id': requestId },
    }),
  );
  const { Item = {} } = await stack.service.dynamodb.send(
    new GetCommand({ TableName: stack.service.tables.notices, Key: { id: (Items[0] as { id: string }).id } }),
  );
  return { Item };
};

test('a hold finds what was declined under a type that was published since, and no city has deployed', async () => {
  const { dynamodb, tables } = stack.service;
  const files = filesOf(somerville);
  const [name, file] = Object.entries(files).find(([, { types }]) => types.some(({ code }) => code === 'pothole'))!;
  const pothole = file.types.find(({ code }) => code === 'pothole')!;
  const bridge = { ...pothole, code: 'pothole-on-bridge', name: 'Pothole on a bridge' };
  const store = createPublishedStore(dynamodb, tables.requests);
  const known = await store.publications(PUBLISHED_NAME);
  const edited = { ...somerville, files: { ...somerville.files, [name]: { ...file, types: [...file.types, bridge] } } };
  const now = stack.clock.now();
  const version = planVersion(
    {
      kind: 'types',
      deployed: somerville,
      edited,
      known,
      effectiveFrom: dateAt(now - HOUR, somerville),
      by: 'Ana',
      changes: ['One is new.'],
    },
    now - HOUR,
  );
  if (typeof version === 'string') throw new Error(version);
  expect(await store.publish(PUBLISHED_NAME, known, version)).toBe(true);
  const { request } = aRequest.received({ sourceId: 'on a bridge', reportedType: 'Pothole on a bridge' });
  const change = { request, workOrders: [], concerns: [], events: [], notices: [] };
  await createRequestsStore(dynamodb, tables, () => now).commit(undefined, change);
  const reason = 'Doe v. City, docket 26-117';
  const wish = { ...where(), reason, by: 'Law', types: 'pothole-on-bridge', dryRun: true };
  expect(await output(() => placeHold('bridges', wish))).toContain('It would hold 1 request. Nothing was placed.');
});
