import { quantile } from '../measures/durations.ts';
import { type CountName, type Figures, countIn } from '../measures/figures.ts';
import { monthsOf } from '../measures/months.ts';
import type { RollUp } from '../measures/roll-up.ts';

/** Below so many cases a figure could tell of somebody, and is left out. */
export const FEWEST_PUBLIC = 5;

/** Stands for a figure that is left out because it is of too few; `null` is a figure that there is no data for (R179). */
export const SUPPRESSED = 'suppressed';
export type PublicFigure = number | null | typeof SUPPRESSED;

/** What is public of a partner's month, or of all partners together; shares from 0 to 1, times in days. */
export interface PublicFigures {
  /** Pieces of work offered to it or taken over. */
  received: PublicFigure;
  resolved: PublicFigure;
  /** The three formulas by their names, each with its number of cases (R171). */
  on_time_closed_with_a_target: PublicFigure;
  on_time_closed_with_a_target_n: PublicFigure;
  on_time_as_the_feed_flags_it: PublicFigure;
  on_time_as_the_feed_flags_it_n: PublicFigure;
  on_time_strict: PublicFigure;
  on_time_strict_n: PublicFigure;
  median_days: PublicFigure;
  p90_days: PublicFigure;
  open_at_the_end: PublicFigure;
  overdue_at_the_end: PublicFigure;
}

/** The figures of a month that everybody may know. */
export interface PublicMonth {
  month: string;
  /** UTC instant up to which it was counted. */
  countedAt: number;
  partners: { code: string; name: string; figures: PublicFigures }[];
  all: PublicFigures;
}

const DAY_MS = 86_400_000;

/**
 * Which figures are left out together: each group has a base, and where that is below five, all of the group is left out, so that none can be
 * reckoned from the others. A base of zero hides nobody and is told.
 */
const GROUPS = {
  received: ['received'],
  judged: [
    'resolved',
    'on_time_closed_with_a_target',
    'on_time_closed_with_a_target_n',
    'on_time_as_the_feed_flags_it',
    'on_time_as_the_feed_flags_it_n',
    'on_time_strict',
    'on_time_strict_n',
    'median_days',
    'p90_days',
  ],
  // The strict formula counts what is overdue: less the n of what was judged, its own n would tell.
  open: ['open_at_the_end', 'overdue_at_the_end', 'on_time_strict', 'on_time_strict_n'],
} as const satisfies Record<string, readonly (keyof PublicFigures)[]>;
type Group = keyof typeof GROUPS;

/** A partner's figures with the bases that decide what is left out. */
interface Whole {
  figures: PublicFigures;
  bases: Record<Group, number>;
}

const wholeOf = (figures: Figures, backlog: { open: number; overdue: number }): Whole => {
  const of = (...names: CountName[]) => countIn(figures, ...names);
  const [met, judged, resolved] = [of('met'), of('met', 'missed'), of('met', 'missed', 'noTarget')];
  const share = (part: number, n: number) => (n > 0 ? round(part / n) : null);
  const days = (part: number) => {
    const ms = quantile(figures.times.toResolve ?? {}, part);
    return ms === undefined ? null : Math.round((ms / DAY_MS) * 10) / 10;
  };
  const received = of('offered', 'transferredIn');
  return {
    bases: {
      received,
      judged: judged > 0 ? judged : resolved,
      open: backlog.open,
    },
    figures: {
      received,
      resolved,
      on_time_closed_with_a_target: share(met, judged),
      on_time_closed_with_a_target_n: judged,
      on_time_as_the_feed_flags_it: share(met + of('noTarget'), resolved),
      on_time_as_the_feed_flags_it_n: resolved,
      on_time_strict: share(met, judged + backlog.overdue),
      on_time_strict_n: judged + backlog.overdue,
      median_days: days(0.5),
      p90_days: days(0.9),
      open_at_the_end: backlog.open,
      overdue_at_the_end: backlog.overdue,
    },
  };
};

const THOUSANDTHS = 1000;
const round = (share: number): number => Math.round(share * THOUSANDTHS) / THOUSANDTHS;

/**
 * Whose figures of a group are left out: those of fewer than five, and where the total would tell these the one with the next smallest base too:
 * where it is one partner alone, and where what they have together leaves no choice, because each has one or each has four. `inAll` says that
 * the total is left out, because it is of too few, or there is nobody whose figures could be left out with theirs.
 */
const hiddenIn = (group: Group, wholes: readonly Whole[], total: Whole): { hidden: Set<Whole>; inAll: boolean } => {
  const some = wholes
    .filter(({ bases }) => bases[group] > 0)
    .sort((one, other) => one.bases[group] - other.bases[group]);
  const few = some.filter(({ bases }) => bases[group] < FEWEST_PUBLIC);
  const together = few.reduce((sum, { bases }) => sum + bases[group], 0);
  const told = few.length === 1 || together === few.length || together === few.length * (FEWEST_PUBLIC - 1);
  const isFew = total.bases[group] > 0 && total.bases[group] < FEWEST_PUBLIC;
  return {
    hidden: new Set(some.slice(0, few.length > 0 && told ? few.length + 1 : few.length)),
    inAll: isFew || (few.length > 0 && told && some.length === few.length),
  };
};

const without = (figures: PublicFigures, groups: readonly Group[]): PublicFigures => ({
  ...figures,
  ...Object.fromEntries(groups.flatMap((group) => GROUPS[group].map((name) => [name, SUPPRESSED] as const))),
});

/**
 * What is public of some months, from roll-ups of all days until the last one's end: of each partner of the served catalogue, and of all of
 * them together. Nothing of one request; small numbers are left out, and so is what would tell them.
 */
export const publicMonthsOf = (
  rollUps: readonly RollUp[],
  months: readonly string[],
  partners: Iterable<{ code: string; name: string }>,
  countedAt: number,
): PublicMonth[] => {
  const listed = [...partners];
  const codes = new Set(listed.map(({ code }) => code));
  const own = rollUps.filter(({ partner }) => codes.has(partner));
  const byPartner = Map.groupBy(own, ({ partner }) => partner);
  const folded = new Map([...byPartner].map(([code, some]) => [code, monthsOf(some)]));
  const all = monthsOf(own);
  return months.map((month) => {
    const known = listed.flatMap(({ code, name }) => {
      const of = folded.get(code);
      return of ? [{ code, name, whole: wholeOf(of.figures(month), of.backlog(month)) }] : [];
    });
    const wholes = known.map(({ whole }) => whole);
    const groups = Object.keys(GROUPS) as Group[];
    const total = wholeOf(all.figures(month), all.backlog(month));
    const hidden = new Map(groups.map((group) => [group, hiddenIn(group, wholes, total)]));
    return {
      month,
      countedAt,
      partners: known.map(({ code, name, whole }) => ({
        code,
        name,
        figures: without(
          whole.figures,
          groups.filter((group) => hidden.get(group)?.hidden.has(whole)),
        ),
      })),
      all: without(
        total.figures,
        groups.filter((group) => hidden.get(group)?.inAll),
      ),
    };
  });
};
