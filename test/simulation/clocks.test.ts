import { beforeAll, describe, expect, test } from 'vitest';
import { loadCode } from './code.ts';
import { NO_FAULTS } from './fakes/faults.ts';
import { type Service, openTemplate, playOut } from './play.ts';
import { SCENARIOS } from './all-scenarios.ts';

const MINUTE = 60_000;

/** By so much the platform's clock is ahead of Step Functions', ms. */
const SENDERS = [-10, -4, 0, 4, 10].map((minutes) => minutes * MINUTE);
/** By so much all of Lambda is. */
const FLEETS = [-10, 0, 10].map((minutes) => minutes * MINUTE);

let service: Service;
beforeAll(async () => {
  service = { template: openTemplate(), code: await loadCode() };
});

describe.each(['on time', 'late', 'at the last moment', 'reopened'])(
  'the scenario "%s" with clocks that differ',
  (name) => {
    const scenario = SCENARIOS.find((one) => one.name === name)!;

    test.each(FLEETS)(
      'goes as well with Lambda %d ms ahead of Step Functions, whatever the platform believes',
      async (fleetMs) => {
        for (const senderMs of SENDERS) {
          const { violations, story } = await playOut(service, {
            scenario,
            seed: 3,
            plan: NO_FAULTS,
            fleetMs,
            senderMs,
          });
          expect(violations, `the platform is ${senderMs} ms ahead`).toEqual([]);
          // Five minutes are borne; whoever is further off is told so, and nothing is stored by halves.
          const corrected = story.some(({ what }) => what === 'sets its clock, which was off');
          expect(corrected).toBe(Math.abs(senderMs - fleetMs) > 5 * MINUTE);
        }
      },
    );
  },
);
