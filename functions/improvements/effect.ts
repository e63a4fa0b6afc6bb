import { type CountName, type Figures, countIn, sumOf } from '../measures/figures.ts';
import { FEWEST_RATINGS } from '../measures/kpi.ts';
import { type RollUp, STEPS } from '../measures/roll-up.ts';
import { type Window, isWithin } from '../measures/window.ts';
import { SHARES } from '../trends/finding.ts';
import { answersIn, mannWhitney, meanStep } from '../trends/ranks.ts';
import { type Share, newcombe } from '../trends/statistics.ts';
import { type Interval, differenceOfCounts } from './counts.ts';
import type { FigureName, Measure } from './measure.ts';
import { type Windows, weeksIn } from './windows.ts';

/** What can be said of a change. */
export type Verdict = 'better' | 'worse' | 'no-difference' | 'no-data';

/** A figure of a window: requests a week, a share from 0 to 1, or a mean rating; no value where there is nothing that it could be of (R179). */
export interface Reading {
  value?: number;
  /** Cases, or answers. */
  n: number;
}

/** What was measured of a change. */
export interface Effect {
  measure: Measure;
  /** Whole weeks of each window; 0 where there was none. */
  weeks: number;
  before: Reading & Partial<Window>;
  after: Reading & Partial<Window>;
  /**
   * 95 % interval of the difference, after less before: of two shares Newcombe's, of requests a week by the scatter of the weeks, of ratings that of the share of
   * better answers less that of worse ones.
   */
  interval?: Interval;
  verdict: Verdict;
  /** The same windows a year earlier, where they were counted. */
  lastYear?: { before: Reading; after: Reading };
  /** The same figure of all others in the city meanwhile. */
  elsewhere?: { before: Reading; after: Reading };
}

/** The part and the whole of each share. */
const PARTS: Record<Exclude<FigureName, 'volume' | 'rating'>, readonly [CountName[], CountName[]]> = {
  ...SHARES,
  'done-late': [['completeMissed'], ['completeKept', 'completeMissed']],
};

const REQUESTS: readonly CountName[] = ['accepted', 'inquiriesAccepted'];

/** Whether a roll-up is meant. */
type Choice = (rollUp: RollUp) => boolean;

const isOwn =
  ({ type, partner }: Measure): Choice =>
  (rollUp) =>
    (type === undefined || rollUp.type === type) && (partner === undefined || rollUp.partner === partner);

/** The roll-ups of a window as figures. */
const figuresIn = (rollUps: readonly RollUp[], window: Window): Figures =>
  sumOf(rollUps.filter(({ day }) => isWithin(day, window)));

const shareOf = (figures: Figures, [part, whole]: readonly [CountName[], CountName[]]): Share => {
  const all = countIn(figures, ...whole);
  return [Math.min(countIn(figures, ...part), all), all];
};

const histogramOf = (figures: Figures): number[] => STEPS.map((step) => countIn(figures, step));

const countOf = (figures: Figures, place: string | undefined): number =>
  place === undefined ? countIn(figures, ...REQUESTS) : (figures.places?.[place] ?? 0);

/** The figure of a window. */
const readingOf = ({ figure, place }: Measure, rollUps: readonly RollUp[], window: Window): Reading => {
  const figures = figuresIn(rollUps, window);
  if (figure === 'volume') {
    const n = countOf(figures, place);
    return { value: n / Math.max(1, weeksIn(window).length), n };
  }
  if (figure === 'rating') {
    const histogram = histogramOf(figures);
    const n = answersIn(histogram);
    const mean = n >= FEWEST_RATINGS ? meanStep(histogram) : undefined;
    return { n, ...(mean === undefined ? {} : { value: mean }) };
  }
  const [part, whole] = shareOf(figures, PARTS[figure]);
  return { n: whole, ...(whole > 0 ? { value: part / whole } : {}) };
};

/** The interval of the difference, after less before; undefined where there is too little to tell. */
const intervalOf = (measure: Measure, rollUps: readonly RollUp[], { before, after }: Windows): Interval | undefined => {
  const { figure, place } = measure;
  if (figure === 'volume') {
    const weekly = (window: Window) => weeksIn(window).map((week) => countOf(figuresIn(rollUps, week), place));
    return differenceOfCounts(weekly(after), weekly(before));
  }
  const [now, then] = [figuresIn(rollUps, after), figuresIn(rollUps, before)];
  if (figure === 'rating') {
    const [present, past] = [histogramOf(now), histogramOf(then)];
    const enough = [present, past].every((histogram) => answersIn(histogram) >= FEWEST_RATINGS);
    return enough ? mannWhitney(present, past).interval : undefined;
  }
  const [present, past] = [shareOf(now, PARTS[figure]), shareOf(then, PARTS[figure])];
  return present[1] > 0 && past[1] > 0 ? newcombe(present, past) : undefined;
};

const verdictOf = (interval: Interval | undefined, wanted: Measure['wanted']): Verdict => {
  if (!interval) return 'no-data';
  const [low, high] = interval;
  if (low <= 0 && high >= 0) return 'no-difference';
  return low > 0 === (wanted === 'more') ? 'better' : 'worse';
};

/**
 * Measures a change: its figure over equal windows before it and after, with an interval of the difference, and what that says. Better and worse are said where
 * the interval leaves out no difference at all. `rollUps` are those of the windows' days; undefined windows are no data.
 */
export const effectOf = (measure: Measure, windows: Windows | undefined, rollUps: readonly RollUp[]): Effect => {
  if (!windows) return { measure, weeks: 0, before: { n: 0 }, after: { n: 0 }, verdict: 'no-data' };
  const own = rollUps.filter(isOwn(measure));
  const others = rollUps.filter((rollUp) => !isOwn(measure)(rollUp));
  const { weeks, before, after, lastYear } = windows;
  const read = (of: readonly RollUp[], window: Window) => readingOf(measure, of, window);
  const interval = intervalOf(measure, own, windows);
  const hasOthers = measure.place === undefined && (measure.type !== undefined || measure.partner !== undefined);
  return {
    measure,
    weeks,
    before: { ...before, ...read(own, before) },
    after: { ...after, ...read(own, after) },
    ...(interval ? { interval } : {}),
    verdict: verdictOf(interval, measure.wanted),
    ...(lastYear ? { lastYear: { before: read(own, lastYear.before), after: read(own, lastYear.after) } } : {}),
    ...(hasOthers ? { elsewhere: { before: read(others, before), after: read(others, after) } } : {}),
  };
};
