import { catalogueOf } from '../catalogue/catalogue.ts';
import { type RequestsStore, openRequests } from '../requests/requests.store.ts';
import { lambda } from '../shared/lambda.ts';
import { type Progress, RequestMissingError, progressOf } from '../workflow/progress.ts';
import { ReviewRequestEnvironment } from './contract.ts';
import { type Office, readOffice } from './office.ts';
import { reviewRequest } from './review.ts';

interface Dependencies {
  requests: RequestsStore;
  office: Office;
  now: () => number;
}

/** The workflow's first task: accepts by rule or holds for a person, and says where the request is. */
export const review =
  ({ requests, office, now }: Dependencies) =>
  async ({ requestId }: { requestId: string }): Promise<Progress> => {
    const done = await requests.change(requestId, (file) =>
      reviewRequest(file, { catalogue: catalogueOf(file.request.catalogue), office }, now()),
    );
    if (!done) throw new RequestMissingError(`There is no request ${requestId}.`);
    return progressOf(done.file.request, now());
  };

export const handler = lambda(
  ReviewRequestEnvironment,
  (environment): Dependencies => ({ ...openRequests(environment), office: readOffice(environment.OFFICE) }),
  review,
);
