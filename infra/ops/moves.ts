import { catalogueNames, type Catalogue, type CatalogueName } from '../../functions/catalogue/catalogue.ts';
import { moveClocks } from '../../functions/clocks/move-clocks.ts';
import type { EventDraft } from '../../functions/requests/event.ts';
import { createRequestsStore } from '../../functions/requests/requests.store.ts';
import { sayInstant } from '../../functions/requests/say-time.ts';
import { NEVER } from '../../functions/requests/watch.ts';
import { WATCH_SHARDS } from '../../functions/shared/contract.ts';
import { type RunningService, catalogueInForce } from './register.ts';

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

/** Counts the promises of every open request anew, and writes nothing. */
export const findMoves = async (service: RunningService): Promise<Moves> => {
  const { client, table, notices, now } = service;
  const requests = createRequestsStore(client, { requests: table, notices }, () => now);
  const named = await Promise.all(
    catalogueNames.map(async (name) => [name, await catalogueInForce(service, name)] as const),
  );
  const catalogues = Object.fromEntries(named) as Record<CatalogueName, Catalogue>;
  const moved: Moved[] = [];
  let open = 0;
  for (let shard = 0; shard < WATCH_SHARDS; shard += 1) {
    for await (const { requestId } of requests.watched(shard, NEVER + 1)) {
      const file = await requests.load(requestId);
      if (!file) continue;
      open += 1;
      const catalogue = catalogues[file.request.catalogue];
      const outcome = moveClocks(file, catalogue, now);
      const moves = outcome.kind === 'changed' ? outcome.change.events : [];
      if (moves.length > 0) moved.push({ requestId, timeZone: catalogue.timeZone, moves });
    }
  }
  return { open, moved };
};

/** So many are shown one by one. */
const SHOWN = 5;

/** Says how many open requests would move, and the first of them with their due times of before and after. */
export const sayMoves = ({ open, moved }: Moves, calendar: string): string[] => [
  `${moved.length} of ${open} open ${open === 1 ? 'request' : 'requests'} would move under ${calendar}${moved.length > SHOWN ? `; the first ${SHOWN}:` : moved.length > 0 ? ':' : '.'}`,
  ...moved.slice(0, SHOWN).flatMap(({ requestId, timeZone, moves }) =>
    moves.map(({ data = {} }) => {
      const moment = (at: unknown) => (typeof at === 'number' ? sayInstant(at, timeZone, 'en') : '—');
      const whose = data.concern ?? data.workOrder ?? requestId;
      return `  ${whose} ${data.clock}: ${moment(data.was)} → ${moment(data.due)}`;
    }),
  ),
];
