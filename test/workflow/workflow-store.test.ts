import type { SFNClient } from '@aws-sdk/client-sfn';
import { describe, expect, test } from 'vitest';
import { createWorkflowStore } from '../../functions/workflow/workflow.store.ts';

const NOW = Date.UTC(2026, 5, 1, 13);
const MINUTE = 60_000;

/** The way to a Step Functions that answers as told, from a function whose clock is ahead of it by so much. */
const start = (answer: () => object, ahead = 0) => {
  const client = { send: async () => answer(), config: { systemClockOffset: -ahead } } as unknown as SFNClient;
  return createWorkflowStore(client, 'arn:machine', () => NOW + ahead).start('R-1-1', { requestId: 'R-1', cycle: 1 });
};

describe('a workflow', () => {
  test('that began now was started, however often it was asked for', async () => {
    expect(await start(() => ({ startDate: new Date(NOW) }))).toBe(true);
    expect(await start(() => ({ startDate: new Date(NOW - MINUTE) }))).toBe(true);
  });

  test('that has run for minutes was not, although Step Functions answers as if it were', async () => {
    expect(await start(() => ({ startDate: new Date(NOW - 4 * MINUTE) }))).toBe(false);
  });

  test('is as old as Step Functions’ own clock says, however far ours is off', async () => {
    for (const ahead of [-10 * MINUTE, 10 * MINUTE]) {
      expect(await start(() => ({ startDate: new Date(NOW) }), ahead)).toBe(true);
      expect(await start(() => ({ startDate: new Date(NOW - 4 * MINUTE) }), ahead)).toBe(false);
    }
  });

  test('whose name is taken was not', async () => {
    const taken = () => {
      throw Object.assign(new Error('taken'), { name: 'ExecutionAlreadyExists' });
    };
    expect(await start(taken)).toBe(false);
  });
});
