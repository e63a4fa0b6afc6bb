import { CalendarRangeError, workingTimeBetween } from './business-calendar.ts';
import { calendarOf } from './calendars.ts';
import type { Clock } from './clock.ts';

/** How long a promise was open, ms: elapsed, of that by the calendar's working hours, and of that paused (R175). */
export interface Lasted {
  openMs: number;
  /** Absent where the calendar does not reach so far. */
  workingMs?: number;
  pausedMs?: number;
  /** The paused time by reason: `waiting-for-parts=3600000`, with a space between several. */
  paused?: string;
}

/** How long a clock that has been stopped had lasted. */
export const lasted = ({ calendar, startedAt, stoppedAt = startedAt, pauses }: Clock): Lasted => {
  const byReason = new Map<string, number>();
  for (const { reason, from, to = stoppedAt } of pauses)
    byReason.set(reason, (byReason.get(reason) ?? 0) + Math.max(0, to - from));
  const pausedMs = [...byReason.values()].reduce((sum, ms) => sum + ms, 0);
  const workingMs = workingOf(calendar, startedAt, stoppedAt);
  return {
    openMs: Math.max(0, stoppedAt - startedAt),
    ...(workingMs === undefined ? {} : { workingMs: Math.max(0, workingMs) }),
    ...(pausedMs > 0 ? { pausedMs, paused: [...byReason].map(([reason, ms]) => `${reason}=${ms}`).join(' ') } : {}),
  };
};

/** A request may end long after its calendar does, and has to end all the same. */
const workingOf = (calendar: string, from: number, to: number): number | undefined => {
  try {
    return workingTimeBetween(calendarOf(calendar), from, to);
  } catch (error) {
    if (error instanceof CalendarRangeError) return undefined;
    throw error;
  }
};
