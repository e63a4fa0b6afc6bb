import { createHash } from 'node:crypto';

/** Crockford's base 32: no I, L, O, U, so that an id survives the telephone. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * The id of a platform's request: `R-XXXX-XXXX-XXXX`, 60 bits of the SHA-256 of platform and source id. The same source id gives
 * the same id, so one request is kept however often and by whatever delivery it comes (R4), without a second item to look in.
 * Chance of any clash among ten million requests: 10^14 / 2^61, one in twenty thousand; the store would then refuse, not overwrite.
 */
export const requestIdOf = (platform: string, sourceId: string): string => {
  const digest = createHash('sha256').update(`${platform}\n${sourceId}`).digest();
  const letters = Array.from({ length: 12 }, (_, index) => ALPHABET[fiveBits(digest, index * 5)] ?? '0').join('');
  return `R-${letters.slice(0, 4)}-${letters.slice(4, 8)}-${letters.slice(8)}`;
};

const fiveBits = (bytes: Buffer, position: number): number => {
  const index = position >> 3;
  const pair = ((bytes[index] ?? 0) << 8) | (bytes[index + 1] ?? 0);
  return (pair >> (11 - (position & 7))) & 31;
};
