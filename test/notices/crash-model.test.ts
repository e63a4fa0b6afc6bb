import { describe, expect, it } from 'vitest';
import { BEYOND_THE_PROMISE, STRATEGIES, SURROUNDINGS, runAll } from './crash-world.ts';

const [OURS, ...NAIVE] = STRATEGIES;

describe.each(SURROUNDINGS)('when $name', (around) => {
  it.each([1, 2])('R130 no notice is lost or sent twice, whichever %i calls fail in whatever way', async (faults) => {
    const { schedules, lost, twice, wrong } = await runAll(OURS, around, faults);
    expect(schedules).toBeGreaterThan(faults === 1 ? 15 : 400);
    expect({ lost, twice, wrong }).toEqual({ lost: 0, twice: 0, wrong: [] });
  });
});

describe('a notice that may have been sent', () => {
  it('is left to a person only where no event can tell', async () => {
    const asked: Record<string, number> = {};
    for (const around of SURROUNDINGS) asked[around.name] = (await runAll(OURS, around, 1)).asked;
    expect(Object.entries(asked).filter(([, count]) => count > 0)).toEqual([
      ['nothing else is mailed', expect.any(Number)],
      ['no event comes for 20 min', expect.any(Number)],
      ['no event ever comes', expect.any(Number)],
    ]);
  });

  it('is sent twice where SES loses its event alone, which the promise excludes', async () => {
    expect((await runAll(OURS, BEYOND_THE_PROMISE, 1)).twice).toBeGreaterThan(0);
  });
});

describe('the order', () => {
  it.each(NAIVE)('"%s" loses or repeats e-mails under one fault, so the model can tell', async (strategy) => {
    const { lost, twice } = await runAll(strategy, SURROUNDINGS[0]!, 1);
    expect(strategy === 'send, then mark' ? twice : lost).toBeGreaterThanOrEqual(4);
  });
});
