import { countIn } from '../measures/figures.ts';
import type { MeasuresStore } from '../measures/measures.store.ts';
import { type RollUp, type Slice, partsOf } from '../measures/roll-up.ts';
import type { MeasureRow } from '../measures/row.ts';
import { isWithin, plusDays } from '../measures/window.ts';
import { COUNTED_AS, JUDGED, type TrendFinding } from './finding.ts';
import { WEEKS_JUDGED } from './judgements.ts';
import { WEEKS_TOGETHER } from './shares.ts';
import { DAYS_OF_WEEK, daysOf } from './weeks.ts';

/** Requests that are named of a finding. */
export const MOST_CASES = 10;

/** Whether something was counted under what a finding is of. */
const isOf = ({ type, partner }: Slice, { subject }: TrendFinding): boolean => [type, partner].includes(subject);

/** The weeks that a finding speaks of, its last included. */
const weeksOfKind = ({ kind }: TrendFinding): number => {
  if (kind === 'volume') return 1;
  return JUDGED.some((judged) => judged === kind) ? WEEKS_JUDGED : WEEKS_TOGETHER;
};

/**
 * Says of each finding of more than a week on which days its cases lie: the last ones, as far back as the finding speaks of, until there are
 * as many as are named. Its last week alone may have none of them.
 */
export const withDays = (findings: readonly TrendFinding[], rollUps: readonly RollUp[]): TrendFinding[] =>
  findings.map((finding) => {
    const weeks = weeksOfKind(finding);
    if (finding.days !== undefined || weeks === 1) return finding;
    const to = plusDays(finding.week, DAYS_OF_WEEK);
    const span = { from: plusDays(to, -weeks * DAYS_OF_WEEK), to };
    const counts = new Map<string, number>();
    for (const rollUp of rollUps) {
      if (!isOf(rollUp, finding) || !isWithin(rollUp.day, span)) continue;
      const count = countIn(rollUp, ...COUNTED_AS[finding.kind]);
      if (count > 0) counts.set(rollUp.day, (counts.get(rollUp.day) ?? 0) + count);
    }
    const days: string[] = [];
    let named = 0;
    for (const [day, count] of [...counts].sort(([one], [other]) => (one < other ? 1 : -1))) {
      if (named >= MOST_CASES) break;
      days.unshift(day);
      named += count;
    }
    return { ...finding, days };
  });

/** The days whose rows hold the cases of a finding: those of its last week, or those that it names. */
const daysWithCases = ({ days, week }: TrendFinding): string[] => days ?? daysOf(week);

/** Whether a row is a case of a finding. */
const isCase = (row: MeasureRow, finding: TrendFinding): boolean =>
  (finding.place === undefined || row.by.place === finding.place) &&
  partsOf(row).some(({ slice, figures }) => isOf(slice, finding) && countIn(figures, ...COUNTED_AS[finding.kind]) > 0);

/** Some of the requests that each finding is of, from what was counted in its last week or on the days that it names: those of the earliest. */
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
