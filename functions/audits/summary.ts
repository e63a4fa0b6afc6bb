import type { Audit, Correction, Sample } from './audit.ts';
import { FAMILIES, type Family } from './checklist.ts';
import {
  type Disagreement,
  type Estimate,
  type Pair,
  type Ratio,
  addRatios,
  disagreementOf,
  estimateOf,
  scoreOf,
  stratifiedEstimate,
} from './score.ts';

/** How the audits of a month stand and what they came to, of one partner or of all. */
export interface Summary {
  frame: number;
  sampled: number;
  done: number;
  /** Cases that passed, of those that could be told (R166). */
  passed: Estimate;
  /** Cases that failed by a critical fail (R163). */
  critical: number;
  /** Answers that passed, by family. */
  families: Record<Family, Ratio>;
  /** Answers that two auditors gave differently, of all answers that two gave (R162). */
  disagreement: Disagreement;
  openCorrections: number;
}

/** Everything that is kept of a month's audits. */
export interface MonthOfAudits {
  sample: Sample;
  audits: Audit[];
  corrections: Correction[];
}

/** The cases that two auditors have looked at, each with both. */
export const pairsOf = (audits: readonly Audit[]): Pair[] => {
  const firsts = new Map(audits.filter(({ part }) => part === 1).map((audit) => [audit.requestId, audit.done]));
  return audits
    .filter(({ part }) => part === 2)
    .flatMap(({ requestId, done }): Pair[] => {
      const first = firsts.get(requestId);
      return first && done ? [[first, done]] : [];
    });
};

const verdictsOf = (audits: readonly Audit[]) => {
  const scores = audits.flatMap(({ part, done }) => (part === 1 && done ? [scoreOf(done)] : []));
  const told = scores.filter(({ verdict }) => verdict !== undefined);
  return { scores, ratio: { passed: told.filter(({ verdict }) => verdict === 'passed').length, n: told.length } };
};

const summaryOf = (
  { frame, sampled }: { frame: number; sampled: number },
  audits: readonly Audit[],
  corrections: readonly Correction[],
  estimate: (ratio: Ratio) => Estimate,
): Summary => {
  // The second look says how alike two auditors judge; what a case came to is the first one's word.
  const { scores, ratio } = verdictsOf(audits);
  return {
    frame,
    sampled,
    done: scores.length,
    passed: estimate(ratio),
    critical: scores.filter(({ critical }) => critical.length > 0).length,
    families: Object.fromEntries(
      FAMILIES.map((family) => [family, addRatios(scores.map(({ families }) => families[family]))]),
    ) as Record<Family, Ratio>,
    disagreement: disagreementOf(pairsOf(audits)).all,
    openCorrections: corrections.filter(({ done }) => !done).length,
  };
};

/** The summary of a month: of each partner in the sample, and of the city, in which each partner weighs what its part of the frame does. */
export const summarise = ({
  sample,
  audits,
  corrections,
}: MonthOfAudits): { partners: [partner: string, Summary][]; city: Summary } => {
  const { strata } = sample;
  const of = (code: string) => audits.filter(({ partner }) => partner === code);
  const add = (name: 'frame' | 'sampled') => strata.reduce((sum, stratum) => sum + stratum[name], 0);
  const weighed = strata.map(({ partner, frame }) => ({ frame, ...verdictsOf(of(partner)).ratio }));
  return {
    partners: strata.map((stratum): [string, Summary] => {
      const { partner } = stratum;
      const own = corrections.filter((one) => one.partner === partner);
      return [partner, summaryOf(stratum, of(partner), own, estimateOf)];
    }),
    city: summaryOf({ frame: add('frame'), sampled: add('sampled') }, audits, corrections, () =>
      stratifiedEstimate(weighed),
    ),
  };
};
