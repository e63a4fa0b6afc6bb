import { DeleteObjectCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { OpsError, type Where } from './register.ts';

/** Makes what deletes a photo for good, by its key: on AWS by the account's own bucket, on this machine by the bucket of the stack. */
export const deletePhotoOf = async ({
  environment,
  console: address,
}: Where): Promise<(key: string) => Promise<void>> => {
  const { client, bucket } = environment ? await bucketOnAws(environment) : await bucketHere(address);
  return async (key) => {
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
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
