import type { Estimate } from '../audits/score.ts';
import { quantile } from '../measures/durations.ts';
import { type CountName, type Figures, type TimeName, countIn } from '../measures/figures.ts';
import { type KpiUnit, FEWEST_RATINGS } from '../measures/kpi.ts';
import { type Months, monthsOf } from '../measures/months.ts';
import type { RollUp } from '../measures/roll-up.ts';
import { isCountedIn, monthBefore } from '../measures/window.ts';

/** The rows of a scorecard, in their order. */
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
  'audits',
  'rating',
  'again',
  'plainWords',
  'completeRecords',
  'open',
  'overdue',
  'oldest',
] as const;
export type ScorecardRow = (typeof SCORECARD_ROWS)[number];

/** The rows that are read off the roll-ups; auditors and the index of open requests know the others. */
type CountedRow = Exclude<ScorecardRow, 'audits' | 'oldest'>;
const COUNTED_ROWS = SCORECARD_ROWS.filter((row): row is CountedRow => row !== 'audits' && row !== 'oldest');

/** The rows that are drawn as lines. */
export const TREND_ROWS = ['received', 'resolved', 'onTime', 'onTimeStrict', 'medianTime', 'open'] as const;
export type TrendRow = (typeof TREND_ROWS)[number];

/** How many months a line is of, the scorecard's own the last. */
export const TREND_MONTHS = 12;

/** A figure of a month; `value` is absent where it is of nothing (R179). */
export interface Cell {
  unit: KpiUnit;
  value?: number | undefined;
  /** How many cases it is of. */
  n: number;
  /** 95 %, of what a sample tells (R166). */
  interval?: { low: number; high: number };
}

/** A figure beside that of the month before. */
export interface Pair {
  present: Cell;
  before: Cell;
}

/** How a partner, or all together, did in a month, beside the month before. */
export interface Scorecard {
  month: string;
  rows: Record<ScorecardRow, Pair>;
  /** Of the paused share of the time to resolve what each reason is of it, the largest first (R175). */
  pauses: (Pair & { reason: string })[];
  /** Twelve months, the oldest first. */
  trend: { month: string; cells: Record<TrendRow, Cell> }[];
}

/**
 * The scorecard of a month from roll-ups of all days until its end; undefined where nothing happened in it or the month before, and nothing was open.
 * `first` is the first day that anything was counted on: of a month before it there is no data, which is not a month with nothing in it (R179).
 */
export const scorecardOf = (rollUps: Iterable<RollUp>, month: string, first: string): Scorecard | undefined => {
  const months = monthsOf(rollUps);
  const known = monthsUntil(month, TREND_MONTHS).map((one) => {
    const cells = cellsOf(months, one);
    return { month: one, cells: isCountedIn(one, first) ? cells : withoutData(cells) };
  });
  const [before, present] = known.slice(-2).map(({ cells }) => cells);
  if (!present || !before) return undefined;
  if (!COUNTED_ROWS.some((row) => present[row].n !== 0 || before[row].n !== 0)) return undefined;
  const rows = COUNTED_ROWS.map((row) => [row, { present: present[row], before: before[row] }]);
  return {
    month,
    rows: { ...Object.fromEntries(rows), audits: NOT_AUDITED, oldest: NOT_LOOKED } as Scorecard['rows'],
    pauses: pausesOf(months.figures(month), months.figures(monthBefore(month))),
    trend: known.map(({ month: one, cells }) => ({
      month: one,
      cells: Object.fromEntries(TREND_ROWS.map((row) => [row, cells[row]])) as Record<TrendRow, Cell>,
    })),
  };
};

/** So many months until one, the oldest first. */
export const monthsUntil = (month: string, many: number): string[] => {
  const before: string[] = [month];
  while (before.length < many) before.unshift(monthBefore(before[0] ?? month));
  return before;
};

const withoutData = (cells: Record<CountedRow, Cell>): Record<CountedRow, Cell> =>
  Object.fromEntries(COUNTED_ROWS.map((row) => [row, { unit: cells[row].unit, n: 0 }])) as Record<CountedRow, Cell>;

