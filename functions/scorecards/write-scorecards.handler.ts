import { createAuditsStore } from '../audits/audits.store.ts';
import { type Catalogue, catalogueOf } from '../catalogue/catalogue.ts';
import type { Partner } from '../catalogue/partner.ts';
import { PUBLISHED_NAME } from '../catalogue/published.ts';
import { openCatalogue } from '../catalogue/refresh-catalogue.store.ts';
import { REVIEW_AGREEMENT } from '../catalogue/stored.ts';
import { DAY } from '../clocks/time-zone.ts';
import { type MeasuresStore, createMeasuresStore } from '../measures/measures.store.ts';
import { isCountedIn, monthBefore } from '../measures/window.ts';
import { type QueueNotice, createNoticeQueue } from '../notices/notice-queue.store.ts';
import { type NoticeStore, createNoticeStore } from '../notices/notice.store.ts';
import { publicMonthsOf } from '../open311/public-figures.ts';
import { type PublicFiguresStore, createPublicFiguresStore } from '../open311/public-figures.store.ts';
import { monthReportOf } from '../reports/month-report.ts';
import { type WorkLine, partnerQueue, partnerQueueId } from '../requests/queue-line.ts';
import { queueLines } from '../requests/queues.store.ts';
import { type RequestsStore, openRequests } from '../requests/requests.store.ts';
import { type Office, readOffice } from '../review/office.ts';
import { dynamoDb } from '../shared/clients.ts';
import { lambda } from '../shared/lambda.ts';
import { logOf } from '../shared/logger.ts';
import { WriteScorecardsEnvironment } from './contract.ts';
import { ALL, type KeptScorecard, keptOf, lateCaseOf, leagueOf, readLate } from './kept-scorecard.ts';
import { LogMessage } from './log-messages.ts';
import { type AuditsOfMonth, type MonthOfScorecards, makeScorecards } from './make-scorecards.ts';
import { isLastHour, monthToTell } from './month.ts';
import { managerScorecard, partnerScorecard, scorecardId } from './scorecard-notice.ts';
import { TREND_MONTHS, monthsUntil, withOldest } from './scorecard.ts';
import { type ScorecardsStore, createScorecardsStore } from './scorecards.store.ts';

const log = logOf(LogMessage);

interface Dependencies {
  measures: Pick<MeasuresStore, 'rollUpsBefore'>;
  audits: AuditsOfMonth;
  requests: Pick<RequestsStore, 'watched'>;
  /** Every line of a queue, those due first first. */
  work: (queue: string) => AsyncIterable<WorkLine>;
  scorecards: ScorecardsStore;
  figures: Pick<PublicFiguresStore, 'put'>;
  notices: Pick<NoticeStore, 'find'>;
  queue: QueueNotice;
  office: Office;
  now: () => number;
}

/** What one run looks at once, whoever asks. */
interface Run extends Dependencies {
  catalogue: Catalogue;
  at: number;
  of: (month: string) => Promise<MonthOfScorecards>;
}

/**
 * Keeps the scorecard of the month that has ended of each partner, and that of all, and writes each to its reader on the reader's first
 * working morning; each once (R130). With that of all the figures that everybody may know are published. It is kept before it is written, so that no letter leads to a page that is not there. What is kept
 * stays as it is, so a run waits while the roll-ups lack something: at midnight, when those who are always at work begin, the month's last minutes are not in them yet.
 */
export const writeScorecards =
  (dependencies: Dependencies) => async (): Promise<{ partners: number; manager: number }> => {
    const catalogue = catalogueOf(PUBLISHED_NAME);
    const at = dependencies.now();
    const made = new Map<string, Promise<MonthOfScorecards>>();
    const of = (month: string) => {
      const known = made.get(month) ?? makeScorecards(month, dependencies, at);
      made.set(month, known);
      return known;
    };
    const run: Run = { ...dependencies, catalogue, at, of };
    const written = { partners: 0, manager: await writeManager(run) };
    for (const partner of catalogue.partners.values()) written.partners += await writePartner(partner, run);
    if (written.partners + written.manager > 0) log.info('SCORECARDS_WRITTEN', {}, written);
    return written;
  };

