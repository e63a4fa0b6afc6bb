import { describe, expect, it } from 'vitest';
import { createActivity } from '../../infra/local/activity.ts';
import { createMapping } from '../../infra/local/stream-mapping.ts';
import { isAfter } from '../../infra/local/stream-reader.ts';
import type { Arrival, Position, StreamRecord } from '../../infra/local/stream-reader.ts';
import type { Resource } from '../../infra/local/template.ts';

const SHARD = 'shard-1';

/** A record whose id says what the function will do with it. */
const arrival = (sequence: number, id = 'good'): Arrival => ({
  shard: SHARD,
  at: 0,
  record: {
    eventID: String(sequence),
    eventName: 'INSERT',
    awsRegion: 'x',
    eventSourceARN: 'stream',
    dynamodb: { SequenceNumber: String(sequence), ApproximateCreationDateTime: 0, Keys: { id: { S: id } } },
  },
});

const idOf = (record: StreamRecord) => (record.dynamodb.Keys as { id: { S: string } }).id.S;

/** A mapping over a function that throws at `throws`, reports `bad`, and else handles; with all that it did. */
function aMapping(properties: Record<string, unknown>, saved: Position = {}) {
  const calls: string[][] = [];
  const handled: string[] = [];
  const letters: Record<string, unknown>[] = [];
  const positions: string[] = [];
  const errors: unknown[] = [];
  const activity = createActivity();
  const mapping = createMapping({
    mapping: {
      stack: 'One',
      logicalId: 'Mapping',
      properties: { FunctionName: 'f', ...properties },
    } as unknown as Resource,
    functionArn: 'arn:f',
    async invoke(_name, event) {
      const { Records } = event as { Records: StreamRecord[] };
      calls.push(Records.map(({ dynamodb }) => dynamodb.SequenceNumber));
      await Promise.resolve();
      if (Records.some((record) => idOf(record) === 'throws'))
        return { error: { errorType: 'Error', errorMessage: '' } };
      const bad = Records.filter((record) => idOf(record) === 'bad').map(({ dynamodb }) => dynamodb.SequenceNumber);
      handled.push(...Records.map(({ dynamodb }) => dynamodb.SequenceNumber).filter((it) => !bad.includes(it)));
      return { payload: { batchItemFailures: bad.map((itemIdentifier) => ({ itemIdentifier })) } };
    },
    positions: {
      load: () => saved,
      save(position, together) {
        together?.();
        positions.push(position[SHARD]!);
      },
    },
    deadLetter: (_queue, body) => letters.push(body as Record<string, unknown>),
    activity,
    now: () => 1_000,
    onIteratorAge: () => undefined,
    onError: (error) => errors.push(error),
  });
  return { mapping, calls, handled, letters, positions, errors, idle: () => activity.idle() };
}

const DEAD = { DestinationConfig: { OnFailure: { Destination: 'arn:queue' } } };
const REPORTS = { FunctionResponseTypes: ['ReportBatchItemFailures'] };
const BISECTS = { BisectBatchOnFunctionError: true };

