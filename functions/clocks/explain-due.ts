import {
  type CompiledCalendar,
  type DayOff,
  dateOfDay,
  daysOff,
  isWorkingDay,
  nextOpening,
  workingTimeBetween,
} from './business-calendar.ts';
import { type Clock, type Relief, type Span, reliefsOf, union } from './clock.ts';
import { type Target, countsWorkingTime } from './target.ts';
import { DAY, instantToWall, wallToInstant } from './time-zone.ts';

/**
 * One reason why a clock is due when it is, with nothing said yet in any language: moments are UTC instants (epoch ms), days local
 * dates `YYYY-MM-DD`, a pause's reason its code; a holiday's name and a closure's reason are as their calendar has them.
 */
export type DueLine =
  | { line: 'nothing' }
  | { line: 'started' | 'due'; at: number }
  | { line: 'startedLater'; at: number; from: number }
  | { line: 'promised' | 'everyDay'; target: Target }
  | { line: 'holiday'; day: string; holiday: string }
  | { line: 'closure'; day: string; reason: string }
  | { line: 'closedDays' | 'counted'; days: string[] }
  | { line: 'manyClosedDays'; count: number }
  | { line: 'manyCounted'; count: number; first: string; last: string }
  | { line: 'storm'; storm: string; from: number; to: number }
  | { line: 'stormMore'; storm: string; target: Target }
  | { line: 'pausedSince'; from: number; reason: string }
  | { line: 'paused'; from: number; to: number; reason: string };

// A resident reads a list of days; beyond this many, the numbers say more.
const LISTED_DAYS = 10;

/** Why a clock is due when it is: when it started, which days counted, which did not and why, each storm and each pause. */
export function explainDue(clock: Clock, calendar: CompiledCalendar): DueLine[] {
  const { target, startedAt, dueAt } = clock;
  if (target.kind === 'none' || dueAt === undefined) return [{ line: 'nothing' }];
  const reliefs = reliefsOf(clock, calendar);
  const working = countsWorkingTime(target);
  const from = working ? nextOpening(calendar, startedAt) : startedAt;
  return [
    from === startedAt ? { line: 'started', at: startedAt } : { line: 'startedLater', at: startedAt, from },
    { line: working ? 'promised' : 'everyDay', target },
    ...(working ? daysBetween({ target, startedAt, from, dueAt, reliefs, pauses: clock.pauses }, calendar) : []),
    ...reliefs.map(({ name, from: since, until, relax }): DueLine =>
      relax
        ? { line: 'stormMore', storm: name, target: relax }
        : { line: 'storm', storm: name, from: since, to: until },
    ),
    ...clock.pauses.map(({ reason, from: since, to }): DueLine =>
      to === undefined ? { line: 'pausedSince', from: since, reason } : { line: 'paused', from: since, to, reason },
    ),
    { line: 'due', at: dueAt },
  ];
}

interface Counting extends Pick<Clock, 'target' | 'startedAt' | 'pauses'> {
  from: number;
  dueAt: number;
  reliefs: readonly Relief[];
}

function daysBetween(
  { target, startedAt, from, dueAt, reliefs, pauses }: Counting,
  calendar: CompiledCalendar,
): DueLine[] {
  const still = standstills(reliefs, pauses);
  const dayOf = (at: number) => Math.floor(instantToWall(calendar.zone, at) / DAY);
  const off = daysOff(calendar.calendar);
  const lines: DueLine[] = [];
  const closed: string[] = [];
  const worked: string[] = [];
  for (let day = dayOf(startedAt); day <= dayOf(dueAt); day++) {
    const date = dateOfDay(day);
    const why = off.get(date);
    if (isWorkingDay(calendar, day)) {
      if (day > dayOf(from) && !isStillAllDay(calendar, day, still)) worked.push(date);
    } else if (why) lines.push(dayOff(date, why));
    else closed.push(date);
  }
  if (closed.length > LISTED_DAYS) lines.push({ line: 'manyClosedDays', count: closed.length });
  else if (closed.length > 0) lines.push({ line: 'closedDays', days: closed });
  const more = reliefs.reduce((sum, { relax }) => sum + (relax?.kind === 'business-days' ? relax.amount : 0), 0);
  const days = target.kind === 'business-days' ? worked.slice(0, target.amount + more) : [];
  const [first = '', last = first] = [days.at(0), days.at(-1)];
  if (days.length > LISTED_DAYS) lines.push({ line: 'manyCounted', count: days.length, first, last });
  else if (days.length > 0) lines.push({ line: 'counted', days });
  return lines;
}

const dayOff = (day: string, why: DayOff): DueLine =>
  'holiday' in why ? { line: 'holiday', day, holiday: why.holiday } : { line: 'closure', day, reason: why.closure };

/** When nothing counts: the storms that stop the count, and the pauses, of which one may go on. */
const standstills = (reliefs: readonly Relief[], pauses: Clock['pauses']): Span[] =>
  union([
    ...reliefs.flatMap(({ from, until, relax }) => (relax ? [] : [{ from, to: until }])),
    ...pauses.map(({ from, to = Infinity }) => ({ from, to })),
  ]);

/** Whether all of a day's working time lies within spans that do not count. */
function isStillAllDay(calendar: CompiledCalendar, day: number, still: readonly Span[]): boolean {
  const [begin, end] = [day, day + 1].map((one) => wallToInstant(calendar.zone, one * DAY)) as [number, number];
  const within = still.flatMap(({ from, to }) =>
    from < end && to > begin ? workingTimeBetween(calendar, Math.max(from, begin), Math.min(to, end)) : [],
  );
  return within.length > 0 && within.reduce((sum, time) => sum + time) >= workingTimeBetween(calendar, begin, end);
}
