import {
  addBusinessDays,
  addWorkingTime,
  compileCalendar,
  isOpen,
  nextOpening,
  previousClosing,
  toLocal,
  workingTimeBetween,
  type BusinessCalendar,
} from '../../functions/clocks/business-calendar.ts';

/** What an engine of business time can do, in epoch ms; it leaves out what it does not offer. */
export interface Engine {
  add?: (start: number, ms: number) => number;
  between?: (from: number, to: number) => number;
  isOpen?: (at: number) => boolean;
  nextOpening?: (at: number) => number;
  previousClosing?: (at: number) => number;
  /** The local date `YYYY-MM-DD` that many business days later. */
  dateAfter?: (start: number, days: number) => string;
}

/** Our own engine for a calendar. */
export function ours(calendar: BusinessCalendar): Engine {
  const compiled = compileCalendar(calendar);
  return {
    add: (start, ms) => addWorkingTime(compiled, start, ms),
    between: (from, to) => workingTimeBetween(compiled, from, to),
    isOpen: (at) => isOpen(compiled, at),
    nextOpening: (at) => nextOpening(compiled, at),
    previousClosing: (at) => previousClosing(compiled, at),
    dateAfter: (start, days) => toLocal(addBusinessDays(compiled, start, days), calendar.timeZone).slice(0, 10),
  };
}
