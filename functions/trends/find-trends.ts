import type { Catalogue } from '../catalogue/catalogue.ts';
import type { MeasuresStore } from '../measures/measures.store.ts';
import { dayOf } from '../measures/row.ts';
import { plusDays } from '../measures/window.ts';
import { withDays } from './cases.ts';
import { trendsOf } from './find-in-week.ts';
import type { TrendFinding } from './finding.ts';
import { MOST_WEEKS, lastWeekBefore, weeksOf } from './weeks.ts';

/** What the last whole week before a moment shows, by the promises of that moment (epoch ms). */
export const findTrends = async (
  measures: Pick<MeasuresStore, 'rollUpsBefore'>,
  catalogue: Catalogue,
  now: number,
): Promise<{ week: string; found: TrendFinding[] }> => {
  const week = lastWeekBefore(dayOf(now));
  const { rollUps, first } = await measures.rollUpsBefore(plusDays(week, 7), plusDays(week, -MOST_WEEKS * 7));
  const targetOf = (code: string) => {
    const type = catalogue.find(code);
    return type && catalogue.agreementFor(type, now).targets.resolve;
  };
  return { week, found: withDays(trendsOf(weeksOf(rollUps, week, first), targetOf), rollUps) };
};
