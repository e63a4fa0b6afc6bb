import type { Language } from '../languages/language.ts';
import type { Place } from '../requests/request.ts';

/** What a platform reported, whatever its format: the one shape that intake goes on with. */
export interface Report {
  sourceId: string;
  reportedType: string;
  /** The name that came with a type's id, for an id that nobody knows. */
  reportedName?: string;
  description: string;
  place: Place;
  reporter?: { name?: string; email?: string; phone?: string; language: Language };
  answers: Record<string, string>;
  private: boolean;
  channel?: string;
  /** When the constituent asked, UTC instant; undefined when the platform does not say. */
  requestedAt?: number;
}

/** Something that was accepted otherwise than it was sent, so that the sender can mend it. */
export interface Warning {
  field: string;
  detail: string;
}

/** A payload read by its format: a report, with what was left out of it, or the fields at fault. */
export type Reading =
  | { kind: 'report'; report: Report; warnings: Warning[] }
  | { kind: 'faulty'; errors: { field: string; detail: string }[] };

/** Longest description, characters (Open311 GeoReport v2, R25). */
export const MAX_DESCRIPTION = 4000;

/** Words that platforms write where they know no place (R14: `NA` padded with spaces in 447,428 Somerville rows). */
const NO_PLACE = new Set(['', 'na', 'n/a', 'none', 'unknown', 'null']);

/** An address as it was given, trimmed; undefined when it only says that there is none. */
export const knownAddress = (address: string | undefined): string | undefined => {
  const trimmed = address?.trim().replace(/\s+/g, ' ');
  return trimmed === undefined || NO_PLACE.has(trimmed.toLowerCase()) ? undefined : trimmed;
};

/**
 * Says whether a notice may be sent to an address: the everyday form of RFC 5321, one `@`, a dotted host, no quoting, no control
 * or non-ASCII characters, at most 254 characters. Rarer legal forms are refused on purpose: SES refuses them too, and the
 * request itself is kept either way.
 */
export const canBeWrittenTo = (email: string): boolean => {
  if (email.length > 254) return false;
  const at = email.lastIndexOf('@');
  const local = email.slice(0, at);
  const host = email.slice(at + 1);
  return (
    at > 0 &&
    local.length <= 64 &&
    local.split('.').every((atom) => /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+$/.test(atom)) &&
    host.includes('.') &&
    host.split('.').every((label) => /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/.test(label)) &&
    /[A-Za-z]/.test(host.slice(host.lastIndexOf('.') + 1))
  );
};

/** Makes text safe to keep: halves of surrogate pairs become U+FFFD, as any UTF-8 writer would make them later. */
export const wellFormed = (text: string): string => text.toWellFormed();

/** The first characters of a text, at most `max` UTF-16 units, never half of one. */
export const cut = (text: string, max: number): string => {
  const cutsThroughOne = text.length > max && !text.slice(0, max).isWellFormed();
  return text.slice(0, cutsThroughOne ? max - 1 : max);
};

/** Reads an e-mail address or leaves it out with a warning: a report must not be lost because of its sender's typing. */
export const readEmail = (email: string | undefined, field: string, warnings: Warning[]): string | undefined => {
  const trimmed = email?.trim();
  if (!trimmed) return undefined;
  if (canBeWrittenTo(trimmed)) return trimmed;
  warnings.push({ field, detail: 'This address cannot be written to; the request was accepted without it.' });
  return undefined;
};

/** Seven decimals: a centimetre. A table holds nothing below 1e-130, which no sender means. */
const rounded = (degrees: number | undefined): number | undefined =>
  degrees === undefined ? undefined : Math.round(degrees * 1e7) / 1e7 + 0; // and no negative zero

/** Reads a position or leaves it out with a warning: both numbers, on the globe, and not the 0,0 that means "unknown". */
export const readPosition = (
  latitude: number | undefined,
  longitude: number | undefined,
  field: string,
  warnings: Warning[],
): { lat: number; lon: number } | undefined => {
  const lat = rounded(latitude);
  const lon = rounded(longitude);
  if (lat === undefined && lon === undefined) return undefined;
  const usable =
    lat !== undefined && lon !== undefined && Math.abs(lat) <= 90 && Math.abs(lon) <= 180 && !(lat === 0 && lon === 0);
  if (usable) return { lat, lon };
  warnings.push({
    field,
    detail: 'Give lat from -90 to 90 together with lon from -180 to 180; the position was left out.',
  });
  return undefined;
};
