import { SendTaskSuccessCommand, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Progress } from './progress.ts';

export interface WorkflowStore {
  /** Starts an execution; answers false when one of that name exists: it has ended, or began so long ago that it may stand still. */
  start(name: string, input: { requestId: string; cycle: number }): Promise<boolean>;
  /** Wakes a waiting execution; answers false when it no longer waits for this token. */
  wake(token: string, progress: Progress): Promise<boolean>;
}

const GONE = new Set(['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken']);

/**
 * An execution that began longer ago, ms, is none that was started now: Step Functions answers the same name and input with the one that
 * runs, and one whose timer was lost runs on and does nothing. A start that is repeated after a lost answer comes within seconds.
 */
const STARTED_NOW_MS = 3 * 60_000;

/**
 * The way to Step Functions. How old an execution is goes by the clock that it began by: the SDK learns from each answer how far ours is off
 * that (`systemClockOffset`, ms, added to ours).
 */
export const createWorkflowStore = (
  client: SFNClient,
  stateMachineArn: string,
  now = () => Date.now(),
): WorkflowStore => ({
  start: async (name, input) => {
    try {
      const command = new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) });
      const { startDate } = await client.send(command);
      const theirNow = now() + client.config.systemClockOffset;
      return startDate === undefined || theirNow - startDate.getTime() < STARTED_NOW_MS;
    } catch (error) {
      if (error instanceof Error && error.name === 'ExecutionAlreadyExists') return false;
      throw error;
    }
  },
  wake: async (token, progress) => {
    try {
      await client.send(new SendTaskSuccessCommand({ taskToken: token, output: JSON.stringify(progress) }));
      return true;
    } catch (error) {
      if (error instanceof Error && GONE.has(error.name)) return false;
      throw error;
    }
  },
});
