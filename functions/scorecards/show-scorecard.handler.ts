import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { createAuditsStore } from '../audits/audits.store.ts';
import { catalogueOf } from '../catalogue/catalogue.ts';
import { PUBLISHED_NAME } from '../catalogue/published.ts';
import { openCatalogue } from '../catalogue/refresh-catalogue.store.ts';
import { answerPage, notOpened } from '../pages/answer-page.ts';
import { isBeforeCut, staffLinkEnd } from '../pages/link-life.ts';
import { type LinkCuts, createLinkCutsStore } from '../pages/link-cuts.store.ts';
import { scorecardPage } from '../pages/scorecard-page.ts';
import { linkUrl, readLink } from '../pages/signed-link.ts';
import { dynamoDb } from '../shared/clients.ts';
import { csvFile } from '../shared/http.ts';
import { lambda } from '../shared/lambda.ts';
import { logOf } from '../shared/logger.ts';
import { type ReadKeys, createKeyReader } from '../shared/secrets.ts';
import { ShowScorecardEnvironment } from './contract.ts';
import { scorecardLink, scorecardOfLink } from './kept-scorecard.ts';
import { LogMessage } from './log-messages.ts';
import { type AuditsOfMonth, auditsFor } from './make-scorecards.ts';
import { scorecardSheet } from './scorecard-sheet.ts';
import { withAudits } from './scorecard.ts';
import { type ScorecardsStore, createScorecardsStore } from './scorecards.store.ts';

const log = logOf(LogMessage);

interface Dependencies {
  scorecards: Pick<ScorecardsStore, 'find'>;
  audits: AuditsOfMonth;
  cuts: LinkCuts;
  readKeys: ReadKeys;
  linkKeysSecret: string;
  publicUrl: string;
  city: string;
  now: () => number;
}

/** Shows the scorecard that a signed link opens, as a page or with `?format=csv` as a file. Reads only, however often it is fetched (R151). */
export const showScorecard =
  ({ scorecards, audits, cuts, readKeys, linkKeysSecret, publicUrl, city, now }: Dependencies) =>
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
    const expiresAt = staffLinkEnd(at, linksFrom);
    const drawn = scorecardPage(
      { ...kept, ...scorecard },
      {
        city,
        catalogue,
        now: at,
        hrefOf: ({ workOrderId, requestId }) =>
          linkUrl(
            publicUrl,
            workOrderId
              ? { purpose: 'work-order', id: workOrderId, expiresAt }
              : { purpose: 'review', id: requestId, expiresAt },
            keys,
          ),
        hrefOfPartner: (holder) =>
          linkUrl(publicUrl, scorecardLink({ month: kept.month, holder, catalogue: catalogue.name }, expiresAt), keys),
        listHref: linkUrl(publicUrl, { purpose: 'queue', id: asked.queue, expiresAt }, keys),
        csvHref: '?format=csv',
      },
    );
    return answerPage(200, drawn);
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
