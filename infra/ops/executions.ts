import { ListExecutionsCommand, type SFNClient } from '@aws-sdk/client-sfn';

/** An execution as it is listed; times are epoch ms. */
export interface ListedExecution {
  name: string;
  arn: string;
  startedAt: number;
  stoppedAt?: number;
}

type Status = 'RUNNING' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** The executions of a machine in a status, the newest first. */
export async function* listExecutions(
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
