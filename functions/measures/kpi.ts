import { GOALS } from './contract.ts';
import { countOf, quantile } from './durations.ts';
import { type CountName, type Figures, type TimeName, countIn } from './figures.ts';

/** What a figure is of: a share from 0 to 1, a length of time in ms, a number of things, a rating from 1 to 5, or a ratio that may be above 1. */
export type KpiUnit = 'share' | 'ms' | 'count' | 'rating' | 'ratio';

/** A figure that managers go by. */
export interface Kpi {
  /** Says how it is reckoned, so that no figure stands without its formula. */
  name: string;
  unit: KpiUnit;
  /** Undefined where there is nothing that it could be of: "no data", never 0 or 100 % (R179). */
  value: number | undefined;
  /** How many cases it is of. */
  n: number;
}

/** What is open, and of that the work whose promise has passed, at the end of a window. */
export interface Backlog {
  open: number;
  overdue: number;
}

/** Below so many answers a rating says more about who answered than about the work (R157). */
export const FEWEST_RATINGS = 5;

/** What managers ask for and this system has no figures of, with the reason. */
export const NOT_MEASURED = [
  'calls answered in time, and cost a call: the telephone system has them',
  'error rate and audits passed: they are of a sample, and `audits report` has them',
] as const;

/** The figures of a window, and of its end, as a list in the order in which they are read. */
export const kpisOf = ({ counts, times, paused }: Figures, backlog: Backlog): Kpi[] => {
  const of = (...names: CountName[]) => countIn({ counts }, ...names);
  const count = (name: string, ...names: CountName[]): Kpi => ({
    name,
    unit: 'count',
    value: of(...names),
    n: of(...names),
  });
  const share = (name: string, part: number, n: number): Kpi => ({
    name,
    unit: 'share',
    value: n > 0 ? part / n : undefined,
    n,
  });
  const time = (name: string, which: TimeName): Kpi[] => {
    const durations = times[which] ?? {};
    return (
      [
        ['median', 0.5],
        ['P90', 0.9],
      ] as const
    ).map(([quantileName, part]) => ({
      name: `${name}, ${quantileName}`,
      unit: 'ms',
      value: quantile(durations, part),
      n: countOf(durations),
    }));
  };
  const rating = (name: 'accuracy' | 'courtesy' | 'ease' | 'overall'): Kpi => {
    const n = of('rated');
    return { name: `survey: ${name}`, unit: 'rating', value: n >= FEWEST_RATINGS ? of(name) / n : undefined, n };
  };
  const met = of('met');
  const withTarget = of('met', 'missed');
  const resolved = of('met', 'missed', 'noTarget');
  /** Work and answered questions: either may be opened again. */
  const ended = resolved + of('inquiriesAnswered');
  const calmMet = met - of('metInStorm');
  return [
    count('received', 'received'),
    count('work accepted', 'accepted'),
    count('questions accepted', 'inquiriesAccepted'),
    count('found by partners themselves', 'found'),
    share('proactive share: found ÷ (found + accepted)', of('found'), of('found', 'accepted')),
    count('work resolved', 'met', 'missed', 'noTarget'),
    share('on time, closed with a target: met ÷ (met + missed)', met, withTarget),
    share('on time, as the feed flags it: (met + no target) ÷ resolved', met + of('noTarget'), resolved),
    share('on time, strict: met ÷ (met + missed + open and overdue at the end)', met, withTarget + backlog.overdue),
    share('on time, closed with a target, without storms', calmMet, withTarget - of('metInStorm', 'missedInStorm')),
    count('resolved without a target, neither on time nor late', 'noTarget'),
    ...time('time to a decision', 'toDecide'),
    ...time('time to a partner’s answer', 'toAccept'),
    ...time('time to resolve', 'toResolve'),
    ...time('time to resolve, working hours', 'toResolveWorking'),
    share('paused share of the time to resolve', of('pausedMs'), of('openMs')),
    ...Object.entries(paused)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([reason, ms]) => share(`paused for ${reason}`, ms, of('openMs'))),
    share('partners answered in time: kept ÷ (kept + missed)', of('acceptKept'), of('acceptKept', 'acceptMissed')),
    share('partners done in time: kept ÷ (kept + missed)', of('completeKept'), of('completeKept', 'completeMissed')),
    share(
      'first-contact resolution: without a work order ÷ (resolved + questions answered)',
      of('atOnce'),
      resolved + of('inquiriesAnswered'),
    ),
    share('texts for residents in plain words ÷ those checked', of('plainlyWorded'), of('worded')),
    share('records with place, answers and photo ÷ those checked', of('completelyRecorded'), of('recorded')),
    share('reopened ÷ resolved', of('reopened'), ended),
    share(
      'misrouted: (transferred + sent back) ÷ offered',
      of('transferredOut', 'sentBack'),
      of('offered', 'transferredIn'),
    ),
    count('transferred out', 'transferredOut'),
    count('transferred in', 'transferredIn'),
    count('back and forth', 'pingPongs'),
    share('again at the same place: recurring ÷ accepted', of('recurring'), of('accepted')),
    count('duplicates', 'duplicates'),
    count('declined', 'declined'),
    count('referred', 'referred'),
    count('withdrawn', 'withdrawn'),
    count('promises that passed', 'breached'),
    count('escalations', 'escalated'),
    count('concerns raised', 'concernsRaised'),
    { name: 'open at the end', unit: 'count', value: backlog.open, n: backlog.open },
    { name: 'open and overdue at the end', unit: 'count', value: backlog.overdue, n: backlog.overdue },
    count('residents asked how it went', 'asked'),
    share('response rate: asked and answered ÷ asked', of('askedAndRated'), of('asked')),
    count('surveys answered', 'rated'),
    ...(['accuracy', 'courtesy', 'ease', 'overall'] as const).map(rating),
    {
      name: 'survey: satisfied, four or five of five overall',
      unit: 'share',
      value: of('rated') >= FEWEST_RATINGS ? of('overall4', 'overall5') / of('rated') : undefined,
      n: of('rated'),
    },
    compositeOf(
      [
        [withTarget > 0 ? met / withTarget : undefined, GOALS.onTime],
        [ended > 0 ? 1 - Math.min(1, of('reopened') / ended) : undefined, 1 - GOALS.reopened],
        [of('rated') >= FEWEST_RATINGS ? of('overall') / of('rated') : undefined, GOALS.rating],
      ],
      resolved,
    ),
  ];
};

/** One figure of all that have a goal: the mean of actual ÷ goal over those that have data, as CityScore reckons it; below 1 the city is below its goals. */
const compositeOf = (parts: readonly (readonly [actual: number | undefined, goal: number])[], n: number): Kpi => {
  const told = parts.flatMap(([actual, goal]) => (actual === undefined ? [] : [actual / goal]));
  return {
    name: 'composite: mean of actual ÷ goal, of on time ÷ 90 %, stayed closed ÷ 95 % and rating ÷ 4.28',
    unit: 'ratio',
    value: told.length > 0 ? told.reduce((sum, one) => sum + one, 0) / told.length : undefined,
    n,
  };
};
