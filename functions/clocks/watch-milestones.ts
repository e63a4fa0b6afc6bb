import type { Catalogue } from '../catalogue/catalogue.ts';
import { REVIEW_AGREEMENT } from '../catalogue/stored.ts';
import type { Change, Outcome, RequestFile } from '../requests/change.ts';
import { fileAfter } from '../requests/file-after.ts';
import type { Request } from '../requests/request.ts';
import { type WorkOrder, isFinished } from '../requests/work-order.ts';
import type { Agreement } from './agreement.ts';
import { calendarOf } from './calendars.ts';
import { type Clock, type Pause, openPause } from './clock.ts';
import { type Milestone, milestonesOf, nextMilestone } from './milestone.ts';
import { heldUntil } from './storms.ts';
import { type Target, describeTarget, targetInstant } from './target.ts';

/**
 * All milestones that are coming to a request: of its clocks, its work orders, its open question and its concerns, and once more those
 * that a storm held back; earliest first.
 */
export const runningMilestones = (file: RequestFile, catalogue: Catalogue): Milestone[] => {
  const heldBack = new Map(
    file.request.milestones.flatMap(({ id, storm }) => (storm === undefined ? [] : [[id, storm] as const])),
  );
  const recorded = recordedMilestones(file.request);
  return [
    ...requestMilestones(file.request, recorded, catalogue),
    ...file.workOrders.flatMap((workOrder) => workOrderMilestones(workOrder, file.request, recorded, catalogue)),
    ...(file.concerns ?? []).flatMap(({ id, clock }) =>
      milestonesUnder(id, 1, clock, clockAgreement(clock, catalogue)),
    ),
  ]
    .flatMap((milestone) => [milestone, ...afterStorms(milestone, heldBack)])
    .sort((a, b) => a.at - b.at);
};

/** What a storm held back comes again at its end, as long as it is still coming; and after the next one, where that holds it back too. */
const afterStorms = (milestone: Milestone, heldBack: ReadonlyMap<string, string>): Milestone[] => {
  const storm = heldBack.get(milestone.id);
  if (storm === undefined) return [];
  const again = {
    ...milestone,
    id: `${milestone.id}${AFTER}${storm}`,
    at: Math.max(milestone.at, heldUntil(storm)),
    after: storm,
  };
  return [again, ...afterStorms(again, heldBack)];
};

const AFTER = '#after-';

/** The id of the moment itself, of one that a storm may have held back. */
export const momentId = (id: string): string => id.split(AFTER, 1)[0] ?? id;

const clockAgreement = ({ agreement, agreementVersion }: Clock, catalogue: Catalogue): Agreement =>
  catalogue.agreement(agreement, agreementVersion);

const milestonesUnder = (
  of: string,
  cycle: number,
  clock: Clock,
  agreement: Agreement,
  recorded: ReadonlySet<string> = new Set(),
): Milestone[] => {
  const milestones = milestonesOf(of, cycle, clock, agreement, calendarOf(clock.calendar));
  const set = setTarget(clock, agreement);
  return set === undefined ? milestones : milestones.map((one) => underSet(one, set, recorded));
};

/** The target of a clock, as an id names it, where a person has set another than the agreement's own. */
const setTarget = ({ kind, target }: Clock, { targets }: Agreement): string | undefined =>
  describeTarget(target) === describeTarget(targets[kind]) ? undefined : nameOf(target);

const nameOf = (target: Target): string => describeTarget(target).replaceAll(' ', '-');

/**
 * A moment under a target that a person has set has a name of its own, so that the agreement's own moment is told when it comes after all,
 * where the urgency was lowered again (R110). One that had been told before the target was set is not told once more (R130).
 */
const underSet = (milestone: Milestone, set: string, recorded: ReadonlySet<string>): Milestone =>
  recorded.has(milestone.id) ? milestone : { ...milestone, id: `${milestone.id}${SET}${set}` };

const SET = '#set-';

/** Whether the id of a moment names no other target than that of a clock. */
export const isUnderTarget = (id: string, { target }: Pick<Clock, 'target'>): boolean => {
  const [, set] = momentId(id).split(SET);
  return set === undefined || set === nameOf(target);
};

const requestMilestones = (request: Request, recorded: ReadonlySet<string>, catalogue: Catalogue): Milestone[] => {
  const { id, cycle, clocks, question } = request;
  const milestones = clocks.flatMap((clock, index) => {
    const again = clocks.slice(0, index).filter(({ kind }) => kind === clock.kind).length;
    const agreement = clockAgreement(clock, catalogue);
    return milestonesUnder(id, cycle, clock, agreement, recorded).map((one) =>
      again > 0 ? anew(one, again + 1) : one,
    );
  });
  if (!question) return milestones;
  const waiting: Milestone = {
    id: `${id}#${cycle}#no-answer#${question.askedAt}`,
    of: id,
    kind: 'no-answer',
    level: 0,
    clock: 'acknowledge',
    at: question.answerBy,
    to: ['desk'],
  };
  return [...milestones, waiting];
};

