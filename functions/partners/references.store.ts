import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { ExtraPut } from '../requests/change.ts';
import { type WorkLine, partnerQueue } from '../requests/queue-line.ts';
import { queueLines } from '../requests/queues.store.ts';

/** Whose number it is. */
export interface Numbering {
  catalogue: string;
  partner: string;
}

/** The way from a partner's own number to our id of the work order. */
export interface ReferencesStore {
  /** Our id of the work order to which a partner gave a number; undefined where no such number is known. */
  find(numbering: Numbering, reference: string): Promise<string | undefined>;
}

const keyOf = ({ catalogue, partner }: Numbering, reference: string) => ({
  pk: `REFERENCE#${catalogue}#${partner}#${reference}`,
  sk: 'REFERENCE',
});

/** What a change puts beside a work order that is given a number; a number that is used again means the newer work order. */
export const referenceRecord = (numbering: Numbering, reference: string, workOrder: string): ExtraPut => ({
  item: { ...keyOf(numbering, reference), workOrder },
  replaces: true,
});

/** The numbers that came with updates, from their records, and those that people noted on the page, from the partner's open work. */
export const createReferencesStore = (client: DynamoDBDocumentClient, table: string): ReferencesStore => ({
  find: async (numbering, reference) => {
    const { Item } = await client.send(
      new GetCommand({ TableName: table, Key: keyOf(numbering, reference), ConsistentRead: true }),
    );
    if (typeof Item?.workOrder === 'string') return Item.workOrder;
    const queue = partnerQueue(numbering.catalogue, numbering.partner);
    for await (const line of queueLines<WorkLine>(client, table, queue))
      if (line.reference === reference) return line.workOrderId;
    return undefined;
  },
});
