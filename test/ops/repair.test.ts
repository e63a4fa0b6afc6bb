import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { tagOf } from '../../functions/notices/message-tag.ts';
import { CONFIG } from '../../infra/config.ts';
import { lookAtAll } from '../../infra/ops/dead-letter-queue.ts';
import { readDeadLetter, readFailedRecord, sayEvent, sayMessage, sayRecord } from '../../infra/ops/dead-letter.ts';
import { cycleOf, stoppedCycles } from '../../infra/ops/executions.ts';
import { handOverRecords } from '../../infra/ops/hand-over.ts';
import { articleOf, judge } from '../../infra/ops/health-lines.ts';
import { readAlarms, readRuns } from '../../infra/ops/health-reading.ts';
import type { Machinery } from '../../infra/ops/machinery.ts';
import { startAll, withoutExecution } from '../../infra/ops/rearm.ts';
import { recordsOf } from '../../infra/ops/replay.ts';
import { sayAge } from '../../infra/ops/say-age.ts';
import type { OpenRequest } from '../../infra/ops/watched.ts';
import { DAY, HOUR } from '../support/builders.ts';
import { aReading } from './health-reading.builder.ts';

const { NOW } = aReading;

describe('a dead letter', () => {
  test('is read by what it holds', () => {
    const stored = {
      'detail-type': 'Object Created',
      detail: { bucket: { name: 'b' }, object: { key: 'aws/lambda/m/s/1' } },
    };
    const original = { 'detail-type': 'Object Created', detail: { bucket: { name: 'p' }, object: { key: 'raw/1' } } };
    const read = (value: object) => readDeadLetter(JSON.stringify(value));
    expect(read(stored)).toEqual({ kind: 'record', bucket: 'b', key: 'aws/lambda/m/s/1' });
    expect(read(original)).toEqual({ kind: 'event', event: original });
    expect(read({ requestPayload: original, requestContext: {} })).toEqual({ kind: 'event', event: original });
    expect(read({ eventType: 'Send' })).toEqual({ kind: 'message', body: '{"eventType":"Send"}' });
    expect(read({ DDBStreamBatchInfo: {} }).kind).toBe('unreadable');
  });

  test('never ends in an error, whatever it holds', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
        readDeadLetter(body);
        readFailedRecord(body);
        sayMessage(body);
      }),
      { seed: 311 },
    );
  });

  test('is put back beside one that came back by itself, because looking at all took too long', async () => {
    const putBack: string[] = [];
    const letters = [['late', 'in-time'], []];
    const send = async ({ input }: { input: { ReceiptHandle?: string } }) => {
      const { ReceiptHandle: handle } = input;
      if (handle === 'late') throw Object.assign(new Error('It is not in flight.'), { name: 'MessageNotInflight' });
      if (handle !== undefined) return void putBack.push(handle);
      return { Messages: letters.shift()!.map((id) => ({ MessageId: id, ReceiptHandle: id, Body: '{}' })) };
    };
    const sqs = { send } as unknown as SQSClient;
    expect(await lookAtAll(sqs, { of: 'SendNotice', url: 'queue' })).toHaveLength(2);
    expect(putBack).toEqual(['in-time']);
  });

  test('is found on whatever host of SQS it lies, though an answer that does not wait comes from one of them', async () => {
    const hosts = [[], [], ['a'], [], [], ['b']] as string[][];
    let asked = 0;
    const send = async ({ input }: { input: { ReceiptHandle?: string; WaitTimeSeconds?: number } }) => {
      if (input.ReceiptHandle !== undefined) return;
      const some = hosts[asked++ % hosts.length]!;
      const host = input.WaitTimeSeconds ? hosts.find((letters) => letters.length > 0) : some;
      return { Messages: host?.splice(0).map((id) => ({ MessageId: id, ReceiptHandle: id, Body: '{}' })) };
    };
    const found = await lookAtAll({ send } as unknown as SQSClient, { of: 'SendNotice', url: 'queue' });
    expect(found.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  test('says ids of ours, and nothing of what it is about', () => {
    const record = {
      eventName: 'INSERT',
      dynamodb: { Keys: { pk: { S: 'REQUEST#R-1' }, sk: { S: 'REQUEST' } }, NewImage: { to: { S: 'ana@x' } } },
    };
    expect(sayRecord(record)).toBe('INSERT REQUEST#R-1 REQUEST');
    expect(sayEvent({ detail: { object: { key: 'raw/1' } } })).toBe('object raw/1');
    expect(sayEvent('x')).toBe('an event');
    const event = {
      eventType: 'Bounce',
      mail: { destination: ['ana@x'], tags: { notice: [tagOf('R-1#1#received')] } },
    };
    expect(sayMessage(JSON.stringify(event))).toBe('Bounce of notice R-1#1#received');
  });
});

describe('records that are handed over', () => {
  const aRecord = (id: string, index: number) => ({
    dynamodb: { SequenceNumber: String(index), Keys: { pk: { S: id } } },
  });
  /** A function that reports records with `bad` in their id, and throws at `throws`. */
  const machinery = (handled: string[]) =>
    ({
      nameOf: (name: string) => name,
      lambda: {
        send: ({ input }: { input: { Payload: Uint8Array } }) => {
          const { Records } = JSON.parse(new TextDecoder().decode(input.Payload)) as {
            Records: ReturnType<typeof aRecord>[];
          };
          const answer = (payload: object, more = {}) =>
            Promise.resolve({ Payload: new TextEncoder().encode(JSON.stringify(payload)), ...more });
          for (const { dynamodb } of Records) {
            if (dynamodb.Keys.pk.S.startsWith('throws'))
              return answer({ errorType: 'TypeError' }, { FunctionError: 'Unhandled' });
            if (dynamodb.Keys.pk.S.startsWith('bad'))
              return answer({ batchItemFailures: [{ itemIdentifier: dynamodb.SequenceNumber }] });
            handled.push(dynamodb.Keys.pk.S);
          }
          return answer({ batchItemFailures: [] });
        },
      },
    }) as unknown as Machinery;

  test('are each handled or named as failed, whichever of them fail', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom('good', 'bad', 'throws'), { maxLength: 8 }), async (kinds) => {
        const handled: string[] = [];
        const ids = kinds.map((kind, index) => `${kind}-${index}`);
        const failures = await handOverRecords(machinery(handled), 'Reader', ids.map(aRecord));
        const failed = failures.map(({ record }) => record.dynamodb?.Keys?.pk?.S);
        expect(failed).toEqual(ids.filter((id) => !id.startsWith('good')));
        // A batch that throws is told again from its first record; functions bear that.
        expect(new Set(handled)).toEqual(new Set(ids.filter((id) => id.startsWith('good'))));
      }),
      { seed: 311 },
    );
  });
});

