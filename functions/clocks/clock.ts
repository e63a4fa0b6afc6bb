import type { Agreement, ClockKind } from './agreement.ts';
import { addWorkingTime, workingTimeBetween, type CompiledCalendar } from './business-calendar.ts';
import { countsWorkingTime, targetInstant, type Target } from './target.ts';

/** A time during which a clock stood still, from one UTC instant (epoch ms) to another; still going without `to`. */
export interface Pause {
  reason: string;
  from: number;
  to?: number;
}

/**
 * What a declared storm does to a promise: the time between two UTC instants (epoch ms) does not count, or with `relax` so much is
 * added to what was promised. What had been missed at `knownAt`, when the declaration began to count, stays missed (R103).
 */
export interface Relief {
  storm: string;
  /** The storm's name, for residents to read. */
  name: string;
  from: number;
  until: number;
  knownAt: number;
  relax?: Target;
}

/**
 * One running promise. All moments are UTC instants in epoch ms.
 *
 * `dueAt` and `atRiskAt` are absent when nothing is promised, and then there is never a verdict (R89). While the clock is
 * paused they are those of the moment it was paused; resuming moves them.
 */
export interface Clock {
  kind: ClockKind;
  agreement: string;
  agreementVersion: number;
  calendar: string;
  target: Target;
  startedAt: number;
  dueAt?: number;
  atRiskAt?: number;
  pauses: Pause[];
  /** The storms that may touch it, in the order of their declaration, and the share by which it is counted anew under them. */
  storms?: { atRiskShare: number; reliefs: Relief[] };
  stoppedAt?: number;
  verdict?: 'met' | 'missed';
}

/**
 * Starts the clock of one kind at an instant, under the agreement and the calendar that the agreement names. `target` replaces the
 * agreement's own, where a person has set a shorter one; `pauses` are those that it has had by now, of which the last may go on.
 */
export function startClock(
  kind: ClockKind,
  agreement: Agreement,
  calendar: CompiledCalendar,
  startedAt: number,
  target: Target = agreement.targets[kind],
  pauses: Pause[] = [],
): Clock {
  let clock: Clock = {
    kind,
    agreement: agreement.code,
    agreementVersion: agreement.version,
    calendar: agreement.calendar,
    target,
    startedAt,
    ...promised(calendar, target, startedAt, agreement.atRiskShare),
    pauses,
  };
  for (const { from, to } of pauses) if (to !== undefined) clock = moveBy(clock, calendar, { from, to });
  return clock;
}

interface Moments {
  dueAt?: number;
  atRiskAt?: number;
}

function promised(
  calendar: CompiledCalendar,
  target: Target,
  startedAt: number,
  atRiskShare: number,
  added: readonly Target[] = [],
): Moments {
  const alone = targetInstant(calendar, startedAt, target);
  if (alone === undefined) return {};
  const dueAt = added.reduce((at, more) => targetInstant(calendar, at, more) ?? at, alone);
  const atRiskAt = countsWorkingTime(target)
    ? addWorkingTime(calendar, startedAt, Math.round(workingTimeBetween(calendar, startedAt, dueAt) * atRiskShare))
    : startedAt + Math.round((dueAt - startedAt) * atRiskShare);
  // An allowance used up at a closing would otherwise be due before the opening at which it is at risk.
  return { dueAt, atRiskAt: Math.min(atRiskAt, dueAt) };
}

/** The pause that is going on, if the clock stands still. */
export function openPause(clock: Clock): Pause | undefined {
  const last = clock.pauses.at(-1);
  return last && last.to === undefined ? last : undefined;
}

/** Whether a clock runs: neither stopped nor paused. */
export function isRunning(clock: Clock): boolean {
  return clock.stoppedAt === undefined && openPause(clock) === undefined;
}

/** Pauses a clock for a reason; a clock that is paused or stopped already stays as it is (R102). */
export function pauseClock(clock: Clock, reason: string, now: number): Clock {
  if (!isRunning(clock)) return clock;
  return { ...clock, pauses: [...clock.pauses, { reason, from: now }] };
}

/**
 * Ends the pause and moves what was still to come: by the working time paused for business targets, by the time elapsed
 * for others (R100, R101). What had passed when the pause began stays passed (R103). A clock that is not paused stays as it is.
 */
export function resumeClock(clock: Clock, calendar: CompiledCalendar, now: number): Clock {
  const pause = openPause(clock);
  if (!pause) return clock;
  const ended = { ...pause, to: Math.max(now, pause.from) };
  return afterPause({ ...clock, pauses: [...clock.pauses.slice(0, -1), ended] }, calendar, ended);
}

/** A clock whose last pause has ended; under a storm the whole is counted anew, because what they share counts once. */
function afterPause(clock: Clock, calendar: CompiledCalendar, ended: Span): Clock {
  return clock.storms ? { ...clock, ...reckon(clock, calendar, clock.storms).moments } : moveBy(clock, calendar, ended);
}

/** The time from one UTC instant (epoch ms) to another. */
export type Span = Required<Omit<Pause, 'reason'>>;

function moveBy<C extends Moments & Pick<Clock, 'target'>>(
  clock: C,
  calendar: CompiledCalendar,
  { from, to }: Span,
): C {
  const business = countsWorkingTime(clock.target);
  const paused = business ? workingTimeBetween(calendar, from, to) : to - from;
  // Nothing to add must not roll a due moment at closing time to the next opening.
  if (paused === 0) return clock;
  const moved = (at: number) => (from > at ? at : business ? addWorkingTime(calendar, at, paused) : at + paused);
  return {
    ...clock,
    ...(clock.dueAt === undefined ? {} : { dueAt: moved(clock.dueAt) }),
    ...(clock.atRiskAt === undefined ? {} : { atRiskAt: moved(clock.atRiskAt) }),
  };
}

