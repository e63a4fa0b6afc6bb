import type { APIGatewayProxyEvent } from 'aws-lambda';
import { catalogueOf } from '../catalogue/catalogue.ts';
import { answerForm } from '../pages/answer-form.ts';
import type { FormDependencies } from '../pages/open-link.ts';
import { formDependencies } from '../pages/page-dependencies.ts';
import { requestPage } from '../pages/request-page.ts';
import { lambda } from '../shared/lambda.ts';
import { answerSurvey, leaderFor, readSurveyCommand } from './answer-survey.ts';
import { AnswerSurveyEnvironment } from './contract.ts';

/** The constituent's page posts here: the survey, that it is not solved, or more about what is open. */
export const answerRequestForm = (dependencies: FormDependencies) => (event: APIGatewayProxyEvent) =>
  answerForm(
    event,
    {
      purpose: 'request',
      read: readSurveyCommand,
      other: (command, { request }) => leaderFor(command, request),
      decide: (file, command, _, now, leader) => {
        const { office } = dependencies;
        return answerSurvey(file, command, { catalogue: catalogueOf(file.request.catalogue), office }, now, leader);
      },
      draw: requestPage,
    },
    dependencies,
  );

export const handler = lambda(
  AnswerSurveyEnvironment,
  (environment) => formDependencies(environment, () => Date.now()),
  answerRequestForm,
);
