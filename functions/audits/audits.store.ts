import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { type NoticeDraft, noticeItem, queued } from '../notices/notice.ts';
import { auditPlace, correctionPlace } from './audit-line.ts';
import type { Audit, Correction, Part, Sample } from './audit.ts';
import type { MonthOfAudits } from './summary.ts';
import { queryAll } from '../shared/query.ts';

/** The way to what is kept of audits: for each month its sample, the audits of it and what is to be put right. No request is written. */
export interface AuditsStore {
  sample(month: string): Promise<Sample | undefined>;
  /** Keeps the sample of a month, once: answers false where one was kept before, which stays (R160). */
  keep(sample: Sample): Promise<boolean>;
  /** Lays an audit before its auditor; one that lies there already stays as it is. */
  handOut(audit: Audit): Promise<void>;
  /** Notes that all of a sample is handed out. */
  markHandedOut(month: string, at: number): Promise<void>;
  audit(month: string, requestId: string, part: Part): Promise<Audit | undefined>;
  correction(month: string, requestId: string, part: Part): Promise<Correction | undefined>;
  /** Writes a finished audit, what it opens and its notices in one transaction; false where it was finished before, and then nothing is written. */
  finish(audit: Audit, correction: Correction | undefined, notices: readonly NoticeDraft[]): Promise<boolean>;
  /**
   * Lays audits before another auditor than `from`, with a letter in the last of their transactions; false where one of them was finished or
   * given meanwhile. Those of the transactions before it lie with the other one then, and nobody was written to.
   */
  give(audits: readonly Audit[], from: string, notice: NoticeDraft): Promise<boolean>;
  /** Writes a correction that was reminded of or is done, with its notices; false where it is done already. */
  change(correction: Correction, notices: readonly NoticeDraft[]): Promise<boolean>;
  /** Everything of a month; undefined where nothing was drawn. */
  month(month: string): Promise<MonthOfAudits | undefined>;
}

const SAMPLE = 'SAMPLE';
const pkOf = (month: string): string => `AUDITS#${month}`;
const auditKey = (requestId: string, part: Part): string => `AUDIT#${requestId}#${part}`;
const correctionKey = (requestId: string, part: Part): string => `CORRECTION#${requestId}#${part}`;

const auditItem = (audit: Audit) => ({
  pk: pkOf(audit.month),
  sk: auditKey(audit.requestId, audit.part),
  ...audit,
  ...auditPlace(audit),
});

const correctionItem = (correction: Correction) => ({
  pk: pkOf(correction.month),
  sk: correctionKey(correction.requestId, correction.part),
  ...correction,
  ...correctionPlace(correction),
});

const ABSENT = 'attribute_not_exists(pk)';
const NOT_DONE = 'attribute_exists(pk) AND attribute_not_exists(done)';

/** A transaction takes a hundred items; one is a letter. */
const GIVEN_AT_ONCE = 99;

const bare = ({ pk: _, sk: __, queue: ___, queuedFor: ____, line: _____, ...item }: Record<string, unknown>) => item;

/** Whether somebody else was faster, or is at it. */
const isLost = (error: unknown): boolean =>
  error instanceof ConditionalCheckFailedException ||
  (error instanceof TransactionCanceledException &&
    (error.CancellationReasons ?? []).some(
      ({ Code }) => Code === 'ConditionalCheckFailed' || Code === 'TransactionConflict',
    ));

/** Opens the store on the requests table; notices are stamped with `now`, epoch ms. */
export const createAuditsStore = (
  client: DynamoDBDocumentClient,
  tables: { requests: string; notices: string },
  now: () => number,
): AuditsStore => {
  const table = tables.requests;
  const find = async <T>(month: string, sk: string): Promise<T | undefined> => {
    const { Item } = await client.send(
      new GetCommand({ TableName: table, Key: { pk: pkOf(month), sk }, ConsistentRead: true }),
    );
    return Item && (bare(Item) as T);
  };

  const put = async (Item: Record<string, unknown>): Promise<boolean> => {
    try {
      await client.send(new PutCommand({ TableName: table, Item, ConditionExpression: ABSENT }));
      return true;
    } catch (error) {
      if (isLost(error)) return false;
      throw error;
    }
  };

  /** One transaction of items of this table, each under its condition, and of notices. */
  const writeTogether = async (
    items: readonly { item: Record<string, unknown>; condition: string; values?: Record<string, unknown> }[],
    notices: readonly NoticeDraft[],
  ): Promise<boolean> => {
    const own = items.map(({ item, condition, values }) => ({
      TableName: table,
      Item: item,
      ConditionExpression: condition,
      ...(values ? { ExpressionAttributeValues: values } : {}),
    }));
    const letters = notices.map((draft) => ({
      TableName: tables.notices,
      Item: noticeItem(queued(draft, now())),
      ConditionExpression: 'attribute_not_exists(id)',
    }));
    try {
      await client.send(new TransactWriteCommand({ TransactItems: [...own, ...letters].map((Put) => ({ Put })) }));
      return true;
    } catch (error) {
      if (isLost(error)) return false;
      throw error;
    }
  };

  return {
    sample: (month) => find(month, SAMPLE),
    keep: (sample) => put({ pk: pkOf(sample.month), sk: SAMPLE, ...sample }),
    handOut: async (audit) => void (await put(auditItem(audit))),
    markHandedOut: async (month, at) => {
      await client.send(
        new UpdateCommand({
          TableName: table,
          Key: { pk: pkOf(month), sk: SAMPLE },
          UpdateExpression: 'SET handedOutAt = :at',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeValues: { ':at': at },
        }),
      );
    },
    audit: (month, requestId, part) => find(month, auditKey(requestId, part)),
    correction: (month, requestId, part) => find(month, correctionKey(requestId, part)),
    finish: (audit, correction, notices) =>
      writeTogether(
        [
          { item: auditItem(audit), condition: NOT_DONE },
          ...(correction ? [{ item: correctionItem(correction), condition: ABSENT }] : []),
        ],
        notices,
      ),
    give: async (audits, from, notice) => {
      for (let start = 0; start < audits.length; start += GIVEN_AT_ONCE) {
        const items = audits.slice(start, start + GIVEN_AT_ONCE).map((audit) => ({
          item: auditItem(audit),
          condition: `${NOT_DONE} AND auditor = :from`,
          values: { ':from': from },
        }));
        const isLast = start + GIVEN_AT_ONCE >= audits.length;
        if (!(await writeTogether(items, isLast ? [notice] : []))) return false;
      }
      return true;
    },
    change: (correction, notices) =>
      writeTogether([{ item: correctionItem(correction), condition: NOT_DONE }], notices),
    month: async (month) => {
      const items = await queryAll(client, {
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pkOf(month) },
        ConsistentRead: true,
      });
      const of = <T>(prefix: string) => items.filter(({ sk }) => String(sk).startsWith(prefix)).map(bare) as T[];
      const [sample] = of<Sample>(SAMPLE);
      return sample && { sample, audits: of<Audit>('AUDIT#'), corrections: of<Correction>('CORRECTION#') };
    },
  };
};
