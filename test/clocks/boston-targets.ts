import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { catalogueOf } from '../../functions/catalogue/catalogue.ts';
import type { RequestType } from '../../functions/catalogue/request-type.ts';
import type { Agreement } from '../../functions/clocks/agreement.ts';
import { toInstant } from '../../functions/clocks/business-calendar.ts';
import { calendarOf } from '../../functions/clocks/calendars.ts';
import { isLate, startClock, stopClock } from '../../functions/clocks/clock.ts';
import { targetInstant } from '../../functions/clocks/target.ts';
import { DAY, HOUR, MINUTE, instantToWall, timeZoneOf } from '../../functions/clocks/time-zone.ts';

const boston = catalogueOf('boston');
const zone = timeZoneOf(boston.timeZone);
const at = (local: string): number => toInstant(local, boston.timeZone);

/** One request of the city's record; instants are UTC epoch ms. */
interface Row {
  opened: number;
  target: number;
  closed: number | undefined;
  verdict: string;
  type: string;
}

/** The first local date of the second version of many promises. */
export const SECOND_VERSIONS = '2015-02-17';

/** The end of the day on which the record was taken: a request that is open in it was open then. */
const RECORDED = at('2016-01-13T00:00');

/** The record cuts half of its openings to the minute, and its targets keep their seconds. */
const TOLERANCE = 61_000;

/** What a target that is not ours fits instead, looked for in this order; each is a rule for all rows. */
export const causes = [
  'another version of its own promise',
  'another type of its department or its group',
  'a type of another department',
  'a receipt up to an hour earlier or later',
  'its own time of day on another day, or a whole or half hour: set by hand',
  'unknown',
] as const;

/** One of them. */
export type Cause = (typeof causes)[number];

/** What is counted of one period. */
export interface Period {
  /** Rows with a target whose type has a promise in force on the day of the opening. */
  counted: number;
  within61s: number;
  /** Of those within 61 s: rows with a verdict of the city, and those where ours is the same. */
  verdicts: { compared: number; same: number };
  rest: Record<Cause, number>;
}

const readRows = (): Row[] => {
  const file = readFileSync(new URL('data/boston-2015-targets.csv.gz', import.meta.url));
  const records: Record<'opened' | 'target' | 'closed' | 'verdict' | 'type', string>[] = parse(gunzipSync(file), {
    columns: true,
  });
  return records.map(({ opened, target, closed, verdict, type }) => ({
    opened: at(opened),
    target: at(target),
    closed: closed ? at(closed) : undefined,
    verdict,
    type,
  }));
};

const isNear = (one: number | undefined, other: number): boolean =>
  one !== undefined && Math.abs(one - other) <= TOLERANCE;

const dueBy = ({ calendar, targets }: Agreement, opened: number): number | undefined =>
  targetInstant(calendarOf(calendar), opened, targets.resolve);

/** Both versions of a type's promise, where it has two. */
const versionsOf = ({ agreement }: RequestType): Agreement[] => {
  const versions = [at('2015-01-01T00:00'), at('2015-12-31T00:00')].map((day) => boston.agreementOn(agreement, day));
  return [...new Set(versions)];
};

const versions = new Map([...boston.everyType.values()].map((type) => [type, versionsOf(type)]));

const causeOf = ({ opened, target }: Row, type: RequestType, due: number): Cause => {
  const fits = (other: RequestType) => versions.get(other)!.some((version) => isNear(dueBy(version, opened), target));
  const isKin = (other: RequestType) => other.partner === type.partner || other.group === type.group;
  if (fits(type)) return 'another version of its own promise';
  const fitting = [...versions.keys()].filter((other) => other !== type && fits(other));
  if (fitting.some(isKin)) return 'another type of its department or its group';
  if (fitting.length > 0) return 'a type of another department';
  const moved = target - due;
  if (Math.abs(moved) <= HOUR && isNear(dueBy(boston.agreementFor(type, opened), opened + moved), target))
    return 'a receipt up to an hour earlier or later';
  const [reading, promised] = [instantToWall(zone, target) % DAY, instantToWall(zone, due) % DAY];
  if (isNear(reading, promised) || reading % (30 * MINUTE) === 0)
    return 'its own time of day on another day, or a whole or half hour: set by hand';
  return 'unknown';
};

const anEmptyPeriod = (): Period => ({
  counted: 0,
  within61s: 0,
  verdicts: { compared: 0, same: 0 },
  rest: Object.fromEntries(causes.map((cause) => [cause, 0])) as Record<Cause, number>,
});

/** Computes every target of the record by the catalogue's own agreements and calendars, and compares it with the city's. */
export const compareTargets = (): { rows: number; withoutPromise: number; before: Period; from: Period } => {
  const rows = readRows();
  const result = { rows: rows.length, withoutPromise: 0, before: anEmptyPeriod(), from: anEmptyPeriod() };
  const changed = at(`${SECOND_VERSIONS}T00:00`);
  for (const row of rows) {
    const type = boston.findByName(row.type);
    const agreement = type && boston.agreementFor(type, row.opened);
    const clock = agreement && startClock('resolve', agreement, calendarOf(agreement.calendar), row.opened);
    if (!type || clock?.dueAt === undefined) {
      result.withoutPromise += 1;
      continue;
    }
    const period = row.opened < changed ? result.before : result.from;
    period.counted += 1;
    if (!isNear(clock.dueAt, row.target)) {
      period.rest[causeOf(row, type, clock.dueAt)] += 1;
      continue;
    }
    period.within61s += 1;
    if (!row.verdict) continue;
    const late = row.closed === undefined ? isLate(clock, RECORDED) : stopClock(clock, row.closed).verdict === 'missed';
    period.verdicts.compared += 1;
    if ((late ? 'OVERDUE' : 'ONTIME') === row.verdict) period.verdicts.same += 1;
  }
  return result;
};
