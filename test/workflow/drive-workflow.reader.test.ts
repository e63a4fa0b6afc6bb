import type { Context } from 'aws-lambda';
import { expect, test } from 'vitest';
import type { RequestsStore } from '../../functions/requests/requests.store.ts';
import { type StreamReader, readTogether } from '../../functions/shared/stream.ts';
import { driveWorkflow } from '../../functions/workflow/drive-workflow.reader.ts';

test('a workflow that was started counts once, though its record is told again because another reader is in trouble', async () => {
  const counted: string[] = [];
  const reader = driveWorkflow({
    requests: {} as RequestsStore,
    // Step Functions answers a start that is repeated at once with the execution that has begun.
    workflow: { start: () => Promise.resolve(true), wake: () => Promise.resolve(true) },
    metrics: { count: (name) => void counted.push(name), gauge: () => undefined, publish: () => undefined },
    now: () => 0,
  });
  let inTrouble = true;
  const beside: StreamReader = {
    name: 'beside',
    wants: () => true,
    read: (records) => Promise.resolve({ through: inTrouble ? 0 : records.length }),
  };
  const NewImage = { id: { S: 'R-AAAA-AAAA-AAAA' }, cycle: { N: '1' }, version: { N: '1' }, cycleVersion: { N: '1' } };
  const Records = [{ dynamodb: { SequenceNumber: '1', NewImage: { ...NewImage, wakes: { BOOL: true } } } }];
  const pass = () => readTogether([reader, beside])({ Records }, {} as Context);
  expect(await pass()).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
  inTrouble = false;
  expect(await pass()).toEqual({ batchItemFailures: [] });
  expect(counted).toEqual(['WorkflowsStarted']);
});
