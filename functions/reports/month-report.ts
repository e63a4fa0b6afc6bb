import type { Backlog as OpenNow, PartnerBacklog } from '../measures/backlog.ts';
import { countOf, quantile } from '../measures/durations.ts';
import { type CountName, type Figures, type TimeName, noFigures, sumOf, countIn } from '../measures/figures.ts';
import { wilson } from '../measures/interval.ts';
import { FEWEST_RATINGS } from '../measures/kpi.ts';
import { type Months, monthsOf } from '../measures/months.ts';
import { type YearToDate, reportOf } from '../measures/report.ts';
import type { RollUp } from '../measures/roll-up.ts';
import { isCountedIn, monthBefore, monthOf } from '../measures/window.ts';
import type { Cell, Pair } from '../scorecards/scorecard.ts';

/** A figure of the report, with its formula and the month before. */
export interface Headline extends Pair {
  label: string;
  formula: string;
}

/** What residents said; averages and shares of five answers or more (R157). */
export interface Said {
  asked: number;
  responseRate: Cell;
  /** Share of those who answered that gave four or five of five, with its interval. */
  satisfied: Cell;
  ratings: { question: 'accuracy' | 'courtesy' | 'ease' | 'overall'; cell: Cell }[];
}

/** A partner with late work: how much of it now, and what was done about it in the month. */
export interface LatePartner {
  partner: string;
  now: PartnerBacklog;
  breached: number;
  escalated: number;
  concerns: number;
}

/** The figures of a month for whoever answers for the city. */
export interface MonthReport {
  month: string;
  headlines: Headline[];
  yearToDate: YearToDate[];
  said: Said;
  /** Whoever has most that is late first. */
  late: LatePartner[];
  /** Of the whole city. */
  lateTotal: { now: number; oldestDays: number; breached: number; escalated: number };
}

/** The report of a month from roll-ups of all days until its end; undefined where nothing was counted in it. `now` is how the open work stands today. */
export const monthReportOf = (
  rollUps: readonly RollUp[],
  month: string,
  { first, now }: { first: string; now: OpenNow },
): MonthReport | undefined => {
  const months = monthsOf(rollUps);
  const figures = months.figures(month);
  if (Object.keys(figures.counts).length === 0) return undefined;
  const before = monthBefore(month);
  const [present, earlier] = [headlinesOf(months, month), headlinesOf(months, before)];
  return {
    month,
    headlines: present.map(({ label, formula, cell }, index) => ({
      label,
      formula,
      present: cell,
      // A month before the first day that anything was counted on is no month with nothing in it.
      before: isCountedIn(before, first) ? (earlier[index]?.cell ?? cell) : { unit: cell.unit, n: 0 },
    })),
    yearToDate: reportOf(rollUps, monthOf(month), first).yearToDate,
    said: saidOf(figures),
    late: lateOf(rollUps, month, now),
    lateTotal: {
      now: now.breached,
      oldestDays: now.oldestOpenDays,
      breached: figures.counts.breached ?? 0,
      escalated: figures.counts.escalated ?? 0,
    },
  };
};

const counting =
  ({ counts }: Figures) =>
  (...names: CountName[]): number =>
    countIn({ counts }, ...names);

const count = (value: number): Cell => ({ unit: 'count', value, n: value });
const share = (part: number, n: number): Cell => ({ unit: 'share', value: n > 0 ? part / n : undefined, n });
const time = ({ times }: Figures, name: TimeName, part: number): Cell => ({
  unit: 'ms',
  value: quantile(times[name] ?? {}, part),
  n: countOf(times[name] ?? {}),
});

const headlinesOf = (months: Months, month: string): { label: string; formula: string; cell: Cell }[] => {
  const figures = months.figures(month);
  const { open, overdue } = months.backlog(month);
  const of = counting(figures);
  const [met, judged] = [of('met'), of('met', 'missed')];
  const resolved = of('met', 'missed', 'noTarget');
  const ended = resolved + of('inquiriesAnswered');
  const line = (label: string, formula: string, cell: Cell) => ({ label, formula, cell });
  return [
    line('Requests received', 'asked by residents, questions included', count(of('received'))),
    line('Work resolved', 'without duplicates and what crews found', count(resolved)),
    line('On time, closed with a target', 'met ÷ (met + missed)', share(met, judged)),
    line('On time, as the feed flags it', '(met + no target) ÷ resolved', share(met + of('noTarget'), resolved)),
    line('On time, strict', 'met ÷ (met + missed + open and overdue)', share(met, judged + overdue)),
    line('Time to a decision, median', 'half waited at most so long', time(figures, 'toDecide', 0.5)),
    line('Time to resolve, median', 'half took at most so long', time(figures, 'toResolve', 0.5)),
    line('Time to resolve, P90', 'nine of ten took at most so long', time(figures, 'toResolve', 0.9)),
    line('Paused share', 'time paused ÷ time to resolve', {
      unit: 'share',
      value: of('openMs') > 0 ? of('pausedMs') / of('openMs') : undefined,
      n: resolved,
    }),
    line(
      'Partners answered in time',
      'kept ÷ (kept + missed)',
      share(of('acceptKept'), of('acceptKept', 'acceptMissed')),
    ),
    line(
      'Went to the wrong partner first',
      '(passed on + sent back) ÷ offered',
      share(of('transferredOut', 'sentBack'), of('offered', 'transferredIn')),
    ),
    line('Settled at the first contact', 'without a work order ÷ all that ended', share(of('atOnce'), ended)),
    line('Reopened', 'reopened ÷ all that ended', share(of('reopened'), ended)),
    line('Told in plain words', 'texts that pass the checks ÷ checked', share(of('plainlyWorded'), of('worded'))),
    line('Open at the end', 'came in − ended, since the beginning', count(open)),
    line('Of that overdue', 'work past its promise, no questions', count(overdue)),
  ];
};

const QUESTIONS = ['accuracy', 'courtesy', 'ease', 'overall'] as const;

const saidOf = (figures: Figures): Said => {
  const of = counting(figures);
  const n = of('rated');
  const enough = n >= FEWEST_RATINGS;
  const satisfied = enough ? of('overall4', 'overall5') / n : undefined;
  const interval = satisfied === undefined ? undefined : wilson(satisfied, n);
  return {
    asked: of('asked'),
    responseRate: share(of('askedAndRated'), of('asked')),
    satisfied: { unit: 'share', value: satisfied, n, ...(interval ? { interval } : {}) },
    ratings: QUESTIONS.map((question) => ({
      question,
      cell: { unit: 'rating', value: enough ? of(question) / n : undefined, n },
    })),
  };
};

const lateOf = (rollUps: readonly RollUp[], month: string, now: OpenNow): LatePartner[] => {
  const within = rollUps.filter(({ day }) => day.startsWith(month));
  const byPartner = Map.groupBy(within, ({ partner }) => partner);
  return [...now.partners]
    .filter(([, { breached }]) => breached > 0)
    .map(([partner, standing]): LatePartner => {
      const of = counting(sumOf(byPartner.get(partner) ?? [noFigures()]));
      return {
        partner,
        now: standing,
        breached: of('breached'),
        escalated: of('escalated'),
        concerns: of('concernsRaised'),
      };
    })
    .sort(
      (one, other) =>
        other.now.breached - one.now.breached ||
        other.now.oldestDays - one.now.oldestDays ||
        (one.partner < other.partner ? -1 : 1),
    );
};
