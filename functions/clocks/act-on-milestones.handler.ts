import { catalogueOf } from '../catalogue/catalogue.ts';
import { openCatalogue } from '../catalogue/refresh-catalogue.store.ts';
import { type RequestsStore, openRequests } from '../requests/requests.store.ts';
import { type Office, readOffice } from '../review/office.ts';
import { lambda } from '../shared/lambda.ts';
import { type Progress, RequestMissingError, progressOf } from '../workflow/progress.ts';
import { ActOnMilestonesEnvironment } from './contract.ts';
import { actOnMoment } from './move-clocks.ts';

interface Dependencies {
  requests: RequestsStore;
  office: Office;
  now: () => number;
}

/** The workflow's task at a milestone: reads the request anew, does what is due now, and says when to look again. */
export const actOnMilestones =
  ({ requests, office, now }: Dependencies) =>
  async ({ requestId }: { requestId: string }): Promise<Progress> => {
    const done = await requests.changeWithHistory(requestId, (file) =>
      actOnMoment(file, { catalogue: catalogueOf(file.request.catalogue), office }, now()),
    );
    if (!done) throw new RequestMissingError(`There is no request ${requestId}.`);
    return progressOf(done.file.request, now());
  };

export const handler = lambda(
  ActOnMilestonesEnvironment,
  (environment): Dependencies => ({
    ...openRequests(environment),
    ...openCatalogue(environment),
    office: readOffice(environment.OFFICE),
  }),
  actOnMilestones,
);
