import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a link lets its holder do; a link for one purpose opens nothing else. */
export const LINK_PURPOSES = [
  'request',
  'work-order',
  'review',
  'escalation',
  'concern',
  'audit',
  'correction',
  'improvement',
  'queue',
  'scorecard',
  'preferences',
] as const;
export type LinkPurpose = (typeof LINK_PURPOSES)[number];

/** The first letter of each purpose in the token, and the path of its page. */
const PURPOSES = {
  request: { letter: 'r', path: 'requests' },
  'work-order': { letter: 'w', path: 'work-orders' },
  review: { letter: 'v', path: 'reviews' },
  escalation: { letter: 'e', path: 'escalations' },
  concern: { letter: 'c', path: 'concerns' },
  audit: { letter: 'a', path: 'audits' },
  correction: { letter: 'k', path: 'corrections' },
  improvement: { letter: 'i', path: 'improvements' },
  queue: { letter: 'q', path: 'queues' },
  scorecard: { letter: 's', path: 'scorecards' },
  preferences: { letter: 'p', path: 'preferences' },
} as const satisfies Record<LinkPurpose, { letter: string; path: string }>;

/** Two live keys, base64 text of 32 random bytes or more: `current` signs, both open, so a rotation breaks no link. */
export interface LinkKeys {
  current: string;
  previous?: string;
}

export interface Link {
  purpose: LinkPurpose;
  /**
   * Id of the request, the work order, the concern or the queue; of the request whose reporter's preferences they are; of an audit or a
   * correction its month, request, part and holder; of a scorecard its month and holder; of an improvement its number and holder, or `all`.
   */
  id: string;
  /** UTC instant, epoch milliseconds; kept to the second. */
  expiresAt: number;
}

const MAC_CHARACTERS = 27; // 160 bits of the SHA-256 MAC in base64url: 27 × 6 = 162, and short enough for a text message

const mac = (text: string, key: string): string =>
  createHmac('sha256', key).update(text).digest('base64url').slice(0, MAC_CHARACTERS);

/** Signs a link as `purpose.id.expiry.mac`; the same link signs the same, so a repeated answer is identical. */
export const signLink = (link: Link, keys: LinkKeys): string => {
  const text = `${PURPOSES[link.purpose].letter}.${link.id}.${Math.floor(link.expiresAt / 1000).toString(36)}`;
  return `${text}.${mac(text, keys.current)}`;
};

/** Reads a signed link, or answers undefined for one that is forged, expired, or meant for another purpose: all alike to its holder. */
export const readLink = (token: string, purpose: LinkPurpose, keys: LinkKeys, now: number): Link | undefined => {
  const parts = token.split('.');
  const [letter, id, expiry, given] = parts;
  if (parts.length !== 4 || !letter || !id || !expiry || !given) return undefined;
  const text = `${letter}.${id}.${expiry}`;
  const genuine = [keys.current, keys.previous].some((key) => key !== undefined && sameText(mac(text, key), given));
  const expiresAt = Number.parseInt(expiry, 36) * 1000;
  if (!genuine || letter !== PURPOSES[purpose].letter || !(now < expiresAt)) return undefined;
  return { purpose, id, expiresAt };
};

/** The purpose whose pages lie at a path such as `/requests/{token}`; undefined for any other path. */
export const purposeOfPath = (path: string): LinkPurpose | undefined =>
  LINK_PURPOSES.find((purpose) => PURPOSES[purpose].path === path.split('/')[1]);

/** The address of a link's page below the public address, which has no slash at its end. */
export const linkUrl = (publicUrl: string, link: Link, keys: LinkKeys): string =>
  `${publicUrl}/${PURPOSES[link.purpose].path}/${signLink(link, keys)}`;

const sameText = (a: string, b: string): boolean => {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
};
