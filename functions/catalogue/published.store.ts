import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
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
  /** Publishes the version after `known.newest` in one transaction; false when somebody else was faster, and then nothing is written. */
  publish(name: PublicationName, known: Publications, version: PublishedVersion<File>): Promise<boolean>;
}

const keyOf = (name: PublicationName, version?: number) => ({
  pk: `CATALOGUE#${name}`,
  sk: version === undefined ? 'CURRENT' : `VERSION#${String(version).padStart(6, '0')}`,
});

/** Most bytes of a version's files: an item of DynamoDB holds 400 KB. */
export const MOST_BYTES = 380_000;

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
      if (Buffer.byteLength(files) > MOST_BYTES)
        throw new RangeError(`A version holds at most ${MOST_BYTES} bytes; deploy the catalogue instead.`);
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
        if (error instanceof TransactionCanceledException) return false;
        throw error;
      }
    },
  };
};
