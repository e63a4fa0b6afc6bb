import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { type LettersOf, createLettersOf } from '../notices/letters.store.ts';
import { answerPage, notOpened } from '../pages/answer-page.ts';
import { type FormDependencies, drawPage, openLink } from '../pages/open-link.ts';
import { formDependencies } from '../pages/page-dependencies.ts';
import { purposeOfPath } from '../pages/signed-link.ts';
import { dynamoDb } from '../shared/clients.ts';
import { lambda } from '../shared/lambda.ts';
import { logOf } from '../shared/logger.ts';
import { type AuditsStore, createAuditsStore } from './audits.store.ts';
import { ShowAuditEnvironment } from './contract.ts';
import { LogMessage } from './log-messages.ts';
import { openAudit } from './open-audit.ts';

const log = logOf(LogMessage);

interface Dependencies extends FormDependencies {
  audits: Pick<AuditsStore, 'audit' | 'correction'>;
  lettersOf: LettersOf;
}

/** Shows the page of an audit or a correction that a signed link opens. Reads only, however often it is fetched (R151). */
export const showAudit =
  (dependencies: Dependencies) =>
  async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    const purpose = purposeOfPath(event.resource) ?? purposeOfPath(event.path);
    const link = purpose && (await openLink(event, purpose, dependencies));
    const opened = link && (await openAudit(link, dependencies));
    const showing = { query: event.queryStringParameters };
    const drawn = opened && (await drawPage(link, opened.draw, showing, dependencies));
    if (drawn) return answerPage(200, drawn.html, drawn.elsewhere);
    log.warn('AUDIT_NOT_OPENED', { purpose });
    return notOpened(dependencies.city);
  };

export const handler = lambda(
  ShowAuditEnvironment,
  (environment): Dependencies => {
    const client = dynamoDb();
    const now = () => Date.now();
    const tables = { requests: environment.REQUESTS_TABLE, notices: environment.NOTICES_TABLE };
    return {
      ...formDependencies(environment, now),
      audits: createAuditsStore(client, tables, now),
      lettersOf: createLettersOf(client, tables.notices),
    };
  },
  showAudit,
);
