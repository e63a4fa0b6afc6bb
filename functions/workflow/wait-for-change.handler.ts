import { type RequestsStore, openRequests } from '../requests/requests.store.ts';
import { stepFunctions } from '../shared/clients.ts';
import { lambda } from '../shared/lambda.ts';
import { WaitForChangeEnvironment } from './contract.ts';
import { RequestMissingError, progressOf } from './progress.ts';
import { type WorkflowStore, createWorkflowStore } from './workflow.store.ts';

interface Dependencies {
  requests: RequestsStore;
  workflow: Pick<WorkflowStore, 'wake'>;
  now: () => number;
}

interface WaitInput {
  requestId: string;
  /** The version that the workflow has just seen. */
  version: number;
  execution: string;
  token: string;
}

/**
 * Registers a workflow's token, unless the request has moved on since, or a later call has registered its own: then the state returns at once,
 * so no wake-up is lost. A call that hung comes to an end after its repetition, and its token waits no more.
 */
export const waitForChange =
  ({ requests, workflow, now }: Dependencies) =>
  async ({ requestId, version, execution, token }: WaitInput): Promise<void> => {
    if (await requests.registerWait(requestId, { token, version, execution, askedAt: now() })) return;
    const file = await requests.load(requestId);
    if (!file) throw new RequestMissingError(`There is no request ${requestId}.`);
    await workflow.wake(token, progressOf(file.request, now()));
  };

export const handler = lambda(
  WaitForChangeEnvironment,
  (environment): Dependencies => ({ ...openRequests(environment), workflow: createWorkflowStore(stepFunctions(), '') }),
  waitForChange,
);
