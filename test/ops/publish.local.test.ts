import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { LEAD_MS, PUBLISHED_NAME, type Publications, withBeginning } from '../../functions/catalogue/published.ts';
import { createPublishedStore } from '../../functions/catalogue/published.store.ts';
import { somerville } from '../../functions/catalogue/somerville.ts';
import { planVersion } from '../../infra/ops/publication.ts';
import { diff } from '../../infra/ops/diff.ts';
import { exportSheet } from '../../infra/ops/export.ts';
import { publish } from '../../infra/ops/publish.ts';
import { rebase } from '../../infra/ops/rebase.ts';
import { readRegister } from '../../infra/ops/register.ts';
import { type Kind, filesOf } from '../../infra/ops/sheets/kinds.ts';
import { writeCsv } from '../../functions/shared/csv.ts';
import { readCsv } from '../../infra/ops/sheets/csv.ts';
import type { LocalConsole } from '../../infra/local/console/server.ts';
import { aConsole, printed } from '../support/console.ts';
import { type LocalStack, HOUR, aLocalStack, aPothole, deliver, stored } from '../support/local-stack.ts';

let stack: LocalStack;
let console: LocalConsole;
const folder = mkdtempSync(join(tmpdir(), 'resolve311-ops-'));

beforeAll(async () => {
  stack = await aLocalStack();
  console = await aConsole(stack);
});
afterAll(async () => {
  await console.stop();
  await stack.stop();
  rmSync(folder, { recursive: true });
});

let reports = 0;
/** A pothole far from all others, so that none is taken for a duplicate. */
const reported = async () => {
  reports += 1;
  const location = { address: `${reports} Elm St`, lat: 42.38 + reports * 0.005, lon: -71.11 };
  const { body } = await deliver(stack, aPothole({ location }));
  await stack.settle();
  const { request } = await stored(stack, String(body.id));
  return request;
};
const promised = (request: Awaited<ReturnType<typeof reported>>) =>
  'agreement' in request ? request.agreement : undefined;

/** The exported agreements with the promise for potholes changed. */
const aChange = async (resolve: string): Promise<string> => {
  const file = join(folder, 'agreements.csv');
  await exportSheet('agreements', file, { console: console.url });
  const { titles, rows } = readCsv(readFileSync(file, 'utf8'));
  const cells: Record<string, string> = { resolve, source: 'house-default' };
  const changed = rows.map((row) =>
    row[0] === pothole ? row.map((cell, at) => cells[titles[at] ?? ''] ?? cell) : row,
  );
  writeFileSync(file, writeCsv({ titles, rows: changed }));
  return file;
};
/** Runs what cannot read any index of a table. */
const whereIndexesFail = async (work: () => Promise<void>): Promise<void> => {
  const { send } = DynamoDBDocumentClient.prototype;
  const spy = vi.spyOn(DynamoDBDocumentClient.prototype, 'send').mockImplementation(function (
    this: DynamoDBDocumentClient,
    ...call: Parameters<typeof send>
  ) {
    return 'IndexName' in call[0].input ? Promise.reject(new Error('Throttled')) : send.apply(this, call);
  } as typeof send);
  return work().finally(() => spy.mockRestore());
};
const where = () => ({ console: console.url, by: 'Ana' });
let pothole = '';
let first = '';

