import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import * as z from 'zod/mini';
import { catalogueOf } from '../catalogue/catalogue.ts';
import { openCatalogue } from '../catalogue/refresh-catalogue.store.ts';
import { type RequestsStore, openRequests } from '../requests/requests.store.ts';
import { dynamoDb } from '../shared/clients.ts';
import { lambda } from '../shared/lambda.ts';
import { logOf } from '../shared/logger.ts';
import { eachRecord } from '../shared/stream.ts';
import { PublishRequestEnvironment, Served } from './contract.ts';
import { LogMessage } from './log-messages.ts';
import { publicPicture } from './public-request.ts';
import { type PublicStore, createPublicStore } from './public.store.ts';

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
export const publishRequest =
  ({ requests, published, served }: Dependencies) =>
  (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> =>
    eachRecord(event, async (record) => {
      const requestId = record.dynamodb?.Keys?.pk?.S?.slice('REQUEST#'.length) ?? '';
      for (;;) {
        const file = await requests.loadWithHistory(requestId);
        if (!file) return;
        const { version } = file.request;
        const picture = publicPicture(file, catalogueOf(served.catalogue));
        if (!(await published.publish(requestId, version, picture))) return;
        log.info(picture.kind === 'public' ? 'REQUEST_PUBLISHED' : 'REQUEST_HIDDEN', { requestId });
        if ((await requests.load(requestId))?.request.version === version) return;
      }
    });

export const handler = lambda(
  PublishRequestEnvironment,
  (environment): Dependencies & { refresh: () => Promise<void> } => {
    const client = dynamoDb();
    return {
      ...openRequests(environment, client),
      ...openCatalogue(environment, client),
      published: createPublicStore(client, environment.PUBLIC_TABLE),
      served: z.parse(Served, JSON.parse(environment.OPEN311)),
    };
  },
  publishRequest,
);
