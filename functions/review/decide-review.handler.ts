import type { APIGatewayProxyEvent } from 'aws-lambda';
import { catalogueOf } from '../catalogue/catalogue.ts';
import { answerForm } from '../pages/answer-form.ts';
import type { PageDependencies } from '../pages/open-link.ts';
import { pageDependencies } from '../pages/page-dependencies.ts';
import { reviewPage } from '../pages/review-page.ts';
import { lambda } from '../shared/lambda.ts';
import { DecideReviewEnvironment } from './contract.ts';
import { decideReview, readReviewCommand } from './decide-review.ts';
import { type Office, readOffice } from './office.ts';

interface Dependencies extends PageDependencies {
  office: Office;
}

/** The reviewer's page posts here: accept or decline. */
export const decideOnReview = (dependencies: Dependencies) => (event: APIGatewayProxyEvent) =>
  answerForm(
    event,
    {
      purpose: 'review',
      read: readReviewCommand,
      decide: (file, command, _, now) => {
        const { office } = dependencies;
        return decideReview(file, command, { catalogue: catalogueOf(file.request.catalogue), office }, now);
      },
      draw: reviewPage,
    },
    dependencies,
  );

export const handler = lambda(
  DecideReviewEnvironment,
  (environment): Dependencies => ({
    ...pageDependencies(environment, () => Date.now()),
    office: readOffice(environment.OFFICE),
  }),
  decideOnReview,
);
