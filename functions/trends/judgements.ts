import type { Target } from '../clocks/target.ts';
import { DAY, HOUR } from '../clocks/time-zone.ts';
import { countOf, quantile } from '../measures/durations.ts';
import { type Figures, sumOf, countIn } from '../measures/figures.ts';
import type { TrendFinding, TrendKind } from './finding.ts';
import { type Share, intervalOf } from './statistics.ts';
import { type Weeks } from './weeks.ts';

/** Weeks that targets and clocks are judged by: a quarter of a year. */
export const WEEKS_JUDGED = 13;
/** Cases that they are judged by at least. */
const FEWEST_JUDGED = 30;
/** A target that at most every fifth case meets is met by nobody; all but every tenth is everybody. */
const NOBODY = 0.2;
const EVERYBODY = 0.9;
/** An accept clock hides delay where more than three of ten pieces of work that were accepted in time are done late. */
const MANY = 0.3;
/** A target is padded of which nine of ten cases need half at most. */
const HALF = 0.5;
const NINE_OF_TEN = 0.9;

/** What is promised for a type now. */
export type TargetOf = (type: string) => Target | undefined;

/**
 * How much of its target the slowest of nine cases in ten needs. A business day is taken for 24 hours, the least that it lasts, so a target is
 * rather larger than said here; business hours are compared with the time worked. Undefined where nothing is promised or known.
 */
const needed = ({ times }: Figures, target: Target | undefined): number | undefined => {
  if (target === undefined || target.kind === 'none' || target.amount <= 0) return undefined;
  const durations = (target.kind === 'business-hours' ? times.toResolveWorking : times.toResolve) ?? {};
  const long = quantile(durations, NINE_OF_TEN);
  const unit = target.kind === 'business-hours' || target.kind === 'hours' ? HOUR : DAY;
  return long === undefined || countOf(durations) < FEWEST_JUDGED ? undefined : long / (target.amount * unit);
};

/** Targets that nobody meets, or everybody with ease, and partners that accept in time what they do late; each of a quarter of a year. */
export const judgementsOf = ({ monday, byType, byPartner }: Weeks, targetOf: TargetOf): TrendFinding[] => {
  const quarter = (weeks: readonly Figures[]) => sumOf(weeks.slice(-WEEKS_JUDGED));
  const judged = (kind: TrendKind, subject: string, [part, whole]: Share, usual?: number): TrendFinding => ({
    kind,
    subject,
    week: monday,
    n: whole,
    value: part / whole,
    ...(usual === undefined ? {} : { usual }),
    interval: intervalOf([part, whole]),
  });
  const targets = [...byType].flatMap(([type, weeks]): TrendFinding[] => {
    const figures = quarter(weeks);
    const met: Share = [countIn(figures, 'met'), countIn(figures, 'met', 'missed')];
    if (met[1] < FEWEST_JUDGED) return [];
    const [low, high] = intervalOf(met);
    if (high <= NOBODY) return [judged('target-not-met', type, met)];
    const share = needed(figures, targetOf(type));
    return low >= EVERYBODY && share !== undefined && share <= HALF ? [judged('target-padded', type, met, share)] : [];
  });
  const partners = [...byPartner].flatMap(([partner, weeks]): TrendFinding[] => {
    const figures = quarter(weeks);
    const kept: Share = [countIn(figures, 'acceptKept'), countIn(figures, 'acceptKept', 'acceptMissed')];
    const late: Share = [countIn(figures, 'completeMissed'), countIn(figures, 'completeKept', 'completeMissed')];
    if (kept[1] < FEWEST_JUDGED || late[1] < FEWEST_JUDGED) return [];
    const hides = intervalOf(kept)[0] >= EVERYBODY && intervalOf(late)[0] >= MANY;
    return hides ? [judged('accept-hides-delay', partner, late, kept[0] / kept[1])] : [];
  });
  return [...targets, ...partners];
};
