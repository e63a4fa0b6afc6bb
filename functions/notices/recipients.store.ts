import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateQuery,
} from '@aws-sdk/lib-dynamodb';
import type { KeyPair } from '../shared/secrets.ts';
import { ON_THE_WAY_INDEX } from './contract.ts';
import type { MessageName } from './notice.ts';
import { type UnreachableReason, recipientId } from './recipient.ts';

/** The notice by which an address was found to be unreachable. */
export interface Undeliverable {
  id: string;
  status: UnreachableReason;
  /** When, UTC instant. */
  changedAt: number;
  requestId: string;
  message: MessageName;
}

/** The addresses that nothing more is sent to. */
export interface RecipientStore {
  /** Why an address cannot be reached; undefined when nothing is known against it. */
  find(address: string): Promise<UnreachableReason | undefined>;
  /** Puts an address on the list; once more changes only the notice that it names. */
  record(
    address: string,
    notice: { reason: UnreachableReason; requestId: string; message: MessageName },
  ): Promise<void>;
}

/** Where the list stands in the index of notices on their way. */
const UNDELIVERABLE = 'undeliverable';

/**
 * Makes the store. The hash is keyed with the keys of the links, which are there already: after a rotation the list is still found by the
 * key before. What two rotations forget, SES's own list of the account still knows, and its bounce puts it here again.
 */
export const createRecipientStore = (
  client: DynamoDBDocumentClient,
  table: string,
  readKeys: () => Promise<KeyPair>,
  now: () => number,
): RecipientStore => ({
  find: async (address) => {
    const { current, previous } = await readKeys();
    for (const key of previous === undefined ? [current] : [current, previous]) {
      const { Item } = await client.send(new GetCommand({ TableName: table, Key: { id: recipientId(address, key) } }));
      if (Item) return (Item as Undeliverable).status;
    }
    return undefined;
  },
  record: async (address, { reason, requestId, message }) => {
    const { current } = await readKeys();
    const item: Undeliverable = {
      id: recipientId(address, current),
      status: reason,
      changedAt: now(),
      requestId,
      message,
    };
    await client.send(new PutCommand({ TableName: table, Item: { ...item, progress: UNDELIVERABLE } }));
  },
});

/** Lists the addresses that cannot be reached by the notices that showed it, the oldest first; no address is among what it answers. */
export const listUndeliverable = async (client: DynamoDBDocumentClient, table: string): Promise<Undeliverable[]> => {
  const found: Undeliverable[] = [];
  const pages = paginateQuery(
    { client },
    {
      TableName: table,
      IndexName: ON_THE_WAY_INDEX,
      KeyConditionExpression: 'progress = :undeliverable',
      ExpressionAttributeValues: { ':undeliverable': UNDELIVERABLE },
    },
  );
  for await (const { Items = [] } of pages) found.push(...(Items as Undeliverable[]));
  return found;
};

/** Takes an entry off the list, so that the next notice to its address is sent again. */
export const liftUndeliverable = async (
  client: DynamoDBDocumentClient,
  table: string,
  { id }: Pick<Undeliverable, 'id'>,
): Promise<void> => {
  await client.send(new DeleteCommand({ TableName: table, Key: { id } }));
};
