import { dayOf } from '../../functions/measures/row.ts';
import { isMonth, monthBefore, monthOf } from '../../functions/measures/window.ts';
import { OpsError } from './register.ts';

/** Throws an OpsError for what is no month; before anybody is asked anything. */
export const checkMonth = (month: string | undefined): void => {
  if (month !== undefined && !isMonth(month)) throw new OpsError(`${month} is no month; write 2026-10.`);
};

/** The month that is meant, the one before where none is named. Throws an OpsError for what is none, and for one that has not begun. */
export const monthIn = (month: string | undefined, now: number): string => {
  checkMonth(month);
  const meant = month ?? monthBefore(dayOf(now).slice(0, 7));
  if (dayOf(now) < monthOf(meant).from) throw new OpsError(`${meant} has not begun.`);
  return meant;
};

/** Whether a month is not over yet, so that its figures are of the days so far. */
export const isRunning = (month: string, now: number): boolean => dayOf(now) < monthOf(month).to;
