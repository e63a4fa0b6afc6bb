import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { SpokenError } from '../shared/errors.ts';
import {
  NOTHING_PUBLISHED,
  type PublicationName,
  type Publications,
  type PublishedVersion,
  withBeginning,
} from './published.ts';
import type { StoredFile } from './stored.ts';

/** The way to what was published, of a catalogue, of the calendars or of storms. */
export interface PublishedStore<File = StoredFile> {
  /** What versions there are; one read. */
  publications(name: PublicationName): Promise<Publications>;
  /** One version. Throws a RangeError for one that was never published. */
  version(name: PublicationName, version: number): Promise<PublishedVersion<File>>;
  /**
   * Publishes the version after `known.newest` in one transaction; false when somebody else was faster, and then nothing is written. Throws a
   * TooLargeError for one that the table cannot hold.
   */
  publish(name: PublicationName, known: Publications, version: PublishedVersion<File>): Promise<boolean>;
}

const keyOf = (name: PublicationName, version?: number) => ({
  pk: `CATALOGUE#${name}`,
  sk: version === undefined ? 'CURRENT' : `VERSION#${String(version).padStart(6, '0')}`,
});

/** Most bytes of a version's files and of the sentences that say what it changes: an item of DynamoDB holds 400 KB. */
export const MOST_BYTES = 380_000;

/** A version that no item of the table holds. */
export class TooLargeError extends SpokenError {
  override readonly name = 'TooLargeError';
}

/** Opens the store on the requests table. */
export const createPublishedStore = <File = StoredFile>(
  client: DynamoDBDocumentClient,
  table: string,
): PublishedStore<File> => {
  const get = async (key: Record<string, string>) =>
    (await client.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }))).Item;
  return {
    publications: async (name) => {
      const item = await get(keyOf(name));
      return item
        ? { newest: item.newest as number, beginnings: item.beginnings as Publications['beginnings'] }
        : NOTHING_PUBLISHED;
    },
    version: async (name, version) => {
      const item = await get(keyOf(name, version));
      if (!item) throw new RangeError(`Version ${version} of ${name} was never published.`);
      const { pk: _, sk: __, files, ...rest } = item;
      return {
        ...(rest as Omit<PublishedVersion<File>, 'files'>),
        files: JSON.parse(String(files)) as PublishedVersion<File>['files'],
      };
    },
    publish: async (name, known, version) => {
      const files = JSON.stringify(version.files);
      const bytes = [files, ...version.changes].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
      if (bytes > MOST_BYTES)
        throw new TooLargeError(
          `A version holds at most ${MOST_BYTES} bytes, and this would be ${bytes}: publish fewer changes at once, or deploy the catalogue instead.`,
        );
      const { newest, beginnings } = withBeginning(known, version, version.publishedAt);
      const first = known.newest === 1;
      try {
        await client.send(
          new TransactWriteCommand({
            TransactItems: [
              {
                Put: {
                  TableName: table,
                  Item: { ...keyOf(name, version.version), ...version, files },
                  ConditionExpression: 'attribute_not_exists(pk)',
                },
              },
              {
                Put: {
                  TableName: table,
                  Item: { ...keyOf(name), newest, beginnings },
                  ConditionExpression: first ? 'attribute_not_exists(pk)' : 'newest = :previous',
                  ...(first ? {} : { ExpressionAttributeValues: { ':previous': known.newest } }),
                },
              },
            ],
          }),
        );
        return true;
      } catch (error) {
        if (wasFaster(error)) return false;
        throw error;
      }
    },
  };
};

/** Whether a transaction lost against somebody else's; whatever else stands in its way is no race. */
const wasFaster = (error: unknown): boolean =>
  error instanceof TransactionCanceledException &&
  (error.CancellationReasons ?? []).some(
    ({ Code }) => Code === 'ConditionalCheckFailed' || Code === 'TransactionConflict',
  );
