import type { DatabaseSync } from 'node:sqlite';
import type { Activity } from './activity.ts';
import type { LocalClock, Timer } from './clock.ts';
import type { Functions } from './functions.ts';
import { TemplateError } from './intrinsics.ts';
import { inTransaction } from './local-store.ts';
import type { Queues, TakenMessage } from './queues.ts';
import type { Resource, Template } from './template.ts';

/** The functions that read queues. */
export interface QueueMappings {
  /** Reads what is visible; call after the transaction that sent it. */
  run(): void;
  stop(): void;
}

/** Says whether an event source mapping reads a queue, and not a stream. */
export const readsQueue = ({ properties }: Resource): boolean => String(properties.EventSourceArn).includes(':sqs:');

const KNOWN = new Set(['BatchSize', 'Enabled', 'EventSourceArn', 'FunctionName', 'FunctionResponseTypes', 'Tags']);

/** As many as Lambda takes of a queue when it is not told. */
const USUAL_BATCH = 10;

/**
 * Starts every event source mapping of a queue, one batch at a time. A message is removed after its function has answered, never
 * before, so that a killed process repeats it; one that failed is hidden for the queue's visibility timeout, and moves to the dead letters
 * when it was given out as often as the queue allows.
 */
export function startQueueMappings(options: {
  template: Template;
  functions: Functions;
  queues: Queues;
  store: DatabaseSync;
  clock: LocalClock;
  activity: Activity;
  onError: (error: unknown) => void;
}): QueueMappings {
  const { template, functions, queues, store, clock, activity } = options;
  let stopped = false;

  const readers = template
    .ofType('AWS::Lambda::EventSourceMapping')
    .filter((mapping) => mapping.properties.Enabled !== false && readsQueue(mapping))
    .map(createReader);

  function createReader({ stack, logicalId, properties }: Resource): { read: () => void; stop: () => void } {
    const unknown = Object.keys(properties).find((property) => !KNOWN.has(property));
    if (unknown)
      throw new TemplateError(`Stack ${stack}, ${logicalId}.${unknown}: the local stack does not know this property.`);
    const queue = String(properties.EventSourceArn);
    const { name, arn, properties: queueProperties } = template.find(queue, 'AWS::SQS::Queue');
    const target = template.find(String(properties.FunctionName), 'AWS::Lambda::Function').name;
    const batchSize = Number(properties.BatchSize ?? USUAL_BATCH);
    const reports = ((properties.FunctionResponseTypes ?? []) as string[]).includes('ReportBatchItemFailures');
    const redrive = queueProperties.RedrivePolicy as
      { deadLetterTargetArn: string; maxReceiveCount: number } | undefined;
    let reading = false;
    let timer: Timer | undefined;

    async function readAll(): Promise<void> {
      reading = true;
      const end = activity.begin('queued messages');
      try {
        for (
          let batch = queues.take(name, batchSize);
          batch.length > 0 && !stopped;
          batch = queues.take(name, batchSize)
        )
          settle(batch, await failedOf(batch));
      } catch (error) {
        if (!stopped) options.onError(error);
      } finally {
        reading = false;
        end();
      }
      if (!stopped) waitForHidden();
    }

    /** Ids of the messages that the function did not handle. */
    async function failedOf(batch: TakenMessage[]): Promise<Set<string>> {
      const everyOne = new Set(batch.map(({ id }) => String(id)));
      const answer = await functions.invoke(target, { Records: batch.map(recordOf) });
      if ('error' in answer) return everyOne;
      if (!reports) return new Set();
      const { batchItemFailures } = (answer.payload ?? {}) as {
        batchItemFailures?: { itemIdentifier?: string }[] | null;
      };
      const named = (batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier ?? '');
      // An identifier that names no message fails the whole batch, as on AWS.
      return named.every((id) => everyOne.has(id)) ? new Set(named) : everyOne;
    }

    function settle(batch: TakenMessage[], failed: Set<string>): void {
      if (stopped) return;
      inTransaction(store, () => {
        for (const { id, body, receives } of batch) {
          const givenUp = redrive !== undefined && receives >= redrive.maxReceiveCount;
          if (failed.has(String(id)) && !givenUp) continue;
          if (failed.has(String(id))) queues.send(redrive!.deadLetterTargetArn, body);
          queues.remove(name, id);
        }
      });
    }

    function waitForHidden(): void {
      const due = queues.nextVisible(name);
      timer?.cancel();
      timer = due === undefined ? undefined : clock.schedule(due, read, `${target} reads its queue again`);
    }

    const recordOf = ({ id, at, body, receives }: TakenMessage): object => ({
      messageId: String(id),
      receiptHandle: `${id}/${receives}`,
      body,
      attributes: { ApproximateReceiveCount: String(receives), SentTimestamp: String(at) },
      messageAttributes: {},
      eventSource: 'aws:sqs',
      eventSourceARN: arn,
      awsRegion: template.place.region,
    });

    const read = (): void => {
      if (!reading && !stopped) void readAll();
    };
    return { read, stop: () => timer?.cancel() };
  }

  return {
    run: () => readers.forEach(({ read }) => read()),
    stop() {
      stopped = true;
      for (const { stop } of readers) stop();
    },
  };
}