describe('records that are replayed', () => {
  test('are read a page after the other, so that those of a city need not fit into memory', async () => {
    const pages: number[] = [];
    const client = {
      send: ({ input }: { input: { ExclusiveStartKey?: { page: number } } }) => {
        const page = input.ExclusiveStartKey?.page ?? 0;
        pages.push(page);
        const Items = [1, 2].map((number) => ({ pk: { S: `REQUEST#R-${page}${number}` }, sk: { S: 'REQUEST' } }));
        return Promise.resolve({ Items, ...(page < 2 ? { LastEvaluatedKey: { page: page + 1 } } : {}) });
      },
    } as unknown as DynamoDBDocumentClient;
    const reader = { to: 'PassOnChanges', sort: 'REQUEST', at: 'changedAt' as const, concerns: () => true };
    const read: [string | undefined, number][] = [];
    const span = { from: 0, to: Infinity };
    for await (const { dynamodb } of recordsOf({ client, table: 'Requests' }, reader, undefined, span))
      read.push([dynamodb?.Keys?.pk?.S, pages.length]);
    expect(read).toEqual([
      ['REQUEST#R-01', 1],
      ['REQUEST#R-02', 1],
      ['REQUEST#R-11', 2],
      ['REQUEST#R-12', 2],
      ['REQUEST#R-21', 3],
      ['REQUEST#R-22', 3],
    ]);
  });
});

