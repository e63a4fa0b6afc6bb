import * as z from 'zod/mini';

/** The namespace of every metric of one feature: `Resolve311/<Feature>`. */
export const namespaceOf = (feature: string): string => `Resolve311/${feature}`;

/** A variable that must be there and not be empty. */
export const required = z.string().check(z.minLength(1));

/** What every function is given by the house construct. */
export const BaseEnvironment = z.object({
  /** Name of the deployed environment, for logs. */
  ENVIRONMENT: required,
});

/** Read by functions that load or change requests. */
export const StoreEnvironment = z.extend(BaseEnvironment, {
  REQUESTS_TABLE: required,
  NOTICES_TABLE: required,
});

/** Read by functions that sign or open links. */
export const LinkEnvironment = z.object({
  /** Address of the pages, with no slash at its end. */
  PUBLIC_URL: required,
  /** Secret with `current` and `previous` keys. */
  LINK_KEYS_SECRET: required,
});

/** Name of the sparse index by which open requests are found: partition `watch`, order `wakeAt`. */
export const WATCH_INDEX = 'watch';

/** Shards of the watch index, so that no partition takes more than a tenth of the writes. */
export const WATCH_SHARDS = 10;

/** Name of the sparse index of what waits for somebody: partition `queue` (whose), order `queuedFor` (by when, UTC instant), one `line` each. */
export const QUEUE_INDEX = 'queue';

/** Name of the index of requests by place: partition `cell`, order `nearKey` (type, then time of receipt). */
export const NEAR_INDEX = 'near';
