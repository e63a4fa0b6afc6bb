import type { Reporter } from '../requests/request.ts';

/** What stands in the place of what was taken out. */
const REMOVED = { email: '[e-mail removed]', phone: '[phone number removed]', name: '[name removed]' } as const;

/** It begins where a run of its characters begins, so that a long run without an `@` is looked through once and not from each of its places. */
const EMAIL = /(?<![^\s@<>()[\]{},;:"])[^\s@<>()[\]{},;:"]+@[^\s@<>()[\]{},;:"]+\.[^\s@<>()[\]{},;:".]+/gu;

const GAP = String.raw`[\s().\-‐-―/·]*`;

/** Numbers that somebody can be called at, in digits of any script: with a country code, of ten digits, or of seven with a gap. */
const PHONES = [
  new RegExp(String.raw`\+${GAP}\p{Nd}(?:${GAP}\p{Nd}){6,14}`, 'gu'),
  new RegExp(String.raw`(?<!\p{Nd})(?:1${GAP})?\(?\p{Nd}{3}\)?${GAP}\p{Nd}{3}${GAP}\p{Nd}{4}(?!\p{Nd})`, 'gu'),
  /(?<![\p{Nd}-])\p{Nd}{3}[\s.\-‐-―·]\p{Nd}{4}(?![\p{Nd}-])/gu,
];

/** Digits of a number that are enough to find it again: fewer are a house number. */
const FEWEST_DIGITS = 7;

const quoted = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);

/** A reporter's own number, however it is written. */
const ownPhone = (phone: string | undefined): RegExp | undefined => {
  const digits = phone?.replace(/\D/g, '') ?? '';
  return digits.length < FEWEST_DIGITS ? undefined : new RegExp([...digits].join(GAP), 'g');
};

/** Where a text stands: in an address a part of a name may be the street's. */
type Kind = 'words' | 'address';

/** A reporter's name: the whole of it in any case, and among words each part of three letters or more as it was written. */
const ownNames = (name: string | undefined, kind: Kind): RegExp[] => {
  const parts = name?.trim().split(/\s+/).filter(Boolean) ?? [];
  if (parts.length === 0) return [];
  const word = (text: string, flags: string) => new RegExp(String.raw`(?<![\p{L}\p{N}])${text}(?![\p{L}\p{N}])`, flags);
  const whole = parts.length > 1 ? [word(parts.map(quoted).join(String.raw`\s+`), 'giu')] : [];
  if (kind === 'address') return whole;
  return [...whole, ...parts.filter((part) => part.length > 2).map((part) => word(quoted(part), 'gu'))];
};

/**
 * Takes e-mail addresses and phone numbers out of a text that everybody may read (R16), and what is known of the person who asked:
 * their own address, number and name. What only looks like a number goes too: a feed can be asked again, but not called back.
 */
export const withoutPersonalData = (text: string, reporter?: Reporter, kind: Kind = 'words'): string => {
  let left = text;
  if (reporter?.email) left = left.replaceAll(new RegExp(quoted(reporter.email), 'giu'), REMOVED.email);
  left = left.replace(EMAIL, REMOVED.email);
  for (const phone of [ownPhone(reporter?.phone), ...PHONES]) if (phone) left = left.replace(phone, REMOVED.phone);
  for (const name of ownNames(reporter?.name, kind)) left = left.replace(name, REMOVED.name);
  return left;
};

const TAG = /<[a-z/!?][^<>]*>/gi;

/** The beginning of a tag that never ends. */
const TAG_BEGUN = /(?<!<)<+(?=[a-z/!?])/gi;

/** A text without tags, so that a page that forgets to escape it shows words and nothing else (R25); a `<` that begins none stays. */
export const withoutMarkup = (text: string): string => {
  const without = text.replace(TAG, '');
  return without === text ? text.replace(TAG_BEGUN, '') : withoutMarkup(without);
};

/** Characters that XML 1.0 has no way to write, and halves of pairs. */
const NOT_LEGAL = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

/** A text that both formats can carry: what XML cannot hold, escaped or not, becomes U+FFFD (R31). */
export const legalText = (text: string): string => text.replace(NOT_LEGAL, '\u{fffd}');

/** What the public may read of a person's words. */
export const publicText = (text: string, reporter?: Reporter, kind?: Kind): string =>
  legalText(withoutPersonalData(withoutMarkup(text), reporter, kind)).trim();
