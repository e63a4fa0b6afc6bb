import { catalogueOf } from '../catalogue/catalogue.ts';
import { openCatalogue } from '../catalogue/refresh-catalogue.store.ts';
import type { Request, Suggestion } from '../requests/request.ts';
import { type RequestsStore, openRequests } from '../requests/requests.store.ts';
import { dynamoDb } from '../shared/clients.ts';
import { lambda } from '../shared/lambda.ts';
import { type Progress, RequestMissingError, progressOf } from '../workflow/progress.ts';
import { ReviewRequestEnvironment } from './contract.ts';
import { judgeCandidates } from './duplicates.ts';
import { type DuplicatesStore, createDuplicatesStore } from './duplicates.store.ts';
import { type Office, readOffice } from './office.ts';
import { reportedTypeOf } from './reported-type.ts';
import { reviewRequest } from './review.ts';

interface Dependencies {
  requests: RequestsStore;
  duplicates: DuplicatesStore;
  office: Office;
  now: () => number;
}

/** The workflow's first task: accepts by rule or holds for a person, and says where the request is. */
export const review =
  (dependencies: Dependencies) =>
  async ({ requestId }: { requestId: string }): Promise<Progress> => {
    const { requests, office, now } = dependencies;
    const found = await requests.load(requestId);
    if (!found) throw new RequestMissingError(`There is no request ${requestId}.`);
    const candidates = found.request.status === 'received' ? await candidatesFor(found.request, dependencies) : [];
    const done = await requests.change(requestId, (file) =>
      reviewRequest(file, { catalogue: catalogueOf(file.request.catalogue), office }, now(), candidates),
    );
    return progressOf((done?.file ?? found).request, now());
  };

/** What may be the same thing, where the type is one of which there can be two reports (R40). */
const candidatesFor = async (request: Request, { duplicates, now }: Dependencies): Promise<Suggestion[]> => {
  const type = reportedTypeOf(request, catalogueOf(request.catalogue));
  if (!type?.duplicates) return [];
  const { id, catalogue, place, receivedAt } = request;
  const near = await duplicates.near({ catalogue, typeCode: type.code, place, receivedAt, ...type.duplicates }, id);
  // Rounded to the metre: nobody reads more, and the table takes no more digits.
  return judgeCandidates(request, near, now()).map((one) => ({ ...one, meters: Math.round(one.meters) }));
};

export const handler = lambda(
  ReviewRequestEnvironment,
  (environment): Dependencies => {
    const client = dynamoDb();
    return {
      ...openRequests(environment, client),
      ...openCatalogue(environment, client),
      duplicates: createDuplicatesStore(client, environment.REQUESTS_TABLE),
      office: readOffice(environment.OFFICE),
    };
  },
  review,
);
