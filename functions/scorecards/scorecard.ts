import { quantile } from '../measures/durations.ts';
import { type CountName, type Figures, sumOf } from '../measures/figures.ts';
import { type KpiUnit, FEWEST_RATINGS } from '../measures/kpi.ts';
import { backlogAt } from '../measures/report.ts';
import type { RollUp } from '../measures/roll-up.ts';
import { isWithin, monthBefore, monthOf } from '../measures/window.ts';

/** The rows of a scorecard, in their order. Audits, how texts for residents read and whether data is complete are not measured, and have none. */
export const SCORECARD_ROWS = [
  'received',
  'acceptedInTime',
  'transferredOut',
  'transferredIn',
  'resolved',
  'medianTime',
  'p90Time',
  'onTime',
  'onTimeStrict',
  'paused',
  'reopened',
  'rating',
  'again',
  'open',
  'overdue',
] as const;
export type ScorecardRow = (typeof SCORECARD_ROWS)[number];

/** A figure of a month; `value` is undefined where it is of nothing (R179). */
export interface Cell {
  unit: KpiUnit;
  value: number | undefined;
  /** How many cases it is of. */
  n: number;
}

/** How a partner, or all together, did in a month, beside the month before. */
export interface Scorecard {
  month: string;
  rows: Record<ScorecardRow, { present: Cell; before: Cell }>;
}

/** The scorecard of a month from roll-ups of all days until its end; undefined where nothing happened in it or the month before, and nothing was open. */
export const scorecardOf = (rollUps: readonly RollUp[], month: string): Scorecard | undefined => {
  const [present, before] = [month, monthBefore(month)].map((one) => cellsOf(rollUps, one));
  if (!present || !before) return undefined;
  const rows = SCORECARD_ROWS.map((row) => [row, { present: present[row], before: before[row] }]);
  const happened = SCORECARD_ROWS.some((row) => present[row].n !== 0 || before[row].n !== 0);
  return happened ? { month, rows: Object.fromEntries(rows) as Scorecard['rows'] } : undefined;
};

const cellsOf = (rollUps: readonly RollUp[], month: string): Record<ScorecardRow, Cell> => {
  const window = monthOf(month);
  const figures = sumOf(rollUps.filter(({ day }) => isWithin(day, window)));
  const { open, overdue } = backlogAt(rollUps, window.to);
  const of = (...names: CountName[]) => names.reduce((sum, name) => sum + (figures.counts[name] ?? 0), 0);
  const resolved = of('met', 'missed', 'noTarget');
  const judged = of('met', 'missed');
  return {
    received: count(of('offered', 'transferredIn')),
    acceptedInTime: share(of('acceptKept'), of('acceptKept', 'acceptMissed')),
    transferredOut: count(of('transferredOut', 'sentBack')),
    transferredIn: count(of('transferredIn')),
    resolved: count(resolved),
    medianTime: time(figures, 0.5, resolved),
    p90Time: time(figures, 0.9, resolved),
    onTime: share(of('met'), judged),
    onTimeStrict: share(of('met'), judged + overdue),
    paused: { unit: 'share', value: of('openMs') > 0 ? of('pausedMs') / of('openMs') : undefined, n: resolved },
    reopened: count(of('reopened')),
    rating: {
      unit: 'rating',
      value: of('rated') >= FEWEST_RATINGS ? of('overall') / of('rated') : undefined,
      n: of('rated'),
    },
    again: count(of('recurring')),
    open: count(open),
    overdue: count(overdue),
  };
};

const count = (value: number): Cell => ({ unit: 'count', value, n: value });
const share = (part: number, n: number): Cell => ({ unit: 'share', value: n > 0 ? part / n : undefined, n });
const time = ({ times }: Figures, part: number, n: number): Cell => ({
  unit: 'ms',
  value: quantile(times.toResolve ?? {}, part),
  n,
});
