import { QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Notice } from '../../../functions/notices/notice.ts';
import type { Request } from '../../../functions/requests/request.ts';
import { type LoadedFile, createRequestsStore } from '../../../functions/requests/requests.store.ts';
import type { RequestEvent } from '../../../functions/requests/event.ts';
import { NEVER } from '../../../functions/requests/watch.ts';
import { WATCH_INDEX, WATCH_SHARDS } from '../../../functions/shared/contract.ts';
import type { ConsoleStack } from './console-stack.ts';

/** A request as a list shows it. */
export interface ListedRequest {
  id: string;
  status: Request['status'];
  catalogue: Request['catalogue'];
  reportedType: string;
  typeName?: string;
  partner?: string;
  platform: string;
  description: string;
  address?: string;
  receivedAt: number;
  outcome?: string;
  operatorNeeded?: string;
  /** Of the resolve clock. */
  dueAt?: number;
  atRiskAt?: number;
  verdict?: 'met' | 'missed';
}

/** How a request stands against its promise. */
export type Urgency = 'breached' | 'at-risk' | 'on-time' | 'met' | 'missed' | 'none';

/** What the console reads of the tables. It scans them, which a page for one person may and a service must not. */
export interface Reading {
  /** All requests, the latest received first; at most two seconds old. */
  requests(): Promise<readonly ListedRequest[]>;
  request(id: string): Promise<(LoadedFile & { events: RequestEvent[] }) | undefined>;
  /** The notices of a request, oldest first. */
  noticesOf(requestId: string): Promise<Notice[]>;
  noticeCounts(): Promise<Map<Notice['status'], number>>;
  /** The next moment at which a promise or a review needs something done, with the request. */
  nextMilestone(): Promise<{ at: number; requestId: string } | undefined>;
}

/** Says how a request stands at an instant. */
export const urgencyOf = (request: ListedRequest, now: number): Urgency => {
  if (request.verdict) return request.verdict;
  const { dueAt, atRiskAt, status } = request;
  if (dueAt === undefined || status === 'resolved' || status === 'closed') return 'none';
  if (dueAt < now) return 'breached';
  return atRiskAt !== undefined && atRiskAt <= now ? 'at-risk' : 'on-time';
};

/** How long a list may be shown again, ms of real time: a click on the next page needs no new scan. */
const KEPT_MS = 2_000;

/** Reads a stack's tables for the console's pages. */
export const createReading = (stack: Pick<ConsoleStack, 'dynamodb' | 'tables' | 'clock'>): Reading => {
  const { dynamodb, tables, clock } = stack;
  const store = createRequestsStore(dynamodb, tables, clock.now);
  let listed: { at: number; requests: Promise<ListedRequest[]> } | undefined;

  async function* scan(table: string, filter: object): AsyncGenerator<Record<string, unknown>> {
    let start: Record<string, unknown> | undefined;
    do {
      const page = await dynamodb.send(new ScanCommand({ TableName: table, ExclusiveStartKey: start, ...filter }));
      yield* page.Items ?? [];
      start = page.LastEvaluatedKey;
    } while (start);
  }

  const readRequests = async (): Promise<ListedRequest[]> => {
    const requests: ListedRequest[] = [];
    const filter = { FilterExpression: 'sk = :sk', ExpressionAttributeValues: { ':sk': 'REQUEST' } };
    for await (const item of scan(tables.requests, filter)) requests.push(listedOf(item as unknown as Request));
    return requests.sort((a, b) => b.receivedAt - a.receivedAt || (a.id < b.id ? -1 : 1));
  };

  return {
    requests: () => {
      if (listed === undefined || Date.now() - listed.at > KEPT_MS) {
        const mine = { at: Date.now(), requests: readRequests() };
        mine.requests.then(
          () => (mine.at = Date.now()),
          () => (listed = undefined),
        );
        listed = mine;
      }
      return listed.requests;
    },
    request: (id) => store.loadWithHistory(id),
    noticesOf: async (requestId) => {
      const notices: Notice[] = [];
      const filter = { FilterExpression: 'requestId = :id', ExpressionAttributeValues: { ':id': requestId } };
      for await (const item of scan(tables.notices, filter)) notices.push(item as unknown as Notice);
      return notices.sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
    },
    noticeCounts: async () => {
      const counts = new Map<Notice['status'], number>();
      const only = { ProjectionExpression: '#status', ExpressionAttributeNames: { '#status': 'status' } };
      for await (const { status } of scan(tables.notices, only)) {
        if (status === undefined) continue;
        counts.set(status as Notice['status'], (counts.get(status as Notice['status']) ?? 0) + 1);
      }
      return counts;
    },
    nextMilestone: async () => {
      const shards = Array.from({ length: WATCH_SHARDS }, async (_, shard) => {
        const { Items = [] } = await dynamodb.send(
          new QueryCommand({
            TableName: tables.requests,
            IndexName: WATCH_INDEX,
            KeyConditionExpression: 'watch = :shard AND wakeAt BETWEEN :after AND :never',
            FilterExpression: '#status <> :resolved AND #status <> :received',
            ExpressionAttributeNames: { '#status': 'status' },
            ExpressionAttributeValues: {
              ':shard': `open#${shard}`,
              ':after': clock.now() + 1,
              ':never': NEVER - 1,
              ':resolved': 'resolved',
              ':received': 'received',
            },
          }),
        );
        return Items[0];
      });
      const first = (await Promise.all(shards))
        .filter((item) => item !== undefined)
        .sort((a, b) => Number(a.wakeAt) - Number(b.wakeAt))[0];
      return first && { at: Number(first.wakeAt), requestId: String(first.pk).slice('REQUEST#'.length) };
    },
  };
};

const listedOf = (request: Request): ListedRequest => {
  const resolve = request.clocks.find(({ kind }) => kind === 'resolve');
  return {
    id: request.id,
    status: request.status,
    catalogue: request.catalogue,
    reportedType: request.reportedType,
    platform: request.platform,
    description: request.description,
    receivedAt: request.receivedAt,
    ...('typeName' in request && request.typeName !== undefined ? { typeName: request.typeName } : {}),
    ...('partner' in request && request.partner !== undefined ? { partner: request.partner } : {}),
    ...('outcome' in request ? { outcome: request.outcome } : {}),
    ...(request.place.address ? { address: request.place.address } : {}),
    ...(request.operatorNeeded ? { operatorNeeded: request.operatorNeeded } : {}),
    ...(resolve?.dueAt === undefined ? {} : { dueAt: resolve.dueAt }),
    ...(resolve?.atRiskAt === undefined ? {} : { atRiskAt: resolve.atRiskAt }),
    ...(resolve?.verdict === undefined ? {} : { verdict: resolve.verdict }),
  };
};
