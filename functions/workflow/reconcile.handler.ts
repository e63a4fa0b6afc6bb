import { catalogueOf } from '../catalogue/catalogue.ts';
import { openCatalogue } from '../catalogue/refresh-catalogue.store.ts';
import { type NoticeStore, createNoticeStore } from '../notices/notice.store.ts';
import { reconcileNotices } from '../notices/reconcile-notices.ts';
import type { Outcome } from '../requests/change.ts';
import { type RequestsStore, openRequests } from '../requests/requests.store.ts';
import { isWatched } from '../requests/watch.ts';
import { type Office, readOffice } from '../review/office.ts';
import { dynamoDb, stepFunctions } from '../shared/clients.ts';
import { WATCH_SHARDS } from '../shared/contract.ts';
import { lambda } from '../shared/lambda.ts';
import { logOf } from '../shared/logger.ts';
import { type Counter, createCounter } from '../shared/metrics.ts';
import { METRICS_NAMESPACE, MetricName, RECONCILED_EVERY_MINUTES, ReconcileEnvironment } from './contract.ts';
import { againName, executionName, lateName } from './execution-name.ts';
import { progressOf } from './progress.ts';
import { REPAIR_GRACE_MS, type Repair, repair } from './repair.ts';
import { type WorkflowStore, createWorkflowStore } from './workflow.store.ts';
import { LogMessage } from './log-messages.ts';

const log = logOf(LogMessage);

interface Dependencies {
  requests: RequestsStore;
  notices: NoticeStore;
  workflow: WorkflowStore;
  office: Office;
  metrics: Counter<keyof typeof MetricName>;
  now: () => number;
}

/** After so many requests that cannot be repaired something else is wrong, and the next run tries again, from another one on. */
const MOST_FAILED = 10;

/** How far from the last run the next one begins, as a share of all that wait: by the golden ratio they soon have begun everywhere. */
const NEXT_BEGINNING = (Math.sqrt(5) - 1) / 2;

/**
 * Compares what should have happened with what did, for requests and for notices, and repairs the difference. What cannot be repaired holds up
 * nothing behind it; the run fails in the end, so that somebody hears of it.
 */
export const reconcile = (dependencies: Dependencies) => async (): Promise<{ repaired: number; uncertain: number }> => {
  const { notices, metrics, now } = dependencies;
  const { repaired, errors } = await repairRequests(dependencies);
  const { nudged, released, uncertain } = await reconcileNotices(notices, now());
  metrics.count(MetricName.Repairs, repaired + nudged + released);
  metrics.count(MetricName.NoticesUncertain, uncertain);
  if (errors.length > 0) throw errors[0];
  return { repaired, uncertain };
};

const repairRequests = async (dependencies: Dependencies): Promise<{ repaired: number; errors: unknown[] }> => {
  const { requests, now } = dependencies;
  let repaired = 0;
  const errors: unknown[] = [];
  const waiting: string[] = [];
  for (let shard = 0; shard < WATCH_SHARDS; shard += 1)
    for await (const { requestId } of requests.watched(shard, now() - REPAIR_GRACE_MS)) waiting.push(requestId);
  for (const requestId of inTurn(waiting, now())) {
    try {
      if (await repairRequest(requestId, dependencies)) repaired += 1;
    } catch (error) {
      log.error('REQUEST_NOT_REPAIRED', { requestId, error });
      errors.push(error);
      if (errors.length === MOST_FAILED) return { repaired, errors };
    }
  }
  return { repaired, errors };
};

/** All that wait, each run beginning with another: where some fail each time and end the run, those behind them have their turn in the next. */
const inTurn = (waiting: readonly string[], now: number): string[] => {
  const run = Math.floor(now / (RECONCILED_EVERY_MINUTES * 60_000));
  const first = Math.floor(((run * NEXT_BEGINNING) % 1) * waiting.length);
  return [...waiting.slice(first), ...waiting.slice(0, first)];
};

const repairRequest = async (
  requestId: string,
  { requests, workflow, office, now }: Dependencies,
): Promise<boolean> => {
  let found: Repair = { kind: 'none' };
  const done = await requests.changeWithHistory(requestId, (file): Outcome => {
    found = repair(file, { catalogue: catalogueOf(file.request.catalogue), office }, now());
    return found.kind === 'change' ? found.outcome : { kind: 'unchanged' };
  });
  if (!done) return false;
  const { request } = done.file;
  const { id, cycle, version } = request;
  if ((found as Repair).kind === 'start') {
    log.warn('WORKFLOW_STARTED_LATE', { requestId });
    // The name is taken when the first execution has failed before its review, or stands still in it; then one of another name goes on.
    const names = [executionName(id, cycle), lateName(id, cycle, version), againName(id, cycle, version, now())];
    for (const name of names) if (await workflow.start(name, { requestId, cycle })) return true;
    return false;
  }
  if (done.outcome.kind !== 'changed') return false;
  log.warn('MILESTONE_FOUND_LATE', { requestId });
  if (!isWatched(request)) return true;
  const wait = (await requests.load(requestId))?.wait;
  const woken = wait !== undefined && (await workflow.wake(wait.token, progressOf(request, now())));
  if (!woken) await workflow.start(lateName(id, cycle, version), { requestId, cycle });
  return true;
};

export const handler = lambda(
  ReconcileEnvironment,
  (environment): Dependencies => {
    const client = dynamoDb();
    const { requests, now } = openRequests(environment, client);
    return {
      requests,
      ...openCatalogue(environment, client),
      notices: createNoticeStore(client, environment.NOTICES_TABLE, now),
      workflow: createWorkflowStore(stepFunctions(), environment.STATE_MACHINE_ARN),
      office: readOffice(environment.OFFICE),
      metrics: createCounter(METRICS_NAMESPACE, MetricName),
      now,
    };
  },
  reconcile,
);
