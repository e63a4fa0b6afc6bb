import { randomUUID } from 'node:crypto';
import type { S3Client } from '@aws-sdk/client-s3';
import { MOST_BYTES } from './contract.ts';
import { originalKey } from './photo-key.ts';
import { FORM_MADE_AT } from './photos.store.ts';

/** A form by which a browser puts one file into the bucket, and nothing else: where it posts to, and the fields that stand before the file. */
export interface UploadForm {
  url: string;
  fields: Record<string, string>;
}

/** Signs what a browser may do with photos. It computes and calls nobody. */
export interface PhotoLinks {
  /** A form for one original of a work order; afterwards the browser goes on to `next`. */
  form(workOrderId: string, next: string, now: number): Promise<UploadForm>;
  /** An address at which a kept photo is seen for a few minutes. */
  address(key: string): Promise<string>;
}

/** Seconds: as long as somebody may look for a picture, and short enough that the form of a page left open is worth nothing. */
const FORM_LIFE = 3_600;

/** Seconds: a page asks for its pictures as soon as it is shown, over a slow line too. */
const ADDRESS_LIFE = 900;

/** Links into the bucket by its name. The libraries are loaded at the first use, so that a page without photos starts without them. */
export const createPhotoLinks = (bucket: string): PhotoLinks => {
  let made: ReturnType<typeof load> | undefined;
  const open = () => (made ??= load());
  return {
    form: async (workOrderId, next, now) => {
      const { client, createPresignedPost } = await open();
      const { url, fields } = await createPresignedPost(client, {
        Bucket: bucket,
        Key: originalKey(workOrderId, randomUUID()),
        Expires: FORM_LIFE,
        Conditions: [
          ['content-length-range', 1, MOST_BYTES],
          ['starts-with', '$Content-Type', 'image/'],
        ],
        Fields: { success_action_redirect: next, [`x-amz-meta-${FORM_MADE_AT}`]: String(now) },
      });
      // Only the bytes say what it is: the type that a form without scripts can name is a guess.
      return { url, fields: { ...fields, 'Content-Type': 'image/jpeg' } };
    },

    address: async (key) => {
      const { client, getSignedUrl, GetObjectCommand } = await open();
      return getSignedUrl(client, new GetObjectCommand({ Bucket: bucket, Key: key }), { expiresIn: ADDRESS_LIFE });
    },
  };
};

const load = async () => {
  const [{ S3Client, GetObjectCommand }, { createPresignedPost }, { getSignedUrl }] = await Promise.all([
    import('@aws-sdk/client-s3'),
    import('@aws-sdk/s3-presigned-post'),
    import('@aws-sdk/s3-request-presigner'),
  ]);
  const client: S3Client = new S3Client({});
  return { client, GetObjectCommand, createPresignedPost, getSignedUrl };
};
