import type { APIGatewayProxyEvent } from 'aws-lambda';
import { catalogueOf } from '../catalogue/catalogue.ts';
import { answerForm } from '../pages/answer-form.ts';
import type { PageDependencies } from '../pages/open-link.ts';
import { pageDependencies } from '../pages/page-dependencies.ts';
import { workOrderPage } from '../pages/work-order-page.ts';
import { lambda } from '../shared/lambda.ts';
import { UpdateWorkOrderEnvironment } from './contract.ts';
import { progressWorkOrder, readWorkOrderCommand } from './progress-work-order.ts';

interface Dependencies extends PageDependencies {
  /** How long a resolved request may be reopened, ms. */
  surveyWindowMs: number;
}

const DAY_MS = 86_400_000;

/** The partner's page posts here: accept, note, hold, resume, complete. */
export const updateWorkOrder = (dependencies: Dependencies) => (event: APIGatewayProxyEvent) =>
  answerForm(
    event,
    {
      purpose: 'work-order',
      read: readWorkOrderCommand,
      decide: (file, command, link, now) => {
        const { surveyWindowMs } = dependencies;
        const catalogue = catalogueOf(file.request.catalogue);
        return progressWorkOrder(file, link.id, command, { catalogue, surveyWindowMs }, now);
      },
      draw: workOrderPage,
    },
    dependencies,
  );

export const handler = lambda(
  UpdateWorkOrderEnvironment,
  (environment): Dependencies => ({
    ...pageDependencies(environment, () => Date.now()),
    surveyWindowMs: Number(environment.SURVEY_WINDOW_DAYS) * DAY_MS,
  }),
  updateWorkOrder,
);
