import type { Activity } from '../../../infra/local/activity.ts';
import type { KeepFailed } from '../../../infra/local/failed-records.ts';
import { readsQueue } from '../../../infra/local/queue-mappings.ts';
import { createMapping } from '../../../infra/local/stream-mapping.ts';
import type { StreamRecord } from '../../../infra/local/stream-reader.ts';
import type { Template } from '../../../infra/local/template.ts';
import type { Scheduler } from '../scheduler.ts';
import type { SimulatedFunctions } from './functions.ts';

/** The streams of the tables with the functions that read them. */
export interface Mappings {
  /** Hands over a record that a write made, `key` being its item's. */
  offer(table: string, key: string, record: StreamRecord): void;
}

/** The pause before the n-th retry, ms: none at first, then twice as long each time, up to a minute. */
const pauseOf = (retry: number): number => (retry === 0 ? 10 : Math.min(500 * 2 ** retry, 60_000));

/** Starts every mapping of the template on every shard of its table; the mappings are those of the local stack. */
export function startMappings(options: {
  template: Template;
  scheduler: Scheduler;
  functions: SimulatedFunctions;
  activity: Activity;
  /** Records of one item are in order, and others are not: two show that; a table on demand begins with four. */
  count: number;
  keepFailed: KeepFailed;
  onIteratorAge: (functionName: string, age: number) => void;
  onError: (error: unknown) => void;
}): Mappings {
  const { template, scheduler, functions, activity } = options;
  const now = () => scheduler.now();
  /** Of each shard its mappings, of each the batches that are handled beside each other. */
  const shards = new Map<string, { mappings: ReturnType<typeof createMapping>[][]; last: number }[]>();

  for (const table of template.ofType('AWS::DynamoDB::Table')) {
    const mappings = template
      .ofType('AWS::Lambda::EventSourceMapping')
      .filter((it) => it.properties.Enabled !== false && !readsQueue(it))
      .filter((it) => String(it.properties.EventSourceArn).startsWith(`${table.arn}/stream/`));
    const lanesOf = () =>
      mappings.map((mapping) => {
        const target = template.find(String(mapping.properties.FunctionName), 'AWS::Lambda::Function');
        const lane = () =>
          createMapping({
            mapping,
            functionArn: target.arn,
            invoke: (name, event) => functions.invoke(name, event),
            positions: { load: () => ({}), save: (_position, together) => together?.() },
            deadLetter: (destination, body, shard) => options.keepFailed(mapping.ref, destination, body, shard),
            activity,
            now,
            onIteratorAge: (age) => options.onIteratorAge(target.name, age),
            onError: options.onError,
            pause: (retry) => new Promise<void>((resolve) => scheduler.at(now() + pauseOf(retry), resolve)),
          });
        return Array.from({ length: Number(mapping.properties.ParallelizationFactor ?? 1) }, lane);
      });
    shards.set(
      table.name,
      Array.from({ length: options.count }, () => ({ mappings: lanesOf(), last: 0 })),
    );
  }

  return {
    offer(table, key, record) {
      const hash = hashOf(key);
      const id = hash % options.count;
      const lane = Math.floor(hash / options.count);
      const shard = shards.get(table)![id]!;
      if (shard.mappings.length === 0) return;
      const written = now();
      // A shard is read in its order, each record a moment after it was written.
      shard.last = Math.max(shard.last + 1, written + scheduler.between(20, 900));
      scheduler.at(shard.last, () => {
        for (const lanes of shard.mappings)
          lanes[lane % lanes.length]!.offer([{ shard: `shard-${id}`, at: written, record }]);
      });
    },
  };
}

/** By the partition key, the first of the item's. */
function hashOf(key: string): number {
  const [partition] = JSON.parse(key) as string[];
  let sum = 0;
  for (const character of String(partition)) sum = (sum * 31 + character.charCodeAt(0)) % 65_521;
  return sum;
}
