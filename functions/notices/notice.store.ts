import { randomUUID } from 'node:crypto';
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
  type TransactWriteCommandInput,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { Language } from '../languages/language.ts';
import { ON_THE_WAY_INDEX } from './contract.ts';
import { type Notice, type NoticeDraft, noticeItem, queued } from './notice.ts';
import {
  type NoticeStatus,
  type OnTheWayStatus,
  WAITING,
  isOnTheWay,
  placeOnTheWay,
  placesOnTheWay,
  statusesBefore,
} from './notice-progress.ts';
import { inOrder, queryItems } from '../shared/query.ts';

/** What the index keeps of a notice that is on its way. */
export type OnTheWay = Pick<Notice, 'id' | 'status' | 'attempts' | 'requestId' | 'message' | 'claimedAt'> & {
  changedAt: number;
  progress: string;
};

/** What SES's events say about a notice. */
export interface Confirmation {
  status: Extract<NoticeStatus, 'sent' | 'delivered' | 'bounced' | 'complained' | 'failed'>;
  messageId: string;
  /** Why it bounced or was rejected: a code, never an address. */
  failure?: string;
  /** Moves only from these statuses, where the transition table would allow more. */
  onlyFrom?: readonly NoticeStatus[];
}

/** The way to the notices table after a notice was queued; every write is conditional on the status before it. */
export interface NoticeStore {
  /** Reads a notice as it is now. */
  find(id: string): Promise<Notice | undefined>;
  /** Claims a queued notice for one sending; undefined when somebody else has it, or has sent it. */
  claim(id: string, claimId: string): Promise<Claim | undefined>;
  /** Records that SES took the message; answers false when SES's own event was faster or the claim is not ours any more. */
  markSent(claim: Claim, messageId: string): Promise<boolean>;
  /** Gives a claimed notice up for good, with a code that says why. */
  markFailed(claim: Claim, failure: string): Promise<boolean>;
  /** Puts a claimed notice back, known not to be sent; the record that brought it will be tried again. */
  postpone(claim: Claim, failure: string): Promise<boolean>;
  /** Queues a claimed or uncertain notice again, so that it is sent at once; for one that was judged unsent. */
  release(notice: Seen): Promise<boolean>;
  /** Touches a notice that has stayed queued, so that the stream brings it to the sender again; it stays as old as it is. */
  nudge(notice: Seen): Promise<boolean>;
  /** Sets a queued notice aside until the next release, which lets the most important go first. */
  setAside(notice: Pick<Notice, 'id'>): Promise<boolean>;
  /** Ends a queued notice without giving it to SES, with a code that says why. */
  withhold(notice: Pick<Notice, 'id'>, reason: string): Promise<boolean>;
  /** Leaves a claimed notice to a person. */
  markUncertain(notice: Seen): Promise<boolean>;
  /** Takes an uncertain notice as sent, by the word of a person who has looked. */
  takeAsSent(notice: Seen): Promise<boolean>;
  /** Moves a notice forward by an event of SES; `moved` with the notice, `known` when it was there already, `unknown` without one. */
  confirm(id: string, confirmation: Confirmation): Promise<'moved' | 'known' | 'unknown'>;
  /** Notices whose time came at `until` or before, the earliest first; all of them, where the most important are wanted. */
  listWaiting(until: number): AsyncIterable<OnTheWay>;
  /** Lets a notice go whose time has come, in another language than it was written in where one is given: the stream brings it to the sender. */
  letGo(notice: SeenWaiting, language?: Language): Promise<boolean>;
  /** Lets a notice wait on, until another instant. */
  putOff(notice: SeenWaiting, until: number): Promise<boolean>;
  /** Gives a notice up that was overtaken while it waited, with a code that says why. */
  leaveOut(notice: SeenWaiting, failure: string): Promise<boolean>;
  /** Queues a list and moves its members into it, all of them or none; answers false when one of them has changed since. At most 99. */
  combine(members: readonly SeenWaiting[], list: NoticeDraft): Promise<boolean>;
  /** Notices in a status since before an instant (epoch ms), the oldest first. */
  listOnTheWay(status: OnTheWayStatus, olderThan: number): AsyncIterable<OnTheWay>;
  /** Since when the oldest notice in a status is in it, epoch ms. */
  oldestOnTheWay(status: OnTheWayStatus): Promise<number | undefined>;
  /** When the latest claim that an event of SES confirmed was made: events of older claims had time to come by the same way. */
  latestConfirmedClaim(): Promise<number | undefined>;
}

/** The right to send a notice once. */
export interface Claim {
  id: string;
  claimId: string;
}

/** A notice as a sweep saw it; nothing is written when it has changed since. */
export type Seen = { id: string; changedAt: number };

/** A notice that waits as the index has it, with its partition there. */
export type SeenWaiting = Seen & { progress: string };

/** The item that remembers the latest confirmed claim; no notice's id begins with a hash sign. */
const EVIDENCE_ID = '#latest-confirmed-claim';

/** The evidence is for judging claims of 15 minutes and more; writing it once a minute per function is fine enough. */
const EVIDENCE_STEP_MS = 60_000;

