import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { lambda } from '../shared/lambda.ts';
import { logOf } from '../shared/logger.ts';
import { answerPage, notOpened } from './answer-page.ts';
import { PageEnvironment } from './contract.ts';
import { concernPage } from './concern-page.ts';
import { escalationPage } from './escalation-page.ts';
import { type Draw, type PageDependencies, drawPage, openLink, requestIdOf } from './open-link.ts';
import { pageDependencies } from './page-dependencies.ts';
import { requestPage } from './request-page.ts';
import { reviewPage } from './review-page.ts';
import { type LinkPurpose, purposeOfPath } from './signed-link.ts';
import { workOrderPage } from './work-order-page.ts';
import { LogMessage } from './log-messages.ts';

const log = logOf(LogMessage);

/** The pages of one request; the others have functions of their own. */
const DRAW: Partial<Record<LinkPurpose, Draw>> = {
  request: requestPage,
  'work-order': workOrderPage,
  review: reviewPage,
  escalation: escalationPage,
  concern: concernPage,
};

/** Shows the page that a signed link opens. Reads only, however often and by whatever scanner of mail it is fetched (R151). */
export const showPage =
  (dependencies: PageDependencies) =>
  async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    const purpose = purposeOfPath(event.resource) ?? purposeOfPath(event.path);
    const link = purpose && (await openLink(event, purpose, dependencies));
    const showing = { query: event.queryStringParameters };
    const draw = link && DRAW[link.purpose];
    const drawn = link && draw && (await drawPage(link, draw, showing, dependencies));
    if (!link || !drawn) {
      log.warn('LINK_NOT_OPENED', { purpose });
      return notOpened(dependencies.city);
    }
    log.info('PAGE_SHOWN', { purpose: link.purpose, requestId: requestIdOf(link) });
    return answerPage(200, drawn.html, drawn.elsewhere);
  };

export const handler = lambda(
  PageEnvironment,
  (environment) => pageDependencies(environment, () => Date.now()),
  showPage,
);
