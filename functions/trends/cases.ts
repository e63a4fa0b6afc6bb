import type { MeasuresStore } from '../measures/measures.store.ts';
import { partsOf } from '../measures/roll-up.ts';
import { COUNTED_AS, type TrendFinding } from './finding.ts';
import { countIn, daysOf } from './weeks.ts';

/** Requests that are named of a finding. */
export const MOST_CASES = 10;

/** Some of the requests that each finding is of, from what was counted in its last week, in the order of their time. */
export const casesOf = async (
  findings: readonly TrendFinding[],
  measures: Pick<MeasuresStore, 'rows'>,
): Promise<Map<TrendFinding, string[]>> => {
  const cases = new Map(findings.map((finding) => [finding, new Set<string>()]));
  for (const day of new Set(findings.flatMap(({ week }) => daysOf(week))))
    for await (const row of measures.rows(day)) {
      const parts = partsOf(row);
      const requestId = row.id.split('#')[0] ?? row.id;
      for (const [finding, named] of cases) {
        const { kind, subject } = finding;
        if (named.size === MOST_CASES || !daysOf(finding.week).includes(day)) continue;
        const isOf = parts.some(
          ({ slice, figures }) =>
            [slice.type, slice.partner].includes(subject) && countIn(figures, ...COUNTED_AS[kind]) > 0,
        );
        if (isOf) named.add(requestId);
      }
    }
  return new Map([...cases].map(([finding, named]) => [finding, [...named]]));
};
