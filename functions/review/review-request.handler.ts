import { catalogueOf } from '../catalogue/catalogue.ts';
import { openCatalogue } from '../catalogue/refresh-catalogue.store.ts';
import { DAY } from '../clocks/time-zone.ts';
import type { ReceivedRequest } from '../requests/request.ts';
import { type RequestsStore, openRequests } from '../requests/requests.store.ts';
import { dynamoDb } from '../shared/clients.ts';
import { lambda } from '../shared/lambda.ts';
import { type Progress, RequestMissingError, progressOf } from '../workflow/progress.ts';
import { ReviewRequestEnvironment } from './contract.ts';
import { DAYS_LOOKED_BACK, judgeCandidates, judgeRecurrence } from './duplicates.ts';
import { type DuplicatesStore, createDuplicatesStore } from './duplicates.store.ts';
import { type Office, readOffice } from './office.ts';
import { asNamed, reportedTypeOf } from './reported-type.ts';
import { type KnownNear, NOTHING_NEAR, reviewRequest } from './review.ts';

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
    const known = found.request.status === 'received' ? await lookNear(found.request, dependencies) : NOTHING_NEAR;
    const done = await requests.change(requestId, (file) =>
      reviewRequest(file, { catalogue: catalogueOf(file.request.catalogue), office }, now(), known),
    );
    return progressOf((done?.file ?? found).request, now());
  };

/** What may be the same thing, and what it comes again after, where the type is one of which there can be two reports (R40, R153). */
const lookNear = async (received: ReceivedRequest, { duplicates, now }: Dependencies): Promise<KnownNear> => {
  const known = catalogueOf(received.catalogue);
  const request = asNamed(received, known);
  const type = reportedTypeOf(request, known);
  if (!type?.duplicates) return NOTHING_NEAR;
  const { id, catalogue, place, receivedAt } = request;
  const search = { catalogue, typeCode: type.code, place, receivedAt, ...type.duplicates, daysAgain: DAYS_LOOKED_BACK };
  const near = await duplicates.near(search, id);
  const since = receivedAt - type.duplicates.days * DAY;
  const recent = near.filter(({ request: found }) => found.receivedAt >= since);
  // Rounded to the metre: nobody reads more, and the table takes no more digits.
  const candidates = judgeCandidates(request, recent, now()).map((one) => ({ ...one, meters: Math.round(one.meters) }));
  const recurrenceOf = judgeRecurrence(request, near);
  return { candidates, ...(recurrenceOf ? { recurrenceOf } : {}) };
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
