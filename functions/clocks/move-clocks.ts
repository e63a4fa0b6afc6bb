import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Outcome, RequestFile } from '../requests/change.ts';
import { type Concern, isOpenConcern } from '../requests/concern.ts';
import type { Actor, EventDraft, RequestEvent } from '../requests/event.ts';
import type { Request } from '../requests/request.ts';
import { type WorkOrder, isFinished } from '../requests/work-order.ts';
import { promisedAt } from '../review/priority.ts';
import type { Office } from '../review/office.ts';
import { actOnDue } from './act-on-due.ts';
import type { Agreement } from './agreement.ts';
import { dayNumber, isWorkingDay, toLocal } from './business-calendar.ts';
import { amendmentOf, calendarOf, deployedCalendarOf } from './calendars.ts';
import { type Clock, type Relief, rebaseClock } from './clock.ts';
import { countedAnew } from './count-anew.ts';
import type { DeclaredDay } from './declared-days.ts';
import { stormsBetween, subjectOf, withStorms } from './storms.ts';
import { withNextMilestone } from './watch-milestones.ts';

/**
 * Counts every open promise of a request anew from its start, its pauses, the calendars in force and the storms that touch it (R112): its
 * own, its work orders' and its concerns'. What is stopped keeps its result, and a milestone that was recorded stays recorded. Each deadline that
 * moved is a line of the history; a request whose promises stand where they should is left alone, so it may be asked any number
 * of times.
 */
export const moveClocks = (file: RequestFile, catalogue: Catalogue, now: number): Outcome =>
  count(file, catalogue, (clock, whose) => recount(clock, whose, file.request, catalogue), moveEvent, now);

/** Whose promise a clock is: the request's own where nothing is set. */
interface Whose {
  /** Whose work order's. */
  partner?: string;
  /** Whether somebody who raised a concern was promised it. */
  concern?: true;
}

/** A newer version of an agreement that open promises are put under on purpose, by whom and why. */
export interface Renewal {
  agreement: Agreement;
  /** For residents to read. */
  reason: string;
  by: Actor;
}

/**
 * Puts every open promise of a request that an older version of an agreement made under a newer one, counted from its own start, and
 * says so in the history (R111); the same file comes out unchanged a second time. What is stopped keeps its result and its version.
 */
export const renewClocks = (file: RequestFile, renewal: Renewal, catalogue: Catalogue, now: number): Outcome => {
  const { agreement } = renewal;
  const { request } = file;
  const urgent = 'priority' in request && request.priority === 'urgent' ? promisedAt('urgent', agreement) : undefined;
  const renewed = (clock: Clock): Clock => {
    const older = clock.agreement === agreement.code && clock.agreementVersion < agreement.version;
    if (!older || clock.stoppedAt !== undefined) return clock;
    const target =
      (clock.kind === 'resolve' || clock.kind === 'complete' ? urgent : undefined) ?? agreement.targets[clock.kind];
    return countedAnew(clock, agreement, target, now);
  };
  return count(file, catalogue, renewed, renewalEvent(renewal), now);
};

/** Counts one clock, and keeps what its line of the history says of it. */
type Counted = (clock: Clock, of?: EventDraft['data'], whose?: Whose) => Clock;

