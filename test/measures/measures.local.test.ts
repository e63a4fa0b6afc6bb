import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shardOf } from '../../functions/shared/shard.ts';
import { createMeasuresStore } from '../../functions/measures/measures.store.ts';
import { sumOf } from '../../functions/measures/figures.ts';
import { quantile } from '../../functions/measures/durations.ts';
import type { LocalConsole } from '../../infra/local/console/server.ts';
import { checkMeasures, showMeasures } from '../../infra/ops/measures.ts';
import { aConsole, printed } from '../support/console.ts';
import {
  DAY,
  HOUR,
  type LocalStack,
  aLocalStack,
  aPothole,
  deliver,
  letterTo,
  linkIn,
  post,
} from '../support/local-stack.ts';

const CREW = 'highway.desk@dpw.somerville.example';
const FILLED = { action: 'complete', outcome: 'done', resolution: 'We filled the hole and swept the street.' };
let stack: LocalStack;
let console: LocalConsole;

const check = (more = {}) => checkMeasures({ console: console.url, from: '2026-06-01', ...more });
const later = (ms: number) => stack.clock.advanceTo(stack.clock.now() + ms);
const measuresOf = () => createMeasuresStore(stack.service.dynamodb, stack.service.tables.measures);
const rollUp = async () => {
  const run = await stack.functions.invoke('Resolve311-Local-RollUp', {});
  return 'payload' in run ? run.payload : run;
};

/** A pothole from the webhook, and the crew's link to it. */
const reported = async (nth: number): Promise<string> => {
  const location = { address: `${nth} Elm St`, lat: 42.38 + nth * 0.005, lon: -71.11, ward: 'Ward 7' };
  await deliver(stack, aPothole({ location, reporter: null }));
  await stack.settle();
  return linkIn(await letterTo(stack, CREW));
};

beforeAll(async () => {
  stack = await aLocalStack({ scheduleSpacing: 365 * DAY });
  console = await aConsole(stack);
  // Three potholes on Monday: one filled after two hours on hold of four, one the week after, too late, one left open and overdue.
  const [first, second] = [await reported(1), await reported(2)];
  await reported(3);
  await later(HOUR);
  await post(first, { action: 'hold', reason: 'waiting-for-parts' });
  await later(2 * HOUR);
  await post(first, { action: 'resume' });
  await later(HOUR);
  await post(first, FILLED);
  await stack.settle();
  await later(8 * DAY);
  await post(second, FILLED);
  await stack.settle();
});
afterAll(async () => {
  await console.stop();
  await stack.stop();
});

test('what comes through the webhook and the pages is in the roll-ups of its days, by partner, type, channel and ward', async () => {
  await rollUp();
  const measures = measuresOf();
  const days = (await measures.days()).map(({ day }) => day);
  expect(days).toEqual(['2026-06-01', '2026-06-03', '2026-06-04', '2026-06-08', '2026-06-09']);
  const of = async (...wanted: string[]) => sumOf((await Promise.all(wanted.map(measures.rollUps))).flat());
  const monday = await measures.rollUps('2026-06-01');
  expect(monday.map(({ partner, type, channel, ward }) => [partner, type, channel, ward].join(' '))).toEqual([
    '- - web ward-7',
    'dpw-highway pothole web ward-7',
  ]);
  expect((await of('2026-06-01')).counts).toEqual({
    received: 3,
    accepted: 3,
    offered: 3,
    met: 1,
    acceptKept: 1,
    completeKept: 1,
    worded: 1,
    plainlyWorded: 1,
    recorded: 1,
    completelyRecorded: 1,
    openMs: 4 * HOUR,
    pausedMs: 2 * HOUR,
    open: 2,
  });
  const { times, paused, places } = await of('2026-06-01');
  expect(places).toEqual({ '42.3850,-71.1102': 1, '42.3905,-71.1102': 1, '42.3950,-71.1102': 1 });
  expect(paused).toEqual({ 'waiting-for-parts': 2 * HOUR });
  expect(Math.abs(quantile(times.toResolve!, 0.5)! / (4 * HOUR) - 1)).toBeLessThanOrEqual(0.01);
  // Both that were left passed their promise of two business days on Wednesday morning.
  expect((await of('2026-06-03')).counts).toMatchObject({ breached: 2, overdue: 2 });
  expect((await of('2026-06-09')).counts).toMatchObject({ missed: 1, open: -1, overdue: -1 });
  expect((await of(...days)).counts).toMatchObject({ open: 1, overdue: 1, met: 1, missed: 1 });
});

