import { describe, expect, it } from 'vitest';
import { createActivity } from '../../infra/local/activity.ts';
import { createClock } from '../../infra/local/clock.ts';
import type { Functions } from '../../infra/local/functions.ts';
import { openLocalStore } from '../../infra/local/local-store.ts';
import { startQueueMappings } from '../../infra/local/queue-mappings.ts';
import { openQueues } from '../../infra/local/queues.ts';
import type { Resource, Template } from '../../infra/local/template.ts';

const START = Date.UTC(2026, 5, 1, 13);
const MINUTE = 60_000;

const resource = (type: string, name: string, properties: object): Resource =>
  ({ stack: 'One', logicalId: name, type, name, arn: `arn:aws:sqs:x:1:${name}`, properties }) as unknown as Resource;

const RESOURCES = [
  resource('AWS::SQS::Queue', 'work', {
    VisibilityTimeout: 60,
    RedrivePolicy: { deadLetterTargetArn: 'arn:aws:sqs:x:1:dead', maxReceiveCount: 3 },
  }),
  resource('AWS::SQS::Queue', 'dead', { MessageRetentionPeriod: 1_209_600 }),
  resource('AWS::Lambda::Function', 'reader', {}),
  resource('AWS::Lambda::EventSourceMapping', 'mapping', {
    EventSourceArn: 'arn:aws:sqs:x:1:work',
    FunctionName: 'reader',
    BatchSize: 3,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  }),
];
const TEMPLATE = {
  place: { region: 'x' },
  ofType: (type: string) => RESOURCES.filter((one) => one.type === type),
  find: (named: string) => RESOURCES.find(({ name, arn }) => named === name || named === arn)!,
} as unknown as Template;

/** A queue with a reader that reports the bodies `bad`, and fails as a whole at `throws`. */
const aQueue = (store = openLocalStore()) => {
  const activity = createActivity();
  const clock = createClock({ startAt: START, settle: () => activity.idle() });
  const batches: string[][] = [];
  const invoke = async (_: string, event: unknown) => {
    const { Records } = event as { Records: { messageId: string; body: string }[] };
    batches.push(Records.map(({ body }) => body));
    if (batches.at(-1)!.includes('throws')) return { error: { errorType: 'Error', errorMessage: '' } };
    const failed = Records.filter(({ body }) => body === 'bad').map(({ messageId: itemIdentifier }) => ({
      itemIdentifier,
    }));
    return { payload: { batchItemFailures: failed } };
  };
  const queues = openQueues(TEMPLATE, store, () => clock.now());
  const mappings = startQueueMappings({
    template: TEMPLATE,
    functions: { invoke } as unknown as Functions,
    queues,
    store,
    clock,
    activity,
    onError: (error) => {
      throw error;
    },
  });
  const send = async (...bodies: string[]) => {
    for (const body of bodies) queues.send('work', body);
    mappings.run();
    await activity.idle();
  };
  return { store, clock, queues, batches, send, stop: () => mappings.stop() };
};

describe("a queue's reader", () => {
  it('gets what was sent in batches, and what it handled is gone', async () => {
    const { batches, queues, send } = aQueue();
    await send('1', '2', '3', '4');
    expect(batches).toEqual([['1', '2', '3'], ['4']]);
    expect(queues.count('work')).toBe(0);
  });

  it('gets only the message again that it reported, when it is visible again, until it is a dead letter', async () => {
    const { batches, clock, queues, send } = aQueue();
    await send('1', 'bad', '2');
    expect(batches.splice(0)).toEqual([['1', 'bad', '2']]);
    expect(queues.take('work', 10), 'hidden meanwhile').toEqual([]);
    await clock.advanceTo(START + MINUTE);
    expect(batches.splice(0)).toEqual([['bad']]);
    await clock.advanceTo(START + 10 * MINUTE);
    expect(batches.splice(0)).toEqual([['bad']]);
    expect(queues.count('work')).toBe(0);
    expect(queues.list('dead').map(({ body }) => body)).toEqual(['bad']);
  });

  it('gets the whole batch again when it failed as a whole', async () => {
    const { batches, clock, send } = aQueue();
    await send('1', 'throws');
    await clock.advanceTo(START + MINUTE);
    expect(batches).toEqual([
      ['1', 'throws'],
      ['1', 'throws'],
    ]);
  });

  it('gets after a restart what a killed process had given out', async () => {
    const { store, queues, stop } = aQueue();
    queues.send('work', 'kept');
    expect(queues.take('work', 10)).toHaveLength(1);
    stop();
    const again = aQueue(store);
    await again.send('new');
    await again.clock.advanceTo(START + MINUTE);
    expect(again.batches).toEqual([['new'], ['kept']]);
  });
});
