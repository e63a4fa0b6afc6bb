import type { Context, DynamoDBRecord } from 'aws-lambda';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type StreamReader, inOrder, inOrderOfEach, readTogether } from '../../functions/shared/stream.ts';
import { loadTemplate } from '../../infra/local/template.ts';
import { throughMapping } from './through-mapping.ts';

const template = loadTemplate(new URL('../../cdk.out', import.meta.url).pathname);
const mapping = template
  .ofType('AWS::Lambda::EventSourceMapping')
  .find(({ properties }) => String(properties.FunctionName).endsWith('-PassOnChanges'))!;

beforeAll(() => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterAll(() => {
  vi.restoreAllMocks();
});

const numberOf = ({ dynamodb }: DynamoDBRecord): number => Number(dynamodb!.SequenceNumber);

/** One reader: which of sixty records it wants, which it can never handle, how often it fails before it handles another, and whether it fails by throwing. */
const aReader = fc.record({
  wanted: fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }),
  poison: fc.uniqueArray(fc.nat(59), { maxLength: 3 }),
  failures: fc.dictionary(fc.nat(59).map(String), fc.integer({ min: 1, max: 3 }), { maxKeys: 4 }),
  throws: fc.boolean(),
});

test('whatever several readers of a batch are in trouble with, each handles all that it wants, in order, and hears once of what all are through with', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(aReader, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 1, max: 60 }),
      async (plans, many) => {
        const records = Array.from({ length: many }, (_, index) => String(index));
        const handled = plans.map(() => new Set<number>());
        const last = plans.map(() => -1);
        const heard = plans.map(() => [] as number[]);
        const readers = plans.map(({ wanted, poison, failures, throws }, which): StreamReader => {
          const left = new Map(Object.entries(failures).map(([record, times]) => [Number(record), times]));
          return {
            name: `reader ${which}`,
            wants: (record) => wanted[numberOf(record)]!,
            async read(own) {
              const done = await inOrder(own, (record) => {
                const number = numberOf(record);
                const more = left.get(number) ?? 0;
                left.set(number, more - 1);
                if (poison.includes(number) || more > 0) throw new Error('This one cannot be handled.');
                // What comes again was handled before; what is new follows all that was.
                if (!handled[which]!.has(number)) {
                  expect(number).toBeGreaterThan(last[which]!);
                  last[which] = number;
                }
                handled[which]!.add(number);
              });
              if (throws && done < own.length) throw new Error('All of it is to come again.');
              return { through: done, afterwards: (of) => void heard[which]!.push(...of.map(numberOf)) };
            },
          };
        });
        const dead = new Set(
          (await throughMapping(mapping, records, (event) => readTogether(readers)(event, {} as Context))).map(Number),
        );
        for (const [which, { wanted, poison }] of plans.entries()) {
          const own = records.map(Number).filter((number) => wanted[number]);
          const cannot = own.filter((number) => poison.includes(number));
          for (const number of cannot) expect(dead).toContain(number);
          expect([...handled[which]!]).toEqual(own.filter((number) => !cannot.includes(number)));
          expect(heard[which]).toEqual(own.filter((number) => !dead.has(number)));
        }
        for (const number of dead)
          expect(plans.some(({ wanted, poison }) => wanted[number] && poison.includes(number))).toBe(true);
      },
    ),
    { numRuns: 300 },
  );
});

test('records that are handed over for one reader come to it alone, wanted or not, and an unknown one is an error', async () => {
  const read: string[] = [];
  const reader = (name: string): StreamReader => ({
    name,
    wants: () => false,
    read: async (records) => Promise.resolve(void read.push(name)).then(() => ({ through: records.length })),
  });
  const pass = readTogether([reader('one'), reader('other')]);
  const Records = [{ dynamodb: { SequenceNumber: '1' } }];
  expect(await pass({ Records, only: 'other' }, {} as Context)).toEqual({ batchItemFailures: [] });
  expect(await pass({ Records }, {} as Context)).toEqual({ batchItemFailures: [] });
  expect(read).toEqual(['other']);
  await expect(pass({ Records, only: 'nobody' }, {} as Context)).rejects.toThrow('There is no reader "nobody" here.');
});

test('records of different requests are handled beside each other, those of one in their order, and all from the first that failed come again', async () => {
  const aRecord = fc.record({ key: fc.constantFrom('A', 'B', 'C'), fails: fc.boolean(), turns: fc.nat(4) });
  await fc.assert(
    fc.asyncProperty(fc.array(aRecord, { maxLength: 25 }), async (plan) => {
      const records = plan.map(({ key }, place) => ({
        dynamodb: { SequenceNumber: String(place), Keys: { pk: { S: key } } },
      }));
      const handled: number[] = [];
      const through = await inOrderOfEach(records, async (record) => {
        const { fails, turns } = plan[numberOf(record)]!;
        for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
        if (fails) throw new Error('This one cannot be handled.');
        handled.push(numberOf(record));
      });
      const first = plan.findIndex(({ fails }) => fails);
      expect(through).toBe(first === -1 ? plan.length : first);
      for (const key of ['A', 'B', 'C']) {
        const own = plan.flatMap((one, place) => (one.key === key ? [place] : []));
        const until = own.findIndex((place) => plan[place]!.fails);
        expect(handled.filter((place) => plan[place]!.key === key)).toEqual(
          own.slice(0, until === -1 ? undefined : until),
        );
      }
    }),
    { numRuns: 500 },
  );
});