test('counted anew from the histories, every figure is the same', async () => {
  expect(await printed(check)).toMatch(/^5 days with \d+ counted lines of history: 0 differences\.\n$/u);
});

test('R171 R179 a manager reads the month with its formulas, and no data where there is none', async () => {
  const shown = await printed(() => showMeasures({ console: console.url, month: '2026-06' }));
  expect(shown).toContain('All partners, 2026-06-01 to before 2026-06-10;');
  expect(shown).toContain('      50.0 %  on time, closed with a target: met ÷ (met + missed) (n = 2)');
  expect(shown).toContain('      33.3 %  on time, strict: met ÷ (met + missed + open and overdue at the end) (n = 3)');
  expect(shown).toContain('     no data  survey: overall (n = 0)');
  expect(shown).toContain('           1  open and overdue at the end');
  expect(shown).toContain('     100.0 %  web (3)');
  expect(shown).toContain('received (before: no data)');
  const dcr = await printed(() => showMeasures({ console: console.url, month: '2026-06', partner: 'dcr', csv: true }));
  expect(dcr).toContain('"on time, closed with a target: met ÷ (met + missed)",share,no data,0\r\n');
  await expect(showMeasures({ console: console.url, month: 'June' })).rejects.toThrow(
    'June is no month; write 2026-06.',
  );
  await expect(showMeasures({ console: console.url, month: '2026-07' })).rejects.toThrow('2026-07 has not begun.');
  await expect(showMeasures({ console: console.url, month: '2026-05' })).rejects.toThrow(
    'Nothing had been counted in 2026-05 yet: the record begins on 2026-06-01.',
  );
  await expect(showMeasures({ console: console.url, month: '2026-06', partner: 'highway' })).rejects.toThrow(
    /^There is no partner highway\. There are: .*dpw-highway/,
  );
});

test('rolled up again, or told again by the stream, nothing changes', async () => {
  const measures = measuresOf();
  const before = await measures.rollUps('2026-06-01');
  for await (const row of measures.rows('2026-06-01')) await measures.put([row, row]);
  await measures.touch('2026-06-01');
  expect(await printed(check)).toContain('2026-06-01 is counted, and waits for its roll-up');
  expect(await rollUp()).toEqual({ days: ['2026-06-01'] });
  expect(await measures.rollUps('2026-06-01')).toEqual(before);
  expect(await rollUp()).toEqual({ days: [] });
});

test('rows that lie where versions before had one partition for a day are read, and once', async () => {
  const measures = measuresOf();
  const idsOf = async () => {
    const ids: string[] = [];
    for await (const { id } of measures.rows('2026-06-01')) ids.push(id);
    return ids.sort();
  };
  const ids = await idsOf();
  const sk = ids.find((id) => shardOf(id, 8) !== 0);
  const Item = { pk: 'ROWS#2026-06-01', sk, id: sk };
  const { tables, dynamodb } = stack.service;
  await dynamodb.send(new PutCommand({ TableName: tables.measures, Item }));
  expect(await idsOf()).toEqual(ids);
  await dynamodb.send(new DeleteCommand({ TableName: tables.measures, Key: { pk: Item.pk, sk: Item.sk } }));
});

test('what was lost is named, and made good with --repair', async () => {
  const measures = measuresOf();
  for await (const { id, line } of measures.rows('2026-06-09'))
    if (line?.type === 'request-resolved')
      await stack.service.dynamodb.send(
        new DeleteCommand({
          TableName: stack.service.tables.measures,
          Key: { pk: `ROWS#2026-06-09${shardOf(id, 8) === 0 ? '' : `#${shardOf(id, 8)}`}`, sk: id },
        }),
      );
  await measures.touch('2026-06-09');
  await rollUp();
  const seen = await printed(() => expect(check()).rejects.toThrow('Count what is missing with --repair.'));
  expect(seen).toContain('2026-06-09 dpw-highway#pothole#web#ward-7: missed is 1 by the history, and 0 in the roll-up');
  expect(await printed(() => check({ repair: true }))).toContain('2026-06-09 was given 1 rows that it lacked');
  await rollUp();
  expect(await printed(check)).toContain('0 differences');
});

test('what is no day is refused with the remedy', async () => {
  await expect(check({ from: 'yesterday' })).rejects.toThrow('yesterday is no day; write 2026-06-01.');
  await expect(check({ from: '2030-01-01' })).rejects.toThrow('is before 2030-01-01: nothing would be compared');
});
