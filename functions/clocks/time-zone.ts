import newYork from './time-zones/america-new-york.json' with { type: 'json' };

/** One day of 24 hours, in ms. */
export const DAY = 86_400_000;
/** One hour, in ms. */
export const HOUR = 3_600_000;
/** One minute, in ms. */
export const MINUTE = 60_000;

/**
 * The offset changes of one IANA zone, as a table.
 *
 * `starts[i]` is the UTC instant (epoch ms) from which `offsets[i]` (ms east of UTC) holds; the table answers for
 * instants from `from` until `through`.
 */
export interface TimeZone {
  readonly id: string;
  readonly from: number;
  readonly through: number;
  readonly starts: readonly number[];
  readonly offsets: readonly number[];
}

const TABLE_FROM = Date.UTC(2009, 11, 1);
const TABLE_THROUGH = Date.UTC(2041, 0, 31);
// No zone has changed its clock twice within this span since 2009 (Morocco's Ramadan pairs are four weeks apart).
const PROBE_STEP = 14 * DAY;

const formatters = new Map<string, Intl.DateTimeFormat>();
const zones = new Map<string, TimeZone>();

/** The zone's offset at an instant as Intl knows it, in ms east of UTC; throws RangeError for an unknown zone. */
export function intlOffset(id: string, instant: number): number {
  let formatter = formatters.get(id);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-US', { timeZone: id, timeZoneName: 'longOffset' });
    formatters.set(id, formatter);
  }
  const found = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(formatter.format(instant));
  if (!found?.[1]) return 0;
  const size = Number(found[2]) * HOUR + Number(found[3]) * MINUTE + Number(found[4] ?? 0) * 1000;
  return found[1] === '-' ? -size : size;
}

/** Finds the offset changes of a zone between two instants by probing Intl and bisecting to the minute. */
export function probeTimeZone(id: string, from = TABLE_FROM, through = TABLE_THROUGH): TimeZone {
  const starts = [from];
  const offsets = [intlOffset(id, from)];
  for (let at = from; at < through; at += PROBE_STEP) {
    const next = Math.min(at + PROBE_STEP, through);
    const after = intlOffset(id, next);
    let before = at;
    const offset = offsets.at(-1)!;
    if (after === offset) continue;
    let changed = next;
    while (changed - before > MINUTE) {
      const middle = before + Math.floor((changed - before) / 2 / MINUTE) * MINUTE;
      if (intlOffset(id, middle) === offset) before = middle;
      else changed = middle;
    }
    starts.push(changed);
    offsets.push(after);
  }
  return { id, from, through, starts, offsets };
}

/**
 * The offset table of an IANA zone, built once.
 *
 * America/New_York comes as data, because the first use of Intl costs a cold Lambda 10 to 150 ms; a test compares that
 * data with Intl, so a change of law shows. Throws RangeError for an unknown zone.
 */
export function timeZoneOf(id: string): TimeZone {
  let zone = zones.get(id);
  if (!zone) {
    zone = id === newYork.id ? newYork : probeTimeZone(id);
    zones.set(id, zone);
  }
  return zone;
}

/** The place in the table that holds at an instant within the table's reach. */
export function offsetIndex(zone: TimeZone, instant: number): number {
  const { starts } = zone;
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= instant) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The zone's offset at an instant, in ms east of UTC; instants beyond the table are asked of Intl. */
export function offsetAt(zone: TimeZone, instant: number): number {
  if (instant < zone.from || instant >= zone.through) return intlOffset(zone.id, instant);
  return zone.offsets[offsetIndex(zone, instant)]!;
}

/**
 * The instant of a wall clock reading, given as ms since 1970 as if the wall clock were UTC.
 *
 * A reading in the missing hour gives one hour later (R80); a repeated reading gives its first occurrence (R12, R80).
 */
export function wallToInstant(zone: TimeZone, wall: number): number {
  const before = offsetAt(zone, wall - DAY);
  const after = offsetAt(zone, wall + DAY);
  const early = wall - before;
  if (before === after || offsetAt(zone, early) === before) return early;
  const late = wall - after;
  return offsetAt(zone, late) === after ? late : early;
}

/**
 * The first instant at which the wall clock has reached a reading: as `wallToInstant`, but a reading in the missing hour
 * is reached at the moment of the change.
 */
export function wallReachedAt(zone: TimeZone, wall: number): number {
  const instant = wallToInstant(zone, wall);
  if (instant + offsetAt(zone, instant) === wall) return instant;
  return zone.starts[offsetIndex(zone, instant)]!;
}

/** The wall clock reading at an instant, as ms since 1970 as if the wall clock were UTC. */
export function instantToWall(zone: TimeZone, instant: number): number {
  return instant + offsetAt(zone, instant);
}
