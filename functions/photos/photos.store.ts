import type { S3Client } from '@aws-sdk/client-s3';
import { type CleanPicture, MEDIA_TYPES } from './clean-picture.ts';

/** An original as it lies in the bucket. */
export interface Original {
  key: string;
  bytes: Buffer;
  /** The version of the bytes that were read: a form may be sent twice under one key. */
  etag: string;
  /** When the page with its form was made, UTC instant; 0 where it does not say. */
  formMadeAt: number;
}

/** The bucket as the keeper of photos sees it. */
export interface PhotosStore {
  /** Reads an original; undefined for one that is not there. */
  readOriginal(key: string): Promise<Original | undefined>;
  /** Puts a clean picture in its place; the same picture has the same key, so that twice does no harm. */
  keep(key: string, picture: Extract<CleanPicture, { kind: 'clean' }>): Promise<void>;
  /** Deletes an original, unless another has come under its key meanwhile. */
  discard(original: Original): Promise<void>;
}

/** Name of the field of a form that says when its page was made; kept with the object. */
export const FORM_MADE_AT = 'form-made-at';

/** The bucket by its name. The client is made at the first use. */
export const createPhotosStore = (bucket: string): PhotosStore => {
  let made: Promise<{ client: S3Client; s3: typeof import('@aws-sdk/client-s3') }> | undefined;
  const open = () =>
    (made ??= import('@aws-sdk/client-s3').then((s3) => ({
      s3,
      // Ten megabytes in twenty seconds is a slow way inside a data centre; the function ends after a minute.
      client: new s3.S3Client({
        requestHandler: { connectionTimeout: 1_000, requestTimeout: 20_000, throwOnRequestTimeout: true },
      }),
    })));
  return {
    readOriginal: async (key) => {
      const { client, s3 } = await open();
      try {
        const { Body, ETag = '', Metadata } = await client.send(new s3.GetObjectCommand({ Bucket: bucket, Key: key }));
        const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
        return { key, bytes, etag: ETag, formMadeAt: Number(Metadata?.[FORM_MADE_AT]) || 0 };
      } catch (error) {
        if (error instanceof s3.NoSuchKey) return undefined;
        throw error;
      }
    },

    keep: async (key, { bytes, ending }) => {
      const { client, s3 } = await open();
      await client.send(
        new s3.PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes, ContentType: MEDIA_TYPES[ending] }),
      );
    },

    discard: async ({ key, etag }) => {
      const { client, s3 } = await open();
      try {
        await client.send(new s3.DeleteObjectCommand({ Bucket: bucket, Key: key, IfMatch: etag }));
      } catch (error) {
        // Another original lies there now, and an event of its own tells of it; or there is none left.
        if (!(error instanceof Error) || !['PreconditionFailed', 'NoSuchKey'].includes(error.name)) throw error;
      }
    },
  };
};
