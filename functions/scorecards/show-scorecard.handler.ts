import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { createAuditsStore } from '../audits/audits.store.ts';
import { catalogueOf } from '../catalogue/catalogue.ts';
import { PUBLISHED_NAME } from '../catalogue/published.ts';
import { openCatalogue } from '../catalogue/refresh-catalogue.store.ts';
import { toInstant } from '../clocks/business-calendar.ts';
import { knownStormsWithin } from '../clocks/storms.ts';
import { createImprovementsStore } from '../improvements/improvements.store.ts';
import { monthOf } from '../measures/window.ts';
import { answerPage, notOpened } from '../pages/answer-page.ts';
import { isBeforeCut, staffLinkEnd } from '../pages/link-life.ts';
import { type LinkCuts, createLinkCutsStore } from '../pages/link-cuts.store.ts';
import { scorecardPage } from '../pages/scorecard-page.ts';
import { linkUrl, readLink } from '../pages/signed-link.ts';
import { type ReportSources, gatherReport } from '../reports/gather-report.ts';
import type { MonthReport } from '../reports/month-report.ts';
import { type ReportView, reportPage } from '../reports/report-page.ts';
import { dynamoDb } from '../shared/clients.ts';
import type { Html } from '../shared/html.ts';
import { csvFile } from '../shared/http.ts';
import { createTrendsStore } from '../trends/trends.store.ts';
import { lambda } from '../shared/lambda.ts';
import { logOf } from '../shared/logger.ts';
import { type ReadKeys, createKeyReader } from '../shared/secrets.ts';
import { ShowScorecardEnvironment } from './contract.ts';
import { scorecardLink, scorecardOfLink } from './kept-scorecard.ts';
import { LogMessage } from './log-messages.ts';
import { auditsFor } from './make-scorecards.ts';
import { scorecardSheet } from './scorecard-sheet.ts';
import { withAudits } from './scorecard.ts';
import { type ScorecardsStore, createScorecardsStore } from './scorecards.store.ts';

const log = logOf(LogMessage);

interface Dependencies extends ReportSources {
  scorecards: Pick<ScorecardsStore, 'find'>;
  cuts: LinkCuts;
  readKeys: ReadKeys;
  linkKeysSecret: string;
  publicUrl: string;
  city: string;
  now: () => number;
}

/**
 * Shows the scorecard that a signed link opens: as a page, with `?format=csv` as a file, and that of all with `?show=report` as the report for
 * the mayor's office. Reads only, however often it is fetched (R151).
 */
export const showScorecard =
  ({ scorecards, audits, trends, improvements, cuts, readKeys, linkKeysSecret, publicUrl, city, now }: Dependencies) =>
  async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    const keys = await readKeys(linkKeysSecret);
    const at = now();
    const link = readLink(event.pathParameters?.token ?? '', 'scorecard', keys, at);
    const asked = link && scorecardOfLink(link.id);
    const linksFrom = asked && (await cuts.linksFrom(asked.queue));
    const kept =
      asked && !isBeforeCut(link.expiresAt, linksFrom) ? await scorecards.find(asked.month, asked.holder) : undefined;
    if (!asked || !kept) {
      log.warn('SCORECARD_NOT_OPENED');
      return notOpened(city);
    }
    const scorecard = withAudits(kept, (await auditsFor(audits, kept.month))(kept.holder));
    if (event.queryStringParameters?.format === 'csv')
      return csvFile(`scorecard-${kept.month}-${kept.holder}`, scorecardSheet([{ ...kept, ...scorecard }]));
    const catalogue = catalogueOf(PUBLISHED_NAME);
    if (kept.report && event.queryStringParameters?.show === 'report')
      return answerPage(
        200,
        await drawReport(kept.report, { city, catalogue, now: kept.keptAt }, { audits, trends, improvements }),
      );
    const expiresAt = staffLinkEnd(at, linksFrom);
    // Work may have gone to another partner since: its link is as old as the list that names it, so that a transfer cut it off.
    const workLinksEnd = staffLinkEnd(kept.keptAt);
    const drawn = scorecardPage(
      { ...kept, ...scorecard },
      {
        city,
        catalogue,
        now: at,
        hrefOf: ({ workOrderId, requestId }) => {
          if (!workOrderId) return linkUrl(publicUrl, { purpose: 'review', id: requestId, expiresAt }, keys);
          if (isBeforeCut(workLinksEnd, linksFrom)) return undefined;
          return linkUrl(publicUrl, { purpose: 'work-order', id: workOrderId, expiresAt: workLinksEnd }, keys);
        },
        hrefOfPartner: (holder) =>
          linkUrl(publicUrl, scorecardLink({ month: kept.month, holder, catalogue: catalogue.name }, expiresAt), keys),
        listHref: linkUrl(publicUrl, { purpose: 'queue', id: asked.queue, expiresAt }, keys),
        csvHref: '?format=csv',
        ...(kept.report ? { reportHref: '?show=report' } : {}),
      },
    );
    return answerPage(200, drawn);
  };

/** The report of a month as it was counted when its scorecard was written, with audits and findings as they are now. */
const drawReport = async (
  report: MonthReport,
  about: Pick<ReportView, 'city' | 'catalogue' | 'now'>,
  sources: ReportSources,
): Promise<Html> => {
  const { from, to } = monthOf(report.month);
  const [first, end] = [from, to].map((day) => toInstant(`${day}T00:00:00`, about.catalogue.timeZone));
  return reportPage(report, {
    ...about,
    storms: knownStormsWithin(about.catalogue.name, first ?? 0, end ?? 0).map(({ name }) => name),
    ...(await gatherReport(report.month, about.catalogue, sources)),
  });
};

export const handler = lambda(
  ShowScorecardEnvironment,
  (environment): Dependencies => {
    const client = dynamoDb();
    const now = () => Date.now();
    const tables = { requests: environment.REQUESTS_TABLE, notices: environment.NOTICES_TABLE };
    return {
      scorecards: createScorecardsStore(client, environment.MEASURES_TABLE),
      audits: createAuditsStore(client, tables, now),
      trends: createTrendsStore(client, environment.MEASURES_TABLE),
      improvements: createImprovementsStore(client, tables, now),
      cuts: createLinkCutsStore(client, tables.requests),
      ...openCatalogue(environment, client, now),
      readKeys: createKeyReader(now),
      linkKeysSecret: environment.LINK_KEYS_SECRET,
      publicUrl: environment.PUBLIC_URL,
      city: environment.CITY,
      now,
    };
  },
  showScorecard,
);
