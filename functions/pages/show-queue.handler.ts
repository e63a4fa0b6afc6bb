import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { openCatalogue } from '../catalogue/refresh-catalogue.store.ts';
import { type QueuesStore, createQueuesStore } from '../requests/queues.store.ts';
import { type Office, readOffice } from '../review/office.ts';
import { dynamoDb } from '../shared/clients.ts';
import { csvFile } from '../shared/http.ts';
import { lambda } from '../shared/lambda.ts';
import { logOf } from '../shared/logger.ts';
import { type ReadKeys, createKeyReader } from '../shared/secrets.ts';
import { ShowQueueEnvironment } from './contract.ts';
import { type LinkCuts, createLinkCutsStore } from './link-cuts.store.ts';
import { LogMessage } from './log-messages.ts';
import { answerPage, notOpened } from './answer-page.ts';
import { drawQueue, filterIn, openQueue, queueSheet } from './open-queue.ts';

const log = logOf(LogMessage);

interface Dependencies {
  queues: QueuesStore;
  cuts: LinkCuts;
  readKeys: ReadKeys;
  linkKeysSecret: string;
  publicUrl: string;
  city: string;
  office: Office;
  now: () => number;
}

/** Shows a queue that a signed link opens: a partner's, the review desk's, that of open concerns, or that of audits; with `?format=csv` as a file. Reads only, however often it is fetched (R151). */
export const showQueue =
  ({ queues, cuts, readKeys, linkKeysSecret, publicUrl, city, office, now }: Dependencies) =>
  async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    const keys = await readKeys(linkKeysSecret);
    const at = now();
    const opened = await openQueue(event, { keys, cuts, office, now: at });
    if (!opened) {
      log.warn('LINK_NOT_OPENED', { purpose: 'queue' });
      return notOpened(city);
    }
    const { owner, linksFrom } = opened;
    const query = event.queryStringParameters;
    if (query?.format === 'csv') {
      const { name, sheet } = await queueSheet(owner, { queues, now: at });
      return csvFile(name, sheet);
    }
    const count = Number(query?.done);
    const said = {
      filter: filterIn(query),
      fields: {},
      ...(Number.isInteger(count) && count > 0 ? { done: sayDone(count) } : {}),
    };
    return answerPage(200, await drawQueue(owner, said, { queues, keys, publicUrl, city, now: at, linksFrom }));
  };

/** Says that something was done to so and so many. */
const sayDone = (count: number): string => (count === 1 ? 'One was changed.' : `${count} were changed.`);

export const handler = lambda(
  ShowQueueEnvironment,
  (environment): Dependencies => {
    const now = () => Date.now();
    const client = dynamoDb();
    return {
      ...openCatalogue(environment, client, now),
      queues: createQueuesStore(client, environment.REQUESTS_TABLE),
      cuts: createLinkCutsStore(client, environment.REQUESTS_TABLE),
      readKeys: createKeyReader(now),
      linkKeysSecret: environment.LINK_KEYS_SECRET,
      publicUrl: environment.PUBLIC_URL,
      city: environment.CITY,
      office: readOffice(environment.OFFICE),
      now,
    };
  },
  showQueue,
);
