import { CalendarRangeError, isOpen, nextOpening, toInstant } from '../clocks/business-calendar.ts';
import { calendarOf } from '../clocks/calendars.ts';
import { DAY } from '../clocks/time-zone.ts';
import { dayOf } from '../measures/row.ts';
import { monthBefore, monthOf } from '../measures/window.ts';

/**
 * The month that has just ended, on the first working morning after it and for a day, so that runs that were lost are made good;
 * undefined at any other time. By the calendar of whoever reads of it.
 */
export const monthToTell = (calendar: string, now: number): string | undefined => {
  const month = dayOf(now).slice(0, 7);
  const compiled = calendarOf(calendar);
  const midnight = toInstant(`${monthOf(month).from}T00:00:00`, compiled.zone.id);
  try {
    const opensAt = isOpen(compiled, midnight) ? midnight : nextOpening(compiled, midnight);
    return opensAt <= now && now < opensAt + DAY ? monthBefore(month) : undefined;
  } catch (error) {
    if (error instanceof CalendarRangeError) return undefined;
    throw error;
  }
};
