import { wilson } from '../measures/interval.ts';
import { type AnsweredId, type Answers, CHECKLIST, FAMILIES, type Family, QUESTIONS } from './checklist.ts';

/** So many of its answered questions have to pass for a case to pass; a critical fail fails it whatever the others say. */
export const PASS_MARK = 0.8;

/** How many of something passed; `n` are those that could be told, without "not applicable". */
export interface Ratio {
  passed: number;
  n: number;
}

/** What one audit comes to. */
export interface Score {
  /** Undefined where nothing could be told (R179). */
  verdict: 'passed' | 'failed' | undefined;
  /** The critical questions that failed (R163). */
  critical: AnsweredId[];
  /** Of the twelve. */
  all: Ratio;
  families: Record<Family, Ratio>;
}

/** The share of a ratio from 0 to 1; undefined for none (R179). */
export const shareOf = ({ passed, n }: Ratio): number | undefined => (n > 0 ? passed / n : undefined);

/** Several ratios as one. */
export const addRatios = (ratios: readonly Ratio[]): Ratio =>
  ratios.reduce((sum, { passed, n }) => ({ passed: sum.passed + passed, n: sum.n + n }), { passed: 0, n: 0 });

/** Scores one audit: by question, by family, and as passed or failed (R163). */
export const scoreOf = ({ answers }: Pick<Answers, 'answers'>): Score => {
  const ratioOf = (ids: readonly AnsweredId[]): Ratio => ({
    passed: ids.filter((id) => answers[id] === 'pass').length,
    n: ids.filter((id) => answers[id] !== 'not-applicable').length,
  });
  const of = (family: Family) => ratioOf(CHECKLIST.filter((one) => one.family === family).map(({ id }) => id));
  const all = ratioOf(CHECKLIST.map(({ id }) => id));
  const critical = QUESTIONS.filter((one) => 'critical' in one && answers[one.id] === 'fail').map(({ id }) => id);
  const share = shareOf(all);
  return {
    verdict:
      critical.length > 0 ? 'failed' : share === undefined ? undefined : share >= PASS_MARK ? 'passed' : 'failed',
    critical,
    all,
    families: Object.fromEntries(FAMILIES.map((family) => [family, of(family)])) as Record<Family, Ratio>,
  };
};

/** A share that was estimated from a sample. */
export interface Estimate {
  share: number | undefined;
  /** Cases that it was seen in. */
  n: number;
  interval: { low: number; high: number } | undefined;
}

/** The share of a stratum with its interval (R166). */
export const estimateOf = (ratio: Ratio): Estimate => {
  const share = shareOf(ratio);
  return { share, n: ratio.n, interval: share === undefined ? undefined : wilson(share, ratio.n) };
};

/**
 * The share of a whole city from its strata: each weighs what its part of the frame weighs, because a small partner has as many cases in
 * the sample as a large one. Its interval is Wilson's over Kish's effective number of cases. A stratum without a case says nothing.
 */
export const stratifiedEstimate = (strata: readonly (Ratio & { frame: number })[]): Estimate => {
  const told = strata.filter(({ n }) => n > 0);
  const frame = told.reduce((sum, one) => sum + one.frame, 0);
  const n = told.reduce((sum, one) => sum + one.n, 0);
  if (n === 0 || frame === 0) return { share: undefined, n: 0, interval: undefined };
  const weighed = told.map((one) => ({ weight: one.frame / frame, share: one.passed / one.n, n: one.n }));
  const share = weighed.reduce((sum, one) => sum + one.weight * one.share, 0);
  const effective = 1 / weighed.reduce((sum, one) => sum + one.weight ** 2 / one.n, 0);
  return { share, n, interval: wilson(share, effective) };
};

/** Two audits of one case, which did not know of each other (R162). */
export type Pair = readonly [Pick<Answers, 'answers'>, Pick<Answers, 'answers'>];

/** How often two auditors answered differently; `n` are the pairs that were compared. */
export interface Disagreement {
  different: number;
  n: number;
}

/** The disagreement by question, over all questions, and over the verdicts (R162); "not applicable" is an answer like any other. */
export const disagreementOf = (
  pairs: readonly Pair[],
): { questions: Record<AnsweredId, Disagreement>; all: Disagreement; verdicts: Disagreement } => {
  const differ = (id: AnsweredId) => pairs.filter(([one, other]) => one.answers[id] !== other.answers[id]).length;
  const questions = QUESTIONS.map(({ id }) => [id, { different: differ(id), n: pairs.length }] as const);
  return {
    questions: Object.fromEntries(questions) as Record<AnsweredId, Disagreement>,
    all: {
      different: questions.reduce((sum, [, { different }]) => sum + different, 0),
      n: questions.length * pairs.length,
    },
    verdicts: {
      different: pairs.filter(([one, other]) => scoreOf(one).verdict !== scoreOf(other).verdict).length,
      n: pairs.length,
    },
  };
};
