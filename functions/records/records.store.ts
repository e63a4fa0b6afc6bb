import { randomUUID } from 'node:crypto';
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { NoticeEntry } from '../notices/notice.ts';
import { queryAll, scanItems } from '../shared/query.ts';
import type { ExtraPut } from '../requests/change.ts';
import type { RequestEvent } from '../requests/event.ts';
import { presentRequest, presentWorkOrder } from '../requests/migrate.ts';
import type { Request } from '../requests/request.ts';
import { requestKey } from '../requests/requests.store.ts';
import type { WorkOrder } from '../requests/work-order.ts';
import { type Numbering, referenceKey } from '../work-orders/reference.ts';
import type { Batch } from './batch.ts';
import type { CertificateLine } from './certificate.ts';
import type { Link } from './chain.ts';
import { GONE, hasWords, typedIn } from './disposed.ts';
import type { Hold } from './hold.ts';

/** Holds as they stand, and the number of their last change: what is disposed of under it fails when one has come since. */
export interface Holds {
  holds: Hold[];
  version: number;
}

/** The way to holds, batches and certificates, in the requests table beside what they are about. */
export interface RecordsStore {
  holds(): Promise<Holds>;
  /** Keeps a new hold, or one that is released; false when holds have changed since they were read. */
  keepHold(hold: Hold, seen: number): Promise<boolean>;
  /** The item that stands or falls with a disposal: holds must be what they were when it was decided. */
  unchangedSince(seen: number): ExtraPut;
  /** Every request of the table, one after the other; reads all of it. */
  requests(): AsyncIterable<Request>;
  /** Every work order of the table, one after the other; reads all of it. */
  workOrders(): AsyncIterable<WorkOrder>;
  /** Every batch, by name. */
  batches(): Promise<Batch[]>;
  batch(name: string): Promise<Batch | undefined>;
  /** Keeps a batch that is new, or as it is after a step; false when somebody was faster. */
  keepBatch(batch: Batch): Promise<boolean>;
  /** The lines of a batch's certificate, in their order. */
  certificate(batch: string): Promise<Link<CertificateLine>[]>;
  /** Adds a line; the same line again changes nothing. False where another stands in its place: somebody else writes this certificate. */
  addLine(batch: string, line: Link<CertificateLine>): Promise<boolean>;
  /** Takes the words out of lines of history; how many still had some. */
  stripHistory(events: readonly RequestEvent[]): Promise<number>;
  /** Takes the keys of its photos out of a work order. */
  forgetPhotos(requestId: string, workOrderId: string): Promise<void>;
  /** Forgets a number by which a partner knew work of a request, unless it names other work by now. */
  forgetReference(numbering: Numbering, reference: string, requestId: string): Promise<void>;
  deleteNotice(id: string): Promise<void>;
  /** Takes requests out of every list that was written to somebody; reads all notices. */
  leaveOutOfLists(requestIds: ReadonlySet<string>): Promise<void>;
}

const HOLDS = 'HOLDS';
const HOLDS_VERSION = { pk: HOLDS, sk: '#VERSION' };
const DISPOSALS = 'DISPOSALS';
const linesOf = (batch: string) => `${DISPOSALS}#${batch}`;
const pad = (number: number, length: number) => String(number).padStart(length, '0');

