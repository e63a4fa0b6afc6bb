import type { Catalogue } from '../catalogue/catalogue.ts';
import { REVIEW_AGREEMENT } from '../catalogue/stored.ts';
import type { NoticeDraft } from '../notices/notice.ts';
import type { Request } from '../requests/request.ts';
import type { Agreement } from './agreement.ts';
import { CalendarRangeError, isOpen, nextOpening } from './business-calendar.ts';
import { calendarOf } from './calendars.ts';
import type { Milestone } from './milestone.ts';
import type { Storm } from './storm.ts';

/**
 * Whether a request is told of at any hour: its agreement is urgent, a reviewer has set it urgent, its type is an emergency, or its
 * words sound like one and nobody has decided yet.
 */
export const isUrgent = (request: Request, agreement: Agreement, catalogue: Catalogue): boolean =>
  agreement.urgent ||
  ('priority' in request && request.priority === 'urgent') ||
  ('typeCode' in request && request.typeCode !== undefined && catalogue.find(request.typeCode)?.emergency === true) ||
  (request.status === 'in-review' && request.reviewReasons.includes('emergency-words'));

/** The calendar of whoever is written to: the partner's own, or that of the 311 office. */
const calendarOfReader = (draft: NoticeDraft, partner: string | undefined, catalogue: Catalogue, now: number): string =>
  (draft.audience === 'partner' && partner ? catalogue.partners.get(partner)?.calendar : undefined) ??
  catalogue.agreementOn(REVIEW_AGREEMENT, now).calendar;

/** The next opening of a calendar that is closed; undefined while it is open, and beyond its last day, where late is worse than at night. */
const openingAfter = (calendar: string, now: number): number | undefined => {
  const compiled = calendarOf(calendar);
  try {
    return isOpen(compiled, now) ? undefined : nextOpening(compiled, now);
  } catch (error) {
    if (error instanceof CalendarRangeError) return undefined;
    throw error;
  }
};

/** What a notice of a milestone is judged by. */
export interface Told {
  milestone: Milestone;
  /** The partner that is written to, where one is. */
  partner: string | undefined;
  /** The agreement of the milestone's clock. */
  agreement: Agreement;
  /** The storm that holds such a notice back at an instant. */
  stormAt: (at: number) => Storm | undefined;
}

/** The next opening of a closed calendar at which no storm that is known by now holds the notice back. */
const openingWithoutStorm = (calendar: string, now: number, stormAt: Told['stormAt']): number | undefined => {
  const opening = openingAfter(calendar, now);
  const storm = opening === undefined ? undefined : stormAt(opening);
  return storm ? (openingWithoutStorm(calendar, storm.until, stormAt) ?? storm.until) : opening;
};

/**
 * The notice of a milestone as it may go out: at once when it is urgent or its reader's office is open, otherwise at the next opening (R133),
 * and where a storm is on by then, at the first after it.
 * What waits carries its milestone, so that it can be asked then whether it is still so (R135).
 */
export const inOfficeHours = (
  draft: NoticeDraft,
  { milestone, partner, agreement, stormAt }: Told,
  request: Request,
  catalogue: Catalogue,
  now: number,
): NoticeDraft => {
  if (isUrgent(request, agreement, catalogue)) return draft;
  const notBefore = openingWithoutStorm(calendarOfReader(draft, partner, catalogue, now), now, stormAt);
  if (notBefore === undefined) return draft;
  const { id, of, kind, clock, at } = milestone;
  return { ...draft, notBefore, milestone: { id, of, kind, clock, at } };
};
