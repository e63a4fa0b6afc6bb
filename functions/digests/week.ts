import {
  CalendarRangeError,
  dateOfDay,
  dayNumber,
  isOpen,
  nextOpening,
  toInstant,
  toLocal,
} from '../clocks/business-calendar.ts';
import { calendarOf } from '../clocks/calendars.ts';
import { DAY } from '../clocks/time-zone.ts';

/** A week as an office sees it: its Monday by the calendar's own dates, its first working moment and its end, epoch ms. */
export interface Week {
  monday: string;
  opensAt: number;
  endsAt: number;
}

const DAYS = 7;

/** Days from Thursday, on which the count of days begins, back to Monday. */
const MONDAY_TO_FIRST_DAY = 3;

/** The week of an instant under a calendar; undefined where nobody works in it. */
export const weekOf = (calendar: string, now: number): Week | undefined => {
  const compiled = calendarOf(calendar);
  const today = dayNumber(toLocal(now, compiled.zone.id).slice(0, 10)) ?? 0;
  const first = today - ((today + MONDAY_TO_FIRST_DAY) % DAYS);
  const midnight = (day: number) => toInstant(`${dateOfDay(day)}T00:00:00`, compiled.zone.id);
  const [from, endsAt] = [midnight(first), midnight(first + DAYS)];
  try {
    const opensAt = isOpen(compiled, from) ? from : nextOpening(compiled, from);
    return opensAt < endsAt ? { monday: dateOfDay(first), opensAt, endsAt } : undefined;
  } catch (error) {
    if (error instanceof CalendarRangeError) return undefined;
    throw error;
  }
};

/** Whether a week has begun, and so lately that its list is still wanted: runs that were lost are made good for a day. */
export const hasBegun = ({ opensAt }: Week, now: number): boolean => opensAt <= now && now < opensAt + DAY;

/** Whether those who work by a calendar are at work; false beyond its last day. */
export const isInOffice = (calendar: string, now: number): boolean => {
  try {
    return isOpen(calendarOf(calendar), now);
  } catch (error) {
    if (error instanceof CalendarRangeError) return false;
    throw error;
  }
};
