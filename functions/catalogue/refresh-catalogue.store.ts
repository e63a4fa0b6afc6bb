import { adoptPublished } from './catalogue.ts';
import { NOTHING_PUBLISHED, PUBLISHED_NAME, REFRESH_MS, versionAt } from './published.ts';
import { type PublishedStore, createPublishedStore } from './published.store.ts';
import { dynamoDb } from '../shared/clients.ts';

/**
 * Makes what a function calls at the beginning of an invocation, so that `catalogueOf` answers with the version in force. It reads
 * at most once in {@link REFRESH_MS}, and once more when another version has begun.
 */
export const catalogueRefresher = (
  store: Pick<PublishedStore, 'publications' | 'version'>,
  now: () => number,
  adopt = adoptPublished,
): (() => Promise<void>) => {
  let known = NOTHING_PUBLISHED;
  let readAt = Number.NEGATIVE_INFINITY;
  let adopted = 1;
  return async () => {
    const at = now();
    if (at - readAt >= REFRESH_MS || at < readAt) {
      known = await store.publications(PUBLISHED_NAME);
      readAt = at;
    }
    const wanted = versionAt(known, at);
    if (wanted === adopted) return;
    adopt(PUBLISHED_NAME, wanted === 1 ? undefined : await store.version(PUBLISHED_NAME, wanted));
    adopted = wanted;
  };
};

/** What a function that asks the catalogue holds among its dependencies: `lambda` calls `refresh` before each invocation. */
export const openCatalogue = (
  environment: { REQUESTS_TABLE: string },
  client = dynamoDb(),
  now = () => Date.now(),
): { refresh: () => Promise<void> } => ({
  refresh: catalogueRefresher(createPublishedStore(client, environment.REQUESTS_TABLE), now),
});