/** A moment of a later clock of one kind: a request that comes back to the desk in one cycle is told of as if it never had been there (R134). */
const anew = (milestone: Milestone, nth: number): Milestone => ({ ...milestone, id: `${milestone.id}#${nth}` });

/** The name of a work order in one owner's hands: the next owner's milestones are others. */
export const holdingOf = ({ id, owners }: Pick<WorkOrder, 'id' | 'owners'>): string => `${id}~${owners.length + 1}`;

/**
 * What is coming to a partner. Its own promises have no ladder, because the request's climbs anyway; and where the work is due with
 * the request, the request's own milestones already say so to the same people.
 */
const workOrderMilestones = (
  workOrder: WorkOrder,
  request: Request,
  recorded: ReadonlySet<string>,
  catalogue: Catalogue,
): Milestone[] => {
  if (isFinished(workOrder)) return [];
  const resolve = request.clocks.find(({ kind, stoppedAt }) => kind === 'resolve' && stoppedAt === undefined);
  const isAnswerable = 'partner' in request && request.partner === workOrder.partner;
  const own = workOrder.clocks
    .filter(({ kind, dueAt }) => kind !== 'complete' || dueAt !== resolve?.dueAt || !isAnswerable)
    .flatMap((clock) => {
      const agreement: Agreement = { ...clockAgreement(clock, catalogue), escalations: [] };
      return milestonesUnder(holdingOf(workOrder), workOrder.cycle, clock, agreement, recorded);
    });
  return [...own, ...reminderOf(workOrder, catalogue), ...pauseOver(workOrder, request, catalogue)];
};

/** The hold that a work order is in, and the clock that stands still for it: its own, or the request's where the work has no promise. */
export const holdOf = (workOrder: WorkOrder, request: Request): { pause: Pause; clock: Clock } | undefined => {
  if (workOrder.status !== 'on-hold') return undefined;
  const own = workOrder.clocks.find(({ kind }) => kind === 'complete');
  const clock = own ?? request.clocks.find(({ kind }) => kind === 'resolve');
  const pause = clock && openPause(clock);
  return pause && { pause, clock };
};

/** When a hold has lasted as long as the agreement lets one, in its calendar's time: once for each pause, by its first moment (R107, R130). */
const pauseOver = (workOrder: WorkOrder, request: Request, catalogue: Catalogue): Milestone[] => {
  const hold = holdOf(workOrder, request);
  if (!hold) return [];
  const { pause, clock } = hold;
  const { longestPause } = clockAgreement(clock, catalogue);
  const at = targetInstant(calendarOf(clock.calendar), pause.from, longestPause);
  if (at === undefined) return [];
  return [
    {
      id: `${holdingOf(workOrder)}#${workOrder.cycle}#pause-over#${pause.from}`,
      of: holdingOf(workOrder),
      kind: 'pause-over',
      level: 0,
      clock: 'complete',
      at,
      to: ['supervisor'],
    },
  ];
};

/**
 * The next reminder of a partner outside city hall, so and so long after it was last heard of or reminded, or after the day that it
 * named; when all have been sent in vain, the Service Operations Manager. The days are those of the 311 office.
 */
const reminderOf = (workOrder: WorkOrder, catalogue: Catalogue): Milestone[] => {
  const policy = catalogue.partners.get(workOrder.partner)?.reminders;
  if (!policy || workOrder.status === 'on-hold') return [];
  const { reminders, heardAt, scheduledFor = 0 } = workOrder;
  if (reminders.length > policy.most) return [];
  const since = Math.max(heardAt, scheduledFor, reminders.at(-1) ?? 0);
  const office = calendarOf(catalogue.agreementOn(REVIEW_AGREEMENT, since).calendar);
  const at = targetInstant(office, since, policy.every);
  if (at === undefined) return [];
  const level = reminders.length + 1;
  const inVain = level > policy.most;
  return [
    {
      id: `${holdingOf(workOrder)}#${workOrder.cycle}#remind${level}`,
      of: `${holdingOf(workOrder)}#reminders`,
      kind: inVain ? 'escalate' : 'remind',
      level,
      clock: 'complete',
      at,
      to: [inVain ? 'service-operations-manager' : 'desk'],
    },
  ];
};

/** The ids of the milestones that have been dealt with. */
export const recordedMilestones = (request: Request): ReadonlySet<string> =>
  new Set(request.milestones.map(({ id }) => id));

/** A change with the next milestone of all that it leaves on the record, for the timer and for the reconciler to compare with the time. */
export const withNextMilestone = (file: RequestFile, change: Change, catalogue: Catalogue): Change => {
  const { nextMilestoneAt: _, ...rest } = change.request;
  const request = rest as Request;
  const next = nextMilestone(runningMilestones(fileAfter(file, change), catalogue), recordedMilestones(request));
  return { ...change, request: { ...request, ...(next ? { nextMilestoneAt: next.at } : {}) } };
};

/** The outcome of a decision that changes something. */
export const changed = (file: RequestFile, change: Change, catalogue: Catalogue): Outcome => ({
  kind: 'changed',
  change: withNextMilestone(file, change, catalogue),
});
