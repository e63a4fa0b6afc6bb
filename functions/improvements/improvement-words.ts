import type { Effect, Reading, Verdict } from './effect.ts';
import {
  type Improvement,
  type ImprovementLineType,
  type ImprovementState,
  type SourceKind,
  isMeasured,
} from './improvement.ts';
import type { FigureName } from './measure.ts';

/** The states in words. */
export const IMPROVEMENT_STATE_WORDS: Record<ImprovementState, string> = {
  open: 'Nothing changed yet',
  changed: 'Changed, waits for its review',
  reviewed: 'Reviewed',
  closed: 'Closed',
};

/** Where an improvement comes from, in words. */
export const SOURCE_WORDS: Record<SourceKind, string> = {
  trend: 'A finding of the trends',
  register: 'A finding of the register',
  audit: 'An audit',
  survey: 'What residents answered',
  concern: 'A concern',
  other: 'Something else',
};

/** The lines of the history in words. */
export const IMPROVEMENT_LINE_WORDS: Record<ImprovementLineType, string> = {
  started: 'Begun',
  assigned: 'Given to somebody',
  changed: 'Something was changed',
  'review-moved': 'The review was moved',
  reminded: 'The owner was reminded of the review',
  escalated: 'The manager was told that nobody had reviewed it',
  reviewed: 'Reviewed',
  closed: 'Closed',
};

/** The verdicts in words. */
export const VERDICT_WORDS: Record<Verdict, string> = {
  better: 'Better',
  worse: 'Worse',
  'no-difference': 'No difference that could be told',
  'no-data': 'No data',
};

/** What stands beside every effect: what the comparison cannot know. */
export const EFFECT_CAVEATS = [
  'Two stretches of time are compared, and a season, a storm or another change may be the cause.',
  'What was found because it was unusual comes nearer to usual by itself.',
] as const;

const PERCENT = 100;
const percent = (share: number): string => `${(share * PERCENT).toFixed(1)} %`;
/** A difference with its sign, the minus as it is typeset. */
const signed = (value: number): string => `${value > 0 ? '+' : value < 0 ? '−' : ''}${Math.abs(value).toFixed(1)}`;

const say = (figure: FigureName, value: number): string => {
  if (figure === 'volume') return value.toFixed(1);
  return figure === 'rating' ? value.toFixed(2) : percent(value);
};

/** A figure of a window with its number of cases: "41.2 %, n = 64"; "no data, n = 0". */
export const sayReading = (figure: FigureName, { value, n }: Reading): string =>
  `${value === undefined ? 'no data' : say(figure, value)}, n = ${n}`;

const INTERVAL_WORDS: Record<FigureName, string> = {
  volume: 'requests a week (95 %: quasi-Poisson)',
  late: 'points (95 %: Newcombe)',
  reopened: 'points (95 %: Newcombe)',
  transferred: 'points (95 %: Newcombe)',
  recurring: 'points (95 %: Newcombe)',
  'done-late': 'points (95 %: Newcombe)',
  rating: '% better answers less worse ones (95 %: Cliff’s delta)',
};

/** The interval of a difference with the name of how it was made: "−30.1 to −5.0 points (95 %: Newcombe)"; undefined where there is none. */
export const sayInterval = ({ measure, interval }: Effect): string | undefined => {
  if (!interval) return undefined;
  const { figure } = measure;
  const [low, high] = interval.map((end) => signed(figure === 'volume' ? end : end * PERCENT)) as [string, string];
  return `${low} to ${high} ${INTERVAL_WORDS[figure]}`;
};

/** What was measured, in one line: the verdict, the figures before and after with their cases, and the interval. */
export const sayEffect = (effect: Effect): string => {
  const { measure, weeks, before, after, verdict } = effect;
  const interval = sayInterval(effect);
  return [
    `${VERDICT_WORDS[verdict]}: ${sayReading(measure.figure, before)} before, ${sayReading(measure.figure, after)} after`,
    `${weeks} ${weeks === 1 ? 'week' : 'weeks'} each`,
    ...(interval ? [`difference ${interval}`] : []),
  ].join('; ');
};

/** What an improvement came to so far, in a few words; one that was closed without a measurement says so. */
export const sayOutcome = (improvement: Improvement): string => {
  const { state, review, closed } = improvement;
  if (closed && !closed.measured) return 'Closed without a measurement';
  if (!review) return IMPROVEMENT_STATE_WORDS[state];
  const verdict = isMeasured(improvement) && review.effect ? VERDICT_WORDS[review.effect.verdict] : 'Nothing measured';
  return `${IMPROVEMENT_STATE_WORDS[state]}: ${verdict.toLowerCase()}`;
};
