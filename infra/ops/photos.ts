import { DeleteObjectCommand, ListBucketsCommand, S3Client, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { photosBelow } from '../../functions/photos/photo-key.ts';
import { OpsError, type Where } from './register.ts';

/** The photos of a running service, as whoever disposes of records sees them. */
interface Photos {
  /** The keys of everything that lies where the photos of a request do. */
  photosOf(requestId: string): Promise<string[]>;
  /** Deletes a photo for good, by its key. */
  deletePhoto(key: string): Promise<void>;
}

/** Opens the photos: on AWS in the account's own bucket, on this machine in the bucket of the stack. */
export const openPhotos = async ({ environment, console: address }: Where): Promise<Photos> => {
  const { client, bucket } = environment ? await bucketOnAws(environment) : await bucketHere(address);
  return {
    photosOf: async (requestId) => {
      const found: string[] = [];
      const pages = paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: photosBelow(requestId) });
      for await (const { Contents = [] } of pages) found.push(...Contents.flatMap(({ Key }) => Key ?? []));
      return found;
    },
    deletePhoto: async (key) => {
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    },
  };
};

const bucketOnAws = async (environment: string) => {
  const client = new S3Client({});
  const Prefix = `resolve311-${environment}-photos-`;
  const { Buckets = [] } = await client.send(new ListBucketsCommand({ Prefix }));
  const bucket = Buckets[0]?.Name;
  if (!bucket) throw new OpsError(`There is no bucket ${Prefix}… in this account.`);
  return { client, bucket };
};

const bucketHere = async (address: string) => {
  const { photos } = (await (await fetch(`${address}/api/summary`)).json()) as {
    photos: { endpoint: string; bucket: string };
  };
  const client = new S3Client({
    endpoint: photos.endpoint,
    forcePathStyle: true,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  return { client, bucket: photos.bucket };
};
