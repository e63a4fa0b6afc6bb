import type { APIGatewayProxyEvent } from 'aws-lambda';
import { catalogueOf } from '../catalogue/catalogue.ts';
import { answerForm } from '../pages/answer-form.ts';
import type { PageDependencies } from '../pages/open-link.ts';
import { pageDependencies } from '../pages/page-dependencies.ts';
import { requestPage } from '../pages/request-page.ts';
import { type Office, readOffice } from '../review/office.ts';
import { lambda } from '../shared/lambda.ts';
import { answerSurvey, readSurveyCommand } from './answer-survey.ts';
import { AnswerSurveyEnvironment } from './contract.ts';

interface Dependencies extends PageDependencies {
  office: Office;
}

/** The constituent's page posts here: the survey, or that it is not solved. */
export const answerRequestForm = (dependencies: Dependencies) => (event: APIGatewayProxyEvent) =>
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
  (environment): Dependencies => ({
    ...pageDependencies(environment, () => Date.now()),
    office: readOffice(environment.OFFICE),
  }),
  answerRequestForm,
);
