import type { DynamoDBRecord } from 'aws-lambda';
import type { LoadedFile, RequestsStore } from '../requests/requests.store.ts';
import { isWatched } from '../requests/watch.ts';
import type { Counter } from '../shared/metrics.ts';
import { type StreamReader, inOrder } from '../shared/stream.ts';
import { MetricName } from './contract.ts';
import { executionName, lateName } from './execution-name.ts';
import { progressOf } from './progress.ts';
import type { WorkflowStore } from './workflow.store.ts';

interface Dependencies {
  requests: RequestsStore;
  workflow: WorkflowStore;
  metrics: Counter<keyof typeof MetricName>;
  now: () => number;
}

/** Starts a workflow for each new cycle and wakes the one that waits; a record that comes twice finds nothing left to do. */
export const driveWorkflow = (dependencies: Dependencies): StreamReader => ({
  name: 'workflow',
  wants: ({ dynamodb }) => dynamodb?.NewImage?.wakes?.BOOL === true,
  read: async (records) => {
    const started = new Set<DynamoDBRecord>();
    const through = await inOrder(records, async (record) => {
      if (await drive(record, dependencies)) started.add(record);
    });
    return {
      through,
      // Whoever is told again of one that has just begun hears once more that it has.
      afterwards(done) {
        for (const record of done) if (started.has(record)) dependencies.metrics.count(MetricName.WorkflowsStarted);
      },
    };
  },
});

/** Answers whether a workflow was started for a new cycle. */
const drive = async (record: DynamoDBRecord, { requests, workflow, metrics, now }: Dependencies): Promise<boolean> => {
  const { requestId, cycle, startsCycle } = readRecord(record);
  const file = startsCycle && cycle === 1 ? undefined : await requests.load(requestId);
  const waiting = file && (await wake(file, { requests, workflow, metrics, now }));
  // A concern about a closed request: its workflow had ended.
  if (file && !waiting && file.request.status === 'closed' && isWatched(file.request)) {
    await workflow.start(lateName(requestId, cycle, file.request.version), { requestId, cycle });
  }
  return startsCycle && (await workflow.start(executionName(requestId, cycle), { requestId, cycle }));
};

/** Wakes the workflow that waits on an older version; answers whether there is one that goes on with what is known. */
const wake = async (
  { request, wait }: LoadedFile,
  { requests, workflow, metrics, now }: Dependencies,
): Promise<boolean> => {
  if (!wait || wait.version >= request.version) return wait !== undefined;
  const woken = await workflow.wake(wait.token, progressOf(request, now()));
  await requests.forgetWait(request.id, wait.token);
  metrics.count(MetricName.WorkflowsWoken);
  return woken;
};

const readRecord = (record: DynamoDBRecord) => {
  const image = record.dynamodb?.NewImage ?? {};
  return {
    requestId: image.id?.S ?? '',
    cycle: Number(image.cycle?.N ?? Number.NaN),
    startsCycle: image.version?.N !== undefined && image.version.N === image.cycleVersion?.N,
  };
};
