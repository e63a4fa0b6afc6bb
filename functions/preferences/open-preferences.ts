import type { APIGatewayProxyEvent } from 'aws-lambda';
import type * as z from 'zod/mini';
import { type RecipientStore, createRecipientStore } from '../notices/recipients.store.ts';
import { isStatusLinkCut } from '../pages/link-life.ts';
import { readLink } from '../pages/signed-link.ts';
import type { Request } from '../requests/request.ts';
import { type RequestsStore, openRequests } from '../requests/requests.store.ts';
import { dynamoDb } from '../shared/clients.ts';
import { type ReadKeys, createKeyReader, readerOf } from '../shared/secrets.ts';
import type { PageEnvironment } from './contract.ts';

/** What the page and its form stand on. */
export interface PreferencesDependencies {
  requests: Pick<RequestsStore, 'load'>;
  recipients: RecipientStore;
  readKeys: ReadKeys;
  linkKeysSecret: string;
  /** The city's name. */
  city: string;
  now: () => number;
}

/** Makes it from an environment. */
export const preferencesDependencies = (environment: z.output<typeof PageEnvironment>): PreferencesDependencies => {
  const client = dynamoDb();
  const { requests, now } = openRequests(environment, client);
  const readKeys = createKeyReader(now);
  const { NOTICES_TABLE: table, LINK_KEYS_SECRET: linkKeysSecret, CITY: city } = environment;
  return {
    requests,
    recipients: createRecipientStore(client, table, readerOf(readKeys, environment.ADDRESS_KEY_SECRET), now),
    readKeys,
    linkKeysSecret,
    city,
    now,
  };
};

/** The request that a link came with, and the address of whoever it was sent to. */
export interface OpenedPreferences {
  request: Request;
  address: string;
}

/** Opens a link; undefined for one that is wrong, expired or taken back, or leads to nobody who could be written to. Reads only. */
export const openPreferences = async (
  event: Pick<APIGatewayProxyEvent, 'pathParameters'>,
  { requests, readKeys, linkKeysSecret, now }: PreferencesDependencies,
): Promise<OpenedPreferences | undefined> => {
  const keys = await readKeys(linkKeysSecret);
  const link = readLink(event.pathParameters?.token ?? '', 'preferences', keys, now());
  const request = link && (await requests.load(link.id))?.request;
  const address = request?.reporter?.email;
  return request && address && !isStatusLinkCut(link, request) ? { request, address } : undefined;
};
