import type { KeyPair } from '../shared/secrets.ts';
import { STATUS_LINK_LIFE_MS } from './link-life.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How long both keys are known before the new one signs: readers keep what they read for five minutes. */
const KNOWN_BEFORE_MS = HOUR_MS;

/**
 * Days between two rotations. A key signs for this long and opens for as long again, so the last link that it signed, a
 * resident's of 800 days, ends before the key does; ten days are for a rotation that fails and is tried again.
 */
export const ROTATED_EVERY_DAYS = STATUS_LINK_LIFE_MS / DAY_MS + 10;

/**
 * The keys after a rotation, or why there must be none yet: `previous` may have signed links up to the instant at which `current`
 * took over, and a third key would shut those that are still out.
 */
export const rotatedKeys = (
  keys: KeyPair,
  fresh: string,
  now: number,
): { kind: 'rotated'; keys: Required<KeyPair> } | { kind: 'too-early'; until: number } => {
  const until = keys.previous === undefined ? 0 : (keys.from ?? now) + STATUS_LINK_LIFE_MS;
  if (now < until) return { kind: 'too-early', until };
  return { kind: 'rotated', keys: { current: fresh, previous: keys.current, from: now + KNOWN_BEFORE_MS } };
};

/** Whether keys that wait to become the live ones open all that the live one signs. */
export const opensAllOf = (waiting: KeyPair, live: KeyPair): boolean =>
  [waiting.current, waiting.previous].includes(live.current);
