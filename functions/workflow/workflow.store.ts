import { SendTaskSuccessCommand, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Progress } from './progress.ts';

export interface WorkflowStore {
  /** Starts an execution; answers false when one of that name exists, which is as good. */
  start(name: string, input: { requestId: string; cycle: number }): Promise<boolean>;
  /** Wakes a waiting execution; answers false when it no longer waits for this token. */
  wake(token: string, progress: Progress): Promise<boolean>;
}

const GONE = new Set(['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken']);

/** The way to Step Functions. */
export const createWorkflowStore = (client: SFNClient, stateMachineArn: string): WorkflowStore => ({
  start: async (name, input) => {
    try {
      await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
      return true;
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
