import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Warning } from './report.ts';

/** What is remembered of a delivery, so that its repetition gets the same answer (R1). */
export interface Delivery {
  platform: string;
  deliveryId: string;
  /** SHA-256 of the body, hex. */
  bodyHash: string;
  requestId: string;
  receivedAt: number;
  warnings: Warning[];
  /** What was answered, where the answer is not made anew from the rest. */
  answer?: { result: string; why: string };
}

/** How long a delivery id is remembered, seconds: 30 days, while Standard Webhooks senders give up after about three. */
const REMEMBERED_SECONDS = 30 * 86_400;

const keyOf = (platform: string, deliveryId: string) => ({ pk: `DELIVERY#${platform}#${deliveryId}`, sk: 'DELIVERY' });

/** The item that a transaction puts beside a new request. */
export const deliveryItem = (delivery: Delivery, now: number): Record<string, unknown> => ({
  ...keyOf(delivery.platform, delivery.deliveryId),
  ...delivery,
  expiresAt: Math.floor(now / 1000) + REMEMBERED_SECONDS,
});

export interface DeliveriesStore {
  find(platform: string, deliveryId: string): Promise<Delivery | undefined>;
  /** Remembers a delivery of a request that was known already; answers what is remembered, which may be one that was faster. */
  remember(delivery: Delivery, now: number): Promise<Delivery>;
}

/** The memory of deliveries, in the requests table. */
export const createDeliveriesStore = (client: DynamoDBDocumentClient, table: string): DeliveriesStore => {
  const find = async (platform: string, deliveryId: string) => {
    const { Item } = await client.send(
      new GetCommand({ TableName: table, Key: keyOf(platform, deliveryId), ConsistentRead: true }),
    );
    return Item as Delivery | undefined;
  };
  return {
    find,
    remember: async (delivery, now) => {
      try {
        await client.send(
          new PutCommand({
            TableName: table,
            Item: deliveryItem(delivery, now),
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        );
        return delivery;
      } catch (error) {
        if (!(error instanceof Error && error.name === 'ConditionalCheckFailedException')) throw error;
        return (await find(delivery.platform, delivery.deliveryId)) ?? delivery;
      }
    },
  };
};