describe('an event source mapping', () => {
  it('hands over batches in order and saves its place after each', async () => {
    const it_ = aMapping({ BatchSize: 2 });
    it_.mapping.offer([1, 2, 3, 4, 5].map((sequence) => arrival(sequence)));
    await it_.idle();
    expect(it_.calls).toEqual([['1', '2'], ['3', '4'], ['5']]);
    expect(it_.positions).toEqual(['2', '4', '5']);
  });

  it('goes on after the saved place, and takes no record twice', async () => {
    const it_ = aMapping({}, { [SHARD]: '2' });
    it_.mapping.offer([1, 2, 3].map((sequence) => arrival(sequence)));
    it_.mapping.offer([3, 4].map((sequence) => arrival(sequence)));
    await it_.idle();
    expect(it_.calls.flat()).toEqual(['3', '4']);
  });

  it('passes over what its filters do not want', async () => {
    const pattern = JSON.stringify({ dynamodb: { Keys: { id: { S: ['wanted'] } } } });
    const it_ = aMapping({ FilterCriteria: { Filters: [{ Pattern: pattern }] } });
    it_.mapping.offer([arrival(1), arrival(2, 'wanted'), arrival(3)]);
    await it_.idle();
    expect(it_.calls).toEqual([['2']]);
    expect(it_.mapping.position()).toEqual({ [SHARD]: '3' });
  });

  it('retries a whole batch without bisecting, and puts it aside after its last retry', async () => {
    const it_ = aMapping({ MaximumRetryAttempts: 2, ...DEAD });
    it_.mapping.offer([arrival(1), arrival(2, 'throws'), arrival(3)]);
    await it_.idle();
    expect(it_.calls).toEqual([
      ['1', '2', '3'],
      ['1', '2', '3'],
      ['1', '2', '3'],
    ]);
    expect(it_.letters).toMatchObject([
      {
        requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 3 },
        DDBStreamBatchInfo: { startSequenceNumber: '1', endSequenceNumber: '3', batchSize: 3 },
      },
    ]);
    expect(it_.positions).toEqual(['3']);
  });

  it('bisects down to the bad record and handles all others once', async () => {
    const it_ = aMapping({ MaximumRetryAttempts: 1, ...DEAD, ...BISECTS });
    it_.mapping.offer([1, 2, 3, 4, 5, 6].map((sequence) => arrival(sequence, sequence === 4 ? 'throws' : 'good')));
    await it_.idle();
    expect(it_.handled).toEqual(['1', '2', '3', '5', '6']);
    expect(it_.letters).toMatchObject([{ DDBStreamBatchInfo: { startSequenceNumber: '4', batchSize: 1 } }]);
    expect(it_.mapping.position()).toEqual({ [SHARD]: '6' });
  });

  it('goes on from the first record that the function reports', async () => {
    const it_ = aMapping({ MaximumRetryAttempts: 1, ...DEAD, ...REPORTS });
    it_.mapping.offer([arrival(1), arrival(2), arrival(3, 'bad')]);
    await it_.idle();
    expect(it_.calls).toEqual([['1', '2', '3'], ['3'], ['3']]);
    expect(it_.positions).toEqual(['2', '3']);
    expect(it_.letters).toHaveLength(1);
  });

  it('puts records whole into a bucket, where it gives up into one', async () => {
    const bucket = { DestinationConfig: { OnFailure: { Destination: 'arn:aws:s3:::failed' } } };
    const it_ = aMapping({ MaximumRetryAttempts: 1, ...bucket });
    it_.mapping.offer([arrival(1, 'throws'), arrival(2, 'throws')]);
    await it_.idle();
    const [letter] = it_.letters as { payload: string; DDBStreamBatchInfo: object }[];
    expect(letter?.DDBStreamBatchInfo).toMatchObject({ batchSize: 2 });
    const { Records } = JSON.parse(String(letter?.payload)) as { Records: StreamRecord[] };
    expect(Records.map(({ dynamodb }) => dynamodb.SequenceNumber)).toEqual(['1', '2']);
  });

  it('gives up on records that became too old', async () => {
    const it_ = aMapping({ MaximumRetryAttempts: 10, MaximumRecordAgeInSeconds: 0, ...DEAD });
    it_.mapping.offer([arrival(1, 'throws')]);
    await it_.idle();
    expect(it_.calls).toHaveLength(1);
    expect(it_.letters).toMatchObject([{ requestContext: { condition: 'RecordAgeExceeded' } }]);
  });

  it('refuses a property that it does not know', () => {
    expect(() => aMapping({ TumblingWindowInSeconds: 2 })).toThrow('Stack One, Mapping.TumblingWindowInSeconds');
  });

  it('compares sequence numbers as numbers', () => {
    expect(isAfter('10', '9')).toBe(true);
    expect(isAfter('000000000000000000009', '10')).toBe(false);
    expect(isAfter('1', undefined)).toBe(true);
  });
});