describe('open requests without an execution', () => {
  const open = (requestId: string, more: Partial<OpenRequest> = {}): OpenRequest =>
    ({
      requestId,
      cycle: 1,
      version: 3,
      status: 'in-progress',
      wakeAt: NOW + 1,
      receivedAt: 0,
      ...more,
    }) as OpenRequest;

  test('are those whose cycle none runs for, but for what has just come', () => {
    const all = [
      open('R-1'),
      open('R-2', { cycle: 2 }),
      open('R-3', { status: 'received' }),
      open('R-4', { status: 'received', wakeAt: NOW }),
    ];
    expect(withoutExecution(all, new Set(['R-1-1', 'R-2-1']), NOW).map(({ requestId }) => requestId)).toEqual([
      'R-2',
      'R-4',
    ]);
  });

  test('are told from names, whatever follows the cycle', () => {
    const names = ['R-7FWF-Q30Q-N1KG-1', 'R-7FWF-Q30Q-N1KG-12-r7', 'R-7FWF-Q30Q-N1KG-1-2', 'other'];
    expect(names.map(cycleOf)).toEqual(['R-7FWF-Q30Q-N1KG-1', 'R-7FWF-Q30Q-N1KG-12', 'R-7FWF-Q30Q-N1KG-1', undefined]);
  });

  test('are started in their order, by another name where one is taken', async () => {
    const taken = new Set(['R-1-1-r3']);
    const started: string[] = [];
    const start = (name: string) => Promise.resolve(!taken.has(name) && started.push(name) > 0);
    await startAll([open('R-1'), open('R-2', { status: 'received' })], { start }, 36_000);
    expect(started).toEqual(['R-2-1', 'R-1-1-r3-10']);
  });

  test('are started no more after an error, but for those that are under way', async () => {
    let calls = 0;
    const start = async () => {
      calls += 1;
      if (calls === 30) throw new Error('The rights ended.');
      await new Promise((resolve) => setImmediate(resolve));
      return true;
    };
    const all = Array.from({ length: 500 }, (_, index) => open(`R-${index}`));
    await expect(startAll(all, { start }, 36_000)).rejects.toThrow('The rights ended.');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(calls).toBeLessThan(60);
  });
});

