import { type RequestsStore, openRequests } from '../requests/requests.store.ts';
import { lambda } from '../shared/lambda.ts';
import { closeRequest } from './close-request.ts';
import { CloseRequestEnvironment } from './contract.ts';
import { type Progress, RequestMissingError, progressOf } from './progress.ts';

interface Dependencies {
  requests: RequestsStore;
  now: () => number;
}

/** The workflow's task at the end of the survey window. */
export const close =
  ({ requests, now }: Dependencies) =>
  async ({ requestId, cycle }: { requestId: string; cycle: number }): Promise<Progress> => {
    const done = await requests.change(requestId, (file) => closeRequest(file, cycle, now()));
    if (!done) throw new RequestMissingError(`There is no request ${requestId}.`);
    return progressOf(done.file.request, now());
  };

export const handler = lambda(CloseRequestEnvironment, (environment): Dependencies => openRequests(environment), close);
