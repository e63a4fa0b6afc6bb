import { randomUUID } from 'node:crypto';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, type DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { type Clock, openPause } from '../clocks/clock.ts';
import { fileAfter } from './file-after.ts';
import { type Notice, noticeItem, queued } from '../notices/notice.ts';
import { dynamoDb } from '../shared/clients.ts';
import { WATCH_INDEX, WATCH_SHARDS } from '../shared/contract.ts';
import type { Change, ExtraPut, Outcome, RequestFile } from './change.ts';
import { concernStatusesBefore } from './concern-transitions.ts';
import type { Concern } from './concern.ts';
import { countedAs } from './counted.ts';
import type { RequestEvent } from './event.ts';
import { presentRequest, presentWorkOrder } from './migrate.ts';
import { missingContacts } from './missing-contact.ts';
import { nearKeysOf } from './near.ts';
import { concernPlace, reviewPlace, workPlace } from './queue-line.ts';
import { requestStatusesBefore } from './request-transitions.ts';
import type { Request } from './request.ts';
import { queryAll, queryItems } from '../shared/query.ts';
import { shardOf } from '../shared/shard.ts';
import { isWatched, wakeAt } from './watch.ts';
import type { WorkOrder } from './work-order.ts';
import { statusesBefore } from './work-order-transitions.ts';
import { SpokenError } from '../shared/errors.ts';

/** The token that the waiting workflow registered, and the version that it had seen. */
export interface Wait {
  token: string;
  version: number;
  execution: string;
  /** When the function was asked to register it, epoch ms: one that was held up must not take the place of a newer one. */
  askedAt: number;
}

/** A request with everything that stands beside it. */
export interface LoadedFile extends RequestFile {
  wait?: Wait;
}

/** What the watch index keeps of an open request. */
export interface Watched {
  requestId: string;
  wakeAt: number;
  status: Request['status'];
  /** Set where another request's work does for it. */
  follows?: Request['follows'];
  origin?: Request['origin'];
  typeClass?: 'service' | 'information' | 'feedback';
  partner?: string;
  typeName?: string;
  dueAt?: number;
  atRiskAt?: number;
  receivedAt: number;
  cycle: number;
  version: number;
}

/** Someone else changed the record between the reading and the writing, five times in a row. */
export class ConflictError extends SpokenError {
  override readonly name = 'ConflictError';
}

export interface RequestsStore {
  /** Loads a request with its work orders and its wait; one read. */
  load(requestId: string): Promise<LoadedFile | undefined>;
  /** Loads the history too, in its order. */
  loadWithHistory(requestId: string): Promise<(LoadedFile & { events: RequestEvent[] }) | undefined>;
  /** Loads, decides and commits; decides anew when someone else was faster. Undefined when there is no such request. */
  change(
    requestId: string,
    decide: (file: RequestFile) => Outcome,
  ): Promise<{ outcome: Outcome; file: RequestFile } | undefined>;
  /** The same for a decision that has to know the history. */
  changeWithHistory(
    requestId: string,
    decide: (file: RequestFile & { events: RequestEvent[] }) => Outcome,
  ): Promise<{ outcome: Outcome; file: RequestFile } | undefined>;
  /** Decides about two requests together and commits both changes in one transaction; `other` is undefined when there is no second one. */
  changeTogether(
    requestId: string,
    otherIdOf: (file: RequestFile) => string | undefined,
    decide: (file: RequestFile, other: RequestFile | undefined) => Outcome,
  ): Promise<{ outcome: Outcome; file: RequestFile } | undefined>;
  /** Writes a change in one transaction; `before` is the record it was decided on, undefined for a new one. Answers false when the record was no longer that. */
  commit(before: Request | RequestFile | undefined, change: Change, also?: ExtraPut[]): Promise<boolean>;
  /** Registers a workflow's token, unless the request has moved on or a later call has registered its own; answers whether it did register. */
  registerWait(requestId: string, wait: Wait): Promise<boolean>;
  /** Forgets a token that has been spent. */
  forgetWait(requestId: string, token: string): Promise<void>;
  /** Open requests of a shard whose next moment lies before `before`, earliest first. */
  watched(shard: number, before: number): AsyncIterable<Watched>;
}

