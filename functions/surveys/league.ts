import { type Figures, sumOf } from '../measures/figures.ts';
import { wilson } from '../measures/interval.ts';
import { FEWEST_RATINGS } from '../measures/kpi.ts';
import type { RollUp } from '../measures/roll-up.ts';

/** What the answers are told apart by. */
export const SURVEYED_BY = ['partner', 'type', 'channel', 'ward'] as const;
export type SurveyedBy = (typeof SURVEYED_BY)[number];

/** What residents said of one partner or type; averages and shares of five answers or more, and none below (R157). */
export interface SurveyLine {
  /** A code; `-` where it was not known. */
  of: string;
  asked: number;
  /** Of those asked that answered; absent where nobody was. */
  responseRate?: number;
  /** Answers, of residents who were asked or not. */
  n: number;
  accuracy?: number;
  courtesy?: number;
  ease?: number;
  overall?: number;
  /** Share that gave four or five of five overall, with Wilson's interval of 95 %. */
  satisfied?: { share: number; low: number; high: number };
}

/** The league of those about whom residents were asked: the least satisfied first, then those with too few answers to say. */
export const surveyLeague = (rollUps: readonly RollUp[], by: SurveyedBy): SurveyLine[] =>
  [...Map.groupBy(rollUps, (one) => one[by])]
    .map(([of, some]) => lineOf(of, sumOf(some)))
    .filter(({ asked, n }) => asked > 0 || n > 0)
    .sort(
      (one, other) =>
        (one.satisfied?.share ?? Infinity) - (other.satisfied?.share ?? Infinity) ||
        other.n - one.n ||
        (one.of < other.of ? -1 : 1),
    );

/** The same of all together. */
export const surveyTotal = (rollUps: readonly RollUp[]): SurveyLine => lineOf('all', sumOf(rollUps));

const lineOf = (of: string, { counts }: Figures): SurveyLine => {
  const { asked = 0, askedAndRated = 0, rated: n = 0, accuracy = 0, courtesy = 0, ease = 0, overall = 0 } = counts;
  const line = { of, asked, n, ...(asked > 0 ? { responseRate: askedAndRated / asked } : {}) };
  if (n < FEWEST_RATINGS) return line;
  const share = ((counts.overall4 ?? 0) + (counts.overall5 ?? 0)) / n;
  return {
    ...line,
    accuracy: accuracy / n,
    courtesy: courtesy / n,
    ease: ease / n,
    overall: overall / n,
    satisfied: { share, ...(wilson(share, n) ?? { low: 0, high: 1 }) },
  };
};
