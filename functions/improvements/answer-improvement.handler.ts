import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { catalogueOf } from '../catalogue/catalogue.ts';
import { PUBLISHED_NAME } from '../catalogue/published.ts';
import { type MeasuresStore, createMeasuresStore } from '../measures/measures.store.ts';
import { dayOf } from '../measures/row.ts';
import { answerPage, notOpened } from '../pages/answer-page.ts';
import { tooLargePage } from '../pages/missing-page.ts';
import { type Refusal, wrongState } from '../requests/change.ts';
import { MANAGER } from '../requests/concern.ts';
import { type Office, readOffice } from '../review/office.ts';
import { dynamoDb } from '../shared/clients.ts';
import { MAX_FORM_BYTES, bodyBytes, formFields, seeOther } from '../shared/http.ts';
import { lambda } from '../shared/lambda.ts';
import { logOf } from '../shared/logger.ts';
import { beginImprovement, readBeginning } from './begin-improvement.ts';
import { type ImprovementContext, changeImprovement } from './change-improvement.ts';
import { AnswerImprovementEnvironment } from './contract.ts';
import { readImprovementCommand } from './improvement-command.ts';
import { queueOfHolder } from './improvement-link.ts';
import type { Improvement } from './improvement.ts';
import { LogMessage } from './log-messages.ts';
import { isOwner } from './owner.ts';
import { measureEffect } from './measure-effect.ts';
import {
  type ImprovementPageDependencies,
  type OpenedImprovement,
  drawImprovement,
  improvementUrl,
  openImprovement,
} from './open-improvement.ts';
import { improvementPageDependencies } from './improvement-dependencies.ts';

const log = logOf(LogMessage);

interface Dependencies extends ImprovementPageDependencies {
  measures: Pick<MeasuresStore, 'days' | 'rollUps'>;
  office: Office;
}

type Outcome = { kind: 'done'; location: string } | Refusal;

/** The pages of findings and improvements post here. Only improvements are written, and letters about them. */
export const answerImprovement =
  (dependencies: Dependencies) =>
  async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    const { city } = dependencies;
    const opened = await openImprovement(event, dependencies);
    if (!opened) {
      log.warn('IMPROVEMENT_NOT_OPENED');
      return notOpened(city);
    }
    if (bodyBytes(event).length > MAX_FORM_BYTES) return answerPage(413, tooLargePage(city));
    const fields = formFields(event);
    const outcome =
      opened.kind === 'all'
        ? await begin(opened, fields, dependencies)
        : await carryOut(opened.improvement, opened.holder, fields, dependencies);
    if (outcome.kind === 'done') {
      log.info('IMPROVEMENT_CHANGED', { action: fields.action });
      return seeOther(outcome.location);
    }
    const { code, field } = outcome;
    log.info('IMPROVEMENT_REFUSED', { code, field });
    // What somebody else changed meanwhile is shown as it is now.
    const now = (await openImprovement(event, dependencies)) ?? opened;
    const page = await drawImprovement(now, { refusal: outcome, fields }, dependencies);
    return answerPage(code === 'wrong-state' ? 409 : 422, page);
  };

const LOST = wrongState('Somebody was faster; what you see here is how it stands now.');

const contextOf = async (
  by: string,
  readers: readonly (string | undefined)[],
  { cuts, office, now }: Dependencies,
): Promise<ImprovementContext> => {
  const catalogue = catalogueOf(PUBLISHED_NAME);
  const linksFrom = new Map<string, number>();
  for (const reader of readers) {
    // What was typed is no key of a table before it is known to be somebody.
    if (reader === undefined || !isOwner(reader, catalogue)) continue;
    const from = await cuts.linksFrom(queueOfHolder(reader));
    if (from !== undefined) linksFrom.set(reader, from);
  }
  return { by, today: dayOf(now()), catalogue, office, linksFrom };
};

const begin = async (
  opened: OpenedImprovement,
  fields: Record<string, string>,
  dependencies: Dependencies,
): Promise<Outcome> => {
  const { improvements, findings, now } = dependencies;
  const context = await contextOf(MANAGER, [fields.owner?.trim()], dependencies);
  const reading = readBeginning(fields, fields.action === 'start' ? await findings() : [], context);
  if (reading.kind === 'refused') return reading;
  const begun = await beginImprovement(reading.command, improvements, context, now());
  if (begun.kind === 'refused') return begun;
  return { kind: 'done', location: `${improvementUrl(begun.improvement, opened, dependencies)}?done=start` };
};

const carryOut = async (
  improvement: Improvement,
  by: string,
  fields: Record<string, string>,
  dependencies: Dependencies,
): Promise<Outcome> => {
  const { improvements, measures, now } = dependencies;
  const context = await contextOf(by, [fields.owner?.trim()], dependencies);
  const reading = readImprovementCommand(fields, context.catalogue);
  if (reading.kind === 'refused') return reading;
  const { command } = reading;
  const effect = command.action === 'review' ? await measureEffect(improvement, measures, context.today) : undefined;
  const decide = (present: Improvement) =>
    changeImprovement(present, command, { ...context, ...(effect ? { effect } : {}) }, now());
  const outcome = decide(improvement);
  if (outcome.kind === 'refused') return outcome;
  if (outcome.kind === 'changed' && !(await improvements.write(outcome))) {
    // Whoever was faster may have been the first half of a double click, which is no error.
    const present = await improvements.load(improvement.id);
    if (!present || decide(present.improvement).kind !== 'unchanged') return LOST;
  }
  return { kind: 'done', location: `?${new URLSearchParams({ done: command.action })}` };
};

export const handler = lambda(
  AnswerImprovementEnvironment,
  (environment): Dependencies => {
    const now = () => Date.now();
    return {
      ...improvementPageDependencies(environment, now),
      measures: createMeasuresStore(dynamoDb(), environment.MEASURES_TABLE),
      office: readOffice(environment.OFFICE),
    };
  },
  answerImprovement,
);
