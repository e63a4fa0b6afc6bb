import { type MonthOfAudits, summarise } from '../audits/summary.ts';
import { type Backlog, readBacklog } from '../measures/backlog.ts';
import type { MeasuresStore } from '../measures/measures.store.ts';
import type { RollUp } from '../measures/roll-up.ts';
import { lookedBackTo, monthBefore, monthOf } from '../measures/window.ts';
import type { RequestsStore } from '../requests/requests.store.ts';
import { ALL, type LateCase } from './kept-scorecard.ts';
import { type Pair, type Scorecard, auditCell, scorecardOf, withAudits } from './scorecard.ts';

/** The scorecard of each partner that has one, by its code, and of all together as `all`; `first` is the first day that anything was counted on. */
export const scorecardsOf = (rollUps: readonly RollUp[], month: string, first: string): Map<string, Scorecard> => {
  const byPartner = Map.groupBy(rollUps, ({ partner }) => partner);
  const made = new Map<string, Scorecard>();
  for (const [holder, own] of [[ALL, rollUps] as const, ...byPartner]) {
    const scorecard = scorecardOf(own, month, first);
    if (scorecard) made.set(holder, scorecard);
  }
  return made;
};

/** Reads what the audits of a month came to. */
export interface AuditsOfMonth {
  month(month: string): Promise<MonthOfAudits | undefined>;
}

/** Adds to scorecards what the audits of their two months came to so far: those of a month are done in the month after it. */
export const auditsFor = async (audits: AuditsOfMonth, month: string): Promise<(holder: string) => Pair> => {
  const [present, before] = await Promise.all(
    [month, monthBefore(month)].map(async (one) => {
      const found = await audits.month(one);
      if (!found) return undefined;
      const { partners, city } = summarise(found);
      return new Map([...partners, [ALL, city] as const].map(([code, { passed }]) => [code, passed]));
    }),
  );
  return (holder) => ({ present: auditCell(present?.get(holder)), before: auditCell(before?.get(holder)) });
};

/** Everything that the scorecards of one month are made of. */
export interface MonthOfScorecards {
  rollUps: RollUp[];
  /** The first day that anything was counted on. */
  first: string;
  /** Of how many days until the month ended not everything is in the figures that was counted. */
  lacking: number;
  scorecards: Map<string, Scorecard>;
  backlog: Backlog;
  /** Every request of the city that is late now. */
  late: LateCase[];
}

/** Makes the scorecards of a month: figures from the roll-ups, audits as far as they are, the backlog as it is now. */
export const makeScorecards = async (
  month: string,
  sources: {
    measures: Pick<MeasuresStore, 'rollUpsBefore'>;
    audits: AuditsOfMonth;
    requests: Pick<RequestsStore, 'watched'>;
  },
  now: number,
): Promise<MonthOfScorecards> => {
  const { rollUps, first, lacking } = await sources.measures.rollUpsBefore(monthOf(month).to, lookedBackTo(month));
  const auditsOf = await auditsFor(sources.audits, month);
  const late: LateCase[] = [];
  const backlog = await readBacklog(sources.requests, now, ({ requestId, typeName = '', partner, dueAt }) => {
    if (dueAt !== undefined && dueAt < now)
      late.push({ requestId, typeName, since: dueAt, ...(partner ? { partner } : {}) });
  });
  const scorecards = [...scorecardsOf(rollUps, month, first)].map(
    ([holder, scorecard]) => [holder, withAudits(scorecard, auditsOf(holder))] as const,
  );
  return { rollUps, first, lacking, scorecards: new Map(scorecards), backlog, late };
};
