import { BatchWriteCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Catalogue } from '../../functions/catalogue/catalogue.ts';
import { receiveReport } from '../../functions/intake/receive-report.ts';
import { nearKeysOf } from '../../functions/requests/near.ts';
import type { Request } from '../../functions/requests/request.ts';
import { requestKey } from '../../functions/requests/requests.store.ts';
import { judgeCandidates } from '../../functions/review/duplicates.ts';
import { createDuplicatesStore } from '../../functions/review/duplicates.store.ts';
import { reviewRequest } from '../../functions/review/review.ts';
import { aContext, aReport, changeOf } from '../support/builders.ts';
import type { Engine } from '../support/engine.ts';
import type { PlacedRequest } from './boston-places.ts';
import type { Reach } from './duplicate-pairs.ts';
import { meterUnits } from './units.ts';

/** What was found for a request when it was opened. */
export interface Answer {
  request: PlacedRequest;
  open: PlacedRequest[];
  /** Nothing open, but something that had ended within 30 days (R46). */
  onlyEnded: boolean;
}

/** What a way to search came to over all that was asked of it. */
export interface Measured {
  answers: Answer[];
  /** Milliseconds, one for each. */
  times: number[];
  calls: number;
  units: number;
}

/** Boston's requests in an engine's table, and the search over them with its reads counted by the engine. */
export interface MeteredSearch {
  /** The next request is written, as it is when rules have reviewed it, before anything else is asked. */
  add(request: PlacedRequest): void;
  /** Asks for a request that has just been opened and is not in the table yet. */
  ask(request: PlacedRequest, reach: Reach, into: Measured): Promise<void>;
  /** Looks through the whole table for one type; answers what that took. */
  scan(typeCode: string): Promise<{ ms: number; units: number; items: number }>;
}

const IN_A_BATCH = 25;
/** Stands for the request that is asked about, which is not in the table yet. */
const NEW = 'R-NEW';

/** Makes the search over an empty table of an engine. */
export const createMeteredSearch = (engine: Engine, catalogue: Catalogue): MeteredSearch => {
  const table = engine.tables.requests;
  const context = aContext({ catalogue });
  const placeOf = new Map<string, PlacedRequest>();
  let unwritten: Record<string, unknown>[] = [];

  const client = engine.clientOf(engine.endpoint);
  const reads = meterUnits(client);
  const duplicates = createDuplicatesStore(client, table);

  const write = async (): Promise<void> => {
    for (let from = 0; from < unwritten.length; from += IN_A_BATCH) {
      const puts = unwritten.slice(from, from + IN_A_BATCH).map((Item) => ({ PutRequest: { Item } }));
      const { UnprocessedItems = {} } = await engine.client.send(
        new BatchWriteCommand({ RequestItems: { [table]: puts } }),
      );
      if (Object.keys(UnprocessedItems).length > 0) throw new Error('The engine left a batch unwritten.');
    }
    unwritten = [];
  };

  /** A request of the table as it was at an instant: closed where the city had closed it by then. */
  const asOf = (request: Request, instant: number): Request => {
    const closed = placeOf.get(request.id)?.closed;
    return closed === undefined || closed > instant
      ? request
      : { ...request, status: 'closed', outcome: 'done', resolution: '', resolvedAt: closed, closedAt: closed };
  };

  return {
    add: (place) => {
      const { type, opened, lat, lon } = place;
      const report = aReport({ sourceId: String(placeOf.size), reportedType: type, place: { lat, lon } });
      const received = receiveReport(report, { platform: 'standard', catalogue: catalogue.name }, opened);
      const { request } = changeOf(reviewRequest({ request: received.request, workOrders: [] }, context, opened));
      placeOf.set(request.id, place);
      unwritten.push({ ...requestKey(request.id), ...request, ...nearKeysOf(request) });
    },

    ask: async (place, reach, into) => {
      await write();
      const { type, opened, lat, lon } = place;
      const typeCode = catalogue.findByName(type)?.code ?? '';
      const search = { catalogue: catalogue.name, typeCode, place: { lat, lon }, receivedAt: opened, ...reach };
      const before = { ...reads };
      const startedAt = performance.now();
      const near = await duplicates.near(search, NEW);
      into.times.push(performance.now() - startedAt);
      into.calls += reads.calls - before.calls;
      into.units += reads.read - before.read;
      const then = near.map(({ request, meters }) => ({ request: asOf(request, opened), meters }));
      const candidates = judgeCandidates({ id: NEW, catalogue: catalogue.name }, then, opened);
      const found = candidates.filter(({ kind }) => kind === 'open').map(({ requestId }) => placeOf.get(requestId));
      const open = found.filter((request) => request !== undefined);
      into.answers.push({ request: place, open, onlyEnded: candidates.length > 0 && open.length === 0 });
    },

    scan: async (typeCode) => {
      await write();
      const before = { ...reads };
      const startedAt = performance.now();
      let items = 0;
      let start: Record<string, unknown> | undefined;
      do {
        const page = await client.send(
          new ScanCommand({
            TableName: table,
            FilterExpression: 'typeCode = :type',
            ExpressionAttributeValues: { ':type': typeCode },
            ExclusiveStartKey: start,
          }),
        );
        items += page.ScannedCount ?? 0;
        start = page.LastEvaluatedKey;
      } while (start);
      return { ms: performance.now() - startedAt, units: reads.read - before.read, items };
    },
  };
};
