import type { BusinessCalendar } from './business-calendar.ts';

/** A day on which an office does not work, declared while the service runs. */
export interface DeclaredDay {
  /** Local date. */
  date: string;
  /** Its name, where it is a holiday and no closure. */
  holiday?: string;
  /** Why, for residents to read. */
  reason: string;
  /** Who declared it, as they named themselves. */
  by: string;
  /** UTC instant. */
  declaredAt: number;
}

/** What was declared of one calendar beyond its deployed file: it is laid over whatever file is deployed, so that neither hides the other. */
export interface Amendment {
  /** One more with every publication that touches this calendar. */
  revision: number;
  days: DeclaredDay[];
  /** Days that count after all, with why and by whom, the latest last. */
  takenBack: DeclaredDay[];
}

/** What was declared of each calendar, by its id. */
export type Amendments = Readonly<Record<string, Amendment>>;

/** The name under which amendments are published, beside those of the catalogues. */
export const CALENDARS = 'calendars';

const byDate = <T extends { date: string }>(days: readonly T[]): T[] =>
  days.toSorted((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));

/** A calendar with what was declared. A day that the file names by now is the file's. */
export const amended = (calendar: BusinessCalendar, amendment: Amendment | undefined): BusinessCalendar => {
  if (!amendment) return calendar;
  const listed = new Set([...calendar.holidays, ...calendar.closures].map(({ date }) => date));
  const days = amendment.days.filter(({ date }) => !listed.has(date));
  const holidays = days.flatMap(({ date, holiday }) => (holiday === undefined ? [] : [{ date, name: holiday }]));
  const closures = days.flatMap(({ date, holiday, by, reason }) =>
    holiday === undefined ? [{ date, author: by, reason }] : [],
  );
  return {
    ...calendar,
    version: calendar.version + amendment.revision,
    holidays: byDate([...calendar.holidays, ...holidays]),
    closures: byDate([...calendar.closures, ...closures]),
  };
};