test('a published promise holds for new requests, and an older one keeps its own (R111)', async () => {
  const before = await reported();
  first = before.id;
  pothole = promised(before)?.code ?? '';
  expect(promised(before)?.version).toBe(1);

  const file = await aChange('5 business days');
  const said = await printed(() => diff('agreements', file, { ...where(), effectiveFrom: '2026-06-02' }));
  expect(said).toContain('resolve: was 2 business days, will be 5 business days');
  expect(said).toContain('1 open request keeps what it was promised (version 1 or older)');
  const refused = whereIndexesFail(() => publish('agreements', file, { ...where(), effectiveFrom: '2026-06-02' }));
  await expect(refused).rejects.toThrow('Throttled');
  const store = createPublishedStore(stack.service.dynamodb, stack.service.tables.requests);
  expect((await store.publications(PUBLISHED_NAME)).newest, 'nothing is published where an error is told').toBe(1);
  await publish('agreements', file, { ...where(), effectiveFrom: '2026-06-02' });
  await stack.clock.advanceTo(stack.clock.now() + HOUR);
  expect(promised(await reported())?.version).toBe(1);

  await stack.clock.advanceTo(stack.clock.now() + 24 * HOUR);
  const after = await reported();
  expect(promised(after)).toEqual({ code: pothole, version: 2 });
  const kept = (await stored(stack, before.id)).request;
  expect(promised(kept)).toEqual({ code: pothole, version: 1 });
  const dueAt = (request: typeof kept) => request.clocks.find(({ kind }) => kind === 'resolve')?.dueAt;
  expect(dueAt(kept)).toBe(dueAt(before));
});

test('open requests are put under the newer promise only on purpose, with a line that says why (R111)', async () => {
  const reason = 'The council paid for more crews.';
  const tried = await printed(() => rebase(pothole, { console: console.url, reason, dryRun: true }));
  expect(tried).toContain(`2 of 3 open requests would be put under version 2 of ${pothole}:`);
  expect(tried).toContain('Nothing was changed.');
  const said = await printed(() => rebase(pothole, { console: console.url, reason }));
  expect(said).toContain(`2 of 3 open requests were put under version 2 of ${pothole}:`);
  await stack.settle();
  expect(await printed(() => rebase(pothole, { console: console.url, reason }))).toContain('0 of 3 open requests');
  const { request, events } = await stored(stack, first);
  expect(promised(request)).toEqual({ code: pothole, version: 2 });
  expect(events.filter(({ type }) => type === 'clock-moved').at(0)).toMatchObject({
    text: reason,
    by: { kind: 'manager' },
    data: { because: 'agreement', fromVersion: 1, toVersion: 2 },
  });
  await expect(rebase('no-such', { console: console.url, reason })).rejects.toThrow('There is no agreement no-such');
});

test('of two who publish at once one loses, and loses whole', async () => {
  const store = createPublishedStore(stack.service.dynamodb, stack.service.tables.requests);
  const known = await store.publications(PUBLISHED_NAME);
  const files = filesOf(somerville);
  const version = (by: string) => {
    const dcr = { ...files['dcr'], partner: { ...files['dcr']?.partner, covers: `Parks, says ${by}.` } };
    const edited = { ...somerville, files: { ...somerville.files, dcr } };
    const plan = {
      kind: 'partners' as const,
      deployed: somerville,
      edited,
      known,
      effectiveFrom: '2026-07-01',
      by,
      changes: [by],
    };
    const planned = planVersion(plan, stack.clock.now());
    if (typeof planned === 'string') throw new Error(planned);
    return planned;
  };
  const won = await Promise.all(['Ana', 'Ben'].map((by) => store.publish(PUBLISHED_NAME, known, version(by))));
  expect(won.sort()).toEqual([false, true]);
  const after = await store.publications(PUBLISHED_NAME);
  expect(after.newest).toBe(known.newest + 1);
  const { by, files: published } = await store.version(PUBLISHED_NAME, after.newest);
  expect(published['dcr']?.partner.covers).toBe(`Parks, says ${by}.`);
  await expect(store.version(PUBLISHED_NAME, after.newest + 1)).rejects.toThrow(RangeError);
  const service = { client: stack.service.dynamodb, table: stack.service.tables.requests, now: stack.clock.now() };
  expect((await readRegister(service)).newest.version).toBe(String(after.newest));
});

