import type { DynamoDBBatchResponse } from 'aws-lambda';
import { createActivity } from '../../infra/local/activity.ts';
import { createMapping } from '../../infra/local/stream-mapping.ts';
import type { Resource } from '../../infra/local/template.ts';
import type { Batch } from '../../functions/shared/stream.ts';

/**
 * Hands records of these sequence numbers to a reader as a mapping does, whatever its filters say, until nothing is left. Answers those that
 * became dead letters, each by itself.
 */
export const throughMapping = async (
  { properties, ...mapping }: Resource,
  records: readonly string[],
  read: (event: Batch) => Promise<DynamoDBBatchResponse>,
): Promise<string[]> => {
  const { FilterCriteria: _, ...unfiltered } = properties;
  const dead: string[] = [];
  const activity = createActivity();
  const { offer } = createMapping({
    mapping: { ...mapping, properties: unfiltered },
    functionArn: 'reader',
    invoke: async (_name, event) => ({ payload: await read(event as Batch) }),
    positions: { load: () => ({}), save: (_position, together) => together?.() },
    deadLetter(_destination, body) {
      const { DDBStreamBatchInfo: lost } = body as { DDBStreamBatchInfo: Record<string, unknown> };
      if (lost.batchSize !== 1) throw new Error(`${String(lost.batchSize)} records became one dead letter.`);
      dead.push(String(lost.startSequenceNumber));
    },
    activity,
    now: () => 0,
    onIteratorAge: () => undefined,
    onError(error) {
      throw error;
    },
    pause: () => Promise.resolve(),
  });
  offer(
    records.map((SequenceNumber) => ({
      shard: 'shard',
      at: 0,
      record: {
        eventID: SequenceNumber,
        eventName: 'INSERT',
        awsRegion: 'us-east-1',
        eventSourceARN: 'stream',
        dynamodb: { SequenceNumber, ApproximateCreationDateTime: 0, Keys: {} },
      },
    })),
  );
  await activity.idle();
  return dead;
};
