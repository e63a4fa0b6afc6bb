import type { DatabaseSync } from 'node:sqlite';
import type { Activity } from './activity.ts';
import { createStreamsCall, watchWrites } from './engine-calls.ts';
import type { KeepFailed } from './failed-records.ts';
import type { Functions } from './functions.ts';
import { TemplateError } from './intrinsics.ts';
import { inTransaction } from './local-store.ts';
import { readsQueue } from './queue-mappings.ts';
import { createMapping } from './stream-mapping.ts';
import type { PositionStore } from './stream-mapping.ts';
import { createStreamReader } from './stream-reader.ts';
import type { Position } from './stream-reader.ts';
import type { EngineStreams } from './tables.ts';
import type { Template } from './template.ts';

/** The readers of the tables' streams. */
export interface Streams {
  /** Reads on, in case someone outside of this process wrote. */
  changed(): void;
  /** Ends; what was read and passed over is noted first unless `save` is false. */
  stop(save?: boolean): void;
}

/** Real ms between looks for what was written from outside of this process. */
const LOOK_AROUND = 1_000;

/** Starts every event source mapping of a stream; two on one stream share its reads. */
export function startStreams(options: {
  template: Template;
  engineStreams: EngineStreams;
  endpoint: string;
  functions: Functions;
  keepFailed: KeepFailed;
  store: DatabaseSync;
  activity: Activity;
  now: () => number;
  onIteratorAge: (functionName: string, age: number) => void;
  onError: (error: unknown) => void;
}): Streams {
  const { template, store, activity, now, onError, functions } = options;
  const { call, close } = createStreamsCall(options.endpoint);
  store.exec('CREATE TABLE IF NOT EXISTS stream_positions (mapping TEXT PRIMARY KEY, position TEXT NOT NULL) STRICT');
  const mappings = template
    .ofType('AWS::Lambda::EventSourceMapping')
    .filter((it) => it.properties.Enabled !== false && !readsQueue(it));
  const byStream = Map.groupBy(mappings, (mapping) => String(mapping.properties.EventSourceArn));

  const started = [...byStream].map(([streamArn, itsMappings]) => {
    const source = options.engineStreams.get(streamArn.split('/stream/')[0]!);
    if (source === undefined) {
      throw new TemplateError(`${itsMappings[0]!.logicalId}: ${streamArn} is no stream of a table of the template.`);
    }
    const consumers = itsMappings.map((mapping) => {
      const target = template.find(String(mapping.properties.FunctionName), 'AWS::Lambda::Function');
      return createMapping({
        mapping,
        functionArn: target.arn,
        invoke: (name, event) => functions.invoke(name, event),
        positions: positionStore(store, mapping.name, source.streamArn),
        deadLetter: (destination, body, shard) => options.keepFailed(mapping.ref, destination, body, shard),
        activity,
        now,
        onIteratorAge: (age) => options.onIteratorAge(target.name, age),
        onError,
      });
    });
    const { region } = template.place;
    const reader = createStreamReader({
      call,
      engineArn: source.streamArn,
      streamArn,
      region,
      consumers,
      activity,
      now,
      onError,
    });
    return { reader, consumers };
  });

  const changed = () => started.forEach(({ reader }) => reader.changed());
  const unwatch = watchWrites(options.endpoint, changed);
  const lookAround = setInterval(changed, LOOK_AROUND);
  lookAround.unref();
  changed();
  return {
    changed,
    stop(save = true) {
      clearInterval(lookAround);
      unwatch();
      for (const { reader, consumers } of started) {
        reader.stop();
        for (const consumer of consumers) consumer.stop(save);
      }
      close();
    },
  };
}

/** Positions of one mapping; those of an older stream (the engine's data was thrown away) do not count. */
function positionStore(store: DatabaseSync, mapping: string, streamArn: string): PositionStore {
  const load = store.prepare('SELECT position FROM stream_positions WHERE mapping = ?');
  const save = store.prepare('INSERT OR REPLACE INTO stream_positions (mapping, position) VALUES (?, ?)');
  return {
    load() {
      const row = load.get(mapping) as { position: string } | undefined;
      const kept = row && (JSON.parse(row.position) as { streamArn: string; shards: Position });
      return kept?.streamArn === streamArn ? kept.shards : {};
    },
    save(position, together) {
      inTransaction(store, () => {
        together?.();
        save.run(mapping, JSON.stringify({ streamArn, shards: position }));
      });
    },
  };
}
