import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createClock } from '../../infra/local/clock.ts';
import { aBench, aMachine, aTask, MONDAY, SECOND } from '../support/step-functions.ts';

const waits = fc.array(fc.integer({ min: 0, max: 400 * 86_400 }), { minLength: 1, maxLength: 12 });

it('ends every wait at its own second, in order, however time is moved', async () => {
  await fc.assert(
    fc.asyncProperty(
      waits,
      fc.array(fc.integer({ min: 0, max: 86_400_000 * 100 }), { maxLength: 10 }),
      async (seconds, hops) => {
        const ended: { name: string; at: number }[] = [];
        const bench = aBench(
          { act: (name: string) => (ended.push({ name, at: bench.clock.now() }), { payload: null }) },
          aMachine(
            {
              Wait: { Type: 'Wait', Seconds: '{% $states.input %}', Next: 'Act' },
              Act: aTask('act', {
                Arguments: { FunctionName: 'act', Payload: '{% $states.context.Execution.Name %}' },
              }),
            },
            {},
          ),
        );
        seconds.forEach((wait, index) => bench.start(wait, String(index)));
        for (const hop of hops) await bench.pass(hop);
        await bench.pass(366 * 86_400_000);

        const year = 365 * 86_400;
        const expected = seconds
          .map((wait, index) => ({ name: String(index), at: MONDAY + wait * SECOND }))
          .filter(({ at }) => at < MONDAY + year * SECOND)
          .sort((a, b) => a.at - b.at || Number(a.name) - Number(b.name));
        expect(ended).toEqual(expected);
      },
    ),
    { numRuns: 60 },
  );
});

it('fires timers by instant and then by the order of asking, whatever is cancelled', async () => {
  const timer = fc.record({ at: fc.integer({ min: 0, max: 50 }), cancelled: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(timer, { maxLength: 300 }), async (timers) => {
      const clock = createClock({ startAt: 0, settle: () => Promise.resolve() });
      const fired: number[] = [];
      const asked = timers.map(({ at }, index) => clock.schedule(at, () => void fired.push(index), String(index)));
      timers.forEach(({ cancelled }, index) => cancelled && asked[index]!.cancel());
      const expected = timers
        .map(({ at, cancelled }, index) => ({ at, cancelled, index }))
        .filter(({ cancelled }) => !cancelled)
        .sort((a, b) => a.at - b.at || a.index - b.index);
      expect(clock.timers()).toBe(expected.length);
      expect(clock.nextTimer()?.at).toBe(expected[0]?.at);
      await clock.advanceTo(100);
      expect(fired).toEqual(expected.map(({ index }) => index));
    }),
  );
});