describe('health', () => {
  test('finds nothing wrong where nothing is', () => {
    expect(judge(aReading.well()).filter(({ wrong }) => wrong)).toEqual([]);
  });

  test('names each thing once, with its count, its age and what to type', () => {
    const [dead, executions] = judge(aReading.ofTrouble());
    expect(dead).toMatchObject({
      text: 'SendNotice has 2 dead letters, the oldest since 3 h 0 min',
      command: 'npm run ops -- redrive SendNotice',
    });
    expect(executions?.text).toBe(
      '3 open requests have none, 1 of them because theirs failed or was stopped: R-1111-1111-1111-1',
    );
  });

  test('leaves what is only just past to the reconciler', () => {
    const isWrong = (at: number) => judge(aReading.well({ pastMoments: [at] })).some(({ wrong }) => wrong);
    expect(isWrong(NOW - 7 * 60_000)).toBe(false);
    expect(isWrong(NOW - 7 * 60_000 - 1)).toBe(true);
  });

  test('tells of the oldest where an outage left 300,000 behind', () => {
    const pastMoments = Array.from({ length: 300_000 }, (_, index) => NOW - HOUR - index);
    const [past] = judge(aReading.well({ pastMoments })).filter(({ wrong }) => wrong);
    expect(past?.text).toMatch(/^300,000 requests are past a moment .* since 1 h 4 min$/u);
  });

  test('tells of a daily run that was missed or failed an hour after it was due, also where nobody knows of one', () => {
    const late = (lastRuns: Record<string, number | undefined>, runsSince = NOW - 3 * DAY) =>
      judge(aReading.well({ lastRuns, runsSince }))
        .filter(({ wrong }) => wrong)
        .map(({ text }) => text);
    expect(late({ FindTrends: NOW - 25 * HOUR, Reconcile: NOW - 6 * 60_000 })).toEqual([]);
    expect(late({ FindTrends: NOW - 25 * HOUR - 1 })).toEqual([
      'FindTrends has not run without an error for 1 d 1 h, and is to every 1 d 0 h',
    ]);
    expect(late({ Reconcile: NOW - 6 * 60_000 - 1 })).toHaveLength(1);
    expect(late({ FindTrends: undefined })).toEqual([expect.stringContaining('its first run is still to come')]);
    // Of a service that began this morning nobody says yet that a day was missed.
    expect(late({ FindTrends: undefined }, NOW - 4 * HOUR)).toEqual([]);
  });

  test('names no alarm of another service, nor one of staging in production', async () => {
    const { runbook } = CONFIG.production;
    const alarm = (AlarmName: string, AlarmDescription = `It failed. · ${runbook}#article`) => ({
      AlarmName,
      AlarmDescription,
    });
    const MetricAlarms = [
      alarm('intake/ServerErrors'),
      alarm('staging-intake/ServerErrors'),
      alarm('TargetTracking-table/Orders-AlarmLow-1', 'DO NOT EDIT OR DELETE.'),
      { AlarmName: 'orders/Failing' },
    ];
    const cloudWatch = { send: async () => ({ MetricAlarms }) } as unknown as Machinery['cloudWatch'];
    expect(await readAlarms({ cloudWatch, alarmPrefix: '', runbook })).toEqual(['intake/ServerErrors']);
  });

  test('counts as a run only one that ended without an error', async () => {
    const [yesterday, today] = [NOW - 20 * HOUR, NOW - 2 * HOUR];
    const values: Record<string, [number, number][]> = {
      Invocations: [
        [today, 3],
        [yesterday, 1],
      ],
      Errors: [
        [today, 3],
        [yesterday, 0],
      ],
    };
    const send = async ({ input }: { input: { MetricDataQueries: MetricDataQuery[] } }) => {
      const [{ MetricStat }] = input.MetricDataQueries as [MetricDataQuery];
      const points = values[MetricStat!.Metric!.MetricName!]!;
      const result = { Timestamps: points.map(([at]) => new Date(at)), Values: points.map(([, value]) => value) };
      return { MetricDataResults: [{ Id: 'ofFindTrends', ...result }] };
    };
    const cloudWatch = { send } as unknown as Machinery['cloudWatch'];
    const { lastRuns, runsSince } = await readRuns({ cloudWatch, nameOf: (name) => name }, NOW);
    expect(lastRuns).toMatchObject({ FindTrends: yesterday + 5 * 60_000, Reconcile: undefined });
    expect(runsSince).toBe(yesterday);
  });

  test('knows an execution that failed a minute ago though it began before others that ended long ago', async () => {
    const of = (name: string, began: number, ended: number) => ({
      name,
      startDate: new Date(NOW - began),
      stopDate: new Date(NOW - ended),
    });
    // The newest beginning first, as Step Functions lists them, in two pages.
    const pages = [
      [of('R-1111-1111-1111-1', DAY, DAY / 2), of('R-2222-2222-2222-1', 30 * DAY, 29 * DAY)],
      [of('R-3333-3333-3333-2-late-7', 150 * DAY, 60_000)],
    ];
    const send = async ({ input }: { input: { statusFilter: string; nextToken?: string } }) => {
      const page = Number(input.nextToken ?? 0);
      const isLast = page === pages.length - 1;
      return input.statusFilter === 'FAILED'
        ? { executions: pages[page], ...(isLast ? {} : { nextToken: String(page + 1) }) }
        : { executions: [] };
    };
    const stopped = await stoppedCycles({ send } as unknown as SFNClient, 'machine', NOW - 14 * DAY);
    expect([...stopped]).toEqual(['R-1111-1111-1111-1', 'R-3333-3333-3333-2']);
  });

  test('says ages in the units that matter, and where an article stands', () => {
    const MINUTE = 60_000;
    expect([59_999, MINUTE, 190 * MINUTE, 53 * 60 * MINUTE].map(sayAge)).toEqual([
      'under a minute',
      '1 min',
      '3 h 10 min',
      '2 d 5 h',
    ]);
    expect(articleOf('workflow/ExecutionsFailed')).toBe('infra/observability/runbook.md#workflowexecutionsfailed');
    expect(articleOf('Hand dead letters over again')).toBe(
      'infra/observability/runbook.md#hand-dead-letters-over-again',
    );
  });
});
