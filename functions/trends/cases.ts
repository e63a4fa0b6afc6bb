import { countIn } from '../measures/figures.ts';
import type { MeasuresStore } from '../measures/measures.store.ts';
import { partsOf } from '../measures/roll-up.ts';
import type { MeasureRow } from '../measures/row.ts';
import { COUNTED_AS, type TrendFinding } from './finding.ts';
import { daysOf } from './weeks.ts';

/** Requests that are named of a finding. */
export const MOST_CASES = 10;

/** The days whose rows hold the cases of a finding: those of its last week, or those on which something came to its place. */
const daysWithCases = ({ days, week }: TrendFinding): string[] => days ?? daysOf(week);

/** Whether a row is a case of a finding. */
const isCase = (row: MeasureRow, { kind, subject, place }: TrendFinding): boolean =>
  (place === undefined || row.by.place === place) &&
  partsOf(row).some(
    ({ slice, figures }) => [slice.type, slice.partner].includes(subject) && countIn(figures, ...COUNTED_AS[kind]) > 0,
  );

/** Some of the requests that each finding is of, from what was counted in its last week or at its place: those of the earliest days. */
export const casesOf = async (
  findings: readonly TrendFinding[],
  measures: Pick<MeasuresStore, 'rows'>,
): Promise<Map<TrendFinding, string[]>> => {
  const cases = new Map(findings.map((finding) => [finding, new Set<string>()]));
  for (const day of new Set(findings.flatMap(daysWithCases).sort())) {
    const ofDay = [...cases].filter(([finding]) => daysWithCases(finding).includes(day));
    const found = new Map(ofDay.map(([finding]) => [finding, new Set<string>()]));
    for await (const row of measures.rows(day))
      for (const [finding, ids] of found) if (isCase(row, finding)) ids.add(row.id.split('#')[0] ?? row.id);
    for (const [finding, named] of ofDay)
      for (const id of [...found.get(finding)!].sort()) if (named.size < MOST_CASES) named.add(id);
  }
  return new Map([...cases].map(([finding, named]) => [finding, [...named]]));
};
