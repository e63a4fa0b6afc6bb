import type { S3ObjectCreatedNotificationEvent } from 'aws-lambda';
import { catalogueOf } from '../catalogue/catalogue.ts';
import { openCatalogue } from '../catalogue/refresh-catalogue.store.ts';
import type { Outcome } from '../requests/change.ts';
import { type RequestsStore, openRequests } from '../requests/requests.store.ts';
import { dynamoDb } from '../shared/clients.ts';
import { lambda } from '../shared/lambda.ts';
import { logOf } from '../shared/logger.ts';
import { cleanPicture } from './clean-picture.ts';
import { KeepPhotoEnvironment } from './contract.ts';
import { LogMessage } from './log-messages.ts';
import { type OriginalName, nameOfBytes, photoKey, readOriginalKey } from './photo-key.ts';
import { type PhotosStore, createPhotosStore } from './photos.store.ts';
import { type FileWithHistory, isAdded, settlePhoto } from './settle-photo.ts';

const log = logOf(LogMessage);

interface Dependencies {
  photos: PhotosStore;
  requests: RequestsStore;
  now: () => number;
}

/**
 * Keeps a photo that a partner sent: read, cleaned, put in its place, added to its work order in one transaction, and its original
 * deleted. The picture is written first, so that no work order names one that is not there, and only where it will be added:
 * what was refused once is refused for good.
 */
export const keepPhoto =
  ({ photos, requests, now }: Dependencies) =>
  async ({ detail }: Pick<S3ObjectCreatedNotificationEvent, 'detail'>): Promise<void> => {
    const name = readOriginalKey(detail.object.key);
    if (!name) return log.warn('ORIGINAL_UNKNOWN');
    const { requestId, workOrderId } = name;
    const original = await photos.readOriginal(name.key);
    if (!original) return log.info('ORIGINAL_GONE', { requestId, workOrderId });
    const picture = cleanPicture(original.bytes);
    const clean = picture.kind === 'clean' ? { key: photoKey(name, picture), picture } : undefined;
    const photo = {
      workOrderId,
      formMadeAt: original.formMadeAt,
      original: nameOfBytes(original.bytes),
      ...(clean ? { key: clean.key } : {}),
    };
    const decide = (file: FileWithHistory) => settlePhoto(file, photo, catalogueOf(file.request.catalogue), now());
    const file = await requests.loadWithHistory(requestId);
    if (file && clean && isAdded(decide(file))) await photos.keep(clean.key, clean.picture);
    const done = await requests.changeWithHistory(requestId, decide);
    await photos.discard(original);
    tell(done?.outcome, name);
  };

const tell = (outcome: Outcome | undefined, { requestId, workOrderId }: OriginalName): void => {
  const about = { requestId, workOrderId };
  if (outcome?.kind === 'unchanged') return log.info('PHOTO_KNOWN', about);
  if (outcome && isAdded(outcome)) return log.info('PHOTO_KEPT', about);
  const told = outcome?.kind === 'changed' ? outcome.change.events[0]?.data?.outcome : outcome?.code;
  log.warn('PHOTO_REFUSED', { ...about, reason: String(told ?? 'not-found') });
};

export const handler = lambda(
  KeepPhotoEnvironment,
  (environment): Dependencies => {
    const client = dynamoDb();
    const { requests, now } = openRequests(environment, client);
    return {
      ...openCatalogue(environment, client, now),
      requests,
      photos: createPhotosStore(environment.PHOTOS_BUCKET),
      now,
    };
  },
  keepPhoto,
);
