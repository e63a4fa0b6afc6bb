import type { SFNClient } from '@aws-sdk/client-sfn';
import { describe, expect, test } from 'vitest';
import { createWorkflowStore } from '../../functions/workflow/workflow.store.ts';

const NOW = Date.UTC(2026, 5, 1, 13);
const MINUTE = 60_000;

/** The way to a Step Functions that answers as told. */
const aStore = (answer: () => object) =>
  createWorkflowStore({ send: async () => answer() } as unknown as SFNClient, 'arn:machine', () => NOW);

const start = (answer: () => object) => aStore(answer).start('R-1-1', { requestId: 'R-1', cycle: 1 });

describe('a workflow', () => {
  test('that began now was started, however often it was asked for', async () => {
    expect(await start(() => ({ startDate: new Date(NOW) }))).toBe(true);
    expect(await start(() => ({ startDate: new Date(NOW - MINUTE) }))).toBe(true);
  });

  test('that has run for minutes was not, although Step Functions answers as if it were', async () => {
    expect(await start(() => ({ startDate: new Date(NOW - 4 * MINUTE) }))).toBe(false);
  });

  test('whose name is taken was not', async () => {
    const taken = () => {
      throw Object.assign(new Error('taken'), { name: 'ExecutionAlreadyExists' });
    };
    expect(await start(taken)).toBe(false);
  });
});
