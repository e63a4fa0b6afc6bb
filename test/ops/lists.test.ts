import { DynamoDBDocumentClient, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { expect, test } from 'vitest';
import { queueOf } from '../../infra/ops/lists.ts';

test('a list is whole, however long its queue is', async () => {
  const open = 10_500;
  const send = async ({ input: { ExclusiveStartKey } }: { input: QueryCommandInput }) => {
    const from = Number(ExclusiveStartKey?.at ?? 0);
    const to = Math.min(open, from + 600);
    const Items = Array.from({ length: to - from }, (_, index) => ({ line: { workOrderId: `R-${from + index}-1` } }));
    return { Items, ...(to < open ? { LastEvaluatedKey: { at: to } } : {}) };
  };
  const client = Object.assign(Object.create(DynamoDBDocumentClient.prototype) as DynamoDBDocumentClient, { send });
  const lines = await queueOf<{ workOrderId: string }>({ client, table: 'Requests' }, 'somerville#dpw-highway');
  expect(new Set(lines.map(({ workOrderId }) => workOrderId)).size).toBe(open);
});
