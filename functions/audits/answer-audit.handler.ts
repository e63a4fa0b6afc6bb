import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { catalogueOf } from '../catalogue/catalogue.ts';
import { type LettersOf, createLettersOf } from '../notices/letters.store.ts';
import { answerPage, notOpened } from '../pages/answer-page.ts';
import { tooLargePage } from '../pages/missing-page.ts';
import { type FormDependencies, drawPage, isRevoked, openLink, queueOfOwner } from '../pages/open-link.ts';
import { formDependencies } from '../pages/page-dependencies.ts';
import { purposeOfPath } from '../pages/signed-link.ts';
import { type Refusal, type RequestFile, wrongState } from '../requests/change.ts';
import { MANAGER } from '../requests/concern.ts';
import { dynamoDb } from '../shared/clients.ts';
import { MAX_FORM_BYTES, bodyBytes, formFields, seeOther } from '../shared/http.ts';
import { lambda } from '../shared/lambda.ts';
import { logOf } from '../shared/logger.ts';
import { readAuditCommand, readCorrectionCommand } from './audit-command.ts';
import { type AuditsStore, createAuditsStore } from './audits.store.ts';
import type { Correction } from './audit.ts';
import { AnswerAuditEnvironment } from './contract.ts';
import { finishAudit, finishCorrection, ownerAsked } from './finish-audit.ts';
import { LogMessage } from './log-messages.ts';
import { type OpenedAudit, openAudit } from './open-audit.ts';

const log = logOf(LogMessage);

interface Dependencies extends FormDependencies {
  audits: AuditsStore;
  lettersOf: LettersOf;
}

type Outcome = { kind: 'done' } | Refusal;

/** The pages of audits and corrections post here. Only an audit's own items are written, and never the request (R164). */
export const answerAudit =
  (dependencies: Dependencies) =>
  async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    const { requests, cuts, city } = dependencies;
    const purpose = purposeOfPath(event.resource) ?? purposeOfPath(event.path);
    const link = purpose && (await openLink(event, purpose, dependencies));
    const opened = link && (await openAudit(link, dependencies));
    const about = opened && (opened.kind === 'audit' ? opened.audit : opened.correction);
    const file = about && (await requests.load(about.requestId));
    if (!file || (await isRevoked(link, file, cuts))) {
      log.warn('AUDIT_NOT_OPENED', { purpose });
      return notOpened(city);
    }
    if (bodyBytes(event).length > MAX_FORM_BYTES) return answerPage(413, tooLargePage(city));
    const fields = formFields(event);
    const carryOut = (present: OpenedAudit): Promise<Outcome> =>
      present.kind === 'audit'
        ? carryOutAudit(present, fields, file, dependencies)
        : carryOutCorrection(present.correction, fields, dependencies);
    let outcome = await carryOut(opened);
    if (outcome === LOST) {
      // Whoever was faster may have been the first half of a double click, which is no error.
      const present = await openAudit(link, dependencies);
      if (present) outcome = await carryOut(present);
    }
    if (outcome.kind === 'done') return seeOther(`?${new URLSearchParams({ done: fields.action ?? '' })}`);
    const { code, field } = outcome;
    log.info('AUDIT_REFUSED', { requestId: file.request.id, code, field });
    // What somebody else finished meanwhile is shown as it is now.
    const now = (await openAudit(link, dependencies)) ?? opened;
    const drawn = await drawPage(link, now.draw, { query: null, refusal: outcome, fields }, dependencies);
    return drawn ? answerPage(code === 'wrong-state' ? 409 : 422, drawn.html, drawn.elsewhere) : notOpened(city);
  };

const LOST = wrongState('Somebody was faster; what you see here is how it stands now.');

const carryOutAudit = async (
  { audit, correction: opened }: Pick<Extract<OpenedAudit, { kind: 'audit' }>, 'audit' | 'correction'>,
  fields: Record<string, string>,
  file: RequestFile,
  { audits, cuts, office, now }: Dependencies,
): Promise<Outcome> => {
  const reading = readAuditCommand(fields);
  if (reading.kind === 'refused') return reading;
  const { request } = file;
  const catalogue = catalogueOf(request.catalogue);
  const owner = ownerAsked(audit, reading.command, catalogue) ?? MANAGER;
  const linksFrom = await cuts.linksFrom(queueOfOwner(request.catalogue, owner));
  const outcome = finishAudit(audit, reading.command, file, { catalogue, office, linksFrom, opened }, now());
  if (outcome.kind === 'refused') return outcome;
  if (outcome.kind === 'unchanged') return { kind: 'done' };
  const { correction, notices } = outcome;
  if (!(await audits.finish(outcome.audit, correction, notices))) return LOST;
  log.info('AUDIT_FINISHED', {
    requestId: request.id,
    corrected: String(correction !== undefined),
    proposed: String(notices.some(({ message }) => message === 'reopen-proposed')),
  });
  return { kind: 'done' };
};

const carryOutCorrection = async (
  correction: Correction,
  fields: Record<string, string>,
  { audits, now }: Dependencies,
): Promise<Outcome> => {
  const reading = readCorrectionCommand(fields);
  if (reading.kind === 'refused') return reading;
  const outcome = finishCorrection(correction, reading.command, now());
  if (outcome.kind === 'refused') return outcome;
  if (outcome.kind === 'unchanged') return { kind: 'done' };
  if (!(await audits.change(outcome.correction, []))) return LOST;
  log.info('CORRECTION_FINISHED', { requestId: correction.requestId });
  return { kind: 'done' };
};

export const handler = lambda(
  AnswerAuditEnvironment,
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
  answerAudit,
);
