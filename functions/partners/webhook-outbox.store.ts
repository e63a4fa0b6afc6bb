import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { WATCH_INDEX } from '../shared/contract.ts';
import { DEAD, WAITING } from './contract.ts';
import { type OutboxMessage, type WaitingGroup, type WebhookOutbox, groupOf } from './webhook-outbox.ts';
import type { WebhookPayload } from './webhook-payload.ts';
import { queryAll } from '../shared/query.ts';

/** Longer than an attempt may take, with the writes around it, ms. */
const CLAIM_MS = 30_000;

/** A message that nobody tried within two minutes was lost by whoever put it out: a function's whole time is one. */
const LOST_AFTER_MS = 2 * 60_000;

/** How long a message is kept after it was taken, seconds: 30 days, as deliveries that come in are remembered. */
const KEPT_SECONDS = 30 * 86_400;

/**
 * How long one is kept that was given up, seconds: a year, in which somebody settles it with the other side. What a person wrote may stand in
 * it, and every record is kept for three years before it is disposed of.
 */
const DEAD_KEPT_SECONDS = 365 * 86_400;

const CLAIM_PLACE = 'CLAIM'; // sorts after every place, which begins with a digit

/** Makes the store over the requests table; `now` gives the instant, epoch ms. */
export const createOutbox = (client: DynamoDBDocumentClient, table: string, now: () => number): WebhookOutbox => {
  const key = ({ group, place }: Pick<OutboxMessage, 'group' | 'place'>) => ({ pk: group, sk: place });

  /** Writes where a condition holds, and says whether it did. */
  const held = async (write: Promise<unknown>): Promise<boolean> => {
    try {
      await write;
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  };

  /** Changes a message that still has the status that it was seen with. */
  const change = (message: OutboxMessage, values: Record<string, unknown>, drop: readonly string[] = []) => {
    const names = Object.keys(values);
    const sets = names.map((_, index) => `#set${index} = :set${index}`).join(', ');
    const removes = drop.length > 0 ? ` REMOVE ${drop.map((_, index) => `#drop${index}`).join(', ')}` : '';
    return held(
      client.send(
        new UpdateCommand({
          TableName: table,
          Key: key(message),
          UpdateExpression: `SET ${sets}${removes}`,
          ConditionExpression: '#status = :seen',
          ExpressionAttributeNames: {
            '#status': 'status',
            ...Object.fromEntries(names.map((name, index) => [`#set${index}`, name])),
            ...Object.fromEntries(drop.map((name, index) => [`#drop${index}`, name])),
          },
          ExpressionAttributeValues: {
            ':seen': message.status,
            ...Object.fromEntries(Object.values(values).map((value, index) => [`:set${index}`, value])),
          },
        }),
      ),
    );
  };

  const messagesIn = async (group: string): Promise<OutboxMessage[]> => {
    const items = await queryAll(client, {
      TableName: table,
      KeyConditionExpression: 'pk = :group AND sk < :claim',
      ExpressionAttributeValues: { ':group': group, ':claim': CLAIM_PLACE },
      ConsistentRead: true,
    });
    return items.map(readMessage);
  };

  const indexed = async (partition: string, since = 0) => {
    const items = await queryAll(client, {
      TableName: table,
      IndexName: WATCH_INDEX,
      KeyConditionExpression: 'watch = :partition AND wakeAt >= :since',
      ExpressionAttributeValues: { ':partition': partition, ':since': since },
    });
    return items.map(({ pk, sk, wakeAt }) => ({
      pk: String(pk),
      sk: String(sk),
      wakeAt: Number(wakeAt),
    }));
  };

  const claimUntil = (group: string, owner: string, condition: string) =>
    held(
      client.send(
        new PutCommand({
          TableName: table,
          Item: { pk: group, sk: CLAIM_PLACE, owner, until: now() + CLAIM_MS },
          ConditionExpression: condition,
          ExpressionAttributeNames: {
            '#owner': 'owner',
            ...(condition.includes('#until') ? { '#until': 'until' } : {}),
          },
          ExpressionAttributeValues: { ':owner': owner, ...(condition.includes(':now') ? { ':now': now() } : {}) },
        }),
      ),
    );

  return {
    put: async (message) => {
      const { target, requestId, place, payload } = message;
      const at = now();
      const item: Omit<OutboxMessage, 'group' | 'place' | 'wakeAt'> = {
        id: payload.id,
        target,
        requestId,
        type: payload.type,
        body: JSON.stringify(payload),
        status: 'unsent',
        attempts: 0,
        since: at,
        nextAttemptAt: at,
      };
      await held(
        client.send(
          new PutCommand({
            TableName: table,
            Item: { pk: groupOf(message), sk: place, ...item, watch: WAITING, wakeAt: at + LOST_AFTER_MS },
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        ),
      );
    },

    before: async (message) => {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :group AND sk < :place',
          ExpressionAttributeValues: { ':group': groupOf(message), ':place': message.place },
          ConsistentRead: true,
          ScanIndexForward: false,
          Limit: 1,
        }),
      );
      const [found] = Items.map(readMessage);
      return found && found.status !== 'dead' ? (JSON.parse(found.body) as WebhookPayload) : undefined;
    },

    claim: async (group, owner) =>
      (await claimUntil(group, owner, 'attribute_not_exists(pk) OR #until < :now OR #owner = :owner'))
        ? { group, owner }
        : undefined,
    renew: ({ group, owner }) => claimUntil(group, owner, '#owner = :owner'),
    release: async ({ group, owner }) => {
      await held(
        client.send(
          new DeleteCommand({
            TableName: table,
            Key: { pk: group, sk: CLAIM_PLACE },
            ConditionExpression: '#owner = :owner',
            ExpressionAttributeNames: { '#owner': 'owner' },
            ExpressionAttributeValues: { ':owner': owner },
          }),
        ),
      );
    },

    unsent: async (group) => (await messagesIn(group)).filter(({ status }) => status === 'unsent'),

    markSent: async (message) => {
      const at = now();
      const values = { status: 'sent', sentAt: at, expiresAt: Math.floor(at / 1000) + KEPT_SECONDS };
      await change(message, values, ['watch', 'wakeAt']);
    },

    postpone: async (message, nextAttemptAt, failure) => {
      const tried = failure === undefined ? {} : { failure, attempts: message.attempts + 1, nextAttemptAt };
      await change(message, { ...tried, wakeAt: nextAttemptAt });
    },

    bury: async (message, failure) => {
      const at = now();
      const expiresAt = Math.floor(at / 1000) + DEAD_KEPT_SECONDS;
      await change(message, {
        ...{ status: 'dead', failure, attempts: message.attempts + 1, expiresAt },
        ...{ watch: DEAD, wakeAt: at },
      });
    },

    waiting: async () => {
      const found = await indexed(WAITING);
      const groups = new Map<string, WaitingGroup>();
      for (const { pk: group, wakeAt } of found) if (!groups.has(group)) groups.set(group, { group, wakeAt });
      return { groups: [...groups.values()], messages: found.length };
    },

    givenUpSince: async (since) => (await indexed(DEAD, since)).length,

    list: async (wanted) => {
      const groups = [...new Set((await indexed(wanted === 'dead' ? DEAD : WAITING)).map(({ pk }) => pk))];
      const found: OutboxMessage[] = [];
      for (const group of groups) found.push(...(await messagesIn(group)).filter(({ status }) => status === wanted));
      return found;
    },

    redrive: (message) => {
      const at = now();
      const anew = { status: 'unsent', attempts: 0, since: at, nextAttemptAt: at, watch: WAITING, wakeAt: at };
      return change(message, anew, ['expiresAt']);
    },
  };
};

const readMessage = ({ pk, sk, ...rest }: Record<string, unknown>): OutboxMessage =>
  ({ ...rest, group: String(pk), place: String(sk) }) as unknown as OutboxMessage;