/** Opens the store; it is for the operator's commands, no function has it. */
export const createRecordsStore = (
  client: DynamoDBDocumentClient,
  tables: { requests: string; notices: string },
): RecordsStore => {
  const TableName = tables.requests;
  const query = async <T>(pk: string): Promise<T[]> => {
    const items = await queryAll(client, {
      TableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
      ConsistentRead: true,
    });
    return items.map(({ pk: _, sk: __, ...item }) => item as T);
  };

  const entriesOf = async (id: string): Promise<NoticeEntry[] | undefined> => {
    const { Item } = await client.send(
      new GetCommand({ TableName: tables.notices, Key: { id }, ConsistentRead: true }),
    );
    return Item?.entries as NoticeEntry[] | undefined;
  };

  /** Puts what is left of a list in the place of what was seen of it; false when it is another by now, or gone. */
  const replaceEntries = async (id: string, seen: NoticeEntry[], left: NoticeEntry[]): Promise<boolean> => {
    try {
      await client.send(
        new UpdateCommand({
          TableName: tables.notices,
          Key: { id },
          UpdateExpression: 'SET entries = :left',
          ConditionExpression: 'entries = :seen',
          ExpressionAttributeValues: { ':seen': seen, ':left': left },
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  };

  return {
    holds: async () => {
      const found = await query<Hold & { version?: number }>(HOLDS);
      const version = found.find((one) => one.version !== undefined)?.version ?? 0;
      return { holds: found.filter((one) => one.version === undefined), version };
    },

    keepHold: async (hold, seen) => {
      try {
        await client.send(
          new TransactWriteCommand({
            TransactItems: [
              { Put: { TableName, Item: { pk: HOLDS, sk: hold.name, ...hold } } },
              {
                Put: {
                  TableName,
                  Item: { ...HOLDS_VERSION, version: seen + 1 },
                  ConditionExpression: 'attribute_not_exists(pk) OR version = :seen',
                  ExpressionAttributeValues: { ':seen': seen },
                },
              },
            ],
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof TransactionCanceledException) return false;
        throw error;
      }
    },

    unchangedSince: (seen) => ({ item: { ...HOLDS_VERSION, version: seen }, over: { version: seen } }),

    async *requests() {
      const items = scanItems(client, {
        TableName,
        FilterExpression: 'sk = :request',
        ExpressionAttributeValues: { ':request': requestKey('').sk },
      });
      for await (const { pk: _, sk: __, ...item } of items) yield presentRequest(item);
    },

    async *workOrders() {
      const items = scanItems(client, {
        TableName,
        FilterExpression: 'begins_with(sk, :work)',
        ExpressionAttributeValues: { ':work': 'WORK-ORDER#' },
      });
      for await (const { pk: _, sk: __, ...item } of items) yield presentWorkOrder(item);
    },

    batches: () => query<Batch>(DISPOSALS),

    batch: async (name) => {
      const { Item } = await client.send(
        new GetCommand({ TableName, Key: { pk: DISPOSALS, sk: name }, ConsistentRead: true }),
      );
      if (!Item) return undefined;
      const { pk: _, sk: __, writer: _w, ...batch } = Item;
      return batch as Batch;
    },

    keepBatch: async (batch) => {
      const writer = randomUUID();
      try {
        await client.send(
          new PutCommand({
            TableName,
            Item: { pk: DISPOSALS, sk: batch.name, ...batch, writer },
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
            ...(batch.version === 1
              ? { ConditionExpression: 'attribute_not_exists(pk)' }
              : { ConditionExpression: 'version = :seen', ExpressionAttributeValues: { ':seen': batch.version - 1 } }),
          }),
        );
        return true;
      } catch (error) {
        // The SDK repeats a write whose answer was lost, and the repetition fails on its own first success.
        if (error instanceof ConditionalCheckFailedException) return error.Item?.writer?.S === writer;
        throw error;
      }
    },

    certificate: (batch) => query<Link<CertificateLine>>(linesOf(batch)),

    addLine: async (batch, line) => {
      try {
        await client.send(
          new PutCommand({
            TableName,
            Item: { pk: linesOf(batch), sk: pad(line.entry.number, 6), ...line },
            ConditionExpression: 'attribute_not_exists(pk)',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        );
        return true;
      } catch (error) {
        // The SDK repeats a write whose answer was lost, and the repetition fails on its own first success.
        if (error instanceof ConditionalCheckFailedException) return error.Item?.digest?.S === line.digest;
        throw error;
      }
    },

    stripHistory: async (events) => {
      const wordy = events.filter(hasWords);
      for (const event of wordy) {
        const { requestId, version, order } = event;
        const typed = typedIn(event); // a path into data that is not there would be refused
        await client.send(
          new UpdateCommand({
            TableName,
            Key: { pk: requestKey(requestId).pk, sk: `EVENT#${pad(version, 6)}#${pad(order, 2)}` },
            UpdateExpression: `SET #text = :gone REMOVE ${['#link', ...typed.map((name) => `#data.#${name}`)].join(', ')}`,
            ConditionExpression: 'attribute_exists(pk)',
            ExpressionAttributeNames: {
              ...{ '#text': 'text', '#link': 'link' },
              ...(typed.length > 0 ? { '#data': 'data' } : {}),
              ...Object.fromEntries(typed.map((name) => [`#${name}`, name])),
            },
            ExpressionAttributeValues: { ':gone': GONE },
          }),
        );
      }
      return wordy.length;
    },

    forgetPhotos: async (requestId, workOrderId) => {
      await client.send(
        new UpdateCommand({
          TableName,
          Key: { pk: requestKey(requestId).pk, sk: `WORK-ORDER#${workOrderId}` },
          UpdateExpression: 'SET photos = :none',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeValues: { ':none': [] },
        }),
      );
    },

    forgetReference: async (numbering, reference, requestId) => {
      try {
        await client.send(
          new DeleteCommand({
            TableName,
            Key: referenceKey(numbering, reference),
            ConditionExpression: 'attribute_not_exists(pk) OR begins_with(workOrder, :work)',
            ExpressionAttributeValues: { ':work': `${requestId}-` },
          }),
        );
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },

    deleteNotice: async (id) => {
      await client.send(new DeleteCommand({ TableName: tables.notices, Key: { id } }));
    },

    leaveOutOfLists: async (requestIds) => {
      const isGone = ({ values }: NoticeEntry) =>
        typeof values.requestId === 'string' && requestIds.has(values.requestId);
      const lists = scanItems(client, {
        TableName: tables.notices,
        FilterExpression: 'attribute_exists(entries)',
        ProjectionExpression: 'id, entries',
      });
      for await (const { id, entries } of lists as AsyncIterable<{ id: string; entries: NoticeEntry[] }>) {
        let seen: NoticeEntry[] | undefined = entries;
        // Another batch may take its own out of the same list at the same time, and none of them may come back.
        while (
          seen?.some(isGone) &&
          !(await replaceEntries(
            id,
            seen,
            seen.filter((entry) => !isGone(entry)),
          ))
        )
          seen = await entriesOf(id);
      }
    },
  };
};
