import { type Summary, summarise } from '../audits/summary.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { ImprovementsStore } from '../improvements/improvements.store.ts';
import { monthBefore } from '../measures/window.ts';
import type { AuditsOfMonth } from '../scorecards/make-scorecards.ts';
import type { KeptFinding } from '../trends/kept-finding.ts';
import type { TrendsStore } from '../trends/trends.store.ts';
import { reportedImprovements } from './improvements.ts';
import type { ReportView } from './report-page.ts';

/** Where a report finds what is no figure of its month. */
export interface ReportSources {
  audits: AuditsOfMonth;
  trends: Pick<TrendsStore, 'list'>;
  improvements: Pick<ImprovementsStore, 'list'>;
}

/** Reads what a report tells besides figures, as it stands now. */
export const gatherReport = async (
  month: string,
  catalogue: Pick<Catalogue, 'partners'>,
  { audits, trends, improvements }: ReportSources,
): Promise<Pick<ReportView, 'audits' | 'findings' | 'improvements'>> => {
  const cityOf = async (one: string): Promise<Summary | undefined> => {
    const found = await audits.month(one);
    return found && summarise(found).city;
  };
  return {
    audits: [await cityOf(month), await cityOf(monthBefore(month))],
    findings: standing(await trends.list()),
    improvements: reportedImprovements(await improvements.list(), catalogue),
  };
};

/** Findings that still stand: first what was tested, the least likely by chance first. */
const standing = (findings: readonly KeptFinding[]): KeptFinding[] =>
  findings
    .filter(({ closed }) => closed === undefined)
    .toSorted((one, other) => (one.p ?? 1) - (other.p ?? 1) || other.n - one.n || (one.id < other.id ? -1 : 1));
