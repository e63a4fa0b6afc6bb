import type { APIGatewayProxyEvent } from 'aws-lambda';
import { catalogueOf } from '../catalogue/catalogue.ts';
import { answerForm } from '../pages/answer-form.ts';
import type { FormDependencies } from '../pages/open-link.ts';
import { formDependencies } from '../pages/page-dependencies.ts';
import { workOrderPage } from '../pages/work-order-page.ts';
import { lambda } from '../shared/lambda.ts';
import { surveyWindowMs } from '../surveys/contract.ts';
import { UpdateWorkOrderEnvironment } from './contract.ts';
import { readWorkOrderCommand } from './progress-work-order.ts';
import { isNoted, sayOnPage } from './say-on-page.ts';

interface Dependencies extends FormDependencies {
  /** How long a resolved request may be reopened, ms. */
  surveyWindowMs: number;
}

/** Both catalogues keep one zone. */
const CITY_ZONE = catalogueOf('somerville').timeZone;

/** The partner's page posts here: everything that a partner can do with a work order. */
export const updateWorkOrder = (dependencies: Dependencies) => (event: APIGatewayProxyEvent) =>
  answerForm(
    event,
    {
      purpose: 'work-order',
      read: (fields) => readWorkOrderCommand(fields, CITY_ZONE),
      decide: (file, command, link, now) => {
        const { office, surveyWindowMs } = dependencies;
        const catalogue = catalogueOf(file.request.catalogue);
        return sayOnPage(file, link.id, command, { catalogue, office, surveyWindowMs }, now);
      },
      isTold: (command, events, link) => isNoted(link.id, command, events),
      draw: workOrderPage,
    },
    dependencies,
  );

export const handler = lambda(
  UpdateWorkOrderEnvironment,
  (environment): Dependencies => ({
    ...formDependencies(environment, () => Date.now()),
    surveyWindowMs: surveyWindowMs(environment),
  }),
  updateWorkOrder,
);
