import type { APIGatewayProxyEvent } from 'aws-lambda';
import { catalogueOf } from '../catalogue/catalogue.ts';
import { answerForm } from '../pages/answer-form.ts';
import type { FormDependencies } from '../pages/open-link.ts';
import { formDependencies } from '../pages/page-dependencies.ts';
import { requestPage } from '../pages/request-page.ts';
import { lambda } from '../shared/lambda.ts';
import { answerSurvey, readSurveyCommand } from './answer-survey.ts';
import { AnswerSurveyEnvironment } from './contract.ts';

/** The constituent's page posts here: the survey, or that it is not solved. */
export const answerRequestForm = (dependencies: FormDependencies) => (event: APIGatewayProxyEvent) =>
  answerForm(
    event,
    {
      purpose: 'request',
      read: readSurveyCommand,
      decide: (file, command, _, now) => {
        const { office } = dependencies;
        return answerSurvey(file, command, { catalogue: catalogueOf(file.request.catalogue), office }, now);
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
