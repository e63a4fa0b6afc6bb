import { isDeepStrictEqual } from 'node:util';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { DEFAULT_PREFERENCES, type Preferences } from '../preferences/preferences.ts';
import { ON_THE_WAY_INDEX } from './contract.ts';
import type { MessageName } from './notice.ts';
import { type Recipient, type UnreachableReason, recipientId } from './recipient.ts';
import { queryAll } from '../shared/query.ts';

/** The notice by which an address was found to be unreachable. */
export interface Undeliverable {
  id: string;
  status: UnreachableReason;
  /** When, UTC instant. */
  changedAt: number;
  requestId: string;
  message: MessageName;
}

/** The same with whether the manager has still to be told of it, and when it was last put on a list for her, UTC instant. */
export type ListedUndeliverable = Undeliverable & { untold: boolean; claimedAt?: number };

/** An address as it is stored: what makes it unreachable, and what its owner chose; either may be absent. */
type StoredRecipient = { id: string; preferences?: Preferences; progress?: string } & Partial<Undeliverable>;

/** What is known of addresses: who cannot be reached, and how everybody wants to be written to. */
export interface RecipientStore {
  /** Reads what is known of an address; one of which nothing is known can be reached, and has chosen nothing. */
  find(address: string): Promise<Recipient>;
  /** The notice that showed that an address cannot be reached; undefined where nothing is known against it. */
  look(address: string): Promise<Undeliverable | undefined>;
  /** Puts an address on the list of those that nothing more is sent to, where it stays as it came there first. */
  record(
    address: string,
    notice: { reason: UnreachableReason; requestId: string; message: MessageName },
  ): Promise<void>;
  /** Changes what the owner of an address chose, and asks again where somebody else was faster; a change to the same writes nothing. */
  choose(address: string, change: (before: Preferences) => Preferences): Promise<Preferences>;
}

/** Where the list stands in the index of notices on their way: what the manager has still to be told of, and what she was told of. */
const UNTOLD = 'undeliverable-untold';
const TOLD = 'undeliverable';

/** How often a choice is asked for again; two of one person at once are rare, and three more so. */
const TRIES = 5;

/** Two attributes whose names DynamoDB keeps for itself. */
const STATUS_AND_MESSAGE = { '#status': 'status', '#message': 'message' };

const isUndeliverable = (item: StoredRecipient): item is StoredRecipient & Undeliverable => item.status !== undefined;

const recipientOf = ({ status, preferences }: Partial<StoredRecipient> = {}): Recipient => ({
  ...(status ? { unreachable: status } : {}),
  preferences: preferences ?? DEFAULT_PREFERENCES,
});

/** Makes the store. Addresses are found by a hash alone, so its key is one that stays: a choice is kept for as long as it may take until somebody is written to again. */
export const createRecipientStore = (
  client: DynamoDBDocumentClient,
  table: string,
  readKey: () => Promise<string>,
  now: () => number,
): RecipientStore => {
  const read = async (address: string): Promise<{ id: string; item?: StoredRecipient }> => {
    const id = recipientId(address, await readKey());
    const { Item } = await client.send(new GetCommand({ TableName: table, Key: { id }, ConsistentRead: true }));
    return Item ? { id, item: Item as StoredRecipient } : { id };
  };

  return {
    find: async (address) => recipientOf((await read(address)).item),

    look: async (address) => {
      const { item } = await read(address);
      return item && isUndeliverable(item) ? item : undefined;
    },

    record: async (address, { reason, requestId, message }) => {
      const id = recipientId(address, await readKey());
      await unlessOvertaken(
        client.send(
          new UpdateCommand({
            TableName: table,
            Key: { id },
            UpdateExpression:
              'SET #status = :reason, changedAt = :now, requestId = :requestId, #message = :message, progress = :untold',
            ConditionExpression: 'attribute_not_exists(#status)',
            ExpressionAttributeNames: STATUS_AND_MESSAGE,
            ExpressionAttributeValues: {
              ':reason': reason,
              ':now': now(),
              ':requestId': requestId,
              ':message': message,
              ':untold': UNTOLD,
            },
          }),
        ),
      );
    },

    choose: async (address, change) => {
      for (let tries = 0; tries < TRIES; tries += 1) {
        const { id, item } = await read(address);
        const preferences = change(recipientOf(item).preferences);
        if (isDeepStrictEqual(preferences, item?.preferences)) return preferences;
        const before = item?.preferences;
        const write = new UpdateCommand({
          TableName: table,
          Key: { id },
          UpdateExpression: 'SET preferences = :preferences',
          ConditionExpression: before ? 'preferences = :before' : 'attribute_not_exists(preferences)',
          ExpressionAttributeValues: { ':preferences': preferences, ...(before ? { ':before': before } : {}) },
        });
        if (await unlessOvertaken(client.send(write))) return preferences;
      }
      throw new Error('The preferences of an address changed under every try.');
    },
  };
};

