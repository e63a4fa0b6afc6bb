import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { type WorkLine, partnerQueue } from '../requests/queue-line.ts';
import { queueLines } from '../requests/queues.store.ts';
import { type Numbering, referenceKey } from '../work-orders/reference.ts';

/** The way from a partner's own number to our id of the work order. */
export interface ReferencesStore {
  /** Our id of the work order to which a partner gave a number; undefined where no such number is known. */
  find(numbering: Numbering, reference: string): Promise<string | undefined>;
}

/** The numbers from their records, and those that were noted on a page before a page wrote records, from the partner's open work. */
export const createReferencesStore = (client: DynamoDBDocumentClient, table: string): ReferencesStore => ({
  find: async (numbering, reference) => {
    const { Item } = await client.send(
      new GetCommand({ TableName: table, Key: referenceKey(numbering, reference), ConsistentRead: true }),
    );
    if (typeof Item?.workOrder === 'string') return Item.workOrder;
    const queue = partnerQueue(numbering.catalogue, numbering.partner);
    for await (const line of queueLines<WorkLine>(client, table, queue))
      if (line.reference === reference) return line.workOrderId;
    return undefined;
  },
});