const writePartner = async (partner: Partner, run: Run): Promise<number> => {
  const { catalogue, notices, work, queue, at } = run;
  const month = monthToTell(partner.calendar, at);
  if (!month || (await notices.find(scorecardId(month, partnerQueueId(catalogue.name, partner.code))))) return 0;
  const { scorecards, backlog, lacking } = await run.of(month);
  if (!scorecards.has(partner.code) || (lacking > 0 && !isLastHour(month, partner.calendar, at))) return 0;
  const late = await readLate(work(partnerQueue(catalogue.name, partner.code)), at);
  const { oldestDays } = backlog.partners.get(partner.code) ?? {};
  const kept = await keep(month, { holder: partner.code, oldestDays, late: late.map(lateCaseOf) }, run);
  return kept ? Number(await queue(partnerScorecard(kept, late, partner, { ...run, now: at }))) : 0;
};

const writeManager = async (run: Run): Promise<number> => {
  const { catalogue, notices, queue, at } = run;
  const { calendar } = catalogue.agreementOn(REVIEW_AGREEMENT, at);
  const month = monthToTell(calendar, at);
  if (!month || (await notices.find(scorecardId(month)))) return 0;
  const { rollUps, first, lacking, scorecards, backlog, late } = await run.of(month);
  if (lacking > 0 && !isLastHour(month, calendar, at)) return 0;
  // What was told late counts in its own month, so the year's months are all told anew; those before anything was counted are none.
  const months = monthsUntil(month, TREND_MONTHS).filter((one) => isCountedIn(one, first));
  for (const one of publicMonthsOf(rollUps, months, catalogue.partners.values(), at)) await run.figures.put(one);
  const report = monthReportOf(rollUps, month, { first, now: backlog });
  const league = leagueOf(catalogue.partners.values(), scorecards);
  const oldestDays = backlog.open > 0 ? backlog.oldestOpenDays : undefined;
  const kept = await keep(month, { holder: ALL, oldestDays, late, league, ...(report ? { report } : {}) }, run);
  return kept ? Number(await queue(managerScorecard(kept, { ...run, now: at }))) : 0;
};

/** Keeps the scorecard of a holder, and answers what is kept: what a run that went no further had kept stays. */
const keep = async (
  month: string,
  {
    oldestDays,
    ...about
  }: Pick<KeptScorecard, 'holder' | 'late' | 'league' | 'report'> & { oldestDays: number | undefined },
  { scorecards: store, at, of }: Run,
): Promise<KeptScorecard | undefined> => {
  const { scorecards, lacking } = await of(month);
  const scorecard = scorecards.get(about.holder);
  if (!scorecard) return undefined;
  const before = await store.find(monthBefore(month), about.holder);
  const whole = withOldest(
    scorecard,
    oldestDays === undefined ? undefined : oldestDays * DAY,
    before?.rows.oldest.present,
  );
  await store.keep(keptOf(whole, { ...about, keptAt: at, ...(lacking > 0 ? { lacking } : {}) }));
  return store.find(month, about.holder);
};

export const handler = lambda(
  WriteScorecardsEnvironment,
  (environment): Dependencies => {
    const client = dynamoDb();
    const { requests, now } = openRequests(environment, client);
    const tables = { requests: environment.REQUESTS_TABLE, notices: environment.NOTICES_TABLE };
    return {
      requests,
      measures: createMeasuresStore(client, environment.MEASURES_TABLE),
      audits: createAuditsStore(client, tables, now),
      work: (queue) => queueLines(client, tables.requests, queue),
      scorecards: createScorecardsStore(client, environment.MEASURES_TABLE),
      figures: createPublicFiguresStore(client, environment.PUBLIC_TABLE),
      notices: createNoticeStore(client, tables.notices, now),
      queue: createNoticeQueue(client, tables.notices, now),
      office: readOffice(environment.OFFICE),
      ...openCatalogue(environment, client, now),
      now,
    };
  },
  writeScorecards,
);