/** Waits for a conditional write; false for one whose condition is not met any more, which has nothing to do. */
const unlessOvertaken = async (write: Promise<unknown>): Promise<boolean> => {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
};

/** Lists the addresses that cannot be reached by the notices that showed it, the oldest first; no address is among what it answers. */
export const listUndeliverable = async (
  client: DynamoDBDocumentClient,
  table: string,
): Promise<ListedUndeliverable[]> => {
  const found: ListedUndeliverable[] = [];
  for (const progress of [UNTOLD, TOLD]) {
    const items = await queryAll<Undeliverable>(client, {
      TableName: table,
      IndexName: ON_THE_WAY_INDEX,
      KeyConditionExpression: 'progress = :progress',
      ExpressionAttributeValues: { ':progress': progress },
    });
    found.push(...items.map((item) => ({ ...item, untold: progress === UNTOLD })));
  }
  return found.sort((one, other) => one.changedAt - other.changedAt);
};

type Entry = Pick<Undeliverable, 'id' | 'changedAt'>;

/** Notes something on an entry; one that was lifted meanwhile stays lifted. */
const note = async (
  client: DynamoDBDocumentClient,
  table: string,
  { id, changedAt }: Entry,
  [UpdateExpression, value]: [expression: string, value: string | number],
): Promise<void> => {
  await unlessOvertaken(
    client.send(
      new UpdateCommand({
        TableName: table,
        Key: { id },
        UpdateExpression,
        ConditionExpression: 'changedAt = :changedAt',
        ExpressionAttributeValues: { ':value': value, ':changedAt': changedAt },
      }),
    ),
  );
};

/** Notes when an entry was put on a list for the manager, UTC instant, before that is queued. */
export const claimForList = (client: DynamoDBDocumentClient, table: string, entry: Entry, at: number): Promise<void> =>
  note(client, table, entry, ['SET claimedAt = :value', at]);

/** Remembers that the manager was told of an entry. */
export const markTold = (client: DynamoDBDocumentClient, table: string, entry: Entry): Promise<void> =>
  note(client, table, entry, ['SET progress = :value', TOLD]);

/** Takes an entry off the list, so that the next notice to its address is sent again; what its owner chose stays. */
export const liftUndeliverable = async (
  client: DynamoDBDocumentClient,
  table: string,
  { id }: Pick<Undeliverable, 'id'>,
): Promise<void> => {
  const key = { TableName: table, Key: { id } };
  const hasChosenNothing = { ConditionExpression: 'attribute_not_exists(preferences)' };
  if (await unlessOvertaken(client.send(new DeleteCommand({ ...key, ...hasChosenNothing })))) return;
  await client.send(
    new UpdateCommand({
      ...key,
      UpdateExpression: 'REMOVE #status, changedAt, requestId, #message, progress, claimedAt',
      ExpressionAttributeNames: STATUS_AND_MESSAGE,
    }),
  );
};
