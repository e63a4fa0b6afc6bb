import { WATCH_SHARDS } from '../../functions/shared/contract.ts';
import { type Watched, createRequestsStore } from '../../functions/requests/requests.store.ts';
import { NEVER } from '../../functions/requests/watch.ts';
import type { RunningService } from './register.ts';

/** An open request as the watch index has it; `operatorNeeded` names the error after which a person has to look. */
export type OpenRequest = Watched & { operatorNeeded?: string };

/** Every request to which something is still coming, whatever shard it is in. The earliest moment is first. */
export const readWatched = async ({ client, table, notices, now }: RunningService): Promise<OpenRequest[]> => {
  const requests = createRequestsStore(client, { requests: table, notices }, () => now);
  const shards = Array.from({ length: WATCH_SHARDS }, async (_, shard) => {
    const found: OpenRequest[] = [];
    for await (const request of requests.watched(shard, NEVER + 1)) found.push(request);
    return found;
  });
  return (await Promise.all(shards)).flat().sort((one, other) => one.wakeAt - other.wakeAt);
};
