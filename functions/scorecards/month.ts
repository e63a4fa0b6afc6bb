import { CalendarRangeError, isOpen, nextOpening, toInstant } from '../clocks/business-calendar.ts';
import { calendarOf } from '../clocks/calendars.ts';
import { DAY, HOUR, MINUTE } from '../clocks/time-zone.ts';
import { dayOf } from '../measures/row.ts';
import { monthBefore, monthOf } from '../measures/window.ts';

/** So long after a month its last lines may still be on their way to the rows of its last day, and nothing there says so. */
const ON_THE_WAY_MS = 15 * MINUTE;

/** The first working moment after a month, by a calendar, when what happened in it has come in; undefined where the calendar ends before. */
export const firstMorningAfter = (month: string, calendar: string): number | undefined => {
  const compiled = calendarOf(calendar);
  const midnight = toInstant(`${monthOf(month).to}T00:00:00`, compiled.zone.id);
  try {
    const opensAt = isOpen(compiled, midnight) ? midnight : nextOpening(compiled, midnight);
    return Math.max(opensAt, midnight + ON_THE_WAY_MS);
  } catch (error) {
    if (error instanceof CalendarRangeError) return undefined;
    throw error;
  }
};

/**
 * The month that has just ended, on the first working morning after it and for a day, so that runs that were lost are made good;
 * undefined at any other time. By the calendar of whoever reads of it.
 */
export const monthToTell = (calendar: string, now: number): string | undefined => {
  const month = monthBefore(dayOf(now).slice(0, 7));
  const opensAt = firstMorningAfter(month, calendar);
  return opensAt !== undefined && opensAt <= now && now < opensAt + DAY ? month : undefined;
};

/** Whether the day on which a month is told is nearly over, so that whoever waits for figures waits no longer. */
export const isLastHour = (month: string, calendar: string, now: number): boolean => {
  const opensAt = firstMorningAfter(month, calendar);
  return opensAt !== undefined && now >= opensAt + DAY - HOUR;
};
