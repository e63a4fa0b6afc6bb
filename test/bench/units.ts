import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** What calls of the tables took, in DynamoDB's units; a transaction's count twice. */
export interface Units {
  calls: number;
  read: number;
  write: number;
}

/** What an engine that is asked for its units says of them. */
interface Metered {
  ConsumedCapacity?: { CapacityUnits?: number } | { CapacityUnits?: number }[];
}

const READS = /^(?:Batch|Transact)?Get|^Query|^Scan/u;

/** Adds up from now on what the calls of a client take. */
export const meterUnits = (client: DynamoDBDocumentClient): Units => {
  const used: Units = { calls: 0, read: 0, write: 0 };
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (call) => {
        const answer = await next({ ...call, input: { ...call.input, ReturnConsumedCapacity: 'TOTAL' } });
        const { ConsumedCapacity = [] } = answer.output as Metered;
        used.calls += 1;
        used[READS.test(commandName) ? 'read' : 'write'] += [ConsumedCapacity]
          .flat()
          .reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
        return answer;
      },
    { step: 'initialize' },
  );
  return used;
};