/**
 * Stops a clock and gives its verdict: at the due moment itself it is met, one ms later missed (R120); nothing promised
 * has no verdict (R89).
 *
 * Closing while paused ends the pause (R102), and the clock counts as far as it had run when it was paused. With the
 * calendar given, `dueAt` is moved too, as by resuming. A stopped clock stays as it is.
 */
export function stopClock(clock: Clock, now: number, calendar?: CompiledCalendar): Clock {
  if (clock.stoppedAt !== undefined) return clock;
  const verdict = clock.dueAt === undefined ? {} : ({ verdict: isLate(clock, now) ? 'missed' : 'met' } as const);
  const pause = openPause(clock);
  if (!pause) return { ...clock, stoppedAt: now, ...verdict };
  const ended = { ...pause, to: Math.max(now, pause.from) };
  const stopped = { ...clock, pauses: [...clock.pauses.slice(0, -1), ended], stoppedAt: now, ...verdict };
  return calendar ? afterPause(stopped, calendar, ended) : stopped;
}

/** Whether a promise is broken at `now`: a paused clock is judged at the moment it was paused, a stopped one by its verdict. */
export function isLate(clock: Clock, now: number): boolean {
  if (clock.stoppedAt !== undefined) return clock.verdict === 'missed';
  return clock.dueAt !== undefined && (openPause(clock)?.from ?? now) > clock.dueAt;
}

/** When a clock is due, as long as that can be said: one that stands still tells only what it had passed when it was paused (R103). */
export function knownDue(clock: Clock): number | undefined {
  const { dueAt } = clock;
  const pausedAt = openPause(clock)?.from;
  return dueAt !== undefined && (pausedAt === undefined || dueAt < pausedAt) ? dueAt : undefined;
}

/**
 * Counts a running or paused clock anew from its start and its pauses, under another version of its agreement or calendar
 * (R110–R112, R121). A stopped clock keeps its result (R112).
 */
export function rebaseClock(clock: Clock, agreement: Agreement, calendar: CompiledCalendar, target?: Target): Clock {
  if (clock.stoppedAt !== undefined) return clock;
  const { atRiskShare } = agreement;
  const fresh = startClock(clock.kind, agreement, calendar, clock.startedAt, target, clock.pauses);
  return clock.storms ? underStorms(fresh, calendar, { ...clock.storms, atRiskShare }) : fresh;
}

/**
 * A running or paused clock under these storms instead of those that it knew, counted anew from its start: what a storm and a pause
 * share counts once, and a storm that came too late for it does nothing. Nothing promised stays nothing (R89).
 */
export function underStorms(clock: Clock, calendar: CompiledCalendar, storms: NonNullable<Clock['storms']>): Clock {
  const { storms: _, ...bare } = clock;
  const reliefs = storms.reliefs.toSorted((one, other) => one.knownAt - other.knownAt);
  const known = { ...storms, reliefs };
  return { ...bare, ...reckon(bare, calendar, known).moments, ...(reliefs.length > 0 ? { storms: known } : {}) };
}

/** The storms that did move a promise, of those that its clock knows. */
export function reliefsOf(clock: Clock, calendar: CompiledCalendar): Relief[] {
  return clock.storms ? reckon(clock, calendar, clock.storms).reliefs : [];
}

/** The moments of a clock under its storms, taken in one after the other as they were declared, and which of them did something. */
function reckon(
  clock: Clock,
  calendar: CompiledCalendar,
  { reliefs: all, atRiskShare }: NonNullable<Clock['storms']>,
): { moments: Moments; reliefs: Relief[] } {
  let reliefs: Relief[] = [];
  let moments = momentsUnder(clock, calendar, atRiskShare, reliefs);
  for (const relief of all) {
    const { dueAt } = moments;
    if (dueAt === undefined || relief.until <= clock.startedAt || relief.from > dueAt) continue;
    if (hadMissed(clock, dueAt, relief.knownAt)) continue;
    reliefs = [...reliefs, relief];
    moments = momentsUnder(clock, calendar, atRiskShare, reliefs);
  }
  return { moments, reliefs };
}

function momentsUnder(
  { target, startedAt, pauses }: Clock,
  calendar: CompiledCalendar,
  atRiskShare: number,
  reliefs: readonly Relief[],
): Moments {
  const added = reliefs.flatMap(({ relax }) => relax ?? []);
  // A pause that goes on moves the promise when it ends, and then by what no storm has moved it already.
  const spans = [
    ...pauses.flatMap(({ from, to }) => (to === undefined ? [] : [{ from, to }])),
    ...reliefs.flatMap(({ from, until, relax }) => (relax ? [] : [{ from: Math.max(from, startedAt), to: until }])),
  ];
  const start = { ...promised(calendar, target, startedAt, atRiskShare, added), target };
  const { target: _, ...moments } = union(spans).reduce((clock, span) => moveBy(clock, calendar, span), start);
  return moments;
}

/** Spans of time in their order, those that overlap or touch as one. */
export function union(spans: readonly Span[]): Span[] {
  const whole: Span[] = [];
  for (const span of spans.toSorted((one, other) => one.from - other.from)) {
    const last = whole.at(-1);
    if (last && span.from <= last.to) whole[whole.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
    else whole.push(span);
  }
  return whole;
}

/** Whether a promise had been missed at an instant; one that stood still then is judged at the moment it was paused (R103). */
function hadMissed({ pauses }: Clock, dueAt: number, at: number): boolean {
  const pause = pauses.find(({ from, to = Infinity }) => from <= at && at < to);
  return (pause?.from ?? at) > dueAt;
}
