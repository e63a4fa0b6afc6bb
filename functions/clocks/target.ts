import {
  addBusinessDays,
  addCalendarDays,
  addWorkingTime,
  nextOpening,
  type CompiledCalendar,
} from './business-calendar.ts';
import { HOUR } from './time-zone.ts';

/** An amount of promised time; `none` is a promise that was not made, and a normal state (R89). */
export type Target =
  { kind: 'business-days' | 'business-hours' | 'calendar-days' | 'hours'; amount: number } | { kind: 'none' };

/**
 * The instant (epoch ms) at which a target that starts at `start` is due; undefined when nothing is promised (R89).
 *
 * Business days follow the civic rule (R70–R75), business hours count open time, calendar days keep the wall clock
 * (R78), hours elapse in real time (R79). A zero of a business kind is due at the next working moment. Throws RangeError
 * for a negative amount and for part of a day, CalendarRangeError beyond the calendar.
 */
export function targetInstant(calendar: CompiledCalendar, start: number, target: Target): number | undefined {
  if (target.kind === 'none') return undefined;
  const { amount } = target;
  if (!(amount >= 0)) throw new RangeError(`A target is not negative: ${amount} ${target.kind}.`);
  switch (target.kind) {
    case 'business-days':
      return addBusinessDays(calendar, start, amount);
    case 'business-hours':
      return addWorkingTime(calendar, start, Math.round(amount * HOUR));
    case 'calendar-days':
      return addCalendarDays(calendar, start, amount);
    case 'hours':
      return start + Math.round(amount * HOUR);
    default:
      throw new RangeError(`Unknown target: ${JSON.stringify(target satisfies never)}.`);
  }
}

/**
 * The instant that lies a target before `due`, in the target's own time: the first from which the target leads there or beyond (R132).
 * Where it would lie before `start` it is the start, or its next opening for working time; undefined for `none`.
 */
export function instantBefore(
  calendar: CompiledCalendar,
  start: number,
  due: number,
  target: Target,
): number | undefined {
  if (target.kind === 'none') return undefined;
  let late = due;
  let early = Math.min(due, countsWorkingTime(target) ? nextOpening(calendar, start) : start);
  if (targetInstant(calendar, early, target)! >= due) return early;
  // A later start is never due earlier, so halving finds it: 42 steps for the milliseconds of a century.
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2);
    if (targetInstant(calendar, middle, target)! >= due) late = middle;
    else early = middle;
  }
  return late;
}

/** Whether a target counts working time only, so that a pause moves it by working time (R100). */
export function countsWorkingTime(target: Target): boolean {
  return target.kind === 'business-days' || target.kind === 'business-hours';
}

/** A target in words: "2 business days", "1 hour", "no promise". */
export function describeTarget(target: Target): string {
  if (target.kind === 'none') return 'no promise';
  const words = target.kind.replace('-', ' ');
  return `${target.amount} ${target.amount === 1 ? words.slice(0, -1) : words}`;
}
