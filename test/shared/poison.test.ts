import type { SQSEvent } from 'aws-lambda';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { eachMessage } from '../../functions/shared/queue.ts';
import { eachRecord } from '../../functions/shared/stream.ts';
import { loadTemplate } from '../../infra/local/template.ts';
import { chance } from '../support/chance.ts';
import { throughMapping } from './through-mapping.ts';

/** As many as a batch of a queue holds. */
const TEN = Array.from({ length: 10 }, (_, index) => String(index));

/** Every set of them: 1,024. */
const SETS = Array.from(
  { length: 2 ** TEN.length },
  (_, bits) => new Set(TEN.filter((_one, index) => (bits >> index) & 1)),
);

const template = loadTemplate(new URL('../../cdk.out', import.meta.url).pathname);
const mappingsOf = (service: string) =>
  template
    .ofType('AWS::Lambda::EventSourceMapping')
    .filter(({ properties }) => String(properties.EventSourceArn).split(':')[2] === service);

/** How streams are read: what mappings have in common but for whose stream it is, whose function, and which records are wanted. */
const WAYS = [
  ...new Map(
    mappingsOf('dynamodb').map((mapping) => {
      const { EventSourceArn: _, FunctionName, FilterCriteria: __, DestinationConfig, ...how } = mapping.properties;
      const properties = { FunctionName, DestinationConfig, ...how };
      return [JSON.stringify(how), { how: JSON.stringify(how), mapping: { ...mapping, properties } }];
    }),
  ).values(),
];

/** Does the work of one, unless it is poison. */
const workOn = (poison: ReadonlySet<string>, done: string[]) => async (one: string) => {
  if (poison.has(one)) throw new Error('This one cannot be handled.');
  done.push(one);
};

beforeAll(() => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterAll(() => {
  vi.restoreAllMocks();
});

test.each(WAYS)(
  'whichever of ten records of a stream cannot be handled, they alone become dead letters, and the others are handled once and in order: $how',
  async ({ mapping }) => {
    for (const poison of SETS) {
      const done: string[] = [];
      const work = workOn(poison, done);
      const dead = await throughMapping(mapping, TEN, (event) =>
        eachRecord(event, ({ dynamodb }) => work(dynamodb!.SequenceNumber!)),
      );
      expect({ done, dead }).toEqual({ done: TEN.filter((one) => !poison.has(one)), dead: [...poison] });
    }
  },
);

test('whichever of ten messages cannot be handled, they alone become dead letters, in whatever order and however often they come', async () => {
  const [mapping] = mappingsOf('sqs');
  expect(mapping?.properties.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
  const { RedrivePolicy } = template.find(String(mapping?.properties.EventSourceArn), 'AWS::SQS::Queue').properties;
  const { maxReceiveCount: most } = RedrivePolicy as { maxReceiveCount: number };
  const random = chance(7);
  for (const poison of SETS) {
    const done: string[] = [];
    const work = workOn(poison, done);
    const received = new Map(TEN.map((id) => [id, 0]));
    const dead = new Set<string>();
    const gone = new Set<string>();
    // A queue delivers at least once: what is handled may come up to twice again, what failed comes until it has failed as often as it may.
    while (gone.size + dead.size < TEN.length) {
      const batch = TEN.filter((id) => !dead.has(id) && (!gone.has(id) || random() < 0.2))
        .map((id) => ({ id, place: random() }))
        .sort((one, other) => one.place - other.place)
        .map(({ id }) => id);
      const Records = batch.map((messageId) => ({ messageId })) as SQSEvent['Records'];
      const { batchItemFailures } = await eachMessage({ Records }, ({ messageId }) => work(messageId));
      const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      expect(failed).toEqual(new Set(batch.filter((id) => poison.has(id))));
      for (const id of batch) {
        if (!failed.has(id)) gone.add(id);
        else if (received.set(id, received.get(id)! + 1).get(id) === most) dead.add(id);
      }
    }
    expect(dead).toEqual(poison);
    expect(new Set(done)).toEqual(gone);
  }
});
