import { ListExecutionsCommand, type SFNClient } from '@aws-sdk/client-sfn';

/** An execution as it is listed; times are epoch ms. */
interface ListedExecution {
  name: string;
  arn: string;
  startedAt: number;
  stoppedAt?: number;
}

type Status = 'RUNNING' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** The executions of a machine in a status, the newest first. */
async function* listExecutions(
  sfn: SFNClient,
  stateMachineArn: string,
  statusFilter: Status,
): AsyncIterable<ListedExecution> {
  let nextToken: string | undefined;
  do {
    const page = await sfn.send(
      new ListExecutionsCommand({ stateMachineArn, statusFilter, maxResults: 1000, nextToken }),
    );
    for (const { name = '', executionArn: arn = '', startDate, stopDate } of page.executions ?? [])
      yield { name, arn, startedAt: startDate?.getTime() ?? 0, ...(stopDate ? { stoppedAt: stopDate.getTime() } : {}) };
    nextToken = page.nextToken;
  } while (nextToken);
}

/** What every name begins with, whatever follows: a request's id has three hyphens, and then comes the cycle. */
const NAME = /^(\w+-\w+-\w+-\w+)-(\d+)(?:-|$)/u;

/** The request and the cycle that an execution is of, as `R-7FWF-Q30Q-N1KG-1`; undefined for one by another name. */
export const cycleOf = (name: string): string | undefined => {
  const found = NAME.exec(name);
  return found ? `${found[1]}-${found[2]}` : undefined;
};

/** The cycles of requests that an execution runs for. */
export const runningCycles = async (sfn: SFNClient, stateMachineArn: string): Promise<Set<string>> => {
  const running = new Set<string>();
  for await (const { name } of listExecutions(sfn, stateMachineArn, 'RUNNING')) {
    const cycle = cycleOf(name);
    if (cycle) running.add(cycle);
  }
  return running;
};

/**
 * The cycles of requests whose execution failed, timed out or was stopped since an instant. They are listed by their beginnings, and one that
 * waited for months may have failed a minute ago: so all of them are looked at, which Step Functions keeps for 90 days.
 */
export const stoppedCycles = async (sfn: SFNClient, stateMachineArn: string, since: number): Promise<Set<string>> => {
  const stopped = new Set<string>();
  for (const status of ['FAILED', 'TIMED_OUT', 'ABORTED'] as const) {
    for await (const { name, stoppedAt = 0 } of listExecutions(sfn, stateMachineArn, status)) {
      const cycle = stoppedAt < since ? undefined : cycleOf(name);
      if (cycle) stopped.add(cycle);
    }
  }
  return stopped;
};
