import { type Agreement, allowsPause } from './agreement.ts';
import { calendarOf } from './calendars.ts';
import { type Clock, openPause, rebaseClock, resumeClock } from './clock.ts';
import type { Target } from './target.ts';

/** A clock counted anew under what is promised by now (R110, R111); where that does not let it stand still for its reason, it goes on (R107). */
export const countedAnew = (clock: Clock, agreement: Agreement, target: Target | undefined, now: number): Clock => {
  const calendar = calendarOf(agreement.calendar);
  const pause = openPause(clock);
  const going = pause && !allowsPause(agreement, pause.reason) ? resumeClock(clock, calendar, now) : clock;
  return rebaseClock(going, agreement, calendar, target);
};
