import { DAY } from '../clocks/time-zone.ts';
import { type Failure, failure, isId } from './answer.ts';

/** A span of UTC instants, both included. */
export interface Span {
  from: number;
  to: number;
}

/** Which page of a list; without a size it is everything up to the standard's thousand. */
export interface Paging {
  page: number;
  size: number;
  /** False when the caller asked for no page, and gets what fits. */
  paged: boolean;
}

/** What a list of requests is asked for. */
export interface RequestList {
  kind: 'list';
  /** By the time at which they were made, newest first, or at which they last changed, oldest first. */
  by: 'requested' | 'updated';
  span: Span;
  /** With `updated`: when they were made, if that was asked for too. */
  requested?: Span;
  codes: string[];
  statuses: string[];
  paging: Paging;
  extensions: boolean;
}

/** Which requests are asked for. */
export type RequestQuery = RequestList | { kind: 'ids'; ids: string[]; extensions: boolean };

/** The query of an address, each parameter's last value; API Gateway gives null for none. */
export type Parameters = Record<string, string | undefined> | null;

/** Longest span of a list (R21). */
export const LONGEST_SPAN_MS = 90 * DAY;

/** Most requests of an answer that is not paged (R21). */
export const MOST_UNPAGED = 1000;

/** Largest page: 100 requests of 4,000 characters each, every one of them five bytes when escaped, are 2 MB of the 6 that a function may answer. */
export const LARGEST_PAGE = 100;

/** Size of a page where only its number is given. */
const USUAL_PAGE = 50;

/**
 * Most ids of one call: an id takes 19 bytes of an address with its comma escaped, and API Gateway lets a request's first line and headers
 * have 10,240 together.
 */
export const MOST_IDS = 400;

/** Most service codes of one call: what one condition of the table compares with. */
const MOST_CODES = 100;

const STATUSES = ['open', 'closed'];

type Read<T> = { value: T } | Failure;

const bad = (description: string): Failure => failure(400, description);

const NO_ID = bad('service_request_id must be ids of letters, digits, "-" and "_", separated by commas.');

/** Absent and empty are the same (the standard's "optional arguments"). */
const given = (parameters: Parameters, name: string): string | undefined => parameters?.[name]?.trim() || undefined;

const listOf = (text: string | undefined): string[] => [
  ...new Set((text ?? '').split(',').flatMap((part) => part.trim() || [])),
];

/** A date of the W3C's note, complete with time and zone (R27). A `+` that was not encoded comes as a space. */
const W3_DATE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** Whether there is such a day: 30 February would quietly be 2 March. */
const isDay = (day: string): boolean => {
  const at = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === day;
};

const readDate = (parameters: Parameters, name: string): Read<number | undefined> => {
  const text = given(parameters, name)?.replace(/ (?=\d{2}:\d{2}$)/, '+');
  if (text === undefined) return { value: undefined };
  const at = W3_DATE.test(text) && isDay(text.slice(0, 10)) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at)
    ? bad(`${name} must be a date with time and zone, for example 2026-06-01T00:00:00Z.`)
    : { value: at };
};

/** The span that two dates enclose: an end that is missing lies the longest span away, and a list ends now. */
const readSpan = (parameters: Parameters, start: string, end: string, now: number): Read<Span> => {
  const first = readDate(parameters, start);
  if ('kind' in first) return first;
  const last = readDate(parameters, end);
  if ('kind' in last) return last;
  const to = last.value ?? Math.max(first.value ?? now, Math.min(now, (first.value ?? now) + LONGEST_SPAN_MS));
  const from = first.value ?? to - LONGEST_SPAN_MS;
  if (from > to) return bad(`${start} must not lie after ${end}.`);
  if (to - from > LONGEST_SPAN_MS) return bad(`${start} and ${end} may span at most 90 days.`);
  return { value: { from, to } };
};

const readNumber = (parameters: Parameters, name: string, most: number): Read<number | undefined> => {
  const text = given(parameters, name);
  if (text === undefined) return { value: undefined };
  const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  return value < 1 || value > most ? bad(`${name} must be a whole number from 1 to ${most}.`) : { value };
};

/** A page so far away that no list reaches it is asked for all the same, and empty (R29). */
const FARTHEST_PAGE = 999_999_999;

const readPaging = (parameters: Parameters): Read<Paging> => {
  const page = readNumber(parameters, 'page', FARTHEST_PAGE);
  if ('kind' in page) return page;
  const size = readNumber(parameters, 'page_size', LARGEST_PAGE);
  if ('kind' in size) return size;
  const paged = page.value !== undefined || size.value !== undefined;
  return { value: { page: page.value ?? 1, size: size.value ?? (paged ? USUAL_PAGE : MOST_UNPAGED), paged } };
};

/** Reads what requests are asked for; a list of ids overrides everything else (R20). */
export const readRequestQuery = (parameters: Parameters, now: number): RequestQuery | Failure => {
  const extensions = given(parameters, 'extensions')?.toLowerCase() === 'true';
  const ids = listOf(given(parameters, 'service_request_id'));
  if (ids.length > MOST_IDS) return bad(`Ask for at most ${MOST_IDS} ids at once.`);
  if (!ids.every(isId)) return NO_ID;
  if (ids.length > 0) return { kind: 'ids', ids, extensions };

  const statuses = listOf(given(parameters, 'status')?.toLowerCase());
  if (statuses.some((status) => !STATUSES.includes(status))) return bad('status must be open, closed, or both.');
  const paging = readPaging(parameters);
  if ('kind' in paging) return paging;
  const codes = listOf(given(parameters, 'service_code'));
  if (codes.length > MOST_CODES) return bad(`Ask for at most ${MOST_CODES} service codes at once.`);
  const common = { kind: 'list' as const, codes, statuses, paging: paging.value, extensions };

  const requested = readSpan(parameters, 'start_date', 'end_date', now);
  if ('kind' in requested) return requested;
  if (!given(parameters, 'updated_after') && !given(parameters, 'updated_before'))
    return { ...common, by: 'requested', span: requested.value };
  const updated = readSpan(parameters, 'updated_after', 'updated_before', now);
  if ('kind' in updated) return updated;
  const dated = given(parameters, 'start_date') ?? given(parameters, 'end_date');
  return { ...common, by: 'updated', span: updated.value, ...(dated ? { requested: requested.value } : {}) };
};

/** What a list of updates is asked for, oldest first: all that happened in a span, or the history of one request. */
export type UpdateQuery = { span: Span; paging: Paging } | { requestId: string; span?: Span; paging: Paging };

/** Reads what updates are asked for; those of one request are all of them unless dates are given. */
export const readUpdateQuery = (parameters: Parameters, now: number): UpdateQuery | Failure => {
  const paging = readPaging(parameters);
  if ('kind' in paging) return paging;
  const span = readSpan(parameters, 'start_date', 'end_date', now);
  if ('kind' in span) return span;
  const requestId = given(parameters, 'service_request_id');
  if (requestId === undefined) return { span: span.value, paging: paging.value };
  if (!isId(requestId)) return bad('service_request_id must be one id of letters, digits, "-" and "_".');
  const dated = given(parameters, 'start_date') ?? given(parameters, 'end_date');
  return { requestId, paging: paging.value, ...(dated ? { span: span.value } : {}) };
};