const CONFLICTS_BORNE = 5; // five writers at once on one request: more is a loop, not a coincidence

export const requestKey = (requestId: string) => ({ pk: `REQUEST#${requestId}`, sk: 'REQUEST' });
const pad = (value: number, length: number) => String(value).padStart(length, '0');

/** Opens the store that a function's environment names, with the clock that its other dependencies share. */
export const openRequests = (
  environment: { REQUESTS_TABLE: string; NOTICES_TABLE: string },
  client = dynamoDb(),
): { requests: RequestsStore; now: () => number } => {
  const now = () => Date.now();
  const tables = { requests: environment.REQUESTS_TABLE, notices: environment.NOTICES_TABLE };
  return { requests: createRequestsStore(client, tables, now), now };
};

/** The way to the requests table: the only one that writes it. */
export const createRequestsStore = (
  client: DynamoDBDocumentClient,
  tables: { requests: string; notices: string },
  now: () => number,
): RequestsStore => {
  const queryFile = async (requestId: string, from: string) =>
    readFile(
      await queryAll(client, {
        TableName: tables.requests,
        KeyConditionExpression: 'pk = :pk AND sk >= :from',
        ExpressionAttributeValues: { ':pk': requestKey(requestId).pk, ':from': from },
        ConsistentRead: true,
      }),
    );

  /** Writes one or two changes and what stands beside them in one transaction; answers false when a record was no longer that. */
  const write = async (
    writes: readonly { before: Request | RequestFile | undefined; change: Change }[],
    also: readonly ExtraPut[],
  ): Promise<boolean> => {
    const writer = randomUUID();
    let notices = writes.flatMap(({ change }) => change.notices);
    for (;;) {
      const puts = writes.flatMap(({ before, change }) =>
        changePuts(
          before,
          { ...change, notices: change.notices.filter((one) => notices.includes(one)) },
          writer,
          now(),
        ),
      );
      const items = [...puts, ...also.map(extraPut)].map((put) => ({ TableName: tables.requests, ...put }));
      const all = [...items, ...notices.map((draft) => noticePut(tables.notices, queued(draft, now())))];
      try {
        await client.send(
          new TransactWriteCommand({
            TransactItems: all.map((Put) => ({ Put })),
            ClientRequestToken: randomUUID(),
          }),
        );
        return true;
      } catch (error) {
        const known = noticesWritten(error, items.length);
        if (known.size === 0) return settleCancelled(error, writer);
        notices = notices.filter((_, index) => !known.has(index));
      }
    }
  };

  const store: RequestsStore = {
    // 'REQUEST' < 'REQUEST#CONCERN#…' < 'WAIT' < 'WORK-ORDER#…', and the history sorts before them
    load: (requestId) => queryFile(requestId, 'REQUEST'),
    loadWithHistory: (requestId) => queryFile(requestId, 'EVENT#'),

    change: (requestId, decide) => changeBy(store, () => store.load(requestId), decide),
    changeWithHistory: (requestId, decide) => changeBy(store, () => store.loadWithHistory(requestId), decide),

    changeTogether: async (requestId, otherIdOf, decide) => {
      for (let attempt = 0; attempt < CONFLICTS_BORNE; attempt += 1) {
        const file = await store.load(requestId);
        if (!file) return undefined;
        const otherId = otherIdOf(file);
        const other = otherId === requestId ? file : otherId ? await store.load(otherId) : undefined;
        const outcome = decide(file, other);
        if (outcome.kind !== 'changed') return { outcome, file };
        const { change, beside } = outcome;
        const writes = [{ before: file, change }, ...(beside && other ? [{ before: other, change: beside }] : [])];
        if (await write(writes, [])) return { outcome, file: applied(file, change) };
      }
      throw new ConflictError(
        `Requests were changed by others ${CONFLICTS_BORNE} times while one command was decided.`,
      );
    },

    commit: (before, change, also = []) => write([{ before, change }], also),

    registerWait: async (requestId, wait) => {
      try {
        await client.send(
          new TransactWriteCommand({
            TransactItems: [
              {
                ConditionCheck: {
                  TableName: tables.requests,
                  Key: requestKey(requestId),
                  ConditionExpression: 'version = :version',
                  ExpressionAttributeValues: { ':version': wait.version },
                },
              },
              {
                Put: {
                  TableName: tables.requests,
                  Item: { pk: requestKey(requestId).pk, sk: 'WAIT', ...wait },
                  ConditionExpression: 'attribute_not_exists(askedAt) OR askedAt <= :askedAt',
                  ExpressionAttributeValues: { ':askedAt': wait.askedAt },
                },
              },
            ],
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof TransactionCanceledException && (isCondition(error, 0) || isCondition(error, 1)))
          return false;
        throw error;
      }
    },

    forgetWait: async (requestId, token) => {
      try {
        await client.send(
          new DeleteCommand({
            TableName: tables.requests,
            Key: { pk: requestKey(requestId).pk, sk: 'WAIT' },
            ConditionExpression: '#token = :token',
            ExpressionAttributeNames: { '#token': 'token' },
            ExpressionAttributeValues: { ':token': token },
          }),
        );
      } catch (error) {
        if (!(error instanceof Error && error.name === 'ConditionalCheckFailedException')) throw error;
      }
    },

    async *watched(shard, before) {
      const items = queryItems(client, {
        TableName: tables.requests,
        IndexName: WATCH_INDEX,
        KeyConditionExpression: 'watch = :shard AND wakeAt < :before',
        ExpressionAttributeValues: { ':shard': `open#${shard}`, ':before': before },
      });
      for await (const item of items)
        yield { ...item, requestId: String(item.pk).slice('REQUEST#'.length) } as unknown as Watched;
    },
  };
  return store;
};

const changeBy = async <F extends RequestFile>(
  store: RequestsStore,
  load: () => Promise<F | undefined>,
  decide: (file: F) => Outcome,
): Promise<{ outcome: Outcome; file: RequestFile } | undefined> => {
  for (let attempt = 0; attempt < CONFLICTS_BORNE; attempt += 1) {
    const file = await load();
    if (!file) return undefined;
    const outcome = decide(file);
    if (outcome.kind !== 'changed') return { outcome, file };
    if (await store.commit(file, outcome.change)) return { outcome, file: applied(file, outcome.change) };
  }
  throw new ConflictError(`A request was changed by others ${CONFLICTS_BORNE} times while one command was decided.`);
};

const applied = (file: RequestFile, change: Change): RequestFile => ({
  ...fileAfter(file, change),
  request: { ...change.request, version: file.request.version + 1 },
});

/**
 * What the index tells of a promise. A clock that stands still passes nothing more, so it tells only what it had passed when it
 * was paused (R103); the rest is known again when it goes on.
 */
const promiseAhead = (clock: Clock): Pick<Watched, 'dueAt' | 'atRiskAt'> => {
  const { dueAt, atRiskAt } = clock;
  const pausedAt = openPause(clock)?.from;
  const told = (at: number | undefined): at is number => at !== undefined && (pausedAt === undefined || at < pausedAt);
  return { ...(told(dueAt) ? { dueAt } : {}), ...(told(atRiskAt) ? { atRiskAt } : {}) };
};

const requestItem = (request: Request, writer: string) => {
  const resolve = request.clocks.find((clock) => clock.kind === 'resolve' && clock.stoppedAt === undefined);
  const watch = isWatched(request)
    ? { watch: `open#${shardOf(request.id, WATCH_SHARDS)}`, wakeAt: wakeAt(request) }
    : {};
  return {
    ...requestKey(request.id),
    ...request,
    ...watch,
    ...(resolve ? promiseAhead(resolve) : {}),
    ...reviewPlace(request),
    ...nearKeysOf(request),
    writer,
  };
};

interface Put {
  /** The requests table unless named. */
  TableName?: string;
  Item: Record<string, unknown>;
  ConditionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, unknown>;
  ReturnValuesOnConditionCheckFailure?: 'ALL_OLD';
}

/** A condition that an item has this version and one of these statuses: the transition tables, asked of the table itself. */
const stands = (version: number, statuses: readonly string[]): Omit<Put, 'Item'> => ({
  ConditionExpression: `version = :version AND #status IN (${statuses.map((_, index) => `:from${index}`).join(', ')})`,
  ExpressionAttributeNames: { '#status': 'status' },
  ExpressionAttributeValues: {
    ':version': version,
    ...Object.fromEntries(statuses.map((status, index) => [`:from${index}`, status])),
  },
});

const ABSENT = { ConditionExpression: 'attribute_not_exists(pk)' };

/** Everything that a change puts into the requests table; the record itself comes first. */
const changePuts = (before: Request | RequestFile | undefined, change: Change, writer: string, now: number): Put[] => {
  const record = before && 'request' in before ? before.request : before;
  const request: Request = { ...change.request, version: (record?.version ?? 0) + 1, changedAt: now };
  return [
    {
      Item: requestItem(request, writer),
      ...(record ? stands(record.version, requestStatusesBefore(request.status)) : ABSENT),
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
    ...change.workOrders.map((workOrder) => ({
      Item: workOrderItem(workOrder, request),
      ...(workOrder.version === 1 ? ABSENT : stands(workOrder.version - 1, statusesBefore(workOrder.status))),
    })),
    ...(change.concerns ?? []).map((concern) => ({
      Item: concernItem(concern, request),
      ...(concern.version === 1 ? ABSENT : stands(concern.version - 1, concernStatusesBefore(concern.status))),
    })),
    ...eventItems(record, request, change, now).map((Item) => ({ Item })),
    ...(change.records ?? []).map(extraPut),
  ];
};

const extraPut = ({ item, table, replaces, over }: ExtraPut): Put => ({
  ...(table ? { TableName: table } : {}),
  Item: item,
  ...(replaces ? {} : over ? absentOr(over) : ABSENT),
});

/** A condition that an item is not there, or says what it is thought to say. */
const absentOr = (said: Record<string, string | number>): Omit<Put, 'Item'> => {
  const fields = Object.entries(said);
  const same = fields.map((_, index) => `#said${index} = :said${index}`).join(' AND ');
  return {
    ConditionExpression: `attribute_not_exists(pk) OR (${same})`,
    ExpressionAttributeNames: Object.fromEntries(fields.map(([name], index) => [`#said${index}`, name])),
    ExpressionAttributeValues: Object.fromEntries(fields.map(([, value], index) => [`:said${index}`, value])),
  };
};

const workOrderItem = (workOrder: WorkOrder, request: Request) => ({
  ...workOrder,
  ...workPlace(workOrder, request),
  pk: requestKey(workOrder.requestId).pk,
  sk: `WORK-ORDER#${workOrder.id}`,
});

const concernItem = (concern: Concern, request: Request) => ({
  ...concern,
  ...concernPlace(concern, request),
  pk: requestKey(concern.requestId).pk,
  sk: `REQUEST#CONCERN#${concern.id}`,
});

/** The lines of history that a change writes, as items; `before` is the record that it was decided on, `request` the one that it writes. */
export const eventItems = (before: Request | undefined, request: Request, change: Change, now: number) => {
  const events = [...change.events, ...missingContacts(change.notices, now)];
  const counted = countedAs(before, request, { ...change, events }, now);
  return events.map((event, order) => {
    const line: RequestEvent = {
      ...event,
      requestId: request.id,
      cycle: request.cycle,
      version: request.version,
      order,
    };
    const partner = 'partner' in request ? { partner: request.partner } : {};
    return {
      pk: requestKey(request.id).pk,
      sk: `EVENT#${pad(request.version, 6)}#${pad(order, 2)}`,
      // Whoever reads the stream is told where the request stood then, without asking for a record that has moved on.
      status: request.status,
      ...partner,
      counted: counted[order],
      ...line,
    };
  });
};

const noticePut = (table: string, notice: Notice) => ({
  TableName: table,
  Item: noticeItem(notice),
  ConditionExpression: 'attribute_not_exists(id)',
});

/** Notices that had been written before, by their place, where nothing else stood in the way: the change goes on without them (R130). */
const noticesWritten = (error: unknown, first: number): Set<number> => {
  const reasons = error instanceof TransactionCanceledException ? (error.CancellationReasons ?? []) : [];
  const refused = reasons.flatMap(({ Code }, index) =>
    Code && Code !== 'None' ? [{ Code, index: index - first }] : [],
  );
  const onlyNotices = refused.every(({ Code, index }) => index >= 0 && Code === 'ConditionalCheckFailed');
  return new Set(onlyNotices ? refused.map(({ index }) => index) : []);
};

const isCondition = (error: TransactionCanceledException, index: number): boolean =>
  error.CancellationReasons?.[index]?.Code === 'ConditionalCheckFailed';

/** A transaction that was refused may be our own, repeated by the SDK after a lost answer: then the record names us as its writer. */
const settleCancelled = (error: unknown, writer: string): boolean => {
  if (!(error instanceof TransactionCanceledException)) throw error;
  const [first] = error.CancellationReasons ?? [];
  if (first?.Code === 'ConditionalCheckFailed' && first.Item?.writer?.S === writer) return true;
  const codes = (error.CancellationReasons ?? []).map((reason) => reason.Code);
  if (codes.some((code) => code === 'ConditionalCheckFailed' || code === 'TransactionConflict')) return false;
  throw error;
};

const readFile = (items: Record<string, unknown>[]): (LoadedFile & { events: RequestEvent[] }) | undefined => {
  const bySort = (prefix: string) =>
    items.filter(({ sk }) => typeof sk === 'string' && sk.startsWith(prefix)).map(stripKeys);
  const [record] = items.filter(({ sk }) => sk === 'REQUEST').map(stripKeys);
  if (!record) return undefined;
  // What stands beside a record for the index and for the reader of the stream is no part of it.
  const { dueAt: _, atRiskAt: __, ...request } = record;
  const events = bySort('EVENT#').map(({ partner: ___, status: ____, counted: _____, ...event }) => event);
  const [wait] = bySort('WAIT');
  return {
    request: presentRequest(request),
    workOrders: bySort('WORK-ORDER#').map(presentWorkOrder).sort(byNumber),
    concerns: bySort('REQUEST#CONCERN#') as unknown as Concern[],
    events: events as unknown as RequestEvent[],
    ...(wait ? { wait: wait as unknown as Wait } : {}),
  };
};

/** As they were offered: in the table the tenth sorts before the second. */
const byNumber = (one: WorkOrder, other: WorkOrder): number => numberIn(one) - numberIn(other);

const numberIn = ({ id }: WorkOrder): number => Number(id.slice(id.lastIndexOf('-') + 1));

const stripKeys = ({
  pk: _pk,
  sk: _sk,
  watch: _watch,
  wakeAt: _wakeAt,
  writer: _writer,
  queue: _queue,
  queuedFor: _queuedFor,
  line: _line,
  cell: _cell,
  nearKey: _nearKey,
  lat: _lat,
  lon: _lon,
  ...rest
}: Record<string, unknown>) => rest;