test('a promise for a day to come is known at once, so that an address can be mended before', async () => {
  const store = createPublishedStore(stack.service.dynamodb, stack.service.tables.requests);
  const { beginnings } = await store.publications(PUBLISHED_NAME);
  const now = stack.clock.now();
  const plan = (kind: Kind, known: Publications, effectiveFrom: string) =>
    planVersion({ kind, deployed: somerville, edited: somerville, known, effectiveFrom, by: 'Ana', changes: [] }, now);
  const known = { newest: 1, beginnings: [] };
  expect(beginnings.length).toBeGreaterThan(0);
  const promise = plan('agreements', known, '2026-12-01');
  expect(promise).toMatchObject({ activeAt: now + LEAD_MS, effectiveFrom: '2026-12-01' });
  if (typeof promise === 'string') throw new Error(promise);
  expect(plan('partners', withBeginning(known, promise, now), '2026-06-03')).toMatchObject({ version: 3 });
  expect(plan('agreements', known, '2026-06-02')).toMatch(/tomorrow at the earliest/);
  expect(plan('partners', known, '2026-06-02')).toMatchObject({ activeAt: now + LEAD_MS });
});

test('a promise for a day after what begins before it is known when that begins', async () => {
  const now = stack.clock.now();
  const plan = (kind: Kind, known: Publications, effectiveFrom: string) =>
    planVersion({ kind, deployed: somerville, edited: somerville, known, effectiveFrom, by: 'Ana', changes: [] }, now);
  const ahead = plan('partners', { newest: 1, beginnings: [] }, '2026-07-01');
  if (typeof ahead === 'string') throw new Error(ahead);
  const known = withBeginning({ newest: 1, beginnings: [] }, ahead, now);
  expect(plan('agreements', known, '2026-12-01')).toMatchObject({ version: 3, activeAt: ahead.activeAt });
  expect(plan('agreements', known, '2026-07-01')).toMatchObject({ activeAt: ahead.activeAt });
  expect(plan('agreements', known, '2026-06-30')).toMatch(/begin it then or later/);
});

test('nothing begins before what it contains, or in the past', async () => {
  const file = await aChange('6 business days');
  await expect(publish('agreements', file, { ...where(), effectiveFrom: '2026-06-15' })).rejects.toThrow(
    /begins on 2026-07-01/,
  );
  await expect(publish('agreements', file, { ...where(), effectiveFrom: '2026-05-01' })).rejects.toThrow(
    /is past|not after/,
  );
});

test('a sheet that leaves types out retires them only on purpose', async () => {
  const file = join(folder, 'types.csv');
  await exportSheet('types', file, where());
  const { titles, rows } = readCsv(readFileSync(file, 'utf8'));
  writeFileSync(file, writeCsv({ titles, rows: rows.filter(([code]) => code !== 'pothole') }));
  await expect(publish('types', file, { ...where(), effectiveFrom: '2026-07-02' })).rejects.toThrow(
    /leaves out pothole/,
  );
});

test('an old sheet retires what is named, and not what somebody has added since its export', async () => {
  const file = join(folder, 'old.csv');
  await exportSheet('types', file, where());
  const old = readCsv(readFileSync(file, 'utf8'));
  const codeAt = old.titles.indexOf('code');
  const copied = old.rows.find((row) => row[codeAt] === 'pothole')!;
  const cells: Record<string, string> = {
    code: 'pothole-on-bridge',
    name: 'Pothole on a bridge',
    'ids on platforms': '',
    state: '',
  };
  const added = copied.map((cell, at) => cells[old.titles[at] ?? ''] ?? cell);
  const newer = join(folder, 'added.csv');
  writeFileSync(newer, writeCsv({ titles: old.titles, rows: [...old.rows, added] }));
  const on = { ...where(), effectiveFrom: '2026-07-02' };
  await publish('types', newer, on);

  writeFileSync(file, writeCsv({ titles: old.titles, rows: old.rows.filter((row) => row[codeAt] !== 'pothole') }));
  await expect(publish('types', file, { ...on, retire: 'pothole' })).rejects.toThrow('leaves out pothole-on-bridge.');
  await expect(publish('types', newer, { ...on, retire: 'pothole' })).rejects.toThrow('does not leave out pothole');
});

test('a sheet that cannot be written is told in a sentence', async () => {
  const file = join(folder, 'nowhere', 'types.csv');
  await expect(exportSheet('types', file, where())).rejects.toThrow(/cannot be written: its folder is not there/);
});
