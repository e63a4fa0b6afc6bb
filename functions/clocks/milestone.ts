import type { Agreement, ClockKind, ContactLevel } from './agreement.ts';
import type { CompiledCalendar } from './business-calendar.ts';
import { isRunning, type Clock } from './clock.ts';
import { instantBefore, targetInstant } from './target.ts';

/**
 * What must be done at a moment: remind an outside partner, warn, say that it is due, go up the ladder, stop waiting for an answer, or
 * have somebody look at a hold that has lasted too long.
 */
export type MilestoneKind = 'remind' | 'at-risk' | 'due' | 'escalate' | 'no-answer' | 'pause-over';

/**
 * A moment on a clock that something must be done about.
 *
 * `at` is a UTC instant (epoch ms); `level` is 0 but for escalations; `to` are the people who are told. The id is made of
 * what the milestone is, so it is written once however often a timer fires (R130).
 */
export interface Milestone {
  id: string;
  /** Whose moment it is: the request's id, or that of a work order in one owner's hands, or a concern's. */
  of: string;
  kind: MilestoneKind;
  level: number;
  clock: ClockKind;
  at: number;
  to: ContactLevel[];
  /** Set for a step of the ladder that is taken before the due moment: a warning, and not a delay. */
  early?: true;
  /** The storm that held its notice back; it is told after the storm. */
  after?: string;
}

/** What a notice that waits knows of its milestone. */
export type MilestoneOfNotice = Pick<Milestone, 'id' | 'of' | 'kind' | 'clock' | 'at'>;

const RANK: Record<MilestoneKind, number> = {
  remind: 0,
  'no-answer': 0,
  'pause-over': 0,
  'at-risk': 1,
  due: 2,
  escalate: 3,
};

const rankOf = ({ kind, early }: Milestone): number => (early ? RANK['at-risk'] : RANK[kind]);

/** Whether one comes after another on the ladder; the warnings before the due moment follow each other in time. */
function isHigher(one: Milestone, other: Milestone): boolean {
  const ranks = rankOf(one) - rankOf(other);
  if (ranks !== 0) return ranks > 0;
  return (one.early || other.early) && one.at !== other.at ? one.at > other.at : one.level > other.level;
}

/**
 * Every milestone of a clock in the order of time; none when nothing is promised, or the clock is stopped or paused (R119).
 *
 * `of` is the request's id, or the work order's for its clocks. `agreement` is the version that the clock runs
 * under. Escalations count from the due moment on the agreement's calendar, back or on (R132); a level without a time is left out.
 */
export function milestonesOf(
  of: string,
  cycle: number,
  clock: Clock,
  agreement: Agreement,
  calendar: CompiledCalendar,
): Milestone[] {
  const { dueAt, atRiskAt } = clock;
  if (dueAt === undefined || !isRunning(clock)) return [];
  const milestone = (kind: MilestoneKind, level: number, at: number, to: ContactLevel[]): Milestone => ({
    id: `${of}#${cycle}#${clock.kind}#${clock.agreement}.v${clock.agreementVersion}#${kind}${level}`,
    of,
    kind,
    level,
    clock: clock.kind,
    at,
    to,
  });
  // At the due moment itself a promise is kept (R120): work that ends in that very ms is never both resolved and late.
  const milestones = [milestone('due', 0, dueAt + 1, ['desk', 'supervisor'])];
  if (atRiskAt !== undefined) milestones.push(milestone('at-risk', 0, atRiskAt, ['desk']));
  for (const { level, before, after, to } of agreement.escalations) {
    const at = before ? instantBefore(calendar, clock.startedAt, dueAt, before) : targetInstant(calendar, dueAt, after);
    if (at === undefined) continue;
    milestones.push({ ...milestone('escalate', level, at, [to]), ...(before ? { early: true as const } : {}) });
  }
  return milestones.sort((one, other) => one.at - other.at || (isHigher(one, other) ? 1 : -1));
}

/** The earliest milestone that is not recorded; it may be past already. */
export function nextMilestone(milestones: readonly Milestone[], recorded: ReadonlySet<string>): Milestone | undefined {
  let next: Milestone | undefined;
  for (const milestone of milestones)
    if (!recorded.has(milestone.id) && (next === undefined || milestone.at < next.at)) next = milestone;
  return next;
}

/**
 * What to do about the milestones that are due at `now` and not recorded.
 *
 * Of one clock only the highest level acts; lower ones, and any below a level that is recorded, are to be recorded as
 * skipped (R131).
 */
export function dueMilestones(
  milestones: readonly Milestone[],
  recorded: ReadonlySet<string>,
  now: number,
): { act: Milestone[]; skipped: Milestone[] } {
  const act: Milestone[] = [];
  const skipped: Milestone[] = [];
  for (const milestone of milestones) {
    if (milestone.at > now || recorded.has(milestone.id)) continue;
    const passed = milestones.some(
      (other) =>
        other.of === milestone.of &&
        other.clock === milestone.clock &&
        isHigher(other, milestone) &&
        (other.at <= now || recorded.has(other.id)),
    );
    (passed ? skipped : act).push(milestone);
  }
  return { act, skipped };
}
