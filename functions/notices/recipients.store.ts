import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  UpdateCommand,
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

/** The same with whether the manager has still to be told of it. */
export type ListedUndeliverable = Undeliverable & { untold: boolean };

/** The addresses that nothing more is sent to. */
export interface RecipientStore {
  /** Why an address cannot be reached; undefined when nothing is known against it. */
  find(address: string): Promise<UnreachableReason | undefined>;
  /** The same with the notice that showed it. */
  look(address: string): Promise<Undeliverable | undefined>;
  /** Puts an address on the list, where it stays as it came there first: later notices that come back change nothing. */
  record(
    address: string,
    notice: { reason: UnreachableReason; requestId: string; message: MessageName },
  ): Promise<void>;
}

/** Where the list stands in the index of notices on their way: what the manager has still to be told of, and what she was told of. */
const UNTOLD = 'undeliverable-untold';
const TOLD = 'undeliverable';

/**
 * Makes the store. The hash is keyed with the keys of the links, which are there already: after a rotation the list is still found by the
 * key before. What two rotations forget, SES's own list of the account still knows, and its bounce puts it here again.
 */
export const createRecipientStore = (
  client: DynamoDBDocumentClient,
  table: string,
  readKeys: () => Promise<KeyPair>,
  now: () => number,
): RecipientStore => {
  const look = async (address: string): Promise<Undeliverable | undefined> => {
    const { current, previous } = await readKeys();
    for (const key of previous === undefined ? [current] : [current, previous]) {
      const { Item } = await client.send(new GetCommand({ TableName: table, Key: { id: recipientId(address, key) } }));
      if (Item) return Item as Undeliverable;
    }
    return undefined;
  };
  return {
    look,
    find: async (address) => (await look(address))?.status,
    record: async (address, { reason, requestId, message }) => {
      const { current } = await readKeys();
      const item: Undeliverable = {
        id: recipientId(address, current),
        status: reason,
        changedAt: now(),
        requestId,
        message,
      };
      await unlessOvertaken(
        client.send(
          new PutCommand({
            TableName: table,
            Item: { ...item, progress: UNTOLD },
            ConditionExpression: 'attribute_not_exists(id)',
          }),
        ),
      );
    },
  };
};

/** Waits for a conditional write; one whose condition is not met any more has nothing to do. */
const unlessOvertaken = async (write: Promise<unknown>): Promise<void> => {
  try {
    await write;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
};

/** Lists the addresses that cannot be reached by the notices that showed it, the oldest first; no address is among what it answers. */
export const listUndeliverable = async (
  client: DynamoDBDocumentClient,
  table: string,
): Promise<ListedUndeliverable[]> => {
  const found: ListedUndeliverable[] = [];
  for (const progress of [UNTOLD, TOLD]) {
    const pages = paginateQuery(
      { client },
      {
        TableName: table,
        IndexName: ON_THE_WAY_INDEX,
        KeyConditionExpression: 'progress = :progress',
        ExpressionAttributeValues: { ':progress': progress },
      },
    );
    for await (const { Items = [] } of pages)
      found.push(...(Items as Undeliverable[]).map((item) => ({ ...item, untold: progress === UNTOLD })));
  }
  return found.sort((one, other) => one.changedAt - other.changedAt);
};

/** Remembers that the manager was told of an entry; one that was lifted meanwhile stays lifted. */
export const markTold = (
  client: DynamoDBDocumentClient,
  table: string,
  { id, changedAt }: Pick<Undeliverable, 'id' | 'changedAt'>,
): Promise<void> =>
  unlessOvertaken(
    client.send(
      new UpdateCommand({
        TableName: table,
        Key: { id },
        UpdateExpression: 'SET progress = :told',
        ConditionExpression: 'changedAt = :changedAt',
        ExpressionAttributeValues: { ':told': TOLD, ':changedAt': changedAt },
      }),
    ),
  );

/** Takes an entry off the list, so that the next notice to its address is sent again. */
export const liftUndeliverable = async (
  client: DynamoDBDocumentClient,
  table: string,
  { id }: Pick<Undeliverable, 'id'>,
): Promise<void> => {
  await client.send(new DeleteCommand({ TableName: table, Key: { id } }));
};