/** Counts every clock of a file by one rule. */
const count = (
  file: RequestFile,
  catalogue: Catalogue,
  recounted: (clock: Clock, whose: Whose) => Clock,
  event: typeof moveEvent,
  now: number,
): Outcome => {
  const { request } = file;
  const moves: EventDraft[] = [];
  const counted: Counted = (clock, of = {}, whose = {}) => {
    const anew = recounted(clock, whose);
    const told = anew.dueAt !== clock.dueAt || anew.agreementVersion !== clock.agreementVersion;
    if (told) moves.push(event(clock, anew, of, now));
    return anew;
  };
  const clocks = keepSame(request.clocks, (clock) => counted(clock));
  const follows = request.follows && movedBefore(request.follows, recounted);
  const moved: Request = {
    ...request,
    clocks,
    ...(follows ? { follows } : {}),
    ...madeBy(request, clocks),
    wakes: true,
  };
  const workOrders = file.workOrders.flatMap((workOrder) => movedWork(workOrder, request, moved, counted));
  const concerns = (file.concerns ?? []).flatMap((concern) => movedConcern(concern, counted));
  const change = withNextMilestone(
    file,
    { request: moved, workOrders, concerns, events: moves, notices: [] },
    catalogue,
  );
  const same =
    clocks === request.clocks &&
    follows === request.follows &&
    workOrders.length + concerns.length === 0 &&
    change.request.nextMilestoneAt === request.nextMilestoneAt;
  return same ? { kind: 'unchanged' } : { kind: 'changed', change };
};

/**
 * Does what is due now by the calendars in force: a promise that they have moved is moved first, so that no timer of before warns of
 * a moment that is none any more.
 */
export const actOnMoment = (
  file: RequestFile & { events: RequestEvent[] },
  context: { catalogue: Catalogue; office: Office },
  now: number,
): Outcome => {
  const moved = moveClocks(file, context.catalogue, now);
  if (moved.kind !== 'changed') return actOnDue(file, context, now);
  // The workflow that asks is told of it by the answer.
  return { kind: 'changed', change: { ...moved.change, request: { ...moved.change.request, wakes: false } } };
};

/** The clock itself where nothing moved. */
const recount = (clock: Clock, { partner, concern }: Whose, request: Request, catalogue: Catalogue): Clock => {
  if (clock.stoppedAt !== undefined || clock.dueAt === undefined) return clock;
  const agreement = catalogue.agreement(clock.agreement, clock.agreementVersion);
  const rebased = rebaseClock(clock, agreement, calendarOf(clock.calendar), clock.target);
  const anew = concern ? rebased : withStorms(rebased, agreement, subjectOf(request, catalogue, partner), catalogue);
  const same =
    anew.dueAt === clock.dueAt && anew.atRiskAt === clock.atRiskAt && stormsBetween(clock, anew).length === 0;
  return same ? clock : { ...anew, calendar: clock.calendar };
};

/** The list itself where every entry stayed the same. */
const keepSame = <T>(items: T[], change: (item: T) => T): T[] => {
  const changed = items.map(change);
  return changed.every((item, index) => item === items[index]) ? items : changed;
};

/** What a follower had of its own is counted on too, so that it finds it as it should be when it is separated again. */
const movedBefore = (follows: NonNullable<Request['follows']>, recounted: (clock: Clock, whose: Whose) => Clock) => {
  const clocks = keepSame(follows.before.clocks, (clock) => recounted(clock, {}));
  return clocks === follows.before.clocks ? follows : { ...follows, before: { ...follows.before, clocks } };
};

/** The version of the agreement that a request names is that of its running promise. */
const madeBy = (request: Request, clocks: readonly Clock[]) => {
  if (!('agreement' in request) || request.agreement === undefined) return {};
  const { code } = request.agreement;
  const running = clocks.find((clock) => clock.agreement === code && clock.stoppedAt === undefined);
  return running ? { agreement: { code, version: running.agreementVersion } } : {};
};

const movedWork = (workOrder: WorkOrder, before: Request, after: Request, counted: Counted): WorkOrder[] => {
  if (isFinished(workOrder)) return [];
  const { id, partner } = workOrder;
  const clocks = keepSame(workOrder.clocks, (clock) => counted(clock, { workOrder: id, partner }, { partner }));
  // It repeats the request's promise, by which a queue is sorted.
  const dueAt = repeatedDue(workOrder, before, after);
  if (clocks === workOrder.clocks && dueAt === workOrder.dueAt) return [];
  const { dueAt: _, ...rest } = workOrder;
  return [{ ...rest, clocks, ...(dueAt === undefined ? {} : { dueAt }), version: workOrder.version + 1 }];
};

