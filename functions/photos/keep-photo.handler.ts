import type { S3ObjectCreatedNotificationEvent } from 'aws-lambda';
import { catalogueOf } from '../catalogue/catalogue.ts';
import { openCatalogue } from '../catalogue/refresh-catalogue.store.ts';
import { type LinkCuts, createLinkCutsStore } from '../pages/link-cuts.store.ts';
import type { Outcome } from '../requests/change.ts';
import { partnerQueueId } from '../requests/queue-line.ts';
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
  cuts: LinkCuts;
  now: () => number;
}

/**
 * Keeps a photo that a partner sent: read, cleaned, put in its place, added to its work order in one transaction, and its original
 * deleted. The picture is written first, so that no work order names one that is not there, and only where it will be added:
 * what was refused once is refused for good.
 */
export const keepPhoto =
  ({ photos, requests, cuts, now }: Dependencies) =>
  async ({ detail }: Pick<S3ObjectCreatedNotificationEvent, 'detail'>): Promise<void> => {
    const name = readOriginalKey(detail.object.key);
    if (!name) return log.warn('ORIGINAL_UNKNOWN');
    const { requestId, workOrderId } = name;
    const original = await photos.readOriginal(name.key);
    if (!original) return log.info('ORIGINAL_GONE', { requestId, workOrderId });
    const picture = cleanPicture(original.bytes);
    const clean = picture.kind === 'clean' ? { key: photoKey(name, picture), picture } : undefined;
    const file = await requests.loadWithHistory(requestId);
    const photo = {
      workOrderId,
      formMadeAt: original.formMadeAt,
      linksFrom: file && (await partnersLinksFrom(file, workOrderId, cuts)),
      original: nameOfBytes(original.bytes),
      ...(clean ? { key: clean.key } : {}),
    };
    const decide = (file: FileWithHistory) => settlePhoto(file, photo, catalogueOf(file.request.catalogue), now());
    if (file && clean && isAdded(decide(file))) await photos.keep(clean.key, clean.picture);
    const done = await requests.changeWithHistory(requestId, decide);
    await photos.discard(original);
    tell(done?.outcome, name);
  };

/** Since when links of the partner of a work order open, and forms on their pages with them. */
const partnersLinksFrom = async (
  { request, workOrders }: FileWithHistory,
  workOrderId: string,
  cuts: LinkCuts,
): Promise<number | undefined> => {
  const partner = workOrders.find(({ id }) => id === workOrderId)?.partner;
  return partner === undefined ? undefined : cuts.linksFrom(partnerQueueId(request.catalogue, partner));
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
      cuts: createLinkCutsStore(client, environment.REQUESTS_TABLE),
      photos: createPhotosStore(environment.PHOTOS_BUCKET),
      now,
    };
  },
  keepPhoto,
);