/** Notices that are read at once of a partition in which a storm leaves tens of thousands. */
const ON_A_PAGE = 500;

/** Makes the store; `now` gives the instant, epoch ms, that changes are stamped with. */
export const createNoticeStore = (client: DynamoDBDocumentClient, table: string, now: () => number): NoticeStore => {
  /** Moves a notice to a status; answers the notice after it, or the one that did not meet the condition. */
  const move = async (id: string, status: NoticeStatus, change: Change) => {
    try {
      const { Attributes } = await client.send(new UpdateCommand(moveInput(table, id, status, change, now())));
      return { moved: true as const, notice: Attributes as Notice };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return { moved: false as const, found: error.Item };
    }
  };
  const moved = async (id: string, status: NoticeStatus, change: Change) => (await move(id, status, change)).moved;

  const find = async (id: string) => {
    const { Item } = await client.send(new GetCommand({ TableName: table, Key: { id }, ConsistentRead: true }));
    return Item as Notice | undefined;
  };

  let evidenceUntil = 0;
  const keepEvidence = async (claimedAt: number | undefined) => {
    if (claimedAt === undefined || claimedAt < evidenceUntil) return;
    try {
      await client.send(
        new UpdateCommand({
          TableName: table,
          Key: { id: EVIDENCE_ID },
          UpdateExpression: 'SET claimedAt = :at',
          ConditionExpression: 'attribute_not_exists(claimedAt) OR claimedAt < :at',
          ExpressionAttributeValues: { ':at': claimedAt },
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
    evidenceUntil = claimedAt + EVIDENCE_STEP_MS;
  };

  const inIndex = (place: string, olderThan = Number.MAX_SAFE_INTEGER) => ({
    TableName: table,
    IndexName: ON_THE_WAY_INDEX,
    KeyConditionExpression: 'progress = :place AND changedAt < :olderThan',
    ExpressionAttributeValues: { ':place': place, ':olderThan': olderThan },
  });

  /** The oldest first, page after page: whoever has had enough reads no more. */
  const list = (progress: OnTheWayStatus | typeof WAITING, olderThan: number, Limit?: number) => {
    const found = placesOnTheWay(progress).map((place) => queryItems(client, { ...inIndex(place, olderThan), Limit }));
    return inOrder(found as unknown as AsyncIterable<OnTheWay>[], ({ changedAt }) => changedAt);
  };

  return {
    find,

    claim: async (id, claimId) => {
      const result = await move(id, 'claimed', {
        set: { claimedAt: now(), claimId },
        remove: ['postponedAt', 'failure'],
        tries: true,
        from: ['queued'],
      });
      // The SDK repeats a write whose answer was lost, and the repetition fails on its own first success.
      const ours = result.moved || (result.found?.status?.S === 'claimed' && result.found.claimId?.S === claimId);
      return ours ? { id, claimId } : undefined;
    },

    markSent: (claim, messageId) =>
      moved(claim.id, 'sent', {
        set: { sentAt: now(), messageId },
        from: ['claimed'],
        same: { claimId: claim.claimId },
      }),

    markFailed: (claim, failure) =>
      moved(claim.id, 'failed', { set: { failure }, from: ['claimed'], same: { claimId: claim.claimId } }),

    postpone: (claim, failure) =>
      moved(claim.id, 'queued', {
        set: { postponedAt: now(), failure },
        from: ['claimed'],
        same: { claimId: claim.claimId },
      }),

    release: ({ id, changedAt }) =>
      moved(id, 'queued', { from: ['claimed', 'uncertain'], remove: ['postponedAt'], same: { changedAt } }),

    nudge: ({ id, changedAt }) =>
      moved(id, 'queued', {
        set: { nudgedAt: now() },
        from: ['queued'],
        remove: ['postponedAt'],
        same: { changedAt },
        asOf: changedAt,
      }),

    setAside: ({ id }) =>
      moved(id, 'queued', {
        from: ['queued'],
        remove: ['postponedAt'],
        same: { progress: placeOnTheWay(id, 'queued') },
        waits: true,
      }),

    withhold: ({ id }, reason) =>
      moved(id, 'withheld', { set: { failure: reason }, from: ['queued'], remove: ['postponedAt'] }),

    markUncertain: ({ id, changedAt }) => moved(id, 'uncertain', { from: ['claimed'], same: { changedAt } }),

    // Without a message id, and no evidence that events of SES arrive: nothing came of it.
    takeAsSent: ({ id, changedAt }) => moved(id, 'sent', { from: ['uncertain'], same: { changedAt } }),

    confirm: async (id, { status, messageId, failure, onlyFrom }) => {
      const allowed = statusesBefore(status);
      const result = await move(id, status, {
        set: { messageId, ...(status === 'sent' ? { sentAt: now() } : {}), ...(failure ? { failure } : {}) },
        remove: ['postponedAt'],
        from: onlyFrom ? allowed.filter((from) => onlyFrom.includes(from)) : allowed,
      });
      const claimedAt = result.moved ? result.notice.claimedAt : Number(result.found?.claimedAt?.N ?? Number.NaN);
      if (!result.moved && !result.found) return 'unknown';
      await keepEvidence(Number.isFinite(claimedAt) ? claimedAt : undefined);
      return result.moved ? 'moved' : 'known';
    },

    listWaiting: (until) => list(WAITING, until + 1),

    letGo: ({ id, changedAt, progress }, language) =>
      moved(id, 'queued', {
        ...(language ? { set: { language } } : {}),
        from: ['queued'],
        same: { changedAt, progress },
      }),

    putOff: ({ id, changedAt, progress }, until) =>
      moved(id, 'queued', {
        from: ['queued'],
        same: { changedAt, progress },
        asOf: until,
        waits: true,
      }),

    leaveOut: ({ id, changedAt, progress }, failure) =>
      moved(id, 'left-out', {
        set: { failure },
        from: ['queued'],
        same: { changedAt, progress },
      }),

    combine: async (members, draft) => {
      const put = {
        TableName: table,
        Item: noticeItem(queued(draft, now())),
        ConditionExpression: 'attribute_not_exists(id)',
      };
      const moves = members.map(({ id, changedAt, progress }) => {
        const change = {
          set: { combinedIn: draft.id },
          from: ['queued'],
          same: { changedAt, progress },
        } as const;
        const {
          ReturnValues: _,
          ReturnValuesOnConditionCheckFailure: _c,
          ...Update
        } = moveInput(table, id, 'combined', change, now());
        return { Update };
      });
      try {
        const TransactItems = [{ Put: put }, ...moves] as TransactWriteCommandInput['TransactItems'];
        await client.send(new TransactWriteCommand({ TransactItems, ClientRequestToken: randomUUID() }));
        return true;
      } catch (error) {
        if (isOvertaken(error)) return false;
        throw error;
      }
    },

    listOnTheWay: (status, olderThan) => list(status, olderThan, ON_A_PAGE),

    oldestOnTheWay: async (status) => {
      const firsts = await Promise.all(
        placesOnTheWay(status).map((place) => client.send(new QueryCommand({ ...inIndex(place), Limit: 1 }))),
      );
      const found = firsts.flatMap(({ Items = [] }) => Items.map(({ changedAt }) => Number(changedAt)));
      return found.length > 0 ? Math.min(...found) : undefined;
    },

    latestConfirmedClaim: async () => (await find(EVIDENCE_ID))?.claimedAt,
  };
};

/** Whether a transaction was cancelled by nothing but somebody else's write, before it or at the same time. */
const isOvertaken = (error: unknown): boolean =>
  error instanceof TransactionCanceledException &&
  (error.CancellationReasons ?? []).every(({ Code = 'None' }) =>
    ['None', 'ConditionalCheckFailed', 'TransactionConflict'].includes(Code),
  );

/** What a move writes beside the status, and what it asks for. */
interface Change {
  from: readonly NoticeStatus[];
  set?: Record<string, string | number>;
  remove?: string[];
  /** Counts a sending. */
  tries?: boolean;
  /** Its place in the order of the index; now unless told. */
  asOf?: number | undefined;
  /** It waits for a release. */
  waits?: boolean;
  /** Attributes that have to be what they were. */
  same?: Record<string, string | number | undefined>;
}

const moveInput = (
  table: string,
  id: string,
  status: NoticeStatus,
  { from, set = {}, remove = [], tries = false, same = {}, asOf, waits = false }: Change,
  now: number,
): UpdateCommandInput => {
  // Moving is what the index orders by; a notice that has arrived leaves the index (it is sparse).
  const progress = isOnTheWay(status) ? { progress: placeOnTheWay(id, waits ? WAITING : status) } : {};
  const sets = { ...set, status, changedAt: asOf ?? now, ...progress };
  const removes = isOnTheWay(status) ? remove : [...remove, 'progress'];
  const names: Record<string, string> = { '#status': 'status' };
  const values: Record<string, string | number | undefined> = {};
  const assign = (prefix: string, attributes: Record<string, string | number | undefined>, joint: string) =>
    Object.entries(attributes)
      .map(([name, value]) => {
        names[`#${name}`] = name;
        values[`:${prefix}_${name}`] = value;
        return `#${name} = :${prefix}_${name}`;
      })
      .join(joint);
  const setting = `SET ${assign('new', sets, ', ')}`;
  const adding = tries ? ' ADD attempts :one' : '';
  const removing = removes.length > 0 ? ` REMOVE ${removes.join(', ')}` : '';
  const unchanged = assign('old', same, ' AND ');
  const expected = from.map((before, index) => {
    values[`:from_${index}`] = before;
    return `:from_${index}`;
  });
  if (tries) values[':one'] = 1;
  return {
    TableName: table,
    Key: { id },
    UpdateExpression: `${setting}${removing}${adding}`,
    ConditionExpression: [`#status IN (${expected.join(', ')})`, ...(unchanged ? [unchanged] : [])].join(' AND '),
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
    ReturnValues: 'ALL_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
};