const repeatedDue = ({ dueAt }: WorkOrder, before: Request, after: Request): number | undefined => {
  const dueOf = ({ clocks }: Request) => clocks.find(({ kind }) => kind === 'resolve')?.dueAt;
  return dueAt !== undefined && dueAt === dueOf(before) ? dueOf(after) : dueAt;
};

const movedConcern = (concern: Concern, counted: Counted): Concern[] => {
  if (!isOpenConcern(concern)) return [];
  const clock = counted(concern.clock, { concern: concern.id, owner: concern.owner }, { concern: true });
  return clock === concern.clock ? [] : [{ ...concern, clock, version: concern.version + 1 }];
};

const moveEvent = (was: Clock, clock: Clock, of: EventDraft['data'], now: number): EventDraft => {
  const storms = stormsBetween(was, clock);
  if (storms.length > 0) return stormEvent(storms, was, clock, of, now);
  const { days, because } = whyMoved(was, clock);
  return {
    type: 'clock-moved',
    at: now,
    by: { kind: 'system', name: 'calendar' },
    ...(days.length > 0 ? { text: [...new Set(days.map(({ holiday, reason }) => holiday ?? reason))].join('; ') } : {}),
    data: {
      ...of,
      clock: clock.kind,
      was: was.dueAt ?? null,
      due: clock.dueAt ?? null,
      calendar: clock.calendar,
      calendarVersion: calendarOf(clock.calendar).calendar.version,
      because,
      ...(days.length > 0 ? { days: days.map(({ date }) => date).join(' ') } : {}),
    },
  };
};

/** A promise that moved because a storm was declared, changed or withdrawn: the resident reads its name. */
const stormEvent = (
  storms: readonly Relief[],
  was: Clock,
  clock: Clock,
  of: EventDraft['data'],
  now: number,
): EventDraft => ({
  type: 'clock-moved',
  at: now,
  by: { kind: 'system', name: 'storm' },
  text: storms.map(({ name }) => name).join('; '),
  data: {
    ...of,
    clock: clock.kind,
    was: was.dueAt ?? null,
    due: clock.dueAt ?? null,
    because: 'storm',
    storm: storms.map(({ storm }) => storm).join(' '),
  },
});

const renewalEvent =
  ({ agreement, reason, by }: Renewal) =>
  (was: Clock, clock: Clock, of: EventDraft['data'], now: number): EventDraft => ({
    type: 'clock-moved',
    at: now,
    by,
    text: reason,
    data: {
      ...of,
      clock: clock.kind,
      was: was.dueAt ?? null,
      due: clock.dueAt ?? null,
      because: 'agreement',
      agreement: agreement.code,
      fromVersion: was.agreementVersion,
      toVersion: clock.agreementVersion,
    },
  });

/**
 * The days by which a promise moved: of those declared, or taken back, between its start and its end, the ones that were published last.
 * None where the deployed calendar itself is another.
 */
const whyMoved = (was: Clock, { calendar: id, startedAt, dueAt = 0 }: Clock) => {
  const later = dueAt > (was.dueAt ?? 0);
  const amendment = amendmentOf(id);
  const declared = (later ? amendment?.days : amendment?.takenBack) ?? [];
  if (declared.length === 0) return { days: [], because: 'recounted' };
  const counts = deployedCalendarOf(id);
  const [from = '', to = ''] = [startedAt, Math.max(dueAt, was.dueAt ?? 0)].map((at) =>
    toLocal(at, counts.zone.id).slice(0, 10),
  );
  const within = declared.filter(({ date }) => date >= from && date <= to && isWorkingDay(counts, dayNumber(date)!));
  const newest = Math.max(...within.map(({ declaredAt }) => declaredAt));
  const days: DeclaredDay[] = within.filter(({ declaredAt }) => declaredAt === newest);
  return { days, because: days.length === 0 ? 'recounted' : later ? 'closed' : 'opened' };
};