const cellsOf = (months: Months, month: string): Record<CountedRow, Cell> => {
  const figures = months.figures(month);
  const { open, overdue } = months.backlog(month);
  const of = (...names: CountName[]) => countIn(figures, ...names);
  const resolved = of('met', 'missed', 'noTarget');
  const judged = of('met', 'missed');
  return {
    received: count(of('offered', 'transferredIn')),
    acceptedInTime: share(of('acceptKept'), of('acceptKept', 'acceptMissed')),
    transferredOut: count(of('transferredOut', 'sentBack')),
    transferredIn: count(of('transferredIn')),
    resolved: count(resolved),
    medianTime: time(figures, 'toResolve', 0.5, resolved),
    p90Time: time(figures, 'toResolve', 0.9, resolved),
    onTime: share(of('met'), judged),
    onTimeStrict: share(of('met'), judged + overdue),
    paused: shareOfTime(of('pausedMs'), of('openMs'), resolved),
    reopened: count(of('reopened')),
    rating: {
      unit: 'rating',
      value: of('rated') >= FEWEST_RATINGS ? of('overall') / of('rated') : undefined,
      n: of('rated'),
    },
    again: count(of('recurring')),
    plainWords: share(of('plainlyWorded'), of('worded')),
    completeRecords: share(of('completelyRecorded'), of('recorded')),
    open: count(open),
    overdue: count(overdue),
  };
};

const pausesOf = (present: Figures, before: Figures): Scorecard['pauses'] => {
  const cell = ({ counts, paused }: Figures, reason: string): Cell => {
    const resolved = (counts.met ?? 0) + (counts.missed ?? 0) + (counts.noTarget ?? 0);
    return shareOfTime(paused[reason] ?? 0, counts.openMs ?? 0, resolved);
  };
  return [...new Set([...Object.keys(present.paused), ...Object.keys(before.paused)])]
    .map((reason) => ({ reason, present: cell(present, reason), before: cell(before, reason) }))
    .sort(
      (one, other) => (other.present.value ?? 0) - (one.present.value ?? 0) || (one.reason < other.reason ? -1 : 1),
    );
};

const count = (value: number): Cell => ({ unit: 'count', value, n: value });
const share = (part: number, n: number): Cell => ({ unit: 'share', value: n > 0 ? part / n : undefined, n });
const shareOfTime = (part: number, whole: number, n: number): Cell => ({
  unit: 'share',
  value: whole > 0 ? part / whole : undefined,
  n,
});
const time = ({ times }: Figures, name: TimeName, part: number, n: number): Cell => ({
  unit: 'ms',
  value: quantile(times[name] ?? {}, part),
  n,
});

const NO_SHARE: Cell = { unit: 'share', n: 0 };
const NOT_AUDITED: Pair = { present: NO_SHARE, before: NO_SHARE };
const NOT_LOOKED: Pair = { present: { unit: 'ms', n: 0 }, before: { unit: 'ms', n: 0 } };

/** What the audits of a month came to, as a cell; of nothing where none was finished. */
export const auditCell = (passed: Estimate | undefined): Cell =>
  passed?.share === undefined
    ? NO_SHARE
    : { unit: 'share', value: passed.share, n: passed.n, ...(passed.interval ? { interval: passed.interval } : {}) };

/** The scorecard with what audits of its two months came to. */
export const withAudits = (scorecard: Scorecard, audits: Pair): Scorecard => ({
  ...scorecard,
  rows: { ...scorecard.rows, audits },
});

/** The scorecard with the age of the oldest that was open when it was written, and when the one before was; ms. */
export const withOldest = (scorecard: Scorecard, present: number | undefined, before?: Cell): Scorecard => ({
  ...scorecard,
  rows: {
    ...scorecard.rows,
    oldest: {
      present: { unit: 'ms', value: present, n: present === undefined ? 0 : 1 },
      before: before ?? NOT_LOOKED.before,
    },
  },
});
