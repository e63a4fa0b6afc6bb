import type { DynamoDBRecord } from 'aws-lambda';
import { catalogueOf } from '../catalogue/catalogue.ts';
import type { RequestsStore } from '../requests/requests.store.ts';
import { logOf } from '../shared/logger.ts';
import { type StreamReader, inOrderOfEach } from '../shared/stream.ts';
import type { Served } from './contract.ts';
import { LogMessage } from './log-messages.ts';
import { publicPicture } from './public-request.ts';
import type { PublicStore } from './public.store.ts';

const log = logOf(LogMessage);

interface Dependencies {
  requests: RequestsStore;
  published: PublicStore;
  served: Served;
}

/**
 * Keeps what is public true: draws the picture of a request that has changed from the record as it is now, and puts it in the place of the last.
 * Where the record changed while that was written, another may have published the change in between and found nothing to do, or have taken
 * away what was put after it: it is drawn again, until the record is the one that was drawn.
 */
export const publishRequests = (dependencies: Dependencies): StreamReader => ({
  name: 'public',
  wants: ({ dynamodb }) => dynamodb?.NewImage?.catalogue?.S === dependencies.served.catalogue,
  read: async (records) => ({ through: await inOrderOfEach(records, (record) => publish(record, dependencies)) }),
});

const publish = async ({ dynamodb }: DynamoDBRecord, { requests, published, served }: Dependencies): Promise<void> => {
  const requestId = dynamodb?.Keys?.pk?.S?.slice('REQUEST#'.length) ?? '';
  for (;;) {
    const file = await requests.loadWithHistory(requestId);
    if (!file) return;
    const { version } = file.request;
    const picture = publicPicture(file, catalogueOf(served.catalogue));
    if (!(await published.publish(requestId, version, picture))) return;
    log.info(picture.kind === 'public' ? 'REQUEST_PUBLISHED' : 'REQUEST_HIDDEN', { requestId });
    if ((await requests.load(requestId))?.request.version === version) return;
  }
};
