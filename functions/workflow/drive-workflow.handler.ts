import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { type RequestsStore, openRequests } from '../requests/requests.store.ts';
import { stepFunctions } from '../shared/clients.ts';
import { eachRecord } from '../shared/stream.ts';
import { lambda } from '../shared/lambda.ts';
import { type Counter, createCounter } from '../shared/metrics.ts';
import { DriveWorkflowEnvironment, METRICS_NAMESPACE, MetricName } from './contract.ts';
import { executionName } from './execution-name.ts';
import { progressOf } from './progress.ts';
import { type WorkflowStore, createWorkflowStore } from './workflow.store.ts';

interface Dependencies {
  requests: RequestsStore;
  workflow: WorkflowStore;
  metrics: Counter<keyof typeof MetricName>;
  now: () => number;
}

/** Starts a workflow for each new cycle and wakes the one that waits; a record that comes twice finds nothing left to do. */
export const driveWorkflow =
  ({ requests, workflow, metrics, now }: Dependencies) =>
  (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> =>
    eachRecord(event, async (record) => {
      const { requestId, cycle, startsCycle } = readRecord(record);
      const file = startsCycle && cycle === 1 ? undefined : await requests.load(requestId);
      if (file?.wait && file.wait.version < file.request.version) {
        await workflow.wake(file.wait.token, progressOf(file.request, now()));
        await requests.forgetWait(requestId, file.wait.token);
        metrics.count(MetricName.WorkflowsWoken);
      }
      if (startsCycle && (await workflow.start(executionName(requestId, cycle), { requestId, cycle }))) {
        metrics.count(MetricName.WorkflowsStarted);
      }
    });

const readRecord = (record: DynamoDBRecord) => {
  const image = record.dynamodb?.NewImage ?? {};
  return {
    requestId: image.id?.S ?? '',
    cycle: Number(image.cycle?.N ?? Number.NaN),
    startsCycle: image.version?.N !== undefined && image.version.N === image.cycleVersion?.N,
  };
};

export const handler = lambda(
  DriveWorkflowEnvironment,
  (environment): Dependencies => ({
    ...openRequests(environment),
    workflow: createWorkflowStore(stepFunctions(), environment.STATE_MACHINE_ARN),
    metrics: createCounter(METRICS_NAMESPACE, MetricName),
  }),
  driveWorkflow,
);
