import type { Catalogue } from '../../functions/catalogue/catalogue.ts';
import { moveClocks } from '../../functions/clocks/move-clocks.ts';
import type { Outcome, RequestFile } from '../../functions/requests/change.ts';
import type { EventDraft } from '../../functions/requests/event.ts';
import { createRequestsStore } from '../../functions/requests/requests.store.ts';
import { sayInstant } from '../../functions/requests/say-time.ts';
import { NEVER } from '../../functions/requests/watch.ts';
import { WATCH_SHARDS } from '../../functions/shared/contract.ts';
import { type RunningService, cataloguesInForce } from './register.ts';

/** One open request whose deadlines would move. */
export interface Moved {
  requestId: string;
  timeZone: string;
  moves: EventDraft[];
}

/** What of the open requests would move under the calendars that this process counts by. */
export interface Moves {
  open: number;
  moved: Moved[];
}

/** What a command decides about one open request. */
type Decide = (file: RequestFile, catalogue: Catalogue, now: number) => Outcome;

/** Says what a command would move of every open request; writes nothing unless it is told to, and then each request in its own transaction. */
export const findMoves = async (
  service: RunningService,
  decide: Decide = moveClocks,
  { write = false } = {},
): Promise<Moves> => {
  const { client, table, notices, clock } = service;
  const requests = createRequestsStore(client, { requests: table, notices }, clock);
  const catalogues = await cataloguesInForce(service);
  const moved: Moved[] = [];
  let open = 0;
  for (let shard = 0; shard < WATCH_SHARDS; shard += 1) {
    // All are listed first: what is moved changes its place in the index.
    const ids: string[] = [];
    for await (const { requestId } of requests.watched(shard, NEVER + 1)) ids.push(requestId);
    for (const requestId of ids) {
      open += 1;
      const outcomeOf = (file: RequestFile) => decide(file, catalogues[file.request.catalogue], clock());
      const file = await requests.load(requestId);
      const done = write ? await requests.change(requestId, outcomeOf) : file && { outcome: outcomeOf(file), file };
      const moves = done?.outcome.kind === 'changed' ? done.outcome.change.events : [];
      if (done && moves.length > 0)
        moved.push({ requestId, timeZone: catalogues[done.file.request.catalogue].timeZone, moves });
    }
  }
  return { open, moved };
};

/** So many are shown one by one. */
const SHOWN = 5;

/** Says how many open requests would move, and the first of them with their due times of before and after. */
export const sayMoves = ({ open, moved }: Moves, what: string): string[] => [
  `${moved.length} of ${open} open ${open === 1 ? 'request' : 'requests'} ${what}${moved.length > SHOWN ? `; the first ${SHOWN}:` : moved.length > 0 ? ':' : '.'}`,
  ...moved.slice(0, SHOWN).flatMap(({ requestId, timeZone, moves }) =>
    moves.map(({ data = {} }) => {
      const moment = (at: unknown) => (typeof at === 'number' ? sayInstant(at, timeZone, 'en') : '—');
      const whose = data.concern ?? data.workOrder ?? requestId;
      return `  ${whose} ${data.clock}: ${moment(data.was)} → ${moment(data.due)}`;
    }),
  ),
];
