import { createRequestsStore } from '../../functions/requests/requests.store.ts';
import { dismissOperator } from '../../functions/workflow/call-operator.ts';
import { executionName, lateName } from '../../functions/workflow/execution-name.ts';
import { type WorkflowStore, createWorkflowStore } from '../../functions/workflow/workflow.store.ts';
import { runningCycles } from './executions.ts';
import { findMachine, openMachinery } from './machinery.ts';
import { MOST_LISTED, NOTHING_DONE, plural, say, sayMore } from './options.ts';
import { OpsError, type RunningService, type Where, findService } from './register.ts';
import { type OpenRequest, readWatched } from './watched.ts';

/** What `rearm` is told. */
export interface RearmOptions extends Where {
  apply?: boolean;
  /** One request, by its number. */
  request?: string;
  /** Those that an execution runs for, too: after a restore, theirs may wait for a token that the table does not know. */
  all?: boolean;
}

/** So many starts wait for their answers at once; the client slows down when Step Functions throttles. */
const AT_ONCE = 20;

/** Between two lines of progress. */
const STEP = 10_000;

/** Open requests that no execution runs for, the earliest moment first; one that has just come is left to the stream. */
export const withoutExecution = (
  open: readonly OpenRequest[],
  running: ReadonlySet<string>,
  now: number,
): OpenRequest[] =>
  open.filter(
    ({ requestId, cycle, status, wakeAt }) =>
      !running.has(executionName(requestId, cycle)) && !(status === 'received' && wakeAt > now),
  );

/**
 * Starts an execution for each open request that has none, the earliest moment first, and takes marks for an operator off: who rearms has
 * looked, and what fails anew is marked anew. Without `apply` it says for which. An execution reads the record and waits for its next
 * moment, so that one more does nothing twice: safe to repeat, and to end by Ctrl-C. Throws an OpsError for a request that is not open.
 */
export const rearm = async (options: RearmOptions): Promise<void> => {
  const machinery = await openMachinery(options);
  const machine = await findMachine(machinery);
  const service = await findService(options);
  const open = (await readWatched(service)).filter(
    ({ requestId }) => options.request === undefined || requestId === options.request,
  );
  if (options.request !== undefined && open.length === 0)
    throw new OpsError(`There is no open request ${options.request}.`);
  const running = options.all ? new Set<string>() : await runningCycles(machinery.sfn, machine);
  const wanted = withoutExecution(open, running, service.now);
  const marked = open.filter(({ operatorNeeded }) => operatorNeeded !== undefined);
  const touched = [...wanted, ...marked.filter((request) => !wanted.includes(request))];
  say(
    `${plural(open.length, 'open request')}, ${options.all ? 'all to be armed' : `${wanted.length} without an execution`}${marked.length > 0 ? `, ${marked.length} marked for an operator` : ''}.`,
  );
  if (touched.length === 0) return;
  for (const request of touched.slice(0, MOST_LISTED)) say(`  ${sayRequest(request)}`);
  sayMore(touched.length);
  if (!options.apply) return say(NOTHING_DONE);
  await takeMarksOff(service, marked);
  if (wanted.length === 0) return;
  const workflow = createWorkflowStore(machinery.sfn, machine);
  const startedAt = performance.now();
  await startAll(wanted, workflow, service.now);
  const seconds = (performance.now() - startedAt) / 1000;
  say(
    `${plural(wanted.length, 'execution')} started in ${seconds.toFixed(1)} s, ${Math.round(wanted.length / seconds).toLocaleString('en-US')} a second; each waits for the next moment of its request.`,
  );
};

const takeMarksOff = async (
  { client, table, notices, clock }: RunningService,
  marked: readonly OpenRequest[],
): Promise<void> => {
  const requests = createRequestsStore(client, { requests: table, notices }, clock);
  for (const { requestId } of marked) await requests.change(requestId, (file) => dismissOperator(file, clock()));
  if (marked.length > 0) say(`${plural(marked.length, 'request waits', 'requests wait')} for an operator no more.`);
};

/** Starts them in their order, some at once; an error ends it after those that are under way. */
export const startAll = async (
  wanted: readonly OpenRequest[],
  workflow: Pick<WorkflowStore, 'start'>,
  now: number,
): Promise<void> => {
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < wanted.length; index = next++) {
      try {
        await start(wanted[index]!, workflow, now);
      } catch (error) {
        next = wanted.length; // the others begin no more either
        throw error;
      }
      if ((index + 1) % STEP === 0)
        process.stderr.write(`${(index + 1).toLocaleString('en-US')} of ${wanted.length.toLocaleString('en-US')}\n`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, wanted.length) }, worker));
};

/** The names that the service itself would take, and then one of ours: that of an execution that has ended is taken for 90 days. */
const start = async (
  { requestId, cycle, version, status }: OpenRequest,
  workflow: Pick<WorkflowStore, 'start'>,
  now: number,
): Promise<void> => {
  const late = lateName(requestId, cycle, version);
  const names = [
    ...(status === 'received' ? [executionName(requestId, cycle)] : []),
    late,
    `${late}-${Math.floor(now / 1000).toString(36)}`,
  ];
  for (const name of names) if (await workflow.start(name, { requestId, cycle })) return;
};

const sayRequest = ({ requestId, cycle, status, wakeAt, operatorNeeded }: OpenRequest): string => {
  const moment = new Date(wakeAt);
  const when = moment.getUTCFullYear() > 9999 ? 'no moment ahead' : `next moment ${moment.toISOString()}`;
  return `${requestId}, cycle ${cycle}, ${status}, ${when}${operatorNeeded ? `, marked by ${operatorNeeded}` : ''}`;
};
