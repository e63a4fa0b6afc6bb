import type { APIGatewayProxyEvent } from 'aws-lambda';
import { catalogueOf } from '../catalogue/catalogue.ts';
import { answerForm } from '../pages/answer-form.ts';
import type { FormDependencies } from '../pages/open-link.ts';
import { formDependencies } from '../pages/page-dependencies.ts';
import { reviewPage } from '../pages/review-page.ts';
import { lambda } from '../shared/lambda.ts';
import { surveyWindowMs } from '../surveys/contract.ts';
import { DecideReviewEnvironment } from './contract.ts';
import { decideReview, readReviewCommand } from './decide-review.ts';
import { otherRequestOf } from './review-command.ts';

interface Dependencies extends FormDependencies {
  /** How long a resolved request may be reopened, ms. */
  surveyWindowMs: number;
}

/** The review desk's page posts here: every decision of the 311 office about a request. */
export const decideOnReview = (dependencies: Dependencies) => (event: APIGatewayProxyEvent) =>
  answerForm(
    event,
    {
      purpose: 'review',
      read: readReviewCommand,
      other: (command, file) => otherRequestOf(command, file.request.follows?.requestId),
      decide: (file, command, _, now, other) => {
        const { office, surveyWindowMs } = dependencies;
        const catalogue = catalogueOf(file.request.catalogue);
        return decideReview(file, command, { catalogue, office, surveyWindowMs }, now, other);
      },
      draw: reviewPage,
    },
    dependencies,
  );

export const handler = lambda(
  DecideReviewEnvironment,
  (environment): Dependencies => ({
    ...formDependencies(environment, () => Date.now()),
    surveyWindowMs: surveyWindowMs(environment),
  }),
  decideOnReview,
);
