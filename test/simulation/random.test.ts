import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SCENARIOS } from './all-scenarios.ts';
import { loadCode } from './code.ts';
import { brokenBy, randomTrial } from './explore.ts';
import { type Service, openTemplate } from './play.ts';

/** As many as fit ten minutes of one core; `simulate.ts --minutes 600 --from 8001` goes on from there. */
const TRIALS = 8_000;
const AT_A_TIME = 250;
const TIMEOUT_MS = 300_000;

const stackTraceLimit = Error.stackTraceLimit;
let service: Service;
beforeAll(async () => {
  service = { template: openTemplate(), code: await loadCode() };
  // Thousands of errors are thrown on purpose, and nobody reads where.
  Error.stackTraceLimit = 0;
});
afterAll(() => {
  Error.stackTraceLimit = stackTraceLimit;
});

describe('nothing must not be while a share of all calls fails, clocks differ, a service is away and somebody deploys', () => {
  const firsts = Array.from({ length: TRIALS / AT_A_TIME }, (_, index) => 1 + index * AT_A_TIME);

  test.each(firsts)(
    `by the ${AT_A_TIME} seeds from %i on`,
    async (first) => {
      for (let seed = first; seed < first + AT_A_TIME; seed += 1)
        expect(await brokenBy(service, randomTrial(SCENARIOS, seed))).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
