import { dayNumber } from '../clocks/business-calendar.ts';
import { type Figures, sumOf } from '../measures/figures.ts';
import type { RollUp } from '../measures/roll-up.ts';
import { plusDays } from '../measures/window.ts';
import { WEEKS_OF_PLACES } from './places.ts';

/** Days of a week. */
export const DAYS_OF_WEEK = 7;
/** Day 0 of the count of days, 1 January 1970, was a Thursday: three days after a Monday. */
const THURSDAY = 3;

/** The Monday of the last whole week before a day, Monday to Sunday. */
export const lastWeekBefore = (day: string): string => {
  const sinceMonday = ((dayNumber(day) ?? 0) + THURSDAY) % DAYS_OF_WEEK;
  return plusDays(day, -sinceMonday - DAYS_OF_WEEK);
};

/** The seven days of a week by its Monday. */
export const daysOf = (monday: string): string[] =>
  Array.from({ length: DAYS_OF_WEEK }, (_, index) => plusDays(monday, index));

/** Weeks that are looked at before the last: a year, the three weeks around it, and half a year more. */
export const MOST_WEEKS = 52 + 1 + 26;

/** The figures of each type or partner in each whole week since the record began, the oldest first and at most a year and a half. */
export interface Weeks {
  /** The Monday of the last. */
  monday: string;
  many: number;
  /** So many of the first weeks lie in the record's first half year: what is looked back on as long is not whole in them. */
  young: number;
  byType: Map<string, Figures[]>;
  byPartner: Map<string, Figures[]>;
  /** By type and by square of about 100 m: the requests of each day of the last 26 weeks, by the number of the week from 0 and its day. */
  byPlace: Map<string, Map<string, PlaceDay[]>>;
}

/** Requests of one type in one square on one day. */
export interface PlaceDay {
  week: number;
  day: string;
  count: number;
}

/** Sorts roll-ups into whole weeks up to the one that begins on `monday`; `first` is the first day that anything was counted on. */
export const weeksOf = (rollUps: readonly RollUp[], monday: string, first: string): Weeks => {
  const last = dayNumber(monday) ?? 0;
  const since = dayNumber(first) ?? last;
  const known = Math.max(0, Math.floor((last - since) / DAYS_OF_WEEK)) + 1;
  const many = Math.min(MOST_WEEKS + 1, known);
  const from = last - (many - 1) * DAYS_OF_WEEK;
  const by = (key: 'type' | 'partner') => {
    const groups = new Map<string, RollUp[][]>();
    for (const one of rollUps) {
      const week = Math.floor(((dayNumber(one.day) ?? 0) - from) / DAYS_OF_WEEK);
      if (week < 0 || week >= many || one[key] === UNKNOWN) continue;
      const group = groups.get(one[key]) ?? Array.from({ length: many }, () => []);
      groups.set(one[key], group);
      // Squares are thousands, and told apart from days of their own below.
      const { places: _, ...figures } = one;
      group[week]?.push(figures);
    }
    return new Map([...groups].map(([name, weeks]) => [name, weeks.map(sumOf)]));
  };
  const young = Math.min(many, Math.max(0, WEEKS_OF_PLACES - (known - many)));
  return { monday, many, young, byType: by('type'), byPartner: by('partner'), byPlace: placesOf(rollUps, last) };
};

const placesOf = (rollUps: readonly RollUp[], last: number): Weeks['byPlace'] => {
  const from = last - (WEEKS_OF_PLACES - 1) * DAYS_OF_WEEK;
  const byType: Weeks['byPlace'] = new Map();
  for (const { day, type, places = {} } of rollUps) {
    const week = Math.floor(((dayNumber(day) ?? 0) - from) / DAYS_OF_WEEK);
    if (week < 0 || week >= WEEKS_OF_PLACES || type === UNKNOWN) continue;
    const ofType = byType.get(type) ?? new Map<string, PlaceDay[]>();
    byType.set(type, ofType);
    for (const [place, count] of Object.entries(places)) {
      const days = ofType.get(place) ?? [];
      ofType.set(place, days);
      days.push({ week, day, count });
    }
  }
  return byType;
};

const UNKNOWN = '-';
