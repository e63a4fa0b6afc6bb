import { catalogueOf } from '../catalogue/catalogue.ts';
import { type Publications, REFRESH_MS } from '../catalogue/published.ts';
import { createPublishedStore } from '../catalogue/published.store.ts';
import { openCatalogue } from '../catalogue/refresh-catalogue.store.ts';
import { type RequestsStore, openRequests } from '../requests/requests.store.ts';
import { NEVER } from '../requests/watch.ts';
import { dynamoDb } from '../shared/clients.ts';
import { WATCH_SHARDS } from '../shared/contract.ts';
import { lambda } from '../shared/lambda.ts';
import { logOf } from '../shared/logger.ts';
import { calendarsInForce } from './calendars.ts';
import { MoveClocksEnvironment } from './contract.ts';
import { CALENDARS } from './declared-days.ts';
import { STORMS } from './storm.ts';
import { stormsDeclared } from './storms.ts';
import { LogMessage } from './log-messages.ts';
import { moveClocks } from './move-clocks.ts';
import { type MoveProgressStore, createMoveProgressStore } from './move-progress.store.ts';

const log = logOf(LogMessage);

interface Dependencies {
  requests: RequestsStore;
  progress: MoveProgressStore;
  /** What was published of the calendars, and of storms. */
  publications: () => Promise<Publications[]>;
  now: () => number;
}

/** How long a transaction that began under the calendars of before may still be under way, ms; functions have a minute at most. */
const SETTLED_MS = 2 * REFRESH_MS;

/** Requests that are looked at side by side: 10,000 of a shard take some ten seconds. */
const ABREAST = 10;

/**
 * Counts the promises of every open request anew when the calendars or the storms have changed, shard by shard, and remembers how far it came: what a
 * crash leaves, the next run goes on with. Soon after a change it is done again, for those that were decided just before.
 */
export const moveAllClocks = (dependencies: Dependencies) => async (): Promise<{ looked: number; moved: number }> => {
  const { progress, publications, now } = dependencies;
  const calendars = [calendarsInForce(), stormsDeclared()].filter(Boolean).join(' ');
  const before = await progress.read();
  const done = before?.calendars === calendars ? before.shards : 0;
  let looked = 0;
  let moved = 0;
  const errors: unknown[] = [];
  const published = done < WATCH_SHARDS ? await publications() : [];
  const changedAt = Math.max(
    0,
    ...published.map(({ beginnings }) => beginnings.findLast(({ activeAt }) => activeAt <= now())?.activeAt ?? 0),
  );
  const settled = now() - changedAt >= SETTLED_MS;
  for (let shard = done; shard < WATCH_SHARDS; shard += 1) {
    const counts = await moveShard(shard, dependencies);
    looked += counts.looked;
    moved += counts.moved;
    errors.push(...counts.errors);
    if (settled) await progress.write({ calendars, shards: shard + 1 });
  }
  if (done < WATCH_SHARDS) log.info('CLOCKS_MOVED', {}, { looked, moved });
  if (errors.length > 0) throw errors[0];
  return { looked, moved };
};

const moveShard = async (
  shard: number,
  { requests, now }: Dependencies,
): Promise<{ looked: number; moved: number; errors: unknown[] }> => {
  // All are listed first: what is moved changes its place in the index.
  const ids: string[] = [];
  for await (const { requestId } of requests.watched(shard, NEVER + 1)) ids.push(requestId);
  const looked = ids.length;
  let moved = 0;
  const errors: unknown[] = [];
  const work = async () => {
    for (let id = ids.pop(); id !== undefined; id = ids.pop()) {
      try {
        const done = await requests.change(id, (file) => moveClocks(file, catalogueOf(file.request.catalogue), now()));
        if (done?.outcome.kind === 'changed') moved += 1;
      } catch (error) {
        if (error instanceof RangeError) {
          // No rule can count this one, now or in the next run: the others are, and somebody hears of it.
          log.error('CLOCKS_NOT_MOVED', { requestId: id, error });
          errors.push(error);
          continue;
        }
        ids.length = 0; // the others begin no more either: what is frozen with the function would go on beside its next run
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: ABREAST }, work));
  return { looked, moved, errors };
};

export const handler = lambda(
  MoveClocksEnvironment,
  (environment): Dependencies => {
    const client = dynamoDb();
    const { requests, now } = openRequests(environment, client);
    const published = createPublishedStore(client, environment.REQUESTS_TABLE);
    return {
      requests,
      progress: createMoveProgressStore(client, environment.REQUESTS_TABLE),
      publications: () => Promise.all(([CALENDARS, STORMS] as const).map((name) => published.publications(name))),
      ...openCatalogue(environment, client, now),
      now,
    };
  },
  moveAllClocks,
);
