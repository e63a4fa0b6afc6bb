import { CITY_TIME_ZONE } from '../catalogue/source.ts';
import { toInstant, toLocal } from '../clocks/business-calendar.ts';
import type { ClosedRequest, Request } from '../requests/request.ts';
import { type Beside, type Hold, holdsOver } from './hold.ts';

/** For how long records of a kind are kept, and who said so. */
export interface RetentionClass {
  code: string;
  name: string;
  /** Whole years after the day on which the request was closed, in the city. */
  keptYears: number;
  /** The rule that it follows, with its source. */
  basis: string;
  covers: (request: ClosedRequest) => boolean;
}

/**
 * The classes, the first that covers a request counts. The schedule of Massachusetts keeps no series for 311 requests that we found (Municipal Records
 * Retention Manual), so the years are ours: long enough for every claim that a request may become. The city's records officer confirms or
 * changes them here, and each batch names by whose authority it goes.
 */
export const RETENTION_CLASSES: readonly RetentionClass[] = [
  {
    code: 'private',
    name: 'Requests of private types',
    keptYears: 3,
    basis:
      'Three years, in which most claims may be brought (M.G.L. c. 260 § 4); not longer, because they tell of persons.',
    covers: (request) => request.private,
  },
  {
    code: 'questions',
    name: 'Questions and feedback',
    keptYears: 3,
    basis: 'Three years, as correspondence of a department.',
    covers: ({ typeClass }) => typeClass === 'information' || typeClass === 'feedback',
  },
  {
    code: 'service',
    name: 'Requests for service',
    keptYears: 7,
    basis:
      'Seven years: when it was received and repaired is evidence of notice of a defect (M.G.L. c. 84 §§ 15 and 18), and of contracts (six years, c. 260 § 2).',
    covers: () => true,
  },
];

/** Why a record stays, or since when it may go. */
export type Retention =
  | { kind: 'eligible'; class: RetentionClass; since: number }
  | { kind: 'kept'; why: 'open' }
  | { kind: 'kept'; why: 'disposed' }
  | { kind: 'kept'; why: 'not-yet'; class: RetentionClass; until: number }
  | { kind: 'kept'; why: 'held'; holds: string[] };

/** When the same day of another year is over in the city, UTC instant; of 29 February the first of March. */
const whenDayIsOver = (at: number, years: number): number => {
  const day = new Date(`${toLocal(at, CITY_TIME_ZONE).slice(0, 10)}T00:00:00Z`);
  day.setUTCFullYear(day.getUTCFullYear() + years);
  day.setUTCDate(day.getUTCDate() + 1);
  return toInstant(`${day.toISOString().slice(0, 10)}T00:00:00`, CITY_TIME_ZONE);
};

/**
 * Says whether the record of a request may be disposed of. A hold is stronger than everything: who is to keep evidence keeps it, however old it is (R193).
 *
 * @param hasOpenConcern whether somebody still has to answer for a concern about it
 */
export const retentionOf = (
  request: Request,
  { holds, hasOpenConcern, ...beside }: { holds: readonly Hold[]; hasOpenConcern: boolean } & Beside,
  now: number,
): Retention => {
  const over = holdsOver(holds, request, now, beside);
  if (over.length > 0) return { kind: 'kept', why: 'held', holds: over.map(({ name }) => name) };
  if ('disposal' in request && request.disposal) return { kind: 'kept', why: 'disposed' };
  if (request.status !== 'closed' || hasOpenConcern) return { kind: 'kept', why: 'open' };
  const retention = RETENTION_CLASSES.find(({ covers }) => covers(request))!;
  const since = whenDayIsOver(request.closedAt, retention.keptYears);
  return since <= now
    ? { kind: 'eligible', class: retention, since }
    : { kind: 'kept', why: 'not-yet', class: retention, until: since };
};
