import { randomBytes } from 'node:crypto';
import { signDelivery } from '../../functions/intake/webhook-signature.ts';
import { LINK_PURPOSES, type Link, type LinkKeys, signLink } from '../../functions/pages/signed-link.ts';

type Random = () => number;

/** The headers of a delivery and its bytes, as a function reads them. */
export interface Delivery {
  headers: { id: string; timestamp: string; signature: string };
  body: Buffer;
}

const one = <T>(random: Random, all: readonly T[]): T => all[Math.floor(random() * all.length)]!;
const upTo = (random: Random, most: number): number => Math.floor(random() * most);

const CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-_.,~ %\u00e9\0';

/** Another text, with something small about it changed: a character replaced, left out, put in or put elsewhere, its case, its end. */
export const alteredText = (text: string, random: Random): string => {
  const altered = alter(text, random);
  return altered === text ? alteredText(text, random) : altered;
};

const alter = (text: string, random: Random): string => {
  const at = upTo(random, text.length);
  const character = one(random, [...CHARACTERS]);
  switch (upTo(random, 8)) {
    case 0:
      return text.slice(0, at) + character + text.slice(at + 1);
    case 1:
      return text.slice(0, at) + text.slice(at + 1);
    case 2:
      return text.slice(0, at) + character + text.slice(at);
    case 3:
      return text.slice(0, at) + text.slice(at + 1, at + 2) + text.slice(at, at + 1) + text.slice(at + 2);
    case 4:
      return text.slice(0, at);
    case 5:
      return text + character;
    case 6:
      return random() < 0.5 ? text.toUpperCase() : text.toLowerCase();
    default:
      return text.slice(at) + text.slice(0, at);
  }
};

const DAY_MS = 86_400_000;

/** A link that was never signed, or not like this: altered, of another key, ended, put together of two, or guessed. */
export const forgedLink = (keys: LinkKeys, now: number, random: Random): string => {
  const link = (expiresAt = now + 30 * DAY_MS): Link => ({
    purpose: one(random, LINK_PURPOSES),
    id: `R-${upTo(random, 1e9).toString(36).toUpperCase()}-1`,
    expiresAt,
  });
  const genuine = signLink(link(), keys);
  const [letter, id, expiry, mac] = genuine.split('.') as [string, string, string, string];
  const other = signLink(link(), keys).split('.') as [string, string, string, string];
  const otherKey = () => signLink(link(), { current: randomBytes(32).toString('base64') });
  switch (upTo(random, 9)) {
    case 0:
    case 1:
      return alteredText(genuine, random);
    case 2:
      return otherKey();
    case 3:
      return signLink(link(now - upTo(random, 400 * DAY_MS)), keys);
    case 4:
      return [other[0], id, expiry, mac === other[3] ? '' : other[3]].join('.');
    case 5:
      return [letter, other[1], expiry, mac].join('.');
    case 6:
      return [letter, id, (Number.parseInt(expiry, 36) + 1 + upTo(random, 1e8)).toString(36), mac].join('.');
    case 7:
      return [letter, id, expiry, randomBytes(20).toString('base64url')].join('.');
    default:
      return genuine.slice(0, genuine.length - 1 - upTo(random, 26));
  }
};

/** A delivery as its sender signs it. */
export const signedDelivery = (secret: string, seconds: number, body: Buffer, id = 'msg_1'): Delivery => ({
  headers: { id, timestamp: String(seconds), signature: signDelivery(secret, id, seconds, body) },
  body,
});

/** A delivery that its sender did not send, or not now: altered anywhere, cut off, of another key, too old or too new. */
export const forgedDelivery = (secret: string, seconds: number, random: Random): Delivery => {
  const genuine = signedDelivery(secret, seconds, randomBytes(1 + upTo(random, 200)), `msg_${upTo(random, 1e9)}`);
  const { headers, body } = genuine;
  const changed = (part: Partial<Delivery['headers']>): Delivery => ({ headers: { ...headers, ...part }, body });
  const mac = headers.signature.slice('v1,'.length);
  switch (upTo(random, 10)) {
    case 0: {
      const flipped = Buffer.from(body);
      flipped[upTo(random, body.length)]! ^= 1 << upTo(random, 8);
      return { headers, body: flipped };
    }
    case 1:
      return { headers, body: random() < 0.5 ? body.subarray(1) : Buffer.concat([body, Buffer.from([0])]) };
    case 2:
      return changed({ id: `${alteredText(headers.id, random)}x` });
    case 3:
      return changed({ timestamp: String(seconds + (random() < 0.5 ? -1 : 1) * (1 + upTo(random, 299))) });
    case 4:
      return changed({ signature: notTheSame(alteredText(headers.signature, random), headers.signature) });
    case 5:
      return changed({ signature: `v1,${mac.slice(0, upTo(random, mac.length))}` });
    case 6:
      return signedDelivery(`whsec_${randomBytes(32).toString('base64')}`, seconds, body);
    case 7:
      return signedDelivery(secret, seconds - 301 - upTo(random, 1e8), body);
    case 8:
      return signedDelivery(secret, seconds + 301 + upTo(random, 1e8), body);
    default:
      return changed({ signature: `v1a,${mac} v2,${mac} v1,${Buffer.from(mac).toString('base64')} ${mac}` });
  }
};

/** Whatever was changed, the genuine signature does not stand among those of the header any more. */
const notTheSame = (altered: string, genuine: string): string =>
  altered.split(' ').includes(genuine) ? 'v1,' : altered;
