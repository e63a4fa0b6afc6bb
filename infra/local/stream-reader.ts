import type { Activity } from './activity.ts';
import type { StreamsCall } from './engine-calls.ts';

/** A record of a DynamoDB stream as a Lambda gets it. */
export interface StreamRecord {
  eventID: string;
  eventName: string;
  awsRegion: string;
  eventSourceARN: string;
  dynamodb: { SequenceNumber: string; ApproximateCreationDateTime: number; Keys: object; NewImage?: object };
}

/** A record on its way, with the shard that it came from and the local instant of its first reading, epoch ms. */
export interface Arrival {
  shard: string;
  at: number;
  record: StreamRecord;
}

/** How far a reader has come: shard → sequence number. */
export type Position = Record<string, string>;

/** One who reads a stream. */
export interface StreamConsumer {
  /** Where it wants to go on. */
  position(): Position;
  offer(arrivals: Arrival[]): void;
  /** Resolves when it takes more. */
  room(): Promise<void>;
}

/** Reads one stream once for all its consumers. */
export interface StreamReader {
  /** Something may have been written. */
  changed(): void;
  stop(): void;
}

interface Shard {
  id: string;
  iterator: string | undefined;
  closed: boolean;
}

/** As many records as one GetRecords answers. */
const LIMIT = 1_000;

/** Whether a sequence number comes after another; they are decimal numbers of up to 40 digits. */
export const isAfter = (a: string, b: string | undefined): boolean => b === undefined || BigInt(a) > BigInt(b);

/**
 * Reads the engine's stream when told that something changed, until a read that began after the last such word is empty.
 * Shards are read one after the other as the engine lists them, parents first.
 */
export function createStreamReader(options: {
  call: StreamsCall;
  /** The engine's own ARN of the stream, and the template's, which the records carry. */
  engineArn: string;
  streamArn: string;
  region: string;
  consumers: StreamConsumer[];
  activity: Activity;
  now: () => number;
  onError: (error: unknown) => void;
}): StreamReader {
  const { call, engineArn, consumers, activity } = options;
  let shards: Shard[] = [];
  let dirty = false;
  let reading = false;
  let stopped = false;

  async function listShards(): Promise<void> {
    const answer = await call('DescribeStream', { StreamArn: engineArn });
    const { Shards } = answer.StreamDescription as { Shards: { ShardId: string }[] };
    const known = new Map(shards.map((shard) => [shard.id, shard]));
    shards = Shards.map(({ ShardId: id }) => known.get(id) ?? { id, iterator: undefined, closed: false });
  }

  /** Goes on after the consumer that has come least far; from the start where one has not begun or the place is gone. */
  async function openShard(shard: Shard): Promise<string> {
    const places = consumers.map((consumer) => consumer.position()[shard.id]);
    const lowest = places.reduce(
      (low, place) => (low === undefined || place === undefined || isAfter(low, place) ? place : low),
      places[0],
    );
    const from = { StreamArn: engineArn, ShardId: shard.id };
    if (lowest !== undefined) {
      const after = { ...from, ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: lowest };
      const answer = await call('GetShardIterator', after).catch(() => undefined);
      if (answer) return String(answer.ShardIterator);
    }
    return String((await call('GetShardIterator', { ...from, ShardIteratorType: 'TRIM_HORIZON' })).ShardIterator);
  }

  /** Reads a shard once; answers how many records it gave. */
  async function readShard(shard: Shard): Promise<number> {
    shard.iterator ??= await openShard(shard);
    let answer;
    try {
      answer = await call('GetRecords', { ShardIterator: shard.iterator, Limit: LIMIT });
    } catch (error) {
      shard.iterator = undefined; // it may have expired
      throw error;
    }
    shard.iterator = answer.NextShardIterator as string | undefined;
    shard.closed = shard.iterator === undefined;
    const at = options.now();
    const arrivals = (answer.Records as StreamRecord[]).map((record): Arrival => ({
      shard: shard.id,
      at,
      record: {
        ...record,
        awsRegion: options.region,
        eventSourceARN: options.streamArn,
        dynamodb: { ...record.dynamodb, ApproximateCreationDateTime: Math.floor(at / 1000) },
      },
    }));
    if (arrivals.length > 0) for (const consumer of consumers) consumer.offer(arrivals);
    return arrivals.length;
  }

  async function readAll(): Promise<void> {
    if (shards.length === 0 || shards.some((shard) => shard.closed)) await listShards();
    for (const shard of shards) {
      while (!shard.closed && !stopped) {
        await Promise.all(consumers.map((consumer) => consumer.room()));
        if ((await readShard(shard)) < LIMIT) break;
      }
    }
  }

  async function run(): Promise<void> {
    reading = true;
    const end = activity.begin('unread streams');
    try {
      while (dirty && !stopped) {
        dirty = false;
        // Writes that are answered close together are read together: a read costs more than the wait.
        await new Promise((resolve) => setTimeout(resolve, 2));
        await readAll();
      }
    } catch (error) {
      if (!stopped) options.onError(error);
    } finally {
      reading = false;
      end();
    }
  }

  return {
    changed() {
      dirty = true;
      if (!reading && !stopped) void run();
    },
    stop() {
      stopped = true;
    },
  };
}
