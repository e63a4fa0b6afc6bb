import { adoptAmendments } from '../clocks/calendars.ts';
import { type Amendment, CALENDARS } from '../clocks/declared-days.ts';
import { STORMS, type Storm } from '../clocks/storm.ts';
import { adoptStorms } from '../clocks/storms.ts';
import { dynamoDb } from '../shared/clients.ts';
import { adoptPublished } from './catalogue.ts';
import {
  NOTHING_PUBLISHED,
  PUBLISHED_NAME,
  type PublicationName,
  type PublishedVersion,
  REFRESH_MS,
  versionAt,
} from './published.ts';
import { type PublishedStore, createPublishedStore } from './published.store.ts';
import type { StoredFile } from './stored.ts';

type Readable<File> = Pick<PublishedStore<File>, 'publications' | 'version'>;

/**
 * Makes what a function calls at the beginning of an invocation, so that it answers with the version in force. It reads at most
 * once in {@link REFRESH_MS}, and once more when another version has begun; with undefined the deployed one is adopted.
 */
const refresherOf = <File>(
  name: PublicationName,
  store: Readable<File>,
  now: () => number,
  adopt: (published: PublishedVersion<File> | undefined) => void,
): (() => Promise<void>) => {
  let known = NOTHING_PUBLISHED;
  let readAt = Number.NEGATIVE_INFINITY;
  let adopted = 1;
  return async () => {
    const at = now();
    if (at - readAt >= REFRESH_MS || at < readAt) {
      known = await store.publications(name);
      readAt = at;
    }
    const wanted = versionAt(known, at);
    if (wanted === adopted) return;
    adopt(wanted === 1 ? undefined : await store.version(name, wanted));
    adopted = wanted;
  };
};

/** Keeps `catalogueOf` at the version in force. */
export const catalogueRefresher = (
  store: Readable<StoredFile>,
  now: () => number,
  adopt = adoptPublished,
): (() => Promise<void>) => refresherOf(PUBLISHED_NAME, store, now, (published) => adopt(PUBLISHED_NAME, published));

/** Keeps `calendarOf` at what was declared until now. */
export const calendarRefresher = (
  store: Readable<Amendment>,
  now: () => number,
  adopt = adoptAmendments,
): (() => Promise<void>) => refresherOf(CALENDARS, store, now, (published) => adopt(published?.files ?? {}));

/** Keeps the storms that promises are counted by at those declared until now. */
const stormRefresher = (store: Readable<Storm>, now: () => number): (() => Promise<void>) =>
  refresherOf(STORMS, store, now, (published) => adoptStorms(published?.files ?? {}));

/** What a function that asks the catalogue or counts promises holds among its dependencies: `lambda` calls `refresh` before each invocation. */
export const openCatalogue = (
  environment: { REQUESTS_TABLE: string },
  client = dynamoDb(),
  now = () => Date.now(),
): { refresh: () => Promise<void> } => {
  const catalogue = catalogueRefresher(createPublishedStore(client, environment.REQUESTS_TABLE), now);
  const calendars = calendarRefresher(createPublishedStore(client, environment.REQUESTS_TABLE), now);
  const storms = stormRefresher(createPublishedStore(client, environment.REQUESTS_TABLE), now);
  return { refresh: async () => void (await Promise.all([catalogue(), calendars(), storms()])) };
};
